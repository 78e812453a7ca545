"""The agents of one centre: shifts, breaks, and who is free. It knows queues by their codes only."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from feeds.simulator.agenda import Agenda
from feeds.simulator.model import CentreModel, Group
from feeds.simulator.people import Agent
from picture.clocks import instant, shift_at
from picture.events import AgentState
from picture.profile import Profile, Shift

STAGGER = 20_000  # milliseconds between two colleagues who come or go


class Staff:
    """`changed` is told of every change of state, `freed` of every agent who could take a call."""

    def __init__(self, model: CentreModel, profile: Profile, agenda: Agenda, random: Random) -> None:
        self._model = model
        self._profile = profile
        self._zone = ZoneInfo(profile.zone)
        self._agenda = agenda
        self._random = random
        self.agents = [
            agent for place, group in enumerate(model.group) for agent in _people(place, group, profile.shift)
        ]
        self.free: dict[Agent, None] = {}  # the longest free first
        self.changed: Callable[[int, Agent], None] = lambda _time, _agent: None
        self.freed: Callable[[int, Agent], bool] = lambda _time, _agent: False

    def start(self, now: int) -> None:
        """Those whose shift it is are at work; every later shift is planned."""
        shift, _, _ = shift_at(self._profile, now)
        at_work = self._profile.shift.index(shift)
        for agent in self.agents:
            if agent.shift == at_work:
                self._arrive(now, agent)
        for place in range(len(self._profile.shift)):
            self._plan_shift(now, place)

    def _plan_shift(self, now: int, place: int) -> None:
        day = datetime.fromtimestamp(now / 1000, self._zone).date()
        at = time.fromisoformat(self._profile.shift[place].starts)
        start = next(s for n in range(3) if (s := instant(day + timedelta(days=n), at, self._zone)) > now)
        self._agenda.at(start, self._change_shift, place)

    def _change_shift(self, now: int, place: int) -> None:
        self._plan_shift(now, place)
        if len(self._profile.shift) == 1:
            return
        for order, agent in enumerate(a for a in self.agents if a.shift == place):
            self._agenda.at(now + order * STAGGER, self._arrive, agent)
        for order, agent in enumerate(a for a in self.agents if a.shift != place and a.on_duty):
            self._agenda.at(now + (order + 1) * STAGGER, self._leave, agent)

    def _arrive(self, now: int, agent: Agent) -> None:
        agent.on_duty, agent.leaving = True, False
        if agent.state == "signed_out" and agent.away_until <= now:
            self._plan_break(now, agent)
            self.ready(now, agent)

    def _leave(self, now: int, agent: Agent) -> None:
        agent.on_duty = False
        self._sign_out(now, agent)

    def _sign_out(self, now: int, agent: Agent) -> None:
        if agent.state in ("available", "away"):
            self.put(now, agent, "signed_out")
        elif agent.state != "signed_out":
            agent.leaving = True

    def send_away(self, now: int, share: float, until: int) -> None:
        """That share of those at work leaves, after the call in hand, and comes back at `until`."""
        at_work = [a for a in self.agents if a.on_duty and a.state != "signed_out"]
        for agent in self._random.sample(at_work, round(len(at_work) * share)):
            agent.away_until = until
            self._sign_out(now, agent)
            self._agenda.at(until, self._come_back, agent)

    def _come_back(self, now: int, agent: Agent) -> None:
        agent.leaving = False
        if agent.on_duty:
            self._arrive(now, agent)

    def put(self, now: int, agent: Agent, state: AgentState) -> None:
        if agent.state == state:
            return
        if agent.state == "available":
            self.free.pop(agent, None)
        agent.state = state
        if state == "available":
            self.free[agent] = None
        self.changed(now, agent)

    def ready(self, now: int, agent: Agent) -> None:
        """The agent has nothing in hand: goes home, takes a call, has a break, or waits for the next call."""
        if agent.leaving:
            agent.leaving = False
            self.put(now, agent, "signed_out")
        elif not self.freed(now, agent):
            self.put(now, agent, "available")
            if agent.break_due:
                self._take_break(now, agent)

    def pick(self, queue: str) -> Agent | None:
        """Who takes a call of this queue: the longest free of those with the fewest queues."""
        best: Agent | None = None
        for agent in self.free:
            if queue in agent.queues and (best is None or len(agent.queues) < len(best.queues)):
                best = agent
        return best

    def serving(self, queue: str) -> Iterator[Agent]:
        return (agent for agent in self.agents if queue in agent.queues)

    def _plan_break(self, now: int, agent: Agent) -> None:
        if self._model.break_after:
            after = self._random.expovariate(1 / self._model.break_after)
            self._agenda.at(now + int(after * 1000), self._want_break, agent)

    def _want_break(self, now: int, agent: Agent) -> None:
        if agent.state == "signed_out":
            return
        agent.break_due = True
        if agent.state == "available":
            self._take_break(now, agent)

    def _take_break(self, now: int, agent: Agent) -> None:
        """A break waits while nobody else is free for one of the agent's queues."""
        if all(any(queue in other.queues for other in self.free if other is not agent) for queue in agent.queues):
            agent.break_due = False
            self.put(now, agent, "away")
            self._agenda.at(now + self._model.break_length.draw(self._random), self._end_break, agent)

    def _end_break(self, now: int, agent: Agent) -> None:
        if agent.state == "away":
            self._plan_break(now, agent)
            self.ready(now, agent)


def _people(place: int, group: Group, shifts: tuple[Shift, ...]) -> Iterator[Agent]:
    for shift in range(len(shifts)):
        for number in range(group.staff[shift % len(group.staff)]):
            yield Agent(f"{100 * (place + 1) + 30 * shift + number}", group.queues, shift)
