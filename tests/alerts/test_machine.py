"""Random people, facts, deaths of the watch and late news: every crossed deadline has exactly one alert, with its due
second; nothing illegal is possible. 100,000 steps: `python -m tests.alerts.machine 100000`."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.alerts.machine import Machine, run


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 7))
def test_every_crossed_deadline_has_exactly_one_alert_whoever_dies_meanwhile(seed: int) -> None:
    machine = run(seed, 80)
    assert len(machine.world.raised()) > 3


class Alerts(RuleBasedStateMachine):
    """What the machine does at random, chosen and shrunk by Hypothesis."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine(0)

    @rule(seed=st.integers(0, 2**20))
    def somebody_tells(self, seed: int) -> None:
        self.machine.random.seed(seed)
        self.machine.fact()

    @rule(seed=st.integers(0, 2**20))
    def a_hotspot_is_found(self, seed: int) -> None:
        self.machine.random.seed(seed)
        self.machine.hotspot()

    @rule(seed=st.integers(0, 2**20))
    def somebody_acts(self, seed: int) -> None:
        self.machine.random.seed(seed)
        self.machine.person()

    @rule(seed=st.integers(0, 2**20))
    def time_goes_on(self, seed: int) -> None:
        self.machine.random.seed(seed)
        self.machine.time()

    @rule(dies=st.booleans())
    def the_watch_dies_or_comes_back(self, dies: bool) -> None:
        if dies:
            self.machine.death()
        elif self.machine.world.watch is None:
            self.machine.world.begin()

    @rule()
    def the_watch_starts_from_nothing(self) -> None:
        if self.machine.world.watch is None:
            self.machine.world.begin(from_nothing=True)

    @rule()
    def a_checkpoint_is_kept(self) -> None:
        self.machine.keep()

    def teardown(self) -> None:
        self.machine.end()


class TestAlerts(Alerts.TestCase):  # type: ignore[misc, valid-type]  # Hypothesis makes it
    settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
