"""Who is there to answer. An agent in two queues counts once."""

from msgspec import Struct

from picture.picture import CentreState

STAFFED = {"available", "busy", "wrap_up"}


class Staff(Struct, frozen=True):
    """Agents. occupied = busy or in wrap-up; staffed = available + occupied."""

    available: int
    occupied: int

    @property
    def staffed(self) -> int:
        return self.available + self.occupied


def of(state: CentreState, queues: frozenset[str]) -> Staff | None:
    """The agents who serve any of these queues (an agent that names none serves all); None when nobody told us."""
    serving = [a.state for a in state.agents.values() if not a.queues or queues.intersection(a.queues)]
    gauges = [g for queue, g in state.gauges.items() if queue in queues and g.available is not None]
    if not serving and not gauges:
        return None
    return Staff(
        sum(s == "available" for s in serving) + sum(g.available or 0 for g in gauges),
        sum(s in STAFFED and s != "available" for s in serving) + sum(g.busy or 0 for g in gauges),
    )
