"""Hand-overs of a person from one desk to another: most are taken on within minutes, some wait, some come back."""

from feeds.simulator.caseload import Case
from feeds.simulator.office import HOUR, MINUTE, Office

COURSES = {"soon": 0.81, "late": 0.09, "returned": 0.04, "forgotten": 0.06}
ONWARD = 0.13  # of those taken on are handed on once more


class Handovers:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._has: dict[str, str] = {}  # by case, to whom she was offered last

    def offer(self, now: int, case: Case, giver: str, to: str) -> None:
        """An offer that takes its own course."""
        office = self._office
        subject = self.tell_offer(now, case, giver, to)
        course = office.one_of(COURSES)
        reason = office.reason("returned")
        if course == "soon":
            office.agenda.at(now + office.between(0.3 * MINUTE, 4.5 * MINUTE), self._accept, case, subject)
        elif course == "late":
            office.agenda.at(now + office.between(5 * MINUTE, 40 * MINUTE), self._accept, case, subject)
        elif course == "returned" and reason:
            office.agenda.at(now + office.between(MINUTE, 15 * MINUTE), self._return, case, subject, reason)
        else:
            office.agenda.at(now + office.between(HOUR, 11 * HOUR), self._accept, case, subject)

    def planned(self, now: int, at: int, case: Case, giver: str, to: str) -> None:
        """One that the pathway owes, taken on at `at`."""
        offered = now + self._office.between(0.2 * (at - now), 0.6 * (at - now))
        self._office.agenda.at(offered, self._offer_until, case, giver, to, at)

    def _offer_until(self, now: int, case: Case, giver: str, to: str, accepted: int) -> None:
        if not case.closed:
            self._office.agenda.at(accepted, self._accept, case, self.tell_offer(now, case, giver, to))

    def tell_offer(self, now: int, case: Case, giver: str, to: str) -> str:
        """The id of the offer that is told."""
        office = self._office
        subject = office.number("handover", now)
        data: dict[str, object] = {"giver": giver, "to": to, "case": case.id, "person": case.person}
        if case.call:
            data["call"] = case.call
        office.voice.say(now, "handover.offered", subject, data, case.agency)
        self._has[case.id] = to
        office.reached(now, case, "handover.offered")
        return subject

    def _accept(self, now: int, case: Case, subject: str) -> None:
        self._office.voice.say(now, "handover.accepted", subject, None, case.agency)
        self._office.reached(now, case, "handover.accepted")
        to, partner = self._has.get(case.id), self._office.partner()
        if to and partner and to != partner and self._office.chance(ONWARD):
            self._office.agenda.at(now + self._office.between(10 * MINUTE, 5 * HOUR), self._pass_on, case, to, partner)

    def _pass_on(self, now: int, case: Case, giver: str, to: str) -> None:
        if not case.closed:
            self.offer(now, case, giver, to)

    def _return(self, now: int, case: Case, subject: str, reason: str) -> None:
        self._office.voice.say(now, "handover.returned", subject, {"reason": reason}, case.agency)
        if case.centre:  # offered again to somebody who takes her
            self._office.agenda.at(now + self._office.between(MINUTE, 8 * MINUTE), self._again, case)

    def _again(self, now: int, case: Case) -> None:
        handing = self._office.model.handing
        if handing and not case.closed:
            subject = self.tell_offer(now, case, handing.giver, handing.to)
            self._office.agenda.at(now + self._office.between(MINUTE, 4 * MINUTE), self._accept, case, subject)
