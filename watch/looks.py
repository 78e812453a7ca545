"""The looks at every case and follow-up, kept from pass to pass; taken again where something changed or is due to."""

from collections.abc import Iterable

from msgspec import Struct

from picture import cases, followups
from picture.book import Case
from picture.cases import CaseLook
from picture.clocks import MINUTE
from picture.due import Due
from picture.followups import FollowUpLook
from picture.picture import Picture
from picture.profile import Profile

AHEAD = 10 * MINUTE  # at eight in the morning thousands may be called at once: their looks are ready by then
BATCH = 25  # looks made ready in one pass


class Changed(Struct, frozen=True):
    """Ids whose look was taken again, or that are gone. `anew`: everything was, because the profile or time itself is
    another."""

    cases: list[str]
    followups: list[str]
    anew: bool = False


class Looks:
    """`cases` and `followups`: the look at each, as of the last `look`."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._profile: Profile | None = None
        self._now = 0
        self._handed_over = 0
        self._due_cases = Due()
        self._due_followups = Due()
        self._ready: dict[str, tuple[int, FollowUpLook | None]] = {}  # from when it holds, if nothing is said till then
        self.cases: dict[str, CaseLook] = {}
        self.followups: dict[str, FollowUpLook] = {}

    def look(self, now: int) -> Changed:
        """Take again every look that a fact, the clock or the profile may have changed."""
        picture, profile = self._picture, self._picture.profile
        assert profile is not None
        anew = profile is not self._profile or now < self._now
        if anew:
            self._forget()
            self._profile = profile
            cases_again, followups_again = set(picture.book.cases), set(picture.book.followups)
        else:
            cases_again = self._due_cases.pop(now, picture.touched_cases)
            cases_again |= self._handed()
            followups_again = self._due_followups.pop(now, picture.touched_followups)
        for case in cases_again:
            followups_again |= picture.followups_of.get(case, frozenset())
        self._unready(picture)
        self._handed_over, self._now = picture.book.handed_over, now
        self._look_at_cases(cases_again, profile, now)
        self._look_at_followups(followups_again, profile, now)
        self._make_ready(profile, now)
        return Changed(sorted(cases_again), sorted(followups_again), anew)

    def next(self) -> int | None:
        """When a look may be otherwise by itself; None: never, or nobody has looked yet."""
        firsts = [at for at in (self._due_cases.first(), self._due_followups.first()) if at is not None]
        return min(firsts, default=None)

    def case_of(self, followup: str) -> Case | None:
        kept = self._picture.book.followups.get(followup)
        return self._picture.book.cases.get(kept.plan.case) if kept and kept.plan else None

    def _forget(self) -> None:
        self.cases.clear()
        self.followups.clear()
        self._ready.clear()
        self._due_cases, self._due_followups = Due(), Due()

    def _unready(self, picture: Picture) -> None:
        """Something was said: what was looked at beforehand holds no longer."""
        for name in picture.touched_followups.union(
            *(picture.followups_of.get(case, ()) for case in picture.touched_cases)
        ):
            self._ready.pop(name, None)
        picture.touched_cases.clear()
        picture.touched_followups.clear()

    def _make_ready(self, profile: Profile, now: int) -> None:
        for at, name in self._due_followups.soon(now + AHEAD, BATCH):
            followup = self._picture.book.followups.get(name)
            if followup is not None:
                self._ready[name] = at, followups.look(followup, self.case_of(name), profile, at)

    def _handed(self) -> set[str]:
        """A hand-over ends the marks of what was lowered before it."""
        if self._picture.book.handed_over == self._handed_over:
            return set()
        return {case for case, look in self.cases.items() if look.downgraded}

    def _look_at_cases(self, ids: Iterable[str], profile: Profile, now: int) -> None:
        book = self._picture.book
        for name in ids:
            case = book.cases.get(name)
            if case is None:
                self.cases.pop(name, None)
                self._due_cases.drop(name)
                continue
            look = self.cases[name] = cases.look(case, book, profile, now)
            self._due_cases.put(name, look.until)

    def _look_at_followups(self, ids: Iterable[str], profile: Profile, now: int) -> None:
        book = self._picture.book
        for name in ids:
            since, look = self._ready.pop(name, (0, None))
            if look is None or not since <= now < look.until:
                followup = book.followups.get(name)
                look = followups.look(followup, self.case_of(name), profile, now) if followup else None
            if look is None:
                self.followups.pop(name, None)
                self._due_followups.drop(name)
                continue
            self.followups[name] = look
            self._due_followups.put(name, look.until)
