"""Who of those whose last moment comes this shift cannot be reached by the people rostered for it.

Where many wait they are reckoned in strides, pass by pass; until that is done, what was found before stands.
"""

from collections.abc import Generator

from picture import shortfall
from picture.clocks import DAY, SECOND
from picture.followups import FollowUpLook
from picture.picture import Picture
from picture.profile import Profile
from picture.shortfall import STRIDE, Waiting
from watch.instants import Instants
from watch.looks import Looks
from watch.strip import StripFigures

SELDOM = 5 * SECOND  # between two reckonings where many wait
FEW = 300  # so few are reckoned at once, whenever one of them changed
PACED = 60 * SECOND
WEEK = 7 * DAY
FRESH = 20  # what finding the stretches of one who changed costs, in looks at a span
Owed = list[tuple[str, FollowUpLook]]  # by last moment
Nobody: frozenset[str] = frozenset()


class WillMiss:
    """`missed`: ids; `count`: how many; None, like `people`, when nobody said who is rostered."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._tried = Instants()  # by the last attempt
        self._last: dict[str, int] = {}
        self._pace = 0
        self._paced = -PACED
        self._inputs: tuple[object, ...] = ()
        self._changed = -1
        self._began = -SELDOM
        self._walking: Generator[None, None, list[str]] | None = None
        self._waiting: dict[str, tuple[FollowUpLook, Waiting]] = {}  # holds while the look does
        self.missed: frozenset[str] = Nobody
        self.people: int | None = None

    @property
    def count(self) -> int | None:
        return None if self.people is None else len(self.missed)

    @property
    def walking(self) -> bool:
        return self._walking is not None

    def put(self, name: str) -> None:
        """An attempt may have been made."""
        followup = self._picture.book.followups.get(name)
        last = followup.attempts[-1].time if followup and followup.attempts else None
        was = self._last.get(name)
        if last == was:
            return
        if was is not None:
            self._tried.discard(was, name)
            del self._last[name]
        if last is not None:
            self._tried.add(last, name)
            self._last[name] = last

    def look(self, now: int, ends: int, strip: StripFigures, looks: Looks) -> frozenset[str]:
        """Reckon again where it is time to; whose answer is another than before."""
        profile, book = self._picture.profile, self._picture.book
        assert profile is not None
        self.people = sum(r.started.for_followups for r in book.roster.values()) if book.roster else None
        first, few = not self._inputs, strip.closing_count(now, ends) <= FEW
        inputs = (self.people, ends, profile.code)
        turned = inputs != self._inputs or (few and strip.changed != self._changed)
        if not turned and (self._walking is not None or 0 <= now - self._began < SELDOM):
            if self._walking is None:
                self._set_pace(profile, now)  # not in a pass that reckons, but the first
            return self.step()
        self._inputs, self._changed, self._began = inputs, strip.changed, now
        if self._paced < 0:
            self._set_pace(profile, now)
        owed = [(name, looks.followups[name]) for name in strip.closing(now, ends)]
        self._walking = self._reckon(owed, profile, now, ends)
        changed = self.step()
        while (first or few) and self._walking is not None:
            changed = self.step()
        return changed

    def step(self) -> frozenset[str]:
        """One stride of a reckoning that goes on; whose answer is another than before once it is done."""
        if self._walking is None:
            return Nobody
        try:
            next(self._walking)
        except StopIteration as done:
            self._walking = None
            missed = frozenset[str](done.value)
            changed, self.missed = missed ^ self.missed, missed
            return changed
        return Nobody

    def forget(self) -> None:
        """The profile, or time itself, is another."""
        self._waiting.clear()
        self._walking, self._inputs = None, ()
        self._paced = self._began = -PACED

    def _set_pace(self, profile: Profile, now: int) -> None:
        if 0 <= now - self._paced < PACED:
            return
        book = self._picture.book
        tried = self._tried.named(now - WEEK, now + WEEK)
        self._pace = shortfall.pace((book.followups[name] for name in tried), now, profile.cases)
        self._paced = now

    def _reckon(self, owed: Owed, profile: Profile, now: int, ends: int) -> Generator[None, None, list[str]]:
        if not self.people:
            return [name for name, _ in owed] if self.people == 0 else []
        people, needs = self.people, self._pace
        waits: dict[str, tuple[FollowUpLook, Waiting]] = {}
        looked = 0
        for name, look in owed:
            known = self._waiting.get(name)
            if known is None or known[0] is not look or known[1].needs != needs:
                followup = self._picture.book.followups.get(name)
                one = shortfall.waiting(followup, look, profile, now, ends=ends, needs=needs) if followup else None
                known = (look, one) if one else None
                looked += FRESH
            if known:
                waits[name] = known
            looked += 1
            if looked >= STRIDE:
                looked = 0
                yield
        self._waiting = waits
        return (yield from shortfall.walk([one for _, one in waits.values()], people, now, ends))
