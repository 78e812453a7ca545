"""What a journal should hold of alerts, reckoned from its facts alone, and what it holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from alerts.condition import Condition, alert_id
from picture.alert_events import AlertRaised, AlertResolved, NotificationQueued
from picture.events import Entry, SiteConfigured
from tests.alerts.world import Oracle
from tests.chaos.stories import REGISTRY
from tests.chaos.verdict import Row
from watch.decide import WATCH

KINDS = ("case", "followup", "handover")
NOT_TOLD = "low"


class Eye(Oracle):
    """Also says when each condition was believed first."""

    def __init__(self, entries: list[Entry], until: int) -> None:
        self.since: dict[str, int] = {}
        super().__init__(entries, until)

    def _look(self, at: int) -> None:
        super()._look(at)
        for name in self.crossed:
            self.since.setdefault(name, at)


class Found(Struct):
    """Of each wrong what names it: rule, subject and due time. `delays`: milliseconds from when an alert could be known
    to when it was journaled, one kill at most between; `longer`: of those between which came more."""

    expected: int = 0
    alerts: int = 0
    cured: int = 0
    lost: list[str] = field(default_factory=list)
    unfounded: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    queued: int = 0
    queued_twice: list[str] = field(default_factory=list)
    unqueued: list[str] = field(default_factory=list)
    delays: list[int] = field(default_factory=list)
    longer: list[int] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def told(self) -> str:
        return (
            f"{self.alerts} alerts, {self.queued} notifications, {len(self.lost)} lost, {len(self.twice)} twice, "
            f"slowest {max(self.delays, default=0) / 1000:.2f} s"
        )

    def rows(self, most: float) -> list[Row]:
        """`most`: seconds that an alert may take, a takeover among them."""
        slowest = max(self.delays, default=0)
        return [
            Row(
                "every crossed deadline has its alert, with the instant it was due",
                f"{self.expected} crossed, {_some(self.lost)} lost, {_some(self.unfounded)} unfounded",
                not self.lost and not self.unfounded and self.expected > 0,
            ),
            Row("no alert was raised twice", f"{self.alerts} raised, {_some(self.twice)} twice", not self.twice),
            Row(
                "what ended is resolved, and nothing else",
                f"{self.cured} resolved, {_some(self.unresolved)} not, {_some(self.ended)} while they held",
                not self.unresolved and not self.ended,
            ),
            Row(
                "everybody was told once",
                f"{self.queued} notifications, {_some(self.queued_twice)} twice, {_some(self.unqueued)} missing",
                not self.queued_twice and not self.unqueued,
            ),
            Row(
                f"journaled within {most:.0f} s where no second kill came between",
                f"the slowest of {len(self.delays)} after {slowest / 1000:.2f} s; "
                f"of {len(self.longer)} others after {max(self.longer, default=0) / 1000:.2f} s",
                slowest <= 1000 * most,
            ),
        ]


def _some(names: Sequence[str]) -> str:
    return f"{len(names)} ({'; '.join(names[:3])})" if names else "0"


def found_in(entries: Sequence[Entry], until: int, end: int, kills: Sequence[int] = ()) -> Found:
    """What was crossed by `until` must be there; what was crossed by `end`, when these entries were read, may be.
    `kills`: when a leading watch was killed."""
    crossed: dict[str, Condition] = {}
    early: set[str] = set()
    true: set[str] = set()
    since: dict[str, int] = {}
    for story in _stories(entries):
        eye = Eye(story, end)
        crossed |= eye.crossed
        since |= eye.since
        early |= {name for name, at in eye.since.items() if at <= until}
        true |= {name for name in eye.true if name in eye.crossed}
    raised = [(e, e.fact.data) for e in entries if isinstance(e.fact.data, AlertRaised) and e.fact.data.kind in KINDS]
    found = Found(expected=len(early), alerts=len(raised))
    first: dict[str, tuple[Entry, AlertRaised]] = {}
    for entry, data in raised:
        first.setdefault(alert_id(data.rule, data.kind, data.about, data.due), (entry, data))
    found.lost = [_named(crossed[name]) for name in sorted(early - first.keys())]
    found.unfounded = [_named(data) for name, (_, data) in first.items() if name not in crossed]
    spoke = [entry.recorded for entry in entries if entry.fact.source == WATCH]
    for name, (entry, _) in first.items():
        if name in since:
            heard = max((at for at in spoke if at <= since[name]), default=0)  # of the watch, last before it
            between = sum(heard <= kill <= entry.recorded for kill in kills)
            (found.longer if between > 1 else found.delays).append(entry.recorded - since[name])
    found.twice = _repeated(entry.fact.subject for entry, _ in raised)
    _ends(found, entries, raised, true, first.keys() - since.keys())
    _notified(found, entries, raised)
    return found


def _stories(entries: Sequence[Entry]) -> Iterable[list[Entry]]:
    """Those of each story with the site's profile before them: no story touches another."""
    site = [entry for entry in entries if isinstance(entry.fact.data, SiteConfigured)]
    stories: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.fact.source == REGISTRY:
            stories[entry.fact.subject.partition("-")[0]].append(entry)
    return [sorted([*site, *story], key=lambda entry: entry.number) for story in stories.values()]


def _ends(
    found: Found,
    entries: Sequence[Entry],
    raised: Sequence[tuple[Entry, AlertRaised]],
    true: set[str],
    unknown: Iterable[str],
) -> None:
    resolved = Counter(entry.fact.subject for entry in entries if isinstance(entry.fact.data, AlertResolved))
    found.cured = sum(entry.fact.subject in resolved for entry, _ in raised)
    found.twice += [f"{name} resolved" for name, number in resolved.items() if number > 1]
    strange = set(unknown)
    holding = {
        alert_id(data.rule, data.kind, data.about, data.due): data
        for entry, data in raised
        if entry.fact.subject not in resolved
    }
    found.unresolved = [_named(data) for name, data in holding.items() if name not in true and name not in strange]
    seen = {alert_id(data.rule, data.kind, data.about, data.due): data for _, data in raised}
    found.ended = [_named(data) for name, data in seen.items() if name in true and name not in holding]


def _notified(found: Found, entries: Sequence[Entry], raised: Sequence[tuple[Entry, AlertRaised]]) -> None:
    queued = [(e.fact.subject, e.fact.data) for e in entries if isinstance(e.fact.data, NotificationQueued)]
    found.queued = len(queued)
    found.queued_twice = _repeated(name for name, _ in queued)
    of_raising = {data.alert for _, data in queued if data.why == "raised"}
    found.unqueued = [
        _named(data)
        for entry, data in raised
        if not data.late and data.priority != NOT_TOLD and entry.fact.subject not in of_raising
    ]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, number in Counter(names).items() if number > 1]


def _named(of: Condition | AlertRaised) -> str:
    return f"{of.rule} {of.about} {of.due}"
