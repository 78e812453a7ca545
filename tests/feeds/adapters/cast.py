"""The cast: a registry of cases that speaks no WebSocket, its mapping and its rows."""

from typing import Any

from msgspec.structs import replace

from feeds.adapters.drops import Drops
from feeds.adapters.intake import Intake
from feeds.adapters.mapping import Rules
from feeds.adapters.writer import Writer
from feeds.admission import Admission
from journal.journal import Journal
from picture.policy import Column, Registry, RowRule, Table
from tests.feeds.cast import NOW, PROFILE, REGISTRY, door

SOURCE = REGISTRY.source
COLUMNS = ("id", "caso", "paso", "cuando", "riesgo", "violencias", "persona", "telefono", "desde", "hasta", "municipio")
OPENED = RowRule(
    type="case.opened",
    when={"paso": "alta"},
    subject="caso",
    time="cuando",
    fields={
        "forms": Column(column="violencias", split=";", words={"Física": "fisica", "Sexual": "sexual"}),
        "person": "persona",
        "phone": "telefono",
        "episode_from": "desde",
        "episode_to": "hasta",
        "municipality": Column(column="municipio", unless=("", "SE IGNORA")),
    },
)
ASSESSED = RowRule(
    type="case.assessed",
    when={"paso": ("alta", "valoración"), "riesgo": "*"},
    subject="caso",
    time="cuando",
    fields={"level": Column(column="riesgo", words={"LEVE": "mild", "MODERADO": "moderate", "GRAVE": "severe"})},
)
CLOSED = RowRule(
    type="case.closed", when={"paso": "cierre"}, subject="caso", time="cuando", fields={"reason": Column(value="cupo")}
)
TABLE = Table(view="vigia_casos", poll=0.02, settle=0.3, fact=(OPENED, ASSESSED, CLOSED))


def registry(**changes: Any) -> Registry:
    """The registry with a table; `changes` replace parts of it."""
    return replace(REGISTRY, table=replace(TABLE, **changes))


def rules(**changes: Any) -> Rules:
    return Rules(registry(**changes), PROFILE.zone)


def intake(**changes: Any) -> Intake:
    made = registry(**changes)
    return Intake(Rules(made, PROFILE.zone), Admission(made, door(), replace(PROFILE, registry=(made,))))


def drops(journal: Journal, **changes: Any) -> Drops:
    return Drops(intake(**changes), Writer(SOURCE, journal), lambda: NOW)


def row(**cells: Any) -> dict[str, Any]:
    """A case that is taken in, at 10:00 of the site's clock; `cells` replace it."""
    plain = dict.fromkeys(COLUMNS) | {"caso": "C-1", "paso": "alta", "cuando": "2025-11-21T10:00:00"}
    return plain | cells


def csv_of(*rows: dict[str, Any], header: tuple[str, ...] = COLUMNS[1:]) -> bytes:
    lines = [",".join(header), *(",".join("" if row[n] is None else str(row[n]) for n in header) for row in rows)]
    return "\n".join(lines).encode()
