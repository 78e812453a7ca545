"""Who of those whose last moment comes this shift cannot be reached by the people rostered for it."""

from picture import shortfall
from picture.clocks import DAY, SECOND
from picture.followups import FollowUpLook
from picture.picture import Picture
from picture.profile import Profile
from picture.shortfall import Waiting
from watch.instants import Instants
from watch.looks import Looks
from watch.strip import StripFigures

SELDOM = 5 * SECOND  # between two reckonings where many wait
FEW = 300  # so few are reckoned again whenever one of them changed
PACED = 60 * SECOND
WEEK = 7 * DAY


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
        self._reckoned = -SELDOM
        self._waiting: dict[str, tuple[FollowUpLook, Waiting | None]] = {}  # holds while the look does
        self.missed: frozenset[str] = frozenset()
        self.people: int | None = None

    @property
    def count(self) -> int | None:
        return None if self.people is None else len(self.missed)

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
        owed = strip.closing(now, ends)
        inputs = (self.people, ends, profile.code)
        turned = inputs != self._inputs or (len(owed) <= FEW and strip.changed != self._changed)
        if not turned and 0 <= now - self._reckoned < SELDOM:
            self._set_pace(profile, now)  # not in a pass that reckons, but the first
            return frozenset()
        self._inputs, self._changed, self._reckoned = inputs, strip.changed, now
        if self._paced < 0:
            self._set_pace(profile, now)
        missed = frozenset(self._reckon(owed, looks, profile, now, ends))
        changed, self.missed = missed ^ self.missed, missed
        return changed

    def forget(self) -> None:
        """The profile, or time itself, is another."""
        self._waiting.clear()
        self._paced = self._reckoned = -PACED

    def _set_pace(self, profile: Profile, now: int) -> None:
        if 0 <= now - self._paced < PACED:
            return
        book = self._picture.book
        tried = self._tried.named(now - WEEK, now + WEEK)
        self._pace = shortfall.pace((book.followups[name] for name in tried), now, profile.cases)
        self._paced = now

    def _reckon(self, owed: list[str], looks: Looks, profile: Profile, now: int, ends: int) -> list[str]:
        if not self.people:
            return owed if self.people == 0 else []
        kept, self._waiting = self._waiting, {}
        found: list[Waiting] = []
        for name in owed:
            look = looks.followups[name]
            known = kept.get(name)
            one: Waiting | None
            if known and known[0] is look and known[1] and known[1].needs == self._pace:
                one = known[1]
            else:
                followup = self._picture.book.followups[name]
                one = shortfall.waiting(followup, look, profile, now, ends=ends, needs=self._pace)
            self._waiting[name] = look, one
            if one:
                found.append(one)
        return shortfall.will_miss(found, self.people, now, ends)
