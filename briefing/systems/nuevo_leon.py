"""Nuevo León's No estás sola: calls of 070 and 911, women accompanied, what each agency gave, and the men's line
apart."""

from collections import Counter

from briefing.chapters import services
from briefing.material import Material
from briefing.rows import Row, by_code, summed
from briefing.sheet import Column, Table
from briefing.systems.called import Calls, calls
from picture import measured


def tables(material: Material) -> list[Table]:
    counts = measured.within(material.picture, material.span.starts, material.span.ends)
    found = calls(material)
    return [
        *([_calls(found, apart=False), _calls(found, apart=True)] if found is not None else []),
        _accompanied(services.accompaniments(counts)),
        _agencies(material),
        services.services(material, counts, services.MEN, key="nuevo_leon_men"),
    ]


def _calls(found: Calls, *, apart: bool) -> Table:
    """Offered calls by line and queue; those of queues that stand apart enter no sum of the others."""
    columns = (Column("centre", "code"), Column("queue", "code"), Column("calls", "calls"))
    rows: list[Row] = [(*key, count) for (*key, alone), count in found.items() if alone == apart]
    return summed("nuevo_leon_calls_apart" if apart else "nuevo_leon_calls", columns, rows)


def _accompanied(table: Table) -> Table:
    return Table("nuevo_leon_accompanied", table.columns, table.rows, whole=table.whole)


def _agencies(material: Material) -> Table:
    """Interventions by the agency that gave them, as far as its registry says; the others are `unsaid`."""
    given = measured.services(material.picture, material.span.starts, material.span.ends)
    found = Counter(each.agency or services.UNSAID for each in given)
    known = [code for code in material.profile.words.agencies if code in found]
    return by_code("nuevo_leon_agencies", "agency", "interventions", found, known, words="agencies")
