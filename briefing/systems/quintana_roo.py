"""Quintana Roo's unit of 911: interventions legal and psychological, their time after the episode, and BANAVIM."""

from briefing.chapters import services
from briefing.material import Material
from briefing.rows import by_code, share
from briefing.sheet import Column, Table
from picture import measured

NAMED = ("legal", "psicologica")
REGISTER = "banavim"


def tables(material: Material) -> list[Table]:
    """All of them by service, all of them by timing, and BANAVIM."""
    counts = measured.within(material.picture, material.span.starts, material.span.ends)
    given = services.after(counts, "services.")
    return [
        by_code("quintana_roo_services", "service", "interventions", given, NAMED, words="services"),
        services.timing(counts, "quintana_roo_timing"),
        _banavim(material, counts[f"registered.{REGISTER}"]),
    ]


def _banavim(material: Material, entered: int) -> Table:
    """Cases entered in the span, whenever they were attended; and of the cases attended in it those that stand in the
    register by `as_of`."""
    given = measured.services(material.picture, material.span.starts, material.span.ends)
    cases = material.picture.book.cases
    attended = {each.given.case for each in given if each.given and each.given.case in cases}
    registered = sum(
        any(step.what == "registered" and step.said == REGISTER for step in cases[name].story)
        for name in attended
        if name
    )
    counted = tuple(Column(key, "cases", counts=True) for key in ("entered", "attended", "registered"))
    row = (REGISTER, entered, len(attended), registered, share(registered, len(attended)))
    columns = (Column("register", "code"), *counted, Column("share", "percent"))
    return Table("quintana_roo_banavim", columns, (row,), "registers", whole=True)
