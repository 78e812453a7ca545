"""Referrals: made, and then taken on, refused, put on a waiting list, or left without an answer for days."""

from feeds.simulator.caseload import Case
from feeds.simulator.office import DAY, HOUR, Office

COURSES = {"accepted": 0.6, "waitlisted": 0.2, "refused": 0.12, "late": 0.08}
ASSISTED = 0.45
VACANCY = 9.0  # days until a place is free, mean


class Referrals:
    def __init__(self, office: Office) -> None:
        self._office = office

    def make(self, now: int, case: Case, to: str | None = None, accepted: int | None = None) -> None:
        """`accepted`: when the service takes her, if it does."""
        office = self._office
        service, agency = office.service_for(case.subject), to or office.partner()
        if case.closed or not service or not agency:
            return
        subject = office.number("referral", now)
        data: dict[str, object] = {"service": service, "to": agency, "case": case.id}
        if office.chance(ASSISTED):
            data["assisted"] = True
        if case.municipality:
            data["municipality"] = case.municipality
        office.voice.say(now, "referral.made", subject, data, case.agency)
        office.reached(now, case, "referral.made")
        self._go_on(now, case, subject, accepted or now + office.between(HOUR, 30 * HOUR))

    def _go_on(self, now: int, case: Case, subject: str, answered: int) -> None:
        office = self._office
        course = office.one_of(COURSES)
        if course == "accepted":
            office.agenda.at(answered, self._accept, case, subject)
        elif course == "waitlisted":
            office.agenda.at(answered, self._waitlist, case, subject)
        elif course == "refused":
            office.agenda.at(answered, self._refuse, case, subject)
        else:
            office.agenda.at(answered + office.between(DAY, 6 * DAY), self._accept, case, subject)

    def _accept(self, now: int, case: Case, subject: str) -> None:
        office = self._office
        office.voice.say(now, "referral.accepted", subject, None, case.agency)
        office.reached(now, case, "referral.accepted")
        if office.chance(0.85):
            office.agenda.at(now + office.between(6 * HOUR, 8 * DAY), self._complete, case, subject)

    def _waitlist(self, now: int, case: Case, subject: str) -> None:
        office = self._office
        office.voice.say(now, "referral.waitlisted", subject, None, case.agency)
        after = int(office.random.expovariate(1 / VACANCY) * DAY)
        office.agenda.at(now + max(HOUR, after), self._accept if office.chance(0.8) else self._refuse, case, subject)

    def _refuse(self, now: int, case: Case, subject: str) -> None:
        reason = self._office.reason("refused")
        if reason:
            self._office.voice.say(now, "referral.refused", subject, {"reason": reason}, case.agency)

    def _complete(self, now: int, case: Case, subject: str) -> None:
        self._office.voice.say(now, "referral.completed", subject, None, case.agency)
        self._office.reached(now, case, "referral.completed")
