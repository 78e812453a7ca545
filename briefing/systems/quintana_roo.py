"""Quintana Roo's unit of 911: interventions legal and psychological, their time after the episode, and BANAVIM."""

from briefing.chapters import services
from briefing.material import Material
from briefing.rows import by_code
from briefing.sheet import Column, Table
from picture import measured

NAMED = ("legal", "psicologica")
REGISTER = "banavim"


def tables(material: Material) -> list[Table]:
    """All of them by service, all of them by timing, and cases entered in BANAVIM within the span."""
    counts = measured.within(material.picture, material.span.starts, material.span.ends)
    given = services.after(counts, "services.")
    entered = Column("entered", "cases", counts=True)
    return [
        by_code("quintana_roo_services", "service", "interventions", given, NAMED, words="services"),
        services.timing(counts, "quintana_roo_timing"),
        Table(
            "quintana_roo_banavim",
            (Column("register", "code"), entered),
            ((REGISTER, counts[f"registered.{REGISTER}"]),),
            "registers",
        ),
    ]
