"""People needed beside people rostered, by queue and shift of the 24 h that follow the span (docs/staffing.md): of the
same hours, whenever it is made again."""

from itertools import groupby

from briefing.comparing import UNKNOWN
from briefing.load import QUARTER, band
from briefing.material import Material
from briefing.sheet import Column, Table, Value
from briefing.staffing import Staffing, centre_staffing
from picture.calls import CallFigures
from picture.clocks import shift_at
from picture.profile import Profile

COLUMNS = (
    Column("starts", "instant"),
    Column("ends", "instant"),
    Column("queue", "code"),
    *(Column(key, "calls") for key in ("expected", "low", "high")),
    *(Column(key, "agents") for key in ("needed_c", "needed_a", "rostered", "gap")),
)


def tables(material: Material) -> list[Table]:
    """Of a day's or shift's briefing: who reads one of a month asks for no roster."""
    if material.span.kind not in ("day", "shift"):
        return []
    profile = material.profile
    rows: list[tuple[Value, ...]] = []
    for centre in profile.centre:
        figures = CallFigures(material.picture, profile, centre)
        figures.look(min(material.span.ends, material.as_of))
        for each in centre_staffing(material.picture, figures, profile, centre):
            rows += [_row(each, quarters) for quarters in _by_shift(each, profile)]
    return [Table("staffing", COLUMNS, tuple(rows), "queues", whole=True)]


def _by_shift(each: Staffing, profile: Profile) -> list[list[int]]:
    """Places of the quarters."""
    shifts = groupby(range(len(each.starts)), lambda at: shift_at(profile, each.starts[at])[1])
    return [list(quarters) for _, quarters in shifts]


def _row(each: Staffing, quarters: list[int]) -> tuple[Value, ...]:
    """Calls of the whole stretch of the shift, people of its worst quarter."""
    worst = max(quarters, key=lambda at: (each.needed_c[at] or 0, each.needed_a[at] or 0))
    people = each.needed_c[worst], each.needed_a[worst], each.rostered[worst], each.gap[worst]
    return (
        each.starts[quarters[0]],
        each.starts[quarters[-1]] + QUARTER,
        f"{each.source}/{each.queue}",
        *_calls(each, quarters),
        *(UNKNOWN if value is None else value for value in people),
    )


def _calls(each: Staffing, quarters: list[int]) -> tuple[Value, Value, Value]:
    """Expected, with their band."""
    known = [calls for at in quarters if (calls := each.mid[at]) is not None]
    if len(known) < len(quarters):
        return UNKNOWN, UNKNOWN, UNKNOWN
    return round(sum(known)), *band(sum(known), each.spread)
