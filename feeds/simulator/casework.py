"""The life of a case: opened, judged, worked on by its pathway, judged again, registered, closed."""

from feeds.simulator.caseload import Case
from feeds.simulator.followups import FollowUps
from feeds.simulator.handovers import Handovers
from feeds.simulator.office import DAY, HOUR, MINUTE, Office, Voice
from feeds.simulator.pathways import Pathways
from feeds.simulator.referrals import Referrals
from feeds.simulator.services import Services
from picture.case_events import Level

REGISTERED_LATE = 0.14
REGISTERED: tuple[str, ...] = ("woman", "child", "adolescent")
LOWER: dict[Level, dict[Level, float]] = {
    "severe": {"moderate": 0.8, "mild": 0.08, "severe": 0.12},
    "moderate": {"mild": 0.9, "severe": 0.1},
    "mild": {"moderate": 0.75, "severe": 0.25},
}
REVIEWED: dict[Level, float] = {"severe": 1.0, "moderate": 0.3, "mild": 0.04}  # are judged again at the end of a level


class Casework:
    """`latest`: by person, her last case."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.services = Services(office)
        self.handovers = Handovers(office)
        self.referrals = Referrals(office)
        self.followups = FollowUps(office, self._spoken, self._answered_by_him)
        self.pathways = Pathways(office, self.services, self.handovers, self.referrals, self._assess)
        self.latest: dict[str, Case] = {}
        office.reached = self.pathways.reached

    def works_on(self, person: str) -> bool:
        """Whether the person's last case is open."""
        latest = self.latest.get(person)
        return latest is not None and not latest.closed

    def open(self, now: int, case: Case) -> None:
        office, agenda = self._office, self._office.agenda
        self.latest[case.person] = case
        office.say(now, "case.opened", case, case.opening())
        self.pathways.reached(now, case, "opened")
        if case.in_progress:
            agenda.at(now + office.between(MINUTE, 6 * MINUTE), self._judge, case, "severe", True)
            agenda.at(now + office.between(30 * MINUTE, 110 * MINUTE), self._attack_over, case)
        elif not self.pathways.owes(case, "assessed"):
            agenda.at(now + office.between(MINUTE, 30 * MINUTE), self._assess, case)
        self.services.opened(now, case)
        self.followups.opened(now, case)
        self._hand_on(now, case)
        if office.chance(office.model.referred) and case.subject != "man":
            agenda.at(now + office.between(HOUR, 3 * DAY), self.referrals.make, case)
        self._plan_registration(now, case)

    def _hand_on(self, now: int, case: Case) -> None:
        handing = self._office.model.handing
        if handing and case.centre == handing.giver and self._office.chance(handing.share):
            later = now + self._office.between(0, 3 * MINUTE)
            self._office.agenda.at(later, self.handovers.offer, case, handing.giver, handing.to)

    def _plan_registration(self, now: int, case: Case) -> None:
        office = self._office
        for code, voice in office.registers.items():
            if case.subject in REGISTERED and office.chance(office.model.registered):
                lag = int(office.random.lognormvariate(1.6, 0.7) * HOUR)
                if office.chance(REGISTERED_LATE):
                    lag = office.between(25 * HOUR, 110 * HOUR)
                office.agenda.at(now + lag, self._register, case, code, voice)

    def _register(self, now: int, case: Case, code: str, voice: Voice) -> None:
        voice.say(now, "case.registered", case.id, {"register": code, "person": f"EUV-{case.person}"})
        self._office.reached(now, case, "registered")

    def _assess(self, now: int, case: Case) -> None:
        if not case.judged:
            self._judge(now, case, case.likely)

    def _judge(self, now: int, case: Case, level: Level, in_progress: bool = False) -> None:
        if case.closed:
            return
        office = self._office
        said: dict[str, object] = {"level": level}
        if in_progress:
            said["in_progress"] = True
        if case.children is not None:
            said["children"] = case.children
        instrument = office.any_of(office.profile.words.instruments)
        if instrument:
            said["instrument"] = instrument
        office.say(now, "case.assessed", case, said)
        case.level, case.likely, case.in_progress = level, level, in_progress
        case.judged += 1
        case.reached["assessed"] = now
        self.pathways.class_changed(now, case)
        lasts = (0.15 + office.random.expovariate(1 / 0.85)) * office.model.lasts[level]
        office.agenda.at(now + int(lasts * DAY), self._review, case, case.judged)

    def _attack_over(self, now: int, case: Case) -> None:
        """It ends with a measure that protects her, or judged below severe."""
        if not case.in_progress or case.closed:
            return
        if not self._office.chance(0.3) and self.pathways.protect(now, case):
            self._judge(now, case, "severe")
        else:
            self._judge(now, case, "moderate")

    def _review(self, now: int, case: Case, judged: int) -> None:
        """At the end of a level: judged again, or closed once nothing is promised any more."""
        if case.closed or case.judged != judged or case.level is None:
            return
        if case.in_progress or self._office.chance(REVIEWED[case.level]):
            self._judge(now, case, self._office.one_of(LOWER[case.level]))
        else:
            self._close(now, case, judged)

    def _close(self, now: int, case: Case, judged: int) -> None:
        reason = self._office.reason("closed")
        if case.closed or case.judged != judged or reason is None:
            return
        if case.promised:
            self._office.agenda.at(now + 6 * HOUR, self._close, case, judged)
            return
        case.closed = True
        self._office.say(now, "case.closed", case, {"reason": reason})

    def _spoken(self, now: int, case: Case) -> None:
        """A safe conversation: often a service, at times another judgement."""
        office = self._office
        if office.chance(0.6):
            self.services.give_any(now, case)
        if case.level == "severe" and office.chance(0.35):
            office.agenda.at(now + office.between(5 * MINUTE, 2 * HOUR), self._judge, case, "moderate")
        elif case.level == "moderate" and office.chance(0.02):
            self._judge(now, case, "severe")

    def _answered_by_him(self, now: int, case: Case) -> None:
        if self._office.chance(0.8):
            self._office.agenda.at(now + self._office.between(10 * MINUTE, 2 * HOUR), self._judge, case, "severe")
