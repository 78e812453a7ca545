"""What an undisturbed run would have journaled and shown: the script's valid frames, each once and in order."""

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from feeds import keyring
from feeds.admission import Admission
from feeds.door import Door
from feeds.simulator.open_calls import OpenCalls
from feeds.simulator.spool import Spool
from feeds.simulator.wire import Event, text
from journal.journal import Beat
from picture.codec import decode_envelope
from picture.events import Entry, Fact, SiteConfigured
from picture.fold import apply
from picture.picture import Picture
from picture.profile import Profile
from tests.chaos.script import Script
from watch.decide import WATCH
from watch.documents import WallDocument
from watch.wall import WallRoom

Place = tuple[str, str, int]  # source, epoch, sequence
NO_LIMIT = 10**14  # milliseconds: a clock that nothing lies ahead of


class Truth(Struct, frozen=True):
    """By place: the facts of the valid frames, and how many bytes each garbage frame has."""

    facts: dict[Place, Fact]
    garbage: dict[Place, int]


class Scribe(Spool):
    """A spool that also keeps the frames as text."""

    def __init__(self, source: str, epoch: str, limit: int) -> None:
        super().__init__(source, epoch, limit=limit)
        self.texts: list[str] = []

    def add(self, happened: Event) -> int:
        self.texts.append(text(happened, self.source, self.epoch, self.last + 1))
        return super().add(happened)

    def add_text(self, frame: str, time: int) -> int:
        self.texts.append(frame)
        return super().add_text(frame, time)


def truth_of(script: Script, keys: Path) -> Truth:
    """`keys`: the site's keyring (made when absent), so that the same phone gives the same hash. Raises BadFrame
    for a frame that is called valid and is not."""
    profile = script.profile
    door = Door(profile.region, keyring.load(keys, int(time.time() * 1000)))
    truth = Truth({}, {})
    for source, events in script.write().items():
        centre = profile.centre_of(source)
        assert centre
        scribe = Scribe(source, script.epoch, 2 * len(events) + 1)
        outlet = script.outlet(scribe, OpenCalls())
        outlet.emit(events)
        spoilt = set(outlet.garbage)
        admission = Admission(centre, door, profile)
        for sequence, frame in enumerate(scribe.texts, 1):
            place = (source, script.epoch, sequence)
            if sequence in spoilt:
                truth.garbage[place] = len(frame.encode())
            else:
                truth.facts[place], _ = admission.fact(decode_envelope(frame), script.epoch, NO_LIMIT)
    return truth


def picture_of(truth: Truth, profile: Profile) -> Picture:
    """The facts folded, one centre after the other."""
    configured = SiteConfigured(profile=msgspec.to_builtins(profile))
    facts = [Fact(time=0, source=WATCH, subject=profile.code, data=configured), *truth.facts.values()]
    picture = Picture()
    for number, fact in enumerate(facts, 1):
        apply(picture, Entry(number, 0, fact))
    return picture


def states(picture: Picture) -> dict[str, dict[str, object]]:
    """What the picture holds of each centre, but whether its feed was lost, which is what a disturbance changes."""
    whole = {source: msgspec.to_builtins(live.state, order="deterministic") for source, live in picture.centres.items()}
    for state in whole.values():
        del state["connected"], state["lost"]
    return whole


def wall_of(picture: Picture, document: WallDocument) -> WallDocument:
    """The wall that the picture gives at the document's instant, with what its feeds said last. Its alerts have a
    verdict of their own (`alarms.py`)."""
    beats = {
        chip.source: Beat(heard=chip.heard, offset=chip.offset, behind=chip.behind, quarantined=chip.refused)
        for chip in document.feeds
        if chip.heard is not None
    }
    expected = WallRoom(picture, document.kind).document(document.now, beats, document.paused)
    return msgspec.structs.replace(expected, serial=document.serial, position=document.position, alerts=document.alerts)


def differences(one: object, other: object, path: str = "") -> Iterator[str]:
    """Where two built-in values differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key, value in one.items():
            yield from differences(value, other[key], f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}.{place}")
    elif one != other:
        yield f"{path.strip('.')}: {one} and {other}"
