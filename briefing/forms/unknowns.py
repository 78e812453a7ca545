"""What we do not know: silences, what was lost in them, hours that are estimates, figures not to be had. Pure."""

from collections.abc import Iterator

from briefing.forms.figures import number, records
from briefing.forms.said import UNKNOWN, Said

DAY = 86_400_000
SHORT = ("shift", "day", "week")  # periods that have a usual
MOST, SPANS = 8, 3  # sentences; stretches of one


def unknowns(said: Said) -> list[str]:
    told = [*_silences(said), *_estimated(said), *_blank(said), *_no_usual(said)]
    if len(told) > MOST:
        told = [*told[:MOST], said.many("unknown.rest", len(told) - MOST)]
    silent = said.sheet.silences or any(_blank(said))
    return told if silent else [*told, said("unknown.none")]


def _silences(said: Said) -> Iterator[str]:
    for source in dict.fromkeys(silence.source for silence in said.sheet.silences):
        silences = [silence for silence in said.sheet.silences if silence.source == source]
        spans = [f"{_when(said, each.since)}–{_when(said, each.until)}" for each in silences]
        more = [said("unknown.more", n=len(spans) - SPANS)] if len(spans) > SPANS else []
        lost = sum(silence.lost for silence in silences)
        more += [said.many("unknown.lost", lost)] if lost else []
        yield said("unknown.silence", source=said.code(source), spans=" ".join([", ".join(spans[:SPANS]), *more]))


def _when(said: Said, at: int) -> str:
    span = said.sheet.span
    return said.time(at) if span.ends - span.starts <= 1.1 * DAY else said.moment(at)


def _estimated(said: Said) -> Iterator[str]:
    rows = records(said.sheet, "followup_curve")
    estimated, every = (sum(number(row.get(key)) or 0 for row in rows) for key in ("estimated", "followups"))
    hidden = any(isinstance(row.get(key), str) for row in rows for key in ("estimated", "followups"))
    if estimated and not hidden:
        yield said.many("unknown.estimated", int(estimated), of=said.number(int(every), "followups"))


def _blank(said: Said) -> Iterator[str]:
    if blank := sum(value == UNKNOWN for table in said.sheet.tables for row in table.rows for value in row):
        yield said.many("unknown.cells", blank)


def _no_usual(said: Said) -> Iterator[str]:
    rows = records(said.sheet, "calls_by_hour")
    if rows and said.sheet.span.kind in SHORT and all(number(row.get("usual_high")) is None for row in rows):
        yield said("unknown.usual")
