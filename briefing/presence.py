"""How long agents were at work and how long occupied, by quarter of an hour: what a period's occupancy is of."""

from msgspec import Struct, field

from picture.clocks import MINUTE
from picture.events import AgentChanged, Fact

QUARTER = 15 * MINUTE
OCCUPIED = ("busy", "wrap_up")
STAFFED = ("available", *OCCUPIED)
Queues = tuple[str, ...]


class Stretch(Struct):
    """Agent-milliseconds."""

    occupied: int = 0
    staffed: int = 0


class Presence(Struct):
    """Of one source. `now`: agent → (state, since, queues); `spent`: by queues served and start of a quarter."""

    now: dict[str, tuple[str, int, Queues]] = field(default_factory=dict)
    spent: dict[Queues, dict[int, Stretch]] = field(default_factory=dict)

    def hear(self, fact: Fact, data: AgentChanged) -> None:
        """What is told late of a past that another state has followed is not heard, as in the fold."""
        state, since, queues = self.now.get(fact.subject, ("", fact.time, ()))
        if fact.time >= since:
            self._spend(state, queues, since, fact.time)
            self.now[fact.subject] = data.state, fact.time, data.queues

    def close(self, at: int) -> None:
        """What goes on is counted up to this instant."""
        for agent, (state, since, queues) in self.now.items():
            self._spend(state, queues, since, at)
            self.now[agent] = state, max(since, at), queues

    def _spend(self, state: str, queues: Queues, since: int, until: int) -> None:
        if state not in STAFFED:
            return
        quarters = self.spent.setdefault(queues, {})
        while since < until:
            start = since - since % QUARTER
            end = min(until, start + QUARTER)
            stretch = quarters.setdefault(start, Stretch())
            stretch.staffed += end - since
            stretch.occupied += (end - since) * (state in OCCUPIED)
            since = end

    def occupancy(self, starts: int, ends: int, queues: frozenset[str]) -> float | None:
        """Percent: occupied of the time at work in the quarters [starts, ends), of those who serve any of the queues;
        who names none serves all. None where nobody was at work."""
        occupied = staffed = 0
        for served, quarters in self.spent.items():
            if not served or queues.intersection(served):
                for at in range(starts - starts % QUARTER, ends, QUARTER):
                    if at in quarters:
                        occupied += quarters[at].occupied
                        staffed += quarters[at].staffed
        return 100 * occupied / staffed if staffed else None
