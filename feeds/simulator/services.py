"""Services: what a case is given, and what a man on the line apart is given without one."""

from feeds.simulator.caseload import Case
from feeds.simulator.office import DAY, HOUR, Office
from picture.case_events import Timing
from picture.words import Channel

CHANNELS: dict[Channel, float] = {"phone": 0.62, "in_person": 0.26, "whatsapp": 0.08, "video": 0.04}
AFTER_CONTACT = 0.35  # of the cases are given a service at the first contact
MORE = 0.22  # once given, a service is given again days later
WINDOW = (12 * HOUR, 48 * HOUR)  # after the episode


class Services:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._health = [
            (set(clock.forms), clock.done_by.removeprefix("service."), clock.within * HOUR)
            for clock in office.profile.health_clock
            if clock.done_by.startswith("service.")
        ]

    def opened(self, now: int, case: Case) -> None:
        """Care that helps only in time is given to most who need it."""
        for forms, service, within in self._health:
            if forms & set(case.forms) and self._office.chance(0.7):
                self._office.agenda.at(now + self._office.between(HOUR, 0.8 * within), self.give, case, service)

    def contacted(self, now: int, case: Case) -> None:
        if self._office.chance(AFTER_CONTACT):
            self.give_any(now, case)

    def give_any(self, now: int, case: Case) -> None:
        service = self._office.service_for(case.subject)
        if service:
            self.give(now, case, service)

    def give(self, now: int, case: Case, service: str) -> None:
        office = self._office
        if case.closed or service not in office.profile.words.services:
            return
        data: dict[str, object] = {
            "service": service,
            "case": case.id,
            "timing": timing(now - case.began),
            "channel": office.one_of(CHANNELS),
            "subject_is": case.subject,
            "minutes": office.between(15, 70),
            "person": case.person,
        }
        if case.municipality:
            data["municipality"] = case.municipality
        office.voice.say(now, "service.given", office.number("service", now), data, case.agency)
        office.reached(now, case, f"service.{service}")
        if office.chance(MORE):
            office.agenda.at(now + office.between(2 * DAY, 9 * DAY), self.give, case, service)

    def give_apart(self, now: int) -> None:
        """To a man who leaves no case."""
        service = self._office.service_for("man")
        if service:
            data = {"service": service, "subject_is": "man", "minutes": self._office.between(10, 40)}
            self._office.voice.say(now, "service.given", self._office.number("service", now), data)


def timing(since: int) -> Timing:
    """By the time since the episode."""
    opens, closes = WINDOW
    return "previous" if since < opens else "window" if since < closes else "subsequent"
