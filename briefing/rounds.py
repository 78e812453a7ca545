"""When what stands beside the briefings is made anew: the staffing, the trends. Pure."""

from collections.abc import Callable, Sequence

from briefing import schedule
from briefing.load import QUARTER
from picture.clocks import HOUR, MINUTE, SECOND
from picture.deadlines import civil_day, first_instant
from picture.events import Entry
from picture.profile import Profile
from picture.redaction import redacted

MUCH = 0.05  # of all facts, and 50: so many more about days gone ask for another
SPARED = 20 * SECOND  # after the last, sooner than which there is none for much that came
LATER = HOUR  # after the last, from when on any that came asks for another
AGAIN = MINUTE  # after what could not be made


def quarterly(at: int, _: Profile) -> int:
    """When the next falls due after one that was made then."""
    return (at // QUARTER + 1) * QUARTER


def daily(at: int, profile: Profile) -> int:
    return schedule.daily(at + 1, profile)


class Round:
    """Something that is made again by its own clock, and sooner where the profile is another one, something was erased,
    or days gone were told of anew: much at once, as a registry tells its past at its start, or a little long ago."""

    def __init__(self, following: Callable[[int, Profile], int]) -> None:
        self._following = following
        self._at, self._not_before = 0, 0
        self._profile: Profile | None = None
        self._gone = 0  # what is older is of days gone
        self._came = self._seen = 0  # facts of days gone since the last; all there are
        self._oldest: int | None = None  # instant that was told of
        self._erased = False

    def hear(self, entries: Sequence[Entry]) -> None:
        self._came += sum(entry.fact.time < self._gone for entry in entries)
        if entries:
            self._seen = entries[-1].number
            oldest = min(entry.fact.time for entry in entries)
            self._oldest = oldest if self._oldest is None else min(oldest, self._oldest)
        self._erased |= redacted(entries, 0)

    def due(self, now: int, profile: Profile) -> bool:
        if now < self._not_before:
            return False
        if profile is not self._profile or self._erased or now >= self._following(self._at, profile):
            return True
        return (self._much and now >= self._at + SPARED) or (self._came > 0 and now >= self._at + LATER)

    @property
    def _much(self) -> bool:
        return self._came > MUCH * self._seen + 50

    def settled(self, now: int) -> bool:
        """Whether days gone were told of, and not much of them came lately."""
        known = self._oldest is not None and self._oldest < self._gone
        return known and now >= self._at + SPARED and not self._much

    def began(self, now: int, profile: Profile) -> None:
        """It is being made: what is heard from now on is not in it."""
        self._at, self._profile = now, profile
        self._gone = first_instant(civil_day(now, profile.zone), profile.zone)
        self._came, self._erased = 0, False

    def failed(self, now: int) -> None:
        self._profile, self._not_before = None, now + AGAIN
