"""A site in simulated time: its journal, the feeds that speak or fall silent, and the watches that look at it, as the
loop lets them (`watch/loop.py`)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from alerts.fold import AlertBoard
from journal.journal import Beat
from picture.clocks import SECOND
from picture.events import Entry, Fact, SiteConfigured
from picture.picture import Picture
from picture.profile import Profile
from watch.alarms import Alarms
from watch.alert_documents import AlertBand
from watch.band import Band
from watch.decide import WATCH, Decision, decide
from watch.loop import LOOK_BACK
from watch.state import restore, save
from watch.wall import WallRoom


class Eye(Alarms):
    def skip(self, until: int) -> None:
        """Figures are not sampled till then: nothing that they are made of happens meanwhile."""
        self._sampled = max(self._sampled, until)


class Watcher:
    """One watch and what it has folded."""

    def __init__(self, picture: Picture, book: AlertBoard, down: tuple[int, int] | None, quiet_until: int = 0) -> None:
        self.picture, self.book = picture, book
        self._room = WallRoom(picture, "demo")
        self.eye = Eye(picture, book, self._room, quiet_until)
        self.eye.down = down

    def band(self, now: int) -> AlertBand:
        return Band(self.picture, self.book, self._room.cases).band(now)

    def decisions(self, entries: list[Entry], beats: dict[str, Beat], now: int) -> list[Decision]:
        """One pass."""
        for entry in entries[self.picture.position :]:
            self.eye.fold(entry, beats)
        if self.picture.profile is None:
            return []
        found = decide(self.picture, beats, now)
        self.eye.look(now, beats)
        self._room.document(now, beats)
        self.eye.sample(now, beats, self._room.cases.will_miss.count)
        return found + self.eye.decisions()


class Site:
    """`now` goes on by `go`. `watch` is None while nobody watches; a `rival` decides the same at the same time."""

    def __init__(self, profile: Profile, now: int) -> None:
        self.profile = profile
        self.now = now
        self.entries: list[Entry] = []
        self._decided: set[str] = set()
        self._decided_until = 0
        self._checkpoint: bytes | None = None
        self._muted: dict[str, int] = {}
        self.offsets: dict[str, int] = {}
        self.watch: Watcher | None = None
        self.rival: Watcher | None = None
        self.configure(profile)
        self.begin()

    # the journal and who writes to it

    def record(self, time: int, source: str, subject: str, data: Any, agency: str = "") -> None:
        fact = Fact(time=time, source=source, subject=subject, data=data, agency=agency)
        self.entries.append(Entry(len(self.entries) + 1, self.now, fact))

    def configure(self, profile: Profile) -> None:
        self.profile = profile
        self.record(self.now, WATCH, profile.code, SiteConfigured(profile=msgspec.to_builtins(profile)))

    def mute(self, source: str) -> None:
        """The last that was heard of it was now."""
        self._muted[source] = self.now

    def unmute(self, source: str) -> None:
        del self._muted[source]

    def _beats(self) -> dict[str, Beat]:
        return {
            feed.source: Beat(heard=self._muted.get(feed.source, self.now), offset=self.offsets.get(feed.source, 0))
            for feed in self.profile.feeds
        }

    # the watch

    def begin(self, *, from_nothing: bool = False) -> None:
        """Whoever watches now starts from the last checkpoint, or from the first entry."""
        self.watch = self._new(from_nothing)
        self.look()

    def _new(self, from_nothing: bool) -> Watcher:
        down = (self._decided_until, self.now) if self._decided_until else None
        if self._checkpoint and not from_nothing:
            return Watcher(*restore(self._checkpoint), down)
        return Watcher(Picture(), AlertBoard(), down, self._decided_until - LOOK_BACK)

    def invite_rival(self) -> None:
        """A second watch that believes it has the lease: it journals first, whatever it decides."""
        self.rival = self._new(from_nothing=True)
        self.look()

    def save(self) -> None:
        assert self.watch is not None
        assert self.watch.eye.decider.clear
        self._checkpoint = save(self.watch.picture, self.watch.book)

    def go(self, until: int, *, each_second: bool = False) -> None:
        """From instant to instant at which something may be otherwise; or a pass each second, as figures need it."""
        assert until >= self.now, "time does not go back"
        while self.now < until:
            following = min((at for at in self._instants() if at > self.now), default=until)
            self.now = min(until, following, self.now + SECOND if each_second else until)
            if self.watch and not each_second:
                self.watch.eye.skip(self.now - SECOND)
            self.look()

    def _instants(self) -> Iterator[int]:
        if self.watch is None:
            return
        following = self.watch.eye.next()
        if following is not None:
            yield following
        for feed in self.profile.feeds:
            if feed.source in self._muted:
                yield self._muted[feed.source] + feed.silent_after * SECOND + 1

    def look(self) -> None:
        """Passes until the journal lacks nothing of what is known."""
        if self.watch is None:
            return
        for _ in range(20):
            decisions = [self._decide(watch) for watch in (self.rival, self.watch) if watch]
            if not any(decisions):
                return
            assert any(fresh for _, fresh in filter(None, decisions)), f"decided again: {decisions}"
        raise AssertionError("the watch finds no end")

    def _decide(self, watch: Watcher) -> tuple[int, int] | None:
        """How much it decided, and how much of that was not journaled yet; None: nothing is left to decide."""
        decisions = watch.decisions(self.entries, self._beats(), self.now)
        fresh = {name: fact for name, fact in decisions if name not in self._decided}
        for fact in fresh.values():
            self.record(fact.time, fact.source, fact.subject, fact.data, fact.agency)
        self._decided.update(fresh)
        self._decided_until = self.now
        return (len(decisions), len(fresh)) if decisions else None
