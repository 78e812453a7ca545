"""The whole stack for hours, with a wall in a browser: which process grows?"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

import profiles
from journal.valkey import ValkeyJournal
from tests.soak.memory import Growth, Sample, growths, renderers, resident
from tests.soak.wallscreen import WallScreen, opened
from tests.stack import PROFILES, Stack, ports_in_a_row, python

SITE = "nuevo_leon"
TOKEN = "a-token-of-the-soak"
USUAL = 0.227  # events a second of the demo's centres, mean of a week
KEEPERS = ("store, MB", "centres, MB", "journal, entries")  # they keep what they are given
Say = Callable[[str], None]


class Plan(Struct, frozen=True, kw_only=True):
    """`seconds` in all, one sample `every` so many; `rate`: events a second."""

    seconds: float
    every: float = 10.0
    rate: float = 50.0


def stack_of(folder: Path, rate: float) -> Stack:
    """The demo, its centres so many times as fast: a day passes in minutes, so that what is kept of one turns over."""
    sources = [feed.source for feed in profiles.load(SITE, PROFILES).feeds]
    port = ports_in_a_row(1 + len(sources)) + 1  # the first takes faults
    stack = Stack(folder, centres=port, tokens=dict.fromkeys(sources, TOKEN))
    profile = PROFILES / f"{SITE}.toml"
    stack.add("centres", python("feeds.simulator", "--profile", profile, "--base-port", port, "--speed", rate / USUAL))
    return stack


async def soak(folder: Path, plan: Plan, say: Say) -> list[Growth]:
    with stack_of(folder, plan.rate) as stack:
        stack.start()
        stack.until_healthy(60)
        journal = stack.journal()
        await journal.open("demo")
        try:
            async with opened(stack.page) as screen:
                return await _watch(stack, journal, screen, plan, say)
        finally:
            await journal.close()


async def _watch(stack: Stack, journal: ValkeyJournal, screen: WallScreen, plan: Plan, say: Say) -> list[Growth]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    samples: list[Sample] = []
    while loop.time() - began < plan.seconds:
        await asyncio.sleep(plan.every)
        samples.append(await _sample(stack, journal, screen))
        line = " · ".join(f"{name.removesuffix(', MB')} {value:,.0f}" for name, value in samples[-1].items())
        say(f"{loop.time() - began:6.0f} s · {line}")
        ended = [name for name, program in stack.programs.items() if not program.alive]
        if ended:
            raise RuntimeError(f"{', '.join(ended)} ended\n{stack.logs()}")
    entries = samples[-1]["journal, entries"] - samples[0]["journal, entries"]
    pace = entries / max(1.0, plan.every * (len(samples) - 1))
    say(f"{pace:,.0f} events a second, {await screen.taken():,} documents")
    return growths(samples, unjudged=KEEPERS)


async def _sample(stack: Stack, journal: ValkeyJournal, screen: WallScreen) -> Sample:
    processes = {f"{name}, MB": resident(program.pid) for name, program in stack.programs.items()}
    entries = float((await journal.health()).entries)
    return {**processes, "renderers, MB": renderers(), **await screen.heap.sample(), "journal, entries": entries}
