"""Follow-ups: promised at intake, tried in her safe hours, kept in time, late or never."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from feeds.simulator.caseload import Case
from feeds.simulator.office import DAY, HOUR, MINUTE, Office
from picture.case_events import Outcome
from picture.words import Channel

HOURS = ("08:00-13:00", "09:00-14:00", "16:00-20:00", "10:00-22:00", "00:00-24:00", "07:00-12:00", "22:00-02:00")
WEEKLY = ("mon 09:00-18:00", "wed 09:00-18:00", "fri 09:00-18:00", "sat 08:00-14:00")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNELS: dict[Channel, float] = {"phone": 0.84, "whatsapp": 0.1, "in_person": 0.06}
OUTCOMES: dict[Outcome, float] = {
    "spoke_safely": 0.64,
    "no_answer": 0.2,
    "could_not_talk": 0.07,
    "third_party": 0.05,
    "declined": 0.03,
    "aggressor_answered": 0.01,
}
CONSENTS = {"yes": 0.74, "unknown": 0.17, "no": 0.05, "do_not_contact": 0.04}
CONDUCT = {"in time": 0.77, "at the last": 0.12, "early": 0.05, "late": 0.06}
TRIES = 4
GIVEN_UP = 24 * HOUR  # after the window has closed
REPLANNED = 0.07
WEEK_LATER = 0.05  # of the cases are promised another call for the week after


class Promise(Struct, kw_only=True, eq=False):
    """`said`: the data of its plan as last told; `over`: done or cancelled."""

    id: str
    case: Case
    opens: int
    closes: int
    said: dict[str, object]
    tries: int = 0
    over: bool = False

    @property
    def may_call(self) -> bool:
        return self.said.get("consent") is True and not self.said.get("do_not_contact") and "safe_hours" in self.said


class FollowUps:
    """`spoken` is told of every safe conversation, `answered_by_him` of every call that the aggressor took."""

    def __init__(
        self, office: Office, spoken: Callable[[int, Case], None], answered_by_him: Callable[[int, Case], None]
    ) -> None:
        self._office = office
        self._spoken = spoken
        self._answered_by_him = answered_by_him
        self._zone = ZoneInfo(office.profile.zone)

    def opened(self, now: int, case: Case) -> None:
        """What a woman, or a child's family, is promised at intake."""
        office = self._office
        if case.subject == "man" or not (case.in_progress or office.chance(office.model.followed)):
            return
        office.agenda.at(now + office.between(MINUTE, 12 * MINUTE), self._promise, case)
        if office.chance(WEEK_LATER):
            office.agenda.at(now + office.between(HOUR, 5 * HOUR), self._promise_week_later, case)

    def _promise(self, now: int, case: Case) -> None:
        if case.closed:
            return
        opens, closes = window(case)
        said = self._permission(now)
        if closes <= now and not self._office.chance(0.3):  # too late for the usual window: another one
            opens, closes = now + 2 * HOUR, now + 36 * HOUR
            said |= {"opens": opens, "closes": closes}
        self._plan(now, case, opens, closes, said)

    def _promise_week_later(self, now: int, case: Case) -> None:
        if not case.closed:
            opens = now + 6 * DAY + self._office.between(0, DAY)
            said = {**self._permission(now), "opens": opens, "closes": opens + 2 * DAY}
            self._plan(now, case, opens, opens + 2 * DAY, said)

    def _permission(self, now: int) -> dict[str, object]:
        office = self._office
        consent = office.one_of(CONSENTS)
        said: dict[str, object] = {"channel": office.one_of(CHANNELS)}
        if consent == "do_not_contact":
            return said | {"do_not_contact": True}
        if consent == "no":
            return said | {"consent": False}
        if consent == "unknown":
            return said
        said |= {"consent": True, "confirmed": now}
        if office.chance(0.93):
            said["safe_hours"] = self._hours()
        if office.chance(0.6):
            said["voicemail"] = office.chance(0.25)
        return said

    def _hours(self) -> tuple[str, ...]:
        office = self._office
        if office.chance(0.06):
            return tuple(office.random.sample(WEEKLY, 3))
        return (
            tuple(sorted(office.random.sample(HOURS[:4], 2))) if office.chance(0.3) else (office.random.choice(HOURS),)
        )

    def _plan(self, now: int, case: Case, opens: int, closes: int, said: dict[str, object]) -> None:
        promise = Promise(
            id=self._office.number("followup", now),
            case=case,
            opens=opens,
            closes=closes,
            said={"case": case.id, **said},
        )
        case.promised += 1
        self._tell_plan(now, promise)
        if self._office.chance(REPLANNED):
            self._office.agenda.at(now + self._office.between(HOUR, 9 * HOUR), self._replan, promise)
        self._office.agenda.at(max(now + 5 * MINUTE, self._first_try(now, promise)), self._try, promise)

    def _tell_plan(self, now: int, promise: Promise) -> None:
        self._office.voice.say(now, "followup.planned", promise.id, promise.said, promise.case.agency)

    def _first_try(self, now: int, promise: Promise) -> int:
        office, opens, closes = self._office, promise.opens, promise.closes
        conduct = office.one_of(CONDUCT)
        if conduct == "late":
            return max(now, closes) + office.between(2 * HOUR, 23 * HOUR)
        if conduct == "early" or promise.case.likely == "severe":
            return now + office.between(0.5 * HOUR, 7 * HOUR)
        at = opens + office.between(0.02 * (closes - opens), 0.55 * (closes - opens))
        if conduct == "at the last":
            at = closes - office.between(1.5 * HOUR, 10 * HOUR)
        if promise.may_call and self._safe_from(at, promise) >= closes:
            return max(now, opens)
        return at

    def _replan(self, now: int, promise: Promise) -> None:
        """She asked for other hours, or for another day."""
        if promise.over:
            return
        promise.said |= {"consent": True, "confirmed": now, "safe_hours": self._hours()}
        promise.said.pop("do_not_contact", None)
        if self._office.chance(0.4):
            promise.opens, promise.closes = max(now, promise.opens), max(now, promise.closes) + 12 * HOUR
            promise.said |= {"opens": promise.opens, "closes": promise.closes}
        self._tell_plan(now, promise)

    def _try(self, now: int, promise: Promise) -> None:
        """Nobody calls outside what she allowed: first she is asked, where that can be done."""
        office = self._office
        if promise.over:
            return
        if promise.case.closed or now > promise.closes + GIVEN_UP:
            self._cancel(now, promise)
        elif not promise.may_call:
            self._ask(now, promise)
        elif (safe := self._safe_from(now, promise)) > now:
            self._again(now, promise, safe + office.between(0, 40 * MINUTE))
        else:
            self._call(now, promise)

    def _ask(self, now: int, promise: Promise) -> None:
        refused = promise.said.get("consent") is False or promise.said.get("do_not_contact")
        later = now + self._office.between(HOUR, 5 * HOUR)
        if refused or not self._office.chance(0.75):
            until = max(now, promise.closes) + self._office.between(HOUR, 9 * HOUR)
            self._office.agenda.at(now + 2 * HOUR if refused else until, self._cancel, promise)
            return
        self._office.agenda.at(later, self._replan, promise)
        self._office.agenda.at(later + MINUTE, self._try, promise)

    def _safe_from(self, now: int, promise: Promise) -> int:
        """The first instant from `now` on, by steps of half an hour, that lies in her safe hours."""
        spans = promise.said["safe_hours"]
        assert isinstance(spans, tuple)
        start = datetime.fromtimestamp(now / 1000, self._zone)
        for step in range(2 * 24 * 7):
            at = start + timedelta(minutes=30 * step)
            if any(_within(at, span) for span in spans):
                return now + step * 30 * MINUTE
        return now

    def _call(self, now: int, promise: Promise) -> None:
        office, case = self._office, promise.case
        promise.tries += 1
        outcome = office.one_of(OUTCOMES)
        if promise.tries >= TRIES and not office.profile.words.reasons:
            outcome = "spoke_safely"
        said = {
            "outcome": outcome,
            "minutes": office.between(8, 34) if outcome == "spoke_safely" else office.between(1, 6),
        }
        if outcome == "spoke_safely":
            self._end(promise)
            office.voice.say(now, "followup.done", promise.id, said, case.agency)
            self._spoken(now, case)
            return
        office.voice.say(now, "followup.attempted", promise.id, said, case.agency)
        if outcome == "aggressor_answered":
            self._answered_by_him(now, case)
        if outcome in ("aggressor_answered", "declined"):
            office.agenda.at(now + office.between(HOUR, 6 * HOUR), self._cancel, promise)
        elif promise.tries < TRIES or not office.profile.words.reasons:
            self._again(now, promise, now + office.between(0.7 * HOUR, 3.5 * HOUR))
        else:
            office.agenda.at(max(now, promise.closes) + office.between(0.3 * HOUR, 5 * HOUR), self._cancel, promise)

    def _again(self, now: int, promise: Promise, at: int) -> None:
        latest = promise.closes + GIVEN_UP + self._office.between(MINUTE, 2 * HOUR)
        self._office.agenda.at(max(now + MINUTE, min(at, latest)), self._try, promise)

    def _cancel(self, now: int, promise: Promise) -> None:
        reason = self._office.reason("cancelled")
        if reason and not promise.over:
            self._end(promise)
            self._office.voice.say(now, "followup.cancelled", promise.id, {"reason": reason}, promise.case.agency)

    def _end(self, promise: Promise) -> None:
        promise.over = True
        promise.case.promised -= 1


def window(case: Case) -> tuple[int, int]:
    """12–48 h after the episode, which docs/definitions.md says exactly."""
    first, last = case.episode or (case.began, case.began)
    closes = first + 48 * HOUR
    return min(last + 12 * HOUR, closes - 12 * HOUR), closes


def _within(at: datetime, span: str) -> bool:
    *day, hours = span.split(" ")
    start, _, end = hours.partition("-")
    shown = f"{at.hour:02}:{at.minute:02}"
    if end > start:
        return start <= shown < end and (not day or DAYS[at.weekday()] == day[0])
    if shown >= start:
        return not day or DAYS[at.weekday()] == day[0]
    return shown < end and (not day or DAYS[at.weekday() - 1] == day[0])
