"""The weeks before a centre told of single calls: half-hour totals, from a leaner model than `centre.py`.

Each call goes to the agent of its queue who is free first, unless its patience ends before that: the waits
emerge here too, at a tenth of the cost of an agenda. Breaks and overtaking between queues are left out.
"""

import heapq
import math
from collections.abc import Iterator
from random import Random
from zoneinfo import ZoneInfo

from feeds.simulator.demand import Demand
from feeds.simulator.model import CentreModel, QueueModel
from feeds.simulator.totals import Totals
from picture.clocks import shift_at
from picture.profile import Profile

Team = list[list[int]]  # agents: [free from when on, number]


class Past:
    """The calls of one centre, own and passed on to it, in order of arrival."""

    def __init__(self, model: CentreModel, models: list[CentreModel], profile: Profile, random: Random) -> None:
        self._model = model
        self._profile = profile
        self._random = random
        self._zone = ZoneInfo(profile.zone)
        stays = 1.0
        if model.menu:
            stays = math.exp(-model.menu.mean / model.menu_patience)
        self._streams = [(self._demand(queue, stays), queue) for queue in model.queue]
        self._streams += [
            (self._demand(queue, share), next(q for q in model.queue if q.code == code))
            for other in models
            for queue in other.queue
            for code, share in _passed_on(queue, model.source)
        ]

    def _demand(self, queue: QueueModel, share: float) -> Demand:
        return Demand(queue.per_week * share, queue.hours, queue.weekdays, self._zone)

    def fill(self, totals: Totals, starts: int, ends: int) -> None:
        """Count every call of [starts, ends)."""
        teams: dict[str, Team] = {}
        shifts = [self._teams(shift, starts) for shift in range(len(self._profile.shift))]
        shift_ends = starts
        for time, place in self._arrivals(starts, ends):
            if time >= shift_ends:
                shift, _, shift_ends = shift_at(self._profile, time)
                teams = shifts[self._profile.shift.index(shift)]
            queue = self._streams[place][1]
            self._count(totals, time, queue, teams.get(queue.code, []))

    def _arrivals(self, starts: int, ends: int) -> Iterator[tuple[int, int]]:
        coming = [(demand.next(starts, self._random), place) for place, (demand, _) in enumerate(self._streams)]
        heapq.heapify(coming)
        while coming[0][0] < ends:
            time, place = coming[0]
            yield time, place
            heapq.heapreplace(coming, (self._streams[place][0].next(time, self._random), place))

    def _teams(self, shift: int, starts: int) -> dict[str, Team]:
        teams: dict[str, Team] = {}
        for group in self._model.group:
            for number in range(group.staff[shift % len(group.staff)]):
                agent = [starts, number]
                for queue in group.queues:
                    teams.setdefault(queue, []).append(agent)
        return teams

    def _count(self, totals: Totals, time: int, queue: QueueModel, team: Team) -> None:
        random = self._random
        row = totals.row(queue.code, time)
        row.offered += 1
        agent = min(team, default=None)
        patience = random.expovariate(1 / (queue.patience * 1000))
        if agent is None or agent[0] > time + patience:
            row.abandoned += 1
            return
        answered = max(time, agent[0])
        if queue.ring:
            answered += queue.ring.draw(random)
        handling = queue.talk.draw(random) + (queue.wrap_up.draw(random) if queue.wrap_up else 0)
        handling = int(handling * _length(queue, random))
        agent[0] = answered + handling
        totals.answered_after(row, answered - time)
        row.handle_sum += handling


def _length(queue: QueueModel, random: Random) -> float:
    if not queue.topics:
        return 1.0
    chance = random.random()
    for topic in queue.topics.values():
        chance -= topic.share
        if chance < 0:
            return topic.length
    return 1.0


def _passed_on(queue: QueueModel, to: str) -> Iterator[tuple[str, float]]:
    """(queue, share of the calls) that this queue's agents send to the centre `to`."""
    for onward in queue.onward:
        if onward.to == to:
            yield onward.queue, onward.share * queue.topics[onward.topic].share
