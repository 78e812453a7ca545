"""The sentences on top of the page: made from the sheet's figures by rules, never told. Pure.

What stands between <b> and </b> is printed bold.
"""

from collections.abc import Iterator, Sequence

from briefing.forms.said import UNKNOWN, Said, cut
from briefing.sheet import Sheet, Table, Value

HOUR = 3_600_000
MOST = 10  # sentences of what is not known
NAMED = 3  # sources, places or stretches of a sentence
LATE = ("assigned_late", "late")
MISSED = ("overdue", "missed")


def lede(said: Said) -> list[str]:
    sheet = said.sheet
    if not any(table.rows for table in sheet.tables):
        return [said("lede.nothing")]
    told = [*_calls(said), *_severe(said), *_followups(said), *_hotspots(said), *_silences(said)]
    return told or [said("lede.quiet")]


def unknowns(said: Said) -> list[str]:
    """What we do not know: silences, what was lost in them, figures that were not to be had."""
    told = []
    for source in dict.fromkeys(silence.source for silence in said.sheet.silences):
        silences = [silence for silence in said.sheet.silences if silence.source == source]
        spans = [f"{_when(said, s.since)}–{_when(said, s.until)}" for s in silences]
        more = [said("unknown.more", n=len(spans) - NAMED)] if len(spans) > NAMED else []
        lost = sum(silence.lost for silence in silences)
        more += [said.many("unknown.lost", lost)] if lost else []
        told.append(
            said("unknown.silence", source=said.code(source), spans=" ".join([", ".join(spans[:NAMED]), *more]))
        )
    if blank := sum(value == UNKNOWN for table in said.sheet.tables for row in table.rows for value in row):
        told.append(said.many("unknown.cells", blank))
    if len(told) > MOST:
        told = [*told[:MOST], said.many("unknown.rest", len(told) - MOST)]
    return told or [said("unknown.none")]


def _when(said: Said, at: int) -> str:
    span = said.sheet.span
    return said.time(at) if span.ends - span.starts <= 25 * HOUR else said.moment(at)


def _calls(said: Said) -> Iterator[str]:
    rows = [row for row in records(said.sheet, "calls_by_hour") if "offered" in row]
    if not rows:
        return
    blank = [row["offered"] == UNKNOWN for row in rows]
    over = [_beyond(row, "usual_high", 1) for row in rows]
    under = [_beyond(row, "usual_low", -1) for row in rows]
    found = [("over", over), ("under", under), ("unknown", blank)]
    for key, marks in found:
        if any(marks):
            yield said(f"lede.calls.{key}", when=_stretches(said, rows, marks))
    if not any(any(marks) for _, marks in found):
        known = any(isinstance(row.get("usual_high"), int | float) for row in rows)
        yield said("lede.calls.usual" if known else "lede.calls.nousual")


def _beyond(row: dict[str, Value], bound: str, sign: int) -> bool:
    value, limit = row["offered"], row.get(bound)
    return isinstance(value, int | float) and isinstance(limit, int | float) and sign * (value - limit) > 0


def _stretches(said: Said, rows: Sequence[dict[str, Value]], marks: Sequence[bool]) -> str:
    """`between 20:00 and 23:00`: the longest stretches of marked rows, in their order."""
    if all(marks):
        return said("lede.when.all")
    runs, start = [], None
    for at, mark in enumerate([*marks, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            runs.append((start, at))
            start = None
    chosen = sorted(sorted(runs, key=lambda run: run[0] - run[1])[:NAMED])
    times = [
        said("lede.when", **{"from": hour_of(said, rows[first]["hour"]), "to": hour_of(said, _end(rows, last))})
        for first, last in chosen
    ]
    when = said.listed(times)
    return when if len(runs) <= NAMED else said("lede.when.more", when=when, n=len(runs) - NAMED)


def _end(rows: Sequence[dict[str, Value]], last: int) -> Value:
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
    values = keyed(said.sheet, "severe")
    late = next((values[key] for key in LATE if key in values), None)
    still = next((values[key] for key in ("severe_open", "open") if key in values), None)
    for key, number in (("late", late), ("open", still)):
        yield from _told(said, f"lede.severe.{key}", number)


def _followups(said: Said) -> Iterator[str]:
    values = keyed(said.sheet, "followups")
    missed = next((values[key] for key in MISSED if key in values), None)
    for key, number in (("followups", missed), ("unsafe", values.get("never_safe"))):
        yield from _told(said, f"lede.{key}", number)


def _told(said: Said, key: str, number: Value) -> Iterator[str]:
    """Nothing of what is nought or not known; of what is hidden, that there was some."""
    if isinstance(number, str) and number != UNKNOWN:
        yield said(f"{key}.some")
    elif number and number != UNKNOWN:
        yield said.many(key, number)


def _hotspots(said: Said) -> Iterator[str]:
    table = found(said.sheet, "hotspots")
    if table is None or not table.rows:
        return
    keys = [column.key for column in table.columns]
    at = keys.index("place") if "place" in keys else 0
    places = list(dict.fromkeys(said.cell(table, row, at) for row in table.rows))
    yield said.many("lede.hotspots", len(table.rows), places=_few(said, places))


def _silences(said: Said) -> Iterator[str]:
    sources = list(dict.fromkeys(said.code(silence.source) for silence in said.sheet.silences))
    if sources:
        yield said("lede.silences", sources=_few(said, sources))


def _few(said: Said, names: Sequence[str]) -> str:
    """Some of them, short, and how many more."""
    shown = [cut(name, 40) for name in names[:NAMED]]
    if len(names) <= NAMED:
        return said.listed(shown)
    return said("lede.more", names=", ".join(shown), n=len(names) - NAMED)


def found(sheet: Sheet, key: str) -> Table | None:
    return next((table for table in sheet.tables if table.key == key), None)


def records(sheet: Sheet, key: str) -> list[dict[str, Value]]:
    """The table's rows by column; without the sum."""
    table = found(sheet, key)
    if table is None:
        return []
    rows = table.rows[:-1] if table.total else table.rows
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in rows]


def keyed(sheet: Sheet, key: str) -> dict[str, Value]:
    """Of a table whose first column is a code and whose second is its figure."""
    table = found(sheet, key)
    return {str(row[0]): row[1] for row in table.rows if len(row) > 1} if table else {}
