"""All pretend centres and registries of a site in one simulation: same seed, same beginning and same interventions,
same events.

Pure: `advance` is told how far. Half-hour totals stand for the weeks before `begins`; calls are told from then on.
"""

from collections.abc import Sequence
from random import Random

from feeds.simulator.agenda import Agenda
from feeds.simulator.centre import Centre
from feeds.simulator.demo import cases_of, model_of
from feeds.simulator.model import CentreModel
from feeds.simulator.past import Past
from feeds.simulator.registry import Registries
from feeds.simulator.story import Story
from feeds.simulator.totals import HALF_HOUR, Totals
from feeds.simulator.wire import Event, event
from picture.profile import Centre as Served
from picture.profile import Profile

DAY = 86_400_000
WEEK = 7 * DAY
WARM_UP = 4 * HALF_HOUR  # until the rooms are as full as they usually are
GAUGES = 10_000  # milliseconds between two measurements of a centre that sends totals only


class Stage:
    """One centre of the world: the queueing system and what is told of it. `totals`: of one that sends no calls."""

    def __init__(
        self, model: CentreModel, served: Served, world: "World", registries: Registries, totals_only: bool
    ) -> None:
        self.model = model
        self.queues = [queue.code for queue in served.queue]
        self.within = served.service_level.within
        self.totals = Totals(self.queues, self.within, world.begins) if totals_only else None
        self.story = Story(model, world.random(served.source, "story"), world.begins)
        self.centre = Centre(
            model,
            world.profile,
            world.agenda,
            random=world.random(served.source, "calls"),
            observers=(self.totals or self.story, *registries.ears(served.source, world.begins, not totals_only)),
            onwards=world.pass_on,
        )

    def gauges(self, now: int) -> list[Event]:
        """How each queue stands, as a centre that sends totals only measures it."""
        told = []
        for queue in self.queues:
            waiting = self.centre.waiting[queue]
            states = [agent.state for agent in self.centre.staff.serving(queue)]
            measured = {
                "waiting": len(waiting),
                "longest_wait": now - waiting[0].offered if waiting else 0,
                "available": states.count("available"),
                "busy": states.count("busy") + states.count("wrap_up"),
            }
            told.append(event(now, "queue.measured", queue, measured))
        return told


class World:
    """`begins`: the first instant told call by call, on a half hour; `weeks` of totals and `days` of casework stand
    before it. Sources in `totals_only` never send a call."""

    def __init__(
        self,
        profile: Profile,
        *,
        seed: int,
        begins: int,
        weeks: int,
        days: int = 0,
        totals_only: Sequence[str] = (),
    ) -> None:
        self.profile = profile
        self.seed = seed
        self.begins = begins
        self.weeks = weeks
        self.agenda = Agenda(begins - max(WARM_UP, days * DAY))
        models = {served.source: model_of(served, profile) for served in profile.centre}
        self.registries = Registries(profile, self.agenda, models, self.random, cases_of)
        self.stages = {
            served.source: Stage(models[served.source], served, self, self.registries, served.source in totals_only)
            for served in profile.centre
        }
        self.registries.start(begins - days * DAY, begins)
        self.agenda.at(begins, self._begin)
        for stage in self.stages.values():
            stage.centre.start(begins - WARM_UP)

    def random(self, *use: str) -> Random:
        return Random("/".join((str(self.seed), *use)))  # noqa: S311 - a simulation

    def pass_on(self, time: int, source: str, queue: str, linked: str) -> None:
        """A call goes on to another queue, or leaves the world where this site has no such queue."""
        if source in self.stages and queue in self.stages[source].queues:
            self.agenda.at(time, self.stages[source].centre.offer, queue, linked)

    def advance(self, until: int) -> dict[str, list[Event]]:
        """What every centre and registry says up to `until`, in order of time."""
        self.agenda.run(until)
        tellers = {source: stage.story for source, stage in self.stages.items()} | self.registries.voices
        return {source: teller.take() for source, teller in tellers.items()}

    def surge(self, at: int, source: str, factor: float, until: int) -> None:
        self.agenda.intervene(at, self.stages[source].centre.surge, factor, until)

    def send_away(self, at: int, source: str, share: float, until: int) -> None:
        self.agenda.intervene(at, self.stages[source].centre.staff.send_away, share, until)

    def _begin(self, now: int) -> None:
        """The totals of the past, then who is at work."""
        for source, stage in self.stages.items():
            stage.story.said += self._past(source, stage)
            if stage.totals is not None:
                self.agenda.at(now + GAUGES, self._measure, stage, stage.totals)
                continue
            for agent in stage.centre.staff.agents:
                stage.story.agent_changed(now, agent)

    def _past(self, source: str, stage: Stage) -> list[Event]:
        starts = self.begins - self.weeks * WEEK
        totals = Totals(stage.queues, stage.within, starts)
        past = Past(stage.model, [s.model for s in self.stages.values()], self.profile, self.random(source, "past"))
        past.fill(totals, starts, self.begins)
        return totals.told(range(starts, self.begins, HALF_HOUR))

    def _measure(self, now: int, stage: Stage, totals: Totals) -> None:
        self.agenda.at(now + GAUGES, self._measure, stage, totals)
        stage.story.said += stage.gauges(now)
        if now % 60_000 < GAUGES:
            current = now - now % HALF_HOUR
            stage.story.said += totals.told([s for s in (current - HALF_HOUR, current) if s >= self.begins], now)
            totals.forget(current - HALF_HOUR)
