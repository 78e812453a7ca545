"""Random people, facts, deaths and clocks against the alerts. The long run: `python -m tests.alerts.machine 100000`."""

import random
import sys
import time
from collections.abc import Callable

from picture import alert_events as done
from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.place_events import HotspotFound
from tests.alerts.cast import LEAD, OTHER, SUPERVISOR
from tests.alerts.world import World, ago, chatter, check

CASES = ("C-1", "C-2", "C-3", "C-4")
PEOPLE = (LEAD, OTHER, SUPERVISOR)
OUTCOMES = ("spoke_safely", "no_answer", "aggressor_answered", "could_not_talk")


class Machine:
    """One world and one seed; `step` does one thing at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # for tests
        self.world = World()
        self.steps = 0
        self.found: dict[str, tuple[int, int]] = {}  # signal → when it was first told, how often

    def step(self) -> None:
        self.steps += 1
        kinds: list[tuple[Callable[[], None], int]] = [
            (self.fact, 40),
            (self.hotspot, 4),
            (self.person, 25),
            (self.time, 25),
            (self.death, 4),
            (self.birth, 4),
            (self.keep, 4),
        ]
        self.random.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()

    def late(self) -> int:
        """When it happened: mostly just now, at times long before we are told."""
        return ago(self.world, self.random.choice((0, 0, 0, 1, 20, 600, 1800)))

    def fact(self) -> None:
        draw = self.random
        case = draw.choice(CASES)
        level = draw.choice(("mild", "moderate", "severe", "severe"))
        data = draw.choice(
            (
                said.CaseOpened(in_progress=draw.random() < 0.1),
                said.CaseOpened(),
                said.CaseAssessed(level=level),  # type: ignore[arg-type]  # one of the levels
                said.CaseAssessed(level="severe"),
                said.CaseAssigned(to="equipo"),
                said.CaseContacted(),
                said.CaseDispatched(to="equipo"),
                said.CaseArrived(),
                said.CaseClosed(reason="fin"),
            )
        )
        kind = draw.random()
        if kind < 0.6:
            self.world.record(case, data, time=self.late())
        elif kind < 0.75:
            self.followup(case)
        elif kind < 0.9:
            outcome = draw.choice(OUTCOMES)
            tried = said.FollowUpAttempted(outcome=outcome)  # type: ignore[arg-type]  # one of the outcomes
            self.world.record(f"F-{draw.randint(1, 3)}", tried, time=self.late())
        else:
            self.handover(case)
        self.world.look()

    def followup(self, case: str) -> None:
        draw, now = self.random, self.world.now
        closes = now + draw.choice((-HOUR, MINUTE, 3 * HOUR, 20 * HOUR, 40 * HOUR))
        plan = said.FollowUpPlanned(
            case=case,
            opens=closes - 36 * HOUR,
            closes=closes,
            consent=draw.choice((True, True, None)),
            safe_hours=draw.choice((("00:00-24:00",), ("09:00-12:00",), ())),
        )
        self.world.record(f"F-{draw.randint(1, 3)}", plan, time=self.late())

    def handover(self, case: str) -> None:
        name = f"H-{self.random.randint(1, 4)}"
        offered = said.HandoverOffered(giver="nl/911", to="nl/070", case=case)
        data = self.random.choice((offered, said.HandoverAccepted(), said.HandoverReturned(reason="fin")))
        self.world.record(name, data, time=self.late())

    def hotspot(self) -> None:
        """Each time it is found it is rarer."""
        signal = f"zone-{self.random.randint(1, 3)}"
        first, times = self.found.get(signal, (self.world.now, 0))
        self.found[signal] = first, times + 1
        self.world.record(
            signal,
            HotspotFound(
                method="municipalities",
                places=("grande",),
                starts=first - DAY,
                ends=first,
                observed=6 + times,
                expected=2.5,
                recurrence=60 + 90 * times,
                first=first,
                until=self.world.now + self.random.choice((20 * MINUTE, 3 * HOUR, DAY)),
                made=len(self.world.entries),
            ),
            "vigia/maps",
        )
        self.world.look()

    def person(self) -> None:
        draw, world = self.random, self.world
        names = sorted({entry.fact.subject for entry, _ in world.raised()}) or ["none"]
        name, by, seen = draw.choice(names), draw.choice(PEOPLE), draw.choice((0, 1, 99))
        until = world.now + draw.choice((-MINUTE, 5 * MINUTE, 15 * MINUTE, 10 * HOUR))
        data = draw.choice(
            (
                done.AlertAcknowledged(by=by, seen=seen),
                done.AlertAcknowledged(by=by, seen=seen),
                done.AlertAssigned(by=by, to="dif", seen=seen),
                done.AlertEscalated(by=by, level=2, seen=seen),
                done.AlertSnoozed(by=by, until=until, reason="ya_se_atiende", seen=seen),
                done.AlertNoted(by=by, note="abc"),
                done.AlertConfirmed(by=by, action="se_llamo", seen=seen),
                done.AlertClosed(by=by, outcome="atendida", seen=seen),
            )
        )
        if draw.random() < 0.1:
            world.record("prueba", said.ShiftHandedOver(to=by), "vigia/desk")
        else:
            world.act(name, data)
        world.look()

    def time(self) -> None:
        spans = (500, SECOND, 30 * SECOND, 5 * MINUTE, 20 * MINUTE, 2 * HOUR, 9 * HOUR)
        self.world.pass_time(self.random.choice(spans), step=self.random.choice((MINUTE, 30 * MINUTE)))

    def death(self) -> None:
        self.world.die()

    def birth(self) -> None:
        if self.world.watch is None:
            self.world.begin(from_nothing=self.random.random() < 0.2)

    def keep(self) -> None:
        self.world.save()

    def end(self) -> None:
        """Somebody watches again and has looked at everything."""
        if self.world.watch is None:
            self.world.begin()
        self.world.pass_time(10 * SECOND)
        check(self.world)


def run(seed: int, steps: int) -> Machine:
    machine = Machine(seed)
    for _ in range(steps):
        machine.step()
    machine.end()
    return machine


def main() -> None:
    wanted, seed, done_steps, began = int(sys.argv[1]), 0, 0, time.monotonic()
    alerts = chattering = 0
    while done_steps < wanted:
        seed += 1
        machine = run(seed, 100)
        done_steps += machine.steps
        alerts += len(machine.world.raised())
        chattering += len(chatter(machine.world.raised()))
        if seed % 50 == 0:
            print(f"{done_steps} steps, {alerts} alerts, {chattering} chattering, {time.monotonic() - began:.0f} s")
    print(f"{done_steps} steps, {alerts} alerts, {chattering} chattering: every crossed deadline has exactly one alert")


if __name__ == "__main__":
    main()
