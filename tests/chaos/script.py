"""What the centres of a chaos run say, and how it is numbered: the same in the process that serves it and in the
one that judges, from the seed alone."""

from pathlib import Path
from random import Random

from msgspec import Struct

import profiles
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.outlet import Outlet
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event
from feeds.simulator.world import World
from picture.profile import Profile

PROFILES = Path(__file__).resolve().parent / "profiles"
SITE = "caos"
TOKEN = "a-token-of-the-chaos-run"
HOUR = 3_600_000
LONGEST = 60 * 24 * HOUR  # of simulated time


class Odds(Struct, frozen=True, kw_only=True):
    """Probabilities per frame; `torn`: the share of the garbage that is no JSON, so without a sequence."""

    torn: float = 0.2
    duplicate: float = 0.01
    swap: float = 0.01
    garbage: float = 0.005


class Script(Struct, frozen=True, kw_only=True):
    """`events`: how many valid ones in all centres together; `begins`: the first instant told, milliseconds."""

    seed: int
    events: int
    begins: int
    odds: Odds = Odds()

    @property
    def profile(self) -> Profile:
        return profiles.load(SITE, PROFILES)

    @property
    def epoch(self) -> str:
        return f"caos-{self.seed}"

    def random(self, *use: str) -> Random:
        return Random("/".join((str(self.seed), *use)))

    def write(self) -> dict[str, list[Event]]:
        """By source, equally many, each on its own centre's clock."""
        profile = self.profile
        each, more = divmod(self.events, len(profile.centre))
        wanted = {c.source: each + (place < more) for place, c in enumerate(profile.centre)}
        world = World(profile, seed=self.seed, begins=self.begins, weeks=self.events // 50_000)
        said: dict[str, list[Event]] = {source: [] for source in wanted}
        until = self.begins
        while any(len(said[source]) < number for source, number in wanted.items()):
            until += HOUR
            assert until - self.begins < LONGEST, "a centre says too little"
            for source, events in world.advance(until).items():
                said[source] += events
        return {source: said[source][:number] for source, number in wanted.items()}

    def outlet(self, spool: Spool, calls: OpenCalls) -> Outlet:
        """Where a centre numbers what it says, with garbage in between."""
        return Outlet(
            spool, calls, self.random(spool.source, "garbage"), garbage=self.odds.garbage, torn=self.odds.torn
        )
