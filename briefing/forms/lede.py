"""The sentences on top of the page: made from the sheet's figures by rules, never told. Pure.

The most important first, and no more than stand in three lines. What stands between <b> and </b> is printed bold.
"""

import re
from collections.abc import Iterator, Sequence

from briefing.forms.figures import Record, found, keyed, number, records, total, values
from briefing.forms.said import UNKNOWN, Said, cut
from briefing.forms.tone import against
from briefing.sheet import Value
from picture.cases import assign_target

HOUR = 3_600_000
NAMED = 3  # sources or places of a sentence
ROOM = 262  # signs of three lines
LEAST = 3  # hours together: of a 10–90 % band one in ten lies above by chance, three together once in 40 days
WAYS = {"over": ("usual_high", 1), "under": ("usual_low", -1)}
LONG = ("month", "quarter", "year")
MISSED = ("overdue", "missed")


def lede(said: Said) -> list[str]:
    sheet = said.sheet
    if not any(table.rows for table in sheet.tables):
        return [said("lede.nothing")]
    parts = (_silent_hours, _severe, _followups, _hotspots, _level, _calls, _staffing, _silences, _given)
    told = [sentence for part in parts for sentence in part(said)]
    return _as_many(told) or [said("lede.usual" if _band_known(said) else "lede.quiet")]


def _as_many(told: Sequence[str]) -> list[str]:
    """The first that have room, one at least."""
    shown, used = list[str](), 0
    for sentence in told:
        used += len(re.sub("</?b>", "", sentence)) + 1
        if shown and used > ROOM:
            break
        shown.append(sentence)
    return shown


def _hours(said: Said) -> list[Record]:
    return [row for row in records(said.sheet, "calls_by_hour") if "offered" in row]


def _band_known(said: Said) -> bool:
    return any(number(row.get("usual_high")) is not None for row in _hours(said))


def _silent_hours(said: Said) -> Iterator[str]:
    rows = _hours(said)
    blank = [row["offered"] == UNKNOWN for row in rows]
    if any(blank):
        first, last = longest(blank)
        if sum(blank) == last - first:
            yield said("lede.calls.unknown", when=_when(said, rows, first, last))
        else:
            yield said("lede.calls.unknown.some", n=sum(blank))


def _calls(said: Said) -> Iterator[str]:
    """Whether the whole lies outside of its usual; and, each way, the longest stretch of hours that do. What lies the
    other way than the whole is no news, and what was not heard is not little."""
    rows = _hours(said)
    deaf = any(row["offered"] == UNKNOWN for row in rows)
    whole = keyed(said.sheet, "headline").get("calls", {})
    outside = {way: _beyond(whole, "value", *bound) for way, bound in WAYS.items()}
    for way, bound in WAYS.items():
        if (any(outside.values()) and not outside[way]) or (way == "under" and deaf):
            continue
        first, last = longest([_beyond(row, "offered", *bound) for row in rows])
        when = _when(said, rows, first, last) if last - first >= LEAST else ""
        if outside[way]:
            yield said(f"lede.calls.{way}.whole.when" if when else f"lede.calls.{way}.whole", when=when)
        elif when:
            yield said(f"lede.calls.{way}", when=when)


def _beyond(row: Record, key: str, bound: str, sign: int) -> bool:
    value, limit = number(row.get(key)), number(row.get(bound))
    return value is not None and limit is not None and sign * (value - limit) > 0


def longest(marks: Sequence[bool]) -> tuple[int, int]:
    """The longest run of marked ones as [first, last), the first of equals; (0, 0) where there is none."""
    best, start = (0, 0), 0
    for at, mark in enumerate(marks, start=1):
        if not mark:
            start = at
        elif at - start > best[1] - best[0]:
            best = start, at
    return best


def _when(said: Said, rows: Sequence[Record], first: int, last: int) -> str:
    """`between 20:00 and 23:00`."""
    if (first, last) == (0, len(rows)):
        return said("lede.when.all")
    return said("lede.when", **{"from": hour_of(said, rows[first]["hour"]), "to": hour_of(said, _end(rows, last))})


