"""Who is rostered for follow-ups, told at the start of every shift, and when the incoming lead has the room."""

from feeds.simulator.office import MINUTE, Office
from picture.clocks import shift_at


class Rota:
    def __init__(self, office: Office) -> None:
        self._office = office

    def start(self, now: int) -> None:
        """From the shift that is on at `now`."""
        _, starts, _ = shift_at(self._office.profile, now)
        self._office.agenda.at(max(now, starts), self._change)

    def _change(self, now: int) -> None:
        office = self._office
        shift, starts, ends = shift_at(office.profile, now)
        office.agenda.at(ends, self._change)
        subject = f"shift-{starts // 1000}"
        roster = office.model.roster
        people = roster[office.profile.shift.index(shift) % len(roster)] - office.chance(0.15)
        said = {"shift": shift.code, "for_followups": max(0, people)}
        office.voice.say(now, "shift.started", subject, said)
        office.agenda.at(now + office.between(3 * MINUTE, 14 * MINUTE), self._hand_over, subject)

    def _hand_over(self, now: int, subject: str) -> None:
        lead = f"lead-{self._office.random.randrange(1, 9)}"
        self._office.voice.say(now, "shift.handed_over", subject, {"to": lead})
