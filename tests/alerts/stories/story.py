"""A story of a night in the room, told in order: what happens, what the watch finds, what people do about it.

Instants are the site's civil clock, `22:39:00`; `+1 06:00` is on the next day. What the board says comes as sentences.
"""

from pathlib import Path
from typing import Any, Self

from msgspec.structs import replace

import profiles
from alerts import lifecycle
from alerts.board import Alert, Board
from alerts.notify import outbox
from picture import alert_events as done
from picture import case_events as said
from picture.alert_policy import AlertPolicy
from picture.events import AnyData
from picture.profile import Profile
from tests.alerts.stories.site import Site
from tests.alerts.stories.words import clock, instant, line_of, sentence, words_of

REGISTRY, BANAVIM, LINE, EMERGENCY = "nl/registro", "nl/banavim", "nl/070", "nl/911"
LEAD, OTHER, SUPERVISOR = "lead.norte", "lead.sur", "supervisora"
NUEVO_LEON = profiles.load("nuevo_leon", Path(profiles.__file__).parent)


class Story:
    """Of Nuevo León, where the story says nothing else. `by` says who acts from then on; the last alert that was
    expected, or named, is the one spoken of."""

    def __init__(
        self, starts: str = "20:00", *, profile: Profile = NUEVO_LEON, alerts: AlertPolicy | None = None
    ) -> None:
        if alerts is not None:
            profile = replace(profile, alerts=alerts)
        self.site = Site(profile, instant(starts))
        self._by = LEAD
        self._spoken = ""
        self._seen: dict[tuple[str, str], int] = {}
        self._intents = 0
        self._intent = ""

    # time

    def at(self, when: str) -> Self:
        self.site.go(instant(when))
        return self

    def each_second_until(self, when: str) -> Self:
        """With a look at the figures every second."""
        self.site.go(instant(when), each_second=True)
        return self

    # what sources say

    def says(self, subject: str, data: AnyData, *, source: str = REGISTRY, of: str = "", agency: str = "") -> Self:
        """`of`: when it happened, where that was not just now."""
        self.site.record(instant(of) if of else self.site.now, source, subject, data, agency)
        self.site.look()
        return self

    def case(self, name: str, level: said.Level | None = None, *, of: str = "", **opening: Any) -> Self:
        """Opened, and where a level is given assessed at once."""
        self.says(name, said.CaseOpened(**opening), of=of)
        return self.assessed(name, level, of=of) if level else self

    def assessed(self, name: str, level: said.Level, *, in_progress: bool = False, of: str = "") -> Self:
        return self.says(name, said.CaseAssessed(level=level, in_progress=in_progress), of=of)

    def promise(self, name: str, case: str, *, opens: str, closes: str, **plan: Any) -> Self:
        """A follow-up to which she agreed, at any hour unless the story says otherwise."""
        whole = {"consent": True, "safe_hours": ("00:00-24:00",), **plan}
        data = said.FollowUpPlanned(case=case, opens=instant(opens), closes=instant(closes), **whole)
        return self.says(name, data)

    def configured(self, alerts: AlertPolicy) -> Self:
        """The site's profile changes, now."""
        self.site.configure(replace(self.site.profile, alerts=alerts))
        self.site.look()
        return self

    def falls_silent(self, source: str) -> Self:
        self.site.mute(source)
        return self

    def speaks_again(self, source: str) -> Self:
        self.site.unmute(source)
        self.site.look()
        return self

    def clock_is_off(self, source: str, seconds: int) -> Self:
        self.site.offsets[source] = seconds * 1000
        return self

    # the watch

    def watch_dies(self) -> Self:
        self.site.watch = None
        return self

    def watch_returns(self) -> Self:
        """From its last checkpoint; from the journal's first entry where there is none."""
        self.site.begin()
        return self

    def watch_returns_from_nothing(self) -> Self:
        self.site.begin(from_nothing=True)
        return self

    def saved(self) -> Self:
        self.site.save()
        return self

    def second_watch(self) -> Self:
        self.site.invite_rival()
        return self

    # who does what

    def by(self, who: str) -> Self:
        self._by = who
        return self

    def of(self, rule: str, about: str = "") -> Self:
        """Speaks of this alert from now on."""
        self._spoken = self._named(rule, about).id
        return self

    def looks(self) -> Self:
        """The alert as it is now is what stands before the person, until she looks again."""
        self._seen[self._by, self._spoken] = self.spoken.version
        return self

    def acknowledges(self, refused: str = "") -> Self:
        return self._does(done.AlertAcknowledged(by=self._by), refused)

    def assigns(self, to: str, refused: str = "") -> Self:
        return self._does(done.AlertAssigned(by=self._by, to=to), refused)

    def escalates(self, refused: str = "") -> Self:
        return self._does(done.AlertEscalated(by=self._by, level=0), refused)

    def snoozes(self, until: str, refused: str = "") -> Self:
        return self._does(done.AlertSnoozed(by=self._by, until=instant(until), reason="equipo_en_camino"), refused)

    def notes(self, note: str) -> Self:
        return self._does(done.AlertNoted(by=self._by, note=note), "")

    def confirms(self, action: str = "se_llamo", refused: str = "") -> Self:
        return self._does(done.AlertConfirmed(by=self._by, action=action), refused)

    def closes(self, outcome: str = "atendida", refused: str = "") -> Self:
        return self._does(done.AlertClosed(by=self._by, outcome=outcome), refused)

    def says_it_again(self, refused: str = "") -> Self:
        """The last intent, sent twice: the answer had not come."""
        entry = next(e for e in reversed(self.site.entries) if getattr(e.fact.data, "intent", None) == self._intent)
        self.site.record(self.site.now, entry.fact.source, entry.fact.subject, entry.fact.data)
        return self._answered(refused)

    def offers_room(self, to: str) -> Self:
        self.site.record(self.site.now, "vigia/desk", "nuevo_leon", done.ShiftOffered(by=self._by, to=to))
        self.site.look()
        return self

    def hands_over(self, to: str, *, of: str = "") -> Self:
        """The incoming lead accepts by name."""
        return self.says("turno-1", said.ShiftHandedOver(to=to), source="vigia/desk", of=of)

    def _does(self, data: Any, refused: str) -> Self:
        self._intents += 1
        self._intent = f"i{self._intents}"
        extra = {} if isinstance(data, done.AlertNoted) else {"seen": self._stands_before()}
        data = replace(data, intent=self._intent, **extra)
        self.site.record(self.site.now, "vigia/desk", self._spoken, data)
        return self._answered(refused)

    def _stands_before(self) -> int:
        return self._seen.get((self._by, self._spoken), self.spoken.version if self.site.watch else 10**6)

    def _answered(self, refused: str) -> Self:
        self.site.look()
        if self.site.watch:
            answer = next(a for a in reversed(self.board.answers) if a.intent == self._intent)
            assert words_of(answer) == (refused or "accepted")
        return self

    # notifications

    def channel(self, name: str, *, refuses: str = "", given_up: bool = False) -> Self:
        """The channel takes, or refuses, all that waits of the alert spoken of."""
        for one in [n for n in self.board.notifications.values() if n.alert == self._spoken and n.sent is None]:
            data: AnyData = done.NotificationSent(channel=name)
            if refuses:
                data = done.NotificationFailed(channel=name, reason=refuses, given_up=given_up)
            self.site.record(self.site.now, "vigia/notify", one.id, data)
        self.site.look()
        return self

    # what there is

    @property
    def board(self) -> Board:
        assert self.site.watch is not None
        return self.site.watch.book.board

    @property
    def spoken(self) -> Alert:
        return self.board.alerts[self._spoken]

    def _named(self, rule: str, about: str) -> Alert:
        """The latest of them."""
        found = [a for a in self.board.alerts.values() if a.raised.rule == rule and about in ("", a.raised.about)]
        assert found, f"no {rule} of {about or 'anything'}: {self._says()}"
        return found[-1]

    def expect(self, rule: str, about: str = "", **what: object) -> Self:
        """There is such an alert, the latest, and it is as said: due, raised (when journaled), state, level, priority,
        reason, late, value, limit, agency, case, resolved."""
        self.of(rule, about)
        alert, now = self.spoken, self.site.now
        is_so: dict[str, object] = {
            "due": clock(alert.raised.due),
            "raised": clock(alert.recorded),
            "state": lifecycle.state(alert, now),
            "level": lifecycle.level(alert, now),
            "priority": alert.raised.priority,
            "reason": alert.raised.reason,
            "late": alert.raised.late,
            "value": alert.raised.value,
            "limit": alert.raised.limit,
            "agency": alert.agency,
            "resolved": alert.resolved and clock(alert.resolved),
            "case": alert.raised.case,
        }
        assert {name: is_so[name] for name in what} == what
        return self

    def next_step(self, expected: str) -> Self:
        """When nobody moves: `22:41:00 lead`, or `nobody`."""
        step = lifecycle.escalates(self.spoken, self.site.profile.alerts, self.site.now)
        assert (f"{clock(step[0])} {lifecycle.PEOPLE[step[1]]}" if step else "nobody") == expected
        return self

    def on_board(self, *lines: str) -> Self:
        """All that is open, the most pressing first: due, rule, thing, state, and what else there is to say."""
        assert self._says() == list(lines)
        return self

    def stands(self, *rules: str) -> Self:
        """The rules of what is open and still true, each as often as it is, in order of name."""
        assert sorted(a.raised.rule for a in self.board.alerts.values() if lifecycle.stands(a)) == sorted(rules)
        return self

    def _says(self) -> list[str]:
        now = self.site.now
        found = [alert for alert in self.board.alerts.values() if alert.open]
        return [sentence(a, now) for a in sorted(found, key=lambda a: lifecycle.pressing(a, now))]

    def tells(self, *lines: str) -> Self:
        """The whole story of the alert spoken of."""
        assert [line_of(line.time, line.what, line.by, line.said) for line in self.spoken.story] == list(lines)
        return self

    def told(self, *lines: str) -> Self:
        """Whom of it, why, and of which instant: `lead raised 22:39:00`."""
        mine = [n for n in self.board.notifications.values() if n.alert == self._spoken]
        assert [f"{n.to} {n.why} {clock(n.due)}" for n in mine] == list(lines)
        return self

    def waits(self, *lines: str) -> Self:
        """What of it is still to be sent."""
        waiting = [one for one, _ in outbox.waiting(self.board, self.site.now) if one.alert == self._spoken]
        assert [f"{n.to} {n.why} {clock(n.due)}" for n in waiting] == list(lines)
        return self

    def on_wall(self, *lines: str) -> Self:
        """The wall's alert band: how many, the rule, their state."""
        assert self.site.watch is not None
        band = self.site.watch.band(self.site.now)
        assert [f"{row.count} {row.rule} {row.state}" for row in band.rows] == list(lines)
        return self

    def raised_times(self, rule: str, times: int) -> Self:
        """How often the journal says that."""
        facts = (entry.fact.data for entry in self.site.entries)
        assert sum(isinstance(data, done.AlertRaised) and data.rule == rule for data in facts) == times
        return self

    def mask_of(self, case: str) -> str:
        assert self.site.watch is not None
        return self.site.watch.picture.book.cases[case].mask

    def room_of(self, lead: str, *, offered: str = "") -> Self:
        turn = self.board.turn
        assert (turn.lead, turn.offered.said if turn.offered else "") == (lead, offered)
        return self