def _end(rows: Sequence[Record], last: int) -> Value:
    if last < len(rows):
        return rows[last]["hour"]
    hour = rows[-1]["hour"]
    return hour + (HOUR if hour > 10_000 else 1) if isinstance(hour, int) else hour


def hour_of(said: Said, hour: Value) -> str:
    """An hour of the day, or an instant."""
    if not isinstance(hour, int):
        return str(hour)
    return said.time(hour) if hour > 10_000 else f"{hour:02}:00"


def _severe(said: Said) -> Iterator[str]:
    severe, target = values(said.sheet, "severe"), assign_target(said.edition.profile)
    goal = said("lede.goal", n=target) if target is not None else ""
    late = next((severe[key] for key in ("assigned_late", "late") if key in severe), None)
    yield from _told(said, "lede.severe.late", late, goal=goal)
    yield from _told(said, "lede.severe.unassigned", severe.get("unassigned"))
    yield from _told(said, "lede.severe.progress", severe.get("in_progress"))


def _followups(said: Said) -> Iterator[str]:
    """Those missed, and those of whom nobody could have been called."""
    followups = values(said.sheet, "followups")
    missed = next((followups[key] for key in MISSED if key in followups), None)
    told = [*_told(said, "lede.followups", missed), *_told(said, "lede.unsafe", followups.get("never_safe"))]
    if len(told) == 2:
        yield said("lede.both", first=told[0].rstrip("."), last=told[1][:1].lower() + told[1][1:])
    else:
        yield from told


def _told(said: Said, key: str, many: Value, **more: str) -> Iterator[str]:
    """Nothing of what is nought or not known; of what is hidden, that there was some."""
    if isinstance(many, str) and many != UNKNOWN:
        yield said(f"{key}.some", **more)
    elif many and many != UNKNOWN:
        yield said.many(key, many, **more)


def _hotspots(said: Said) -> Iterator[str]:
    table = found(said.sheet, "hotspots")
    if table is None or not table.rows:
        return
    keys = [column.key for column in table.columns]
    at = keys.index("place") if "place" in keys else 0
    places = list(dict.fromkeys(said.cell(table, row, at) for row in table.rows))
    yield said.many("lede.hotspots", len(table.rows), places=_few(said, places))


def _level(said: Said) -> Iterator[str]:
    """The main centre's, where it lies below its target."""
    target = next(iter(records(said.sheet, "calls_by_centre")), {}).get("target")
    level = keyed(said.sheet, "headline").get("service_level", {}).get("value")
    if against(level, target, 0) == "crossed":
        yield said("lede.level", value=said.value(level, "percent"), target=said.value(target, "percent"))


def _staffing(said: Said) -> Iterator[str]:
    """The queue and shift of the next 24 h that lacks the most people."""
    short = [row for row in records(said.sheet, "staffing") if (number(row.get("gap")) or 0) < 0]
    if short:
        worst = min(short, key=lambda row: number(row["gap"]) or 0)
        times = {"from": said.time(int(str(worst["starts"]))), "to": said.time(int(str(worst["ends"])))}
        queue = cut(said.code(str(worst["queue"]), found(said.sheet, "staffing"), "queue"), 40)
        yield said.many("lede.staffing", -(number(worst["gap"]) or 0), queue=queue, **times)


def _silences(said: Said) -> Iterator[str]:
    sources = list(dict.fromkeys(said.code(silence.source) for silence in said.sheet.silences))
    if sources:
        yield said("lede.silences", sources=_few(said, sources))


def _given(said: Said) -> Iterator[str]:
    """Of a month and more, what was done."""
    given = number(total(said.sheet, "services").get("interventions"))
    if given and said.sheet.span.kind in LONG:
        yield said.many("lede.services", int(given))


def _few(said: Said, names: Sequence[str]) -> str:
    """Some of them, short, and how many more."""
    shown = [cut(name, 40) for name in names[:NAMED]]
    if len(names) <= NAMED:
        return said.listed(shown)
    return said("lede.more", names=", ".join(shown), n=len(names) - NAMED)
