"""A figure beside what it was before and what is usual: its span a day, a week, … earlier, and the same weekdays of
the 8 weeks before as 10–90 % band. Each is counted as it was known just as long after its end."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from briefing import spans
from briefing.material import Material
from briefing.sheet import Column, Span, Table, Unit, Value
from picture.clocks import HALF_HOUR
from picture.usual import quantile

LEAST = 3  # of the 8 weeks make a band
UNKNOWN = "?"
LABELS = frozenset({"code", "text", "date", "instant"})
Number = int | float | None
Row = tuple[Value, ...]
Four = tuple[Value, Number, Number, Number]  # the figure, then, and the bounds of its usual
BESIDE = ("before", "usual_low", "usual_high")


class Then(Struct, frozen=True):
    """[starts, ends), told up to `until`. `asked`: it is the span of the briefing itself."""

    starts: int
    ends: int
    until: int
    asked: bool = False


Figures = Mapping[str, Number]
Counted = Callable[[Then], Figures | None]  # None: not known of that span


class Comparison(Struct, frozen=True):
    asked: Then
    before: Then
    usual: tuple[Then, ...]


def comparison(material: Material, span: Span | None = None) -> Comparison:
    """Of the briefing's span, or of another. Where it is not over at `as_of`, all are cut short by as much."""
    span, profile = span or material.span, material.profile
    rest, later = max(0, span.ends - material.as_of), max(0, material.as_of - span.ends)

    def then(starts: int, ends: int, asked: bool = False) -> Then:
        end = max(starts, ends - rest)
        return Then(starts, end, end + later, asked)

    before = spans.before(span, profile)
    usual = tuple(then(each.starts, each.ends) for each in spans.usual(span, profile))
    return Comparison(then(span.starts, span.ends, True), then(before.starts, before.ends), usual)


def compare(counted: Counted, each: Comparison, keys: Iterable[str]) -> dict[str, Four]:
    now, before = counted(each.asked), counted(each.before)
    usual = [figures for then in each.usual if (figures := counted(then)) is not None]
    return {
        key: (UNKNOWN if now is None else _plain(now, key), _plain(before, key), *_band(usual, key)) for key in keys
    }


def _plain(figures: Figures | None, key: str) -> Number:
    found = figures.get(key) if figures else None
    return found if found is None or isinstance(found, int) else round(found, 3)


def _band(usual: list[Figures], key: str) -> tuple[Number, Number]:
    values = sorted(value for figures in usual if (value := figures.get(key)) is not None)
    if len(values) < LEAST:
        return None, None
    return round(quantile(values, 0.1), 3), round(quantile(values, 0.9), 3)


def beside(unit: Unit, counts: bool = False) -> tuple[Column, ...]:
    """The columns of what a figure is compared with."""
    return tuple(Column(key, unit, counts) for key in BESIDE)


# A figure a row, each with its own unit: what the columns of numbers say of theirs holds for none.
FIGURE = (
    *(Column("key", "code"), Column("value", "cases", counts=True), Column("unit", "code")),
    *beside("cases", counts=True),
)


def figures(key: str, found: Mapping[str, Four], units: Mapping[str, Unit]) -> Table:
    """A table of FIGURE: of the room's own work."""
    return Table(key, FIGURE, tuple(figure_rows(found, units)), whole=True)


def figure_rows(found: Mapping[str, Four], units: Mapping[str, Unit]) -> list[Row]:
    """A row for each of `units`."""
    return [(name, found[name][0], unit, *found[name][1:]) for name, unit in units.items()]


def reaches(material: Material, source: str, then: Then) -> bool:
    """Whether what a source told goes back to the start of a span, and whether it spoke in it. Of the span asked for:
    whether it was heard at all."""
    if then.asked:
        return not material.unheard(source)
    live = material.picture.centres.get(source)
    if live is None:
        return False
    told = live.state.active.union(*live.state.intervals.values())
    spoke = any(then.starts - HALF_HOUR < at < then.ends for at in told)
    return spoke and min(told) < then.starts + HALF_HOUR


def keeps_cases(material: Material, then: Then) -> bool:
    """The same of those who tell of cases: the registries, or, where there is none, the centres."""
    profile = material.profile
    sources = [each.source for each in profile.registry if each.keeps == "cases"]
    return any(reaches(material, source, then) for source in sources or [each.source for each in profile.centre])


def unknown(table: Table) -> Table:
    """The same rows, none of whose figures is known."""
    rows = tuple(
        tuple(value if column.unit in LABELS else UNKNOWN for column, value in zip(table.columns, row, strict=True))
        for row in table.rows
    )
    return replace(table, rows=rows)
