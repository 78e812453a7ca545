"""What one person is shown of the past: rows and lines filtered as those of now are. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dashboard.desk_views import Views
from dashboard.scopes import Scoped, sees
from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow, encode
from watch.past_lines import KINDS, PastLine

MOST = 100  # lines of a kind that are listed; all of them are counted
ORDER = ("alerts", "cases", "followups", "feeds", "calls", "shifts")
KIND = {str(each.__struct_config__.tag): kind for kind in ORDER for each in KINDS[kind]}  # type: ignore[attr-defined]
WEIGHTS = (
    "alert.raised",
    "alert.escalated",
    "alert.resolved",
    "case.opened",
    "case.assessed",
    "handover.returned",
    "followup.attempted",
    "feed.lost",
    "feed.gap",
    "call.abandoned",
    "call.dropped",
    "call.offered",
    "shift.handed_over",
)


class Story(Struct, frozen=True, kw_only=True):
    """One case, or one alert about none: everything that the desk's rows said of it at that instant."""

    case: CaseRow | None
    alerts: list[AlertRow]
    followups: list[FollowUpRow]


class Group(Struct, frozen=True, kw_only=True):
    """What changed of one kind: how many lines there are, of how many each thing was said, and the first lines."""

    kind: str
    of: int
    counts: dict[str, int]
    lines: list[PastLine]


def desk(document: DeskDocument, who: Scoped) -> list[bytes]:
    """The desk as frames of JSON, each a desk document. Stories are left out: reading one is asked for by itself."""
    told = replace(
        document,
        cases=[replace(row, story=()) for row in document.cases],
        alerts=[replace(row, story=(), notes=(), can=()) for row in document.alerts],
        followups=[replace(row, attempts=()) for row in document.followups],
    )
    views = Views()
    views.take(told, encode(told))
    return [frame["bytes"] for frame in views.of(who).frames()]


def story(document: DeskDocument, who: Scoped, case: str, alert: str) -> Story | None:
    """None where there is none, or none that this person sees."""
    views = Views()
    views.take(document, encode(document))
    rows = views.rows

    def seen(row: CaseRow | FollowUpRow | AlertRow) -> bool:
        return rows.seen_by(who, row)

    about = rows.alerts.get(alert)
    if about is not None and seen(about):
        case = case or about.case
    found = rows.cases.get(case)
    found = found if found is not None and seen(found) else None
    alerts = [row for row in rows.alerts.values() if seen(row) and (row.id == alert or (found and row.case == case))]
    if found is None and not alerts:
        return None
    followups = [row for row in rows.followups.values() if found and row.case == case and seen(row)]
    return Story(case=found, alerts=alerts, followups=followups)


def shown(lines: Iterable[PastLine], who: Scoped) -> list[PastLine]:
    return [line for line in lines if sees(who, line)]


def counts(lines: Sequence[PastLine]) -> dict[str, int]:
    """Of how many cases, alerts, hand-overs, follow-ups, feeds or calls each was said; what weighs most first."""
    about: dict[str, set[str]] = {}
    for line in lines:
        about.setdefault(line.what, set()).add(line.id or str(line.at))
    return {what: len(about[what]) for what in sorted(about, key=_weight)}


def groups(lines: Sequence[PastLine]) -> list[Group]:
    """By kind, what weighs most first; of calls only how many."""
    found: dict[str, list[PastLine]] = {kind: [] for kind in ORDER}
    for line in lines:
        found[KIND[line.what]].append(line)
    return [_group(kind, told) for kind, told in found.items() if told]


def _group(kind: str, lines: list[PastLine]) -> Group:
    told = (
        [] if kind == "calls" else sorted(lines, key=lambda line: (line.said != "severe", _weight(line.what), line.at))
    )
    return Group(kind=kind, of=len(lines), counts=counts(lines), lines=[unnamed(line) for line in told[:MOST]])


def _weight(what: str) -> tuple[int, str]:
    return (WEIGHTS.index(what) if what in WEIGHTS else len(WEIGHTS), what)


def unnamed(line: PastLine) -> PastLine:
    """A call's number is the switch's business."""
    return replace(line, id="") if line.what.startswith("call.") else line


def step(lines: Sequence[PastLine], by: int) -> list[PastLine]:
    """Those of the first instant (`by` 1) or the last (-1)."""
    if not lines:
        return []
    at = lines[0 if by > 0 else -1].at
    return [unnamed(line) for line in lines if line.at == at]
