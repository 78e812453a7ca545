"""The past that the benchmarks stand on: the demo's pretend centres of Nuevo León, as a journal's entries."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

import profiles
from feeds.admission import Admission
from feeds.door import Door
from feeds.keyring import Key, Keyring
from feeds.simulator.wire import Event, text
from feeds.simulator.world import World
from picture.clocks import HOUR, half_hour
from picture.codec import decode_envelope
from picture.events import CallAbandoned, CallDropped, CallEnded, CallOffered, Entry, Fact, SiteConfigured
from picture.fold import apply
from picture.picture import Picture, save
from picture.profile import Profile

SITE = "nuevo_leon"
EPOCH = "bench"
SEED = 7

History = Literal["once", "calls", "days"]  # as it is; ten times the calls in the same hours; ten times the hours
T = TypeVar("T")


def nuevo_leon() -> Profile:
    return profiles.load(SITE, Path(profiles.__file__).parent)


def told(profile: Profile, ends: int, hours: float, weeks: int = 0) -> dict[str, list[Event]]:
    """What each centre says up to `ends`: `weeks` of half-hour totals, then `hours` of single calls."""
    world = World(profile, seed=SEED, begins=half_hour(ends - round(hours * HOUR)), weeks=weeks)
    return world.advance(ends)


def admitted(profile: Profile, source: str, events: list[Event]) -> list[Fact]:
    """The same as facts, as the feeds journal them."""
    feed = next(feed for feed in profile.feeds if feed.source == source)
    admission = Admission(feed, Door(profile.region, Keyring(Key(b"k" * 32, 0))), profile)
    frames = (text(happened, source, EPOCH, sequence) for sequence, happened in enumerate(events, 1))
    return [admission.fact(decode_envelope(f), EPOCH, e.time)[0] for f, e in zip(frames, events, strict=True)]


def facts(profile: Profile, ends: int, hours: float, weeks: int = 0) -> list[Fact]:
    """All centres together, in order of time."""
    by_centre = (admitted(profile, *said) for said in told(profile, ends, hours, weeks).items())
    return sorted((fact for found in by_centre for fact in found), key=lambda fact: fact.time)


def tenfold(once: list[Fact]) -> list[Fact]:
    """Ten times the calls that are over and no more that are open: each is told again under nine other ids."""
    over = {fact.subject for fact in once if isinstance(fact.data, CallEnded | CallDropped | CallAbandoned)}
    found: list[Fact] = []
    for fact in once:
        found.append(fact)
        if fact.subject in over:
            found += [msgspec.structs.replace(fact, subject=f"{fact.subject}-{copy}") for copy in range(1, 10)]
    return found


def configured(profile: Profile, at: int) -> Fact:
    whole = msgspec.to_builtins(profile)
    return Fact(time=at, source="vigia/watch", subject=profile.code, data=SiteConfigured(profile=whole))


def entries(told_facts: list[Fact]) -> list[Entry]:
    """Numbered from 1, recorded when they happened."""
    return [Entry(number, fact.time, fact) for number, fact in enumerate(told_facts, 1)]


def calls(told_facts: list[Fact]) -> int:
    return len({fact.subject for fact in told_facts if isinstance(fact.data, CallOffered)})


class Past(msgspec.Struct, frozen=True):
    """A picture folded from a history, as a checkpoint keeps it."""

    calls: int
    entries: int
    state: bytes


def history(which: History, ends: int, hours: float, weeks: int) -> list[Fact]:
    told_facts = facts(nuevo_leon(), ends, hours * (10 if which == "days" else 1), weeks)
    return tenfold(told_facts) if which == "calls" else told_facts


def folded(told_facts: list[Fact]) -> Past:
    picture = Picture()
    for entry in entries(told_facts):
        apply(picture, entry)
    return Past(calls(told_facts), len(told_facts), save(picture))


def past(which: History, ends: int, hours: float, weeks: int) -> Past:
    """The site's profile, then that history."""
    told_facts = history(which, ends, hours, weeks)
    return folded([configured(nuevo_leon(), told_facts[0].time), *told_facts])


def apart(work: Callable[..., T], *words: object) -> T:
    """What `work` answers in a process of its own, so that no measurement inherits another's memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, words)
