"""One centre as a queueing system: who waits, who is answered, who gives up. Waits come from agents, service
times and patience alone. It reads no clock and speaks to observers only."""

from collections import deque
from collections.abc import Callable
from random import Random
from zoneinfo import ZoneInfo

from feeds.simulator.agenda import Agenda
from feeds.simulator.demand import Demand
from feeds.simulator.model import CentreModel, QueueModel
from feeds.simulator.observer import Observer
from feeds.simulator.people import Agent, Call
from feeds.simulator.staff import Staff
from picture.events import CallClass
from picture.profile import Profile

CLASSIFIED_AFTER = 0.4  # of the talk
HOLD_SHARE = 0.12  # of the calls are put on hold once
HOLD_PART = 0.2  # of their talk
TRANSFER = 1_500  # milliseconds from one queue to the next

Onwards = Callable[[int, str, str, str], None]  # time, centre, queue, the call it comes from


class Centre:
    """Seeded by `random`; `observers` are told of everything. `onwards` takes calls that another centre receives."""

    def __init__(
        self,
        model: CentreModel,
        profile: Profile,
        agenda: Agenda,
        *,
        random: Random,
        observers: tuple[Observer, ...],
        onwards: Onwards = lambda *_: None,
    ) -> None:
        self.model = model
        self.queues = {queue.code: queue for queue in model.queue}
        self.waiting: dict[str, deque[Call]] = {queue.code: deque() for queue in model.queue}
        self.staff = Staff(model, profile, agenda, random)
        self._agenda = agenda
        self._random = random
        self._observers = observers
        self._onwards = onwards
        zone = ZoneInfo(profile.zone)
        self._demand = {q.code: Demand(q.per_week, q.hours, q.weekdays, zone) for q in model.queue}
        self._numbered = 0
        self.staff.freed = self._serve_longest_waiting
        self.staff.changed = self._tell_agent

    def start(self, now: int) -> None:
        self.staff.start(now)
        for queue in self.model.queue:
            self._plan_call(now, queue, 1.0, None)

    def surge(self, now: int, factor: float, until: int) -> None:
        """`factor` times the calls until then: the sum of two Poisson processes is one."""
        for queue in self.model.queue:
            self._plan_call(now, queue, factor - 1, until)

    def _plan_call(self, now: int, queue: QueueModel, factor: float, until: int | None) -> None:
        at = self._demand[queue.code].next(now, self._random, factor)
        if until is None or at < until:
            self._agenda.at(at, self._call, queue, factor, until)

    def _call(self, now: int, queue: QueueModel, factor: float, until: int | None) -> None:
        """Someone is through the menu, or gave up in it."""
        self._plan_call(now, queue, factor, until)
        menu = self.model.menu
        if menu is not None:
            patience = self._random.expovariate(1 / (self.model.menu_patience * 1000))
            if patience < menu.draw(self._random):
                subject = self._subject(now)
                for observer in self._observers:
                    observer.hung_up_in_menu(now, subject)
                return
        self.offer(now, queue.code, None)

    def offer(self, now: int, code: str, linked: str | None) -> None:
        """A call joins a queue; `linked` names the one it was transferred from."""
        queue = self.queues[code]
        call = Call(self._subject(now), queue, now, linked)
        for observer in self._observers:
            observer.offered(now, call)
        agent = self.staff.pick(code)
        if agent is not None:
            self._take(now, call, agent)
            return
        self.waiting[code].append(call)
        patience = int(self._random.expovariate(1 / (queue.patience * 1000)))
        self._agenda.at(now + patience, self._lose_patience, call)

    def _lose_patience(self, now: int, call: Call) -> None:
        if call.stage != "waiting":
            return
        call.stage = "over"
        self.waiting[call.queue.code].remove(call)
        for observer in self._observers:
            observer.abandoned(now, call)

    def _serve_longest_waiting(self, now: int, agent: Agent) -> bool:
        heads = [self.waiting[code][0] for code in agent.queues if self.waiting[code]]
        if not heads:
            return False
        call = min(heads, key=lambda head: head.offered)
        self.waiting[call.queue.code].popleft()
        self._take(now, call, agent)
        return True

    def _take(self, now: int, call: Call, agent: Agent) -> None:
        call.agent = agent
        call.stage = "ringing"
        self.staff.put(now, agent, "busy")
        if call.queue.ring is None:
            self._answer(now, call)
        else:
            self._agenda.at(now + call.queue.ring.draw(self._random), self._answer, call)

    def _answer(self, now: int, call: Call) -> None:
        random = self._random
        call.stage = "talking"
        call.answered = now
        talk = call.queue.talk.draw(random)
        if call.queue.topics:
            call.topic = self._topic(call.queue)
            talk = int(talk * call.queue.topics[call.topic].length)
            call.onward = self._onward(call)
        call.hold = int(talk * HOLD_PART) if random.random() < HOLD_SHARE else 0
        for observer in self._observers:
            observer.answered(now, call)
        line = random.expovariate(1 / (self.model.line_life * 1000))
        if call.topic is not None and line > talk * CLASSIFIED_AFTER:
            self._agenda.at(now + int(talk * CLASSIFIED_AFTER), self._classify, call)
        finish = self._drop if line < talk else self._finish
        self._agenda.at(now + min(talk, int(line)), finish, call)

    def _topic(self, queue: QueueModel) -> CallClass:
        chance = self._random.random()
        for name, topic in queue.topics.items():
            chance -= topic.share
            if chance < 0:
                return name
        return next(iter(queue.topics))

    def _onward(self, call: Call) -> tuple[str, str] | None:
        if call.linked is not None:  # once is enough: nobody is sent in a circle
            return None
        for onward in call.queue.onward:
            if onward.topic == call.topic and self._random.random() < onward.share:
                return onward.to, onward.queue
        return None

    def _classify(self, now: int, call: Call) -> None:
        for observer in self._observers:
            observer.classified(now, call)

    def _drop(self, now: int, call: Call) -> None:
        self._hang_up(now, call)
        for observer in self._observers:
            observer.dropped(now, call)
        self._wrap_up(now, call)

    def _finish(self, now: int, call: Call) -> None:
        self._hang_up(now, call)
        for observer in self._observers:
            if call.onward:
                observer.transferred(now, call)
            else:
                observer.ended(now, call)
        if call.onward:
            self._onwards(now + TRANSFER, *call.onward, call.subject)
        self._wrap_up(now, call)

    def _hang_up(self, now: int, call: Call) -> None:
        call.stage = "over"
        call.hold = min(call.hold, now - call.answered)
        call.talk = now - call.answered - call.hold

    def _wrap_up(self, now: int, call: Call) -> None:
        if call.queue.wrap_up is None:
            self._wrapped_up(now, call, 0)
            return
        assert call.agent is not None
        self.staff.put(now, call.agent, "wrap_up")
        wrap_up = call.queue.wrap_up.draw(self._random)
        self._agenda.at(now + wrap_up, self._wrapped_up, call, wrap_up)

    def _wrapped_up(self, now: int, call: Call, wrap_up: int) -> None:
        for observer in self._observers:
            observer.wrapped_up(now, call, wrap_up)
        assert call.agent is not None
        self.staff.ready(now, call.agent)

    def _tell_agent(self, now: int, agent: Agent) -> None:
        for observer in self._observers:
            observer.agent_changed(now, agent)

    def _subject(self, now: int) -> str:
        """As an Asterisk switch with a name names a call: name, seconds, count."""
        self._numbered += 1
        return f"pbx-{now // 1000}.{self._numbered}"
