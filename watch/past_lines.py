"""What happened in a stretch of the past, line by line as the fold took it: what changed nothing is no line. Pure."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from alerts.board import Alert
from alerts.fold import AlertBoard
from picture import alert_events as alerts
from picture import case_events as cases
from picture.book import Case
from picture.events import (
    CallAbandoned,
    CallAnswered,
    CallDropped,
    CallOffered,
    Entry,
    Fact,
    FeedConnected,
    FeedGap,
    FeedLost,
    SiteConfigured,
)
from picture.fold import apply
from picture.picture import Picture
from picture.place_events import HotspotFound
from watch.desk_rows import agency_of
from watch.past import Locks
from watch.places import Names

SPOKEN = (FeedLost, FeedConnected, FeedGap)
ACTED = (
    alerts.AlertAcknowledged,
    alerts.AlertAssigned,
    alerts.AlertEscalated,
    alerts.AlertSnoozed,
    alerts.AlertNoted,
    alerts.AlertConfirmed,
    alerts.AlertClosed,
)
ALERTS = (alerts.AlertRaised, alerts.AlertResolved, *ACTED)
SITE = (cases.ShiftStarted, cases.ShiftHandedOver, SiteConfigured, HotspotFound)
CASES = (
    cases.CaseOpened,
    cases.CaseAdmitted,
    cases.CaseDeclined,
    cases.CaseAssessed,
    cases.CaseAssigned,
    cases.CaseDispatched,
    cases.CaseArrived,
    cases.CaseContacted,
    cases.CaseProtected,
    cases.CaseRegistered,
    cases.CasePlanned,
    cases.CaseEvaluated,
    cases.CaseClosed,
)
PARTS = (  # of a case's care: the book that keeps them
    ("handovers", (cases.HandoverOffered, cases.HandoverAccepted, cases.HandoverReturned)),
    ("followups", (cases.FollowUpPlanned, cases.FollowUpAttempted, cases.FollowUpDone, cases.FollowUpCancelled)),
)
HANDED = PARTS[0][1]
LOST = (CallAbandoned, CallDropped)
CALLS = (CallOffered, CallAnswered, *LOST)
KINDS: dict[str, tuple[type, ...]] = {
    "alerts": ALERTS,
    "cases": (*CASES, *HANDED),
    "followups": PARTS[1][1],
    "feeds": SPOKEN,
    "shifts": SITE,
    "lost": LOST,
    "calls": CALLS,
}
ROOM = ("alerts", "cases", "followups", "feeds", "shifts")  # what is told where nobody chose


class PastLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that changed what the room knew of cases, alerts, feeds, shifts and calls. `at`: when it was recorded;
    `what`: the fact's type. `id`: of the alert, follow-up, feed or call; `said`: a rule, a level, an outcome, a name.
    `agency`, `municipality`, `locked`, `case`: what a person's scope is judged by, as for a row of the desk."""

    at: int
    what: str
    id: str = ""
    case: str = ""
    mask: str = ""
    said: str = ""
    by: str = ""
    agency: str = ""
    municipality: str = ""
    locked: tuple[str, ...] = ()


def lines(
    picture: Picture, book: AlertBoard, entries: Iterable[Entry], locks: Locks, kinds: Iterable[str] = ROOM
) -> list[PastLine]:
    """Folds the entries, which follow what is folded, and says what each of those kinds changed. `locks`: see
    `past.room`."""
    told = tuple(each for kind in kinds for each in KINDS[kind])
    found = []
    for entry in entries:
        version = _version(book, entry)
        apply(picture, entry)
        book.apply(entry, picture.profile)
        line = _line(picture, book, entry) if isinstance(entry.fact.data, told) else None
        if line is not None and not (isinstance(entry.fact.data, ALERTS) and _version(book, entry) == version):
            found.append(_locked(line, {**book.board.locks, **locks}) if line.case else line)
    return found


def _version(book: AlertBoard, entry: Entry) -> int:
    """Of the alert that the entry is about: it grows with whatever happens to it, and with no refused intent."""
    alert = book.alert(entry.fact.subject)
    return alert.version if alert else 0


def _locked(line: PastLine, locks: Locks) -> PastLine:
    return replace(line, locked=locks.get(line.case, ()))


def _line(picture: Picture, book: AlertBoard, entry: Entry) -> PastLine | None:
    fact, data = entry.fact, entry.fact.data
    what = str(type(data).__struct_config__.tag)
    line = PastLine(at=entry.recorded, what=what, id=fact.subject)
    if isinstance(data, ALERTS):
        return _of_alert(picture, book.alert(fact.subject), line, getattr(data, "by", None) or "")
    if isinstance(data, CALLS):
        return replace(line, said=_queue(picture, fact))
    if isinstance(data, SPOKEN):
        feed = fact.source if isinstance(data, FeedGap) else fact.subject
        return replace(line, id=feed, said=Names(picture.profile).desk(feed) if picture.profile else feed)
    if isinstance(data, CASES):
        said = getattr(data, "level", None) or getattr(data, "to", None) or getattr(data, "reason", None) or ""
        return _of_case(picture.book.cases.get(fact.subject), replace(line, said=said))
    if isinstance(data, SITE):
        return replace(line, id="", said=getattr(data, "to", None) or "")
    return _of_care(picture, line, data)


def _queue(picture: Picture, fact: Fact) -> str:
    """Where a call waited: the centre and the queue, by name."""
    live, centres = picture.centres.get(fact.source), picture.profile.centre if picture.profile else ()
    call = live.state.calls.get(fact.subject) if live else None
    centre = next((each for each in centres if each.source == fact.source), None)
    if centre is None or call is None:
        return centre.name if centre else fact.source
    queue = next((each.name for each in centre.queue if each.code == call.queue), call.queue)
    return " · ".join(name for name in (centre.name, queue) if name)


def _of_care(picture: Picture, line: PastLine, data: object) -> PastLine | None:
    for kept, kinds in PARTS:
        if isinstance(data, kinds):
            thing = getattr(picture.book, kept).get(line.id)
            plan = thing and (thing.offer if kept == "handovers" else thing.plan)
            said = getattr(data, "outcome", None) or getattr(data, "to", None) or getattr(data, "reason", None) or ""
            if plan is None or not plan.case:
                return replace(line, said=said, agency=thing.agency) if thing and kept == "handovers" else None
            return _of_case(picture.book.cases.get(plan.case), replace(line, said=said))
    return None


def _of_case(case: Case | None, line: PastLine) -> PastLine | None:
    """None where the book has forgotten it: nothing says whose it was."""
    if case is None:
        return None
    place = case.opening.municipality or ""
    return replace(line, case=case.id, mask=case.mask, agency=agency_of(case), municipality=place)


def _of_alert(picture: Picture, alert: Alert | None, line: PastLine, by: str) -> PastLine | None:
    if alert is None:
        return None
    raised = alert.raised
    case = picture.book.cases.get(raised.case or "")
    return replace(
        line,
        case=raised.case or "",
        mask=case.mask if case else raised.mask,
        said=raised.rule,
        by=by,
        agency=alert.agency,
        municipality=(case.opening.municipality if case else raised.municipality) or "",
    )
