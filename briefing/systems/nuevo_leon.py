"""Nuevo León's No estás sola: calls of 070 and 911, women accompanied, and the men's line apart."""

from briefing.chapters import services
from briefing.material import Material
from briefing.rows import Row, summed
from briefing.sheet import Column, Table
from briefing.systems.called import calls
from picture import measured


def tables(material: Material) -> list[Table]:
    counts = measured.within(material.picture, material.span.starts, material.span.ends)
    found = calls(material)
    return [
        *([_calls(found, apart=False), _calls(found, apart=True)] if found is not None else []),
        _accompanied(services.accompaniments(counts)),
        services.services(material, counts, services.MEN, key="nuevo_leon_men"),
    ]


def _calls(found: dict[tuple[str, str, bool], int], *, apart: bool) -> Table:
    """Offered calls by line and queue; those of queues that stand apart enter no sum of the others."""
    columns = (Column("centre", "code"), Column("queue", "code"), Column("calls", "calls"))
    rows: list[Row] = [(*key, count) for (*key, alone), count in found.items() if alone == apart]
    return summed("nuevo_leon_calls_apart" if apart else "nuevo_leon_calls", columns, rows)


def _accompanied(table: Table) -> Table:
    return Table("nuevo_leon_accompanied", table.columns, table.rows)
