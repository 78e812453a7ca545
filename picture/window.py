"""Sums over a window of minutes: one that changed is taken out as it was and put in as it is."""

from msgspec import Struct

from picture.tally import EMPTY, Cell, Classes, Minute, Tally


class Window:
    """The minutes [start, end) of one centre. Instants within a minute count as that minute's.

    Cost of an update: the minutes that changed, entered or left; not the window's length.
    """

    def __init__(self) -> None:
        self.start = self.end = 0
        self.sums: dict[Cell, Tally] = {}
        self.classes: dict[Cell, Classes] = {}
        self._longest: dict[Cell, int] = {}
        self._held: dict[int, Minute] = {}
        self._totals: dict[tuple[Cell, ...], Total] = {}
        self._newest = 0  # the latest minute that is held
        self._climbs: dict[tuple[str, ...], Climb] = {}  # up to, not with, the minute _climbed_to
        self._climbed_to = 0

    def move(self, start: int, end: int, minutes: dict[int, Minute], changed: set[int]) -> None:
        """Slide to [start, end) and take in what changed. `minutes` has every minute that is not empty."""
        if not self.start <= start <= self.end:
            self.__init__()  # type: ignore[misc]  # a jump (a new shift): begin anew
            self.start = self.end = start
        stale = set(changed)
        stale.update(m for m in self._held if m < start or m >= end)
        stale.update(range(self.end, end))
        self.start, self.end = start, end
        for minute in stale:
            self._replace(minute, minutes.get(minute, EMPTY) if start <= minute < end else EMPTY)
        if stale:
            self._newest = max(self._held, default=start)

    def _replace(self, minute: int, new: Minute) -> None:
        old = self._held.pop(minute, EMPTY)
        if old is EMPTY and new is EMPTY:
            return
        self._totals.clear()
        if new is not EMPTY:
            self._held[minute] = new
        if old.steps != new.steps and minute < self._climbed_to:
            self._climbs.clear()
        for sign, side in ((-1, old), (1, new)):
            for cell, tally in side.tallies.items():
                total = self.sums.get(cell)
                if total is None:
                    total = self.sums[cell] = Tally()
                total.add(tally, sign)
            self._count_classes(side, sign)
        self._follow_longest(old, new)

    def _count_classes(self, side: Minute, sign: int) -> None:
        for cell, classes in side.classes.items():
            counted = self.classes.setdefault(cell, {})
            for name, calls in classes.items():
                counted[name] = counted.get(name, 0) + sign * calls

    def _follow_longest(self, old: Minute, new: Minute) -> None:
        for cell, wait in new.longest.items():
            self._longest[cell] = max(wait, self._longest.get(cell, 0))
        for cell, wait in old.longest.items():
            if new.longest.get(cell, 0) < wait == self._longest.get(cell):
                self._longest[cell] = max((m.longest.get(cell, 0) for m in self._held.values()), default=0)

    def total(self, cells: tuple[Cell, ...]) -> "Total":
        """What these cells add up to; kept until a minute of the window changes."""
        found = self._totals.get(cells)
        if found is None:
            found = self._totals[cells] = self._add_up(cells)
        return found

    def _add_up(self, cells: tuple[Cell, ...]) -> "Total":
        tally = Tally()
        classes: Classes = {}
        for cell in cells:
            tally.add(self.sums[cell])
            for name, calls in self.classes.get(cell, {}).items():
                if calls:
                    classes[name] = classes.get(name, 0) + calls
        return Total(tally, classes, max((self._longest.get(cell, 0) for cell in cells), default=0))

    def peak(self, queues: tuple[str, ...], waiting_at_end: int) -> int:
        """The most who waited at one time in these queues, given how many wait at the window's end."""
        newest = self._newest
        if newest != self._climbed_to:
            self._climb_on(newest)
        climb = self._climbs.get(queues)
        if climb is None:  # all but the newest minute, which is the one that changes
            climb = self._climbs[queues] = self._over(Climb(), queues, self.start, newest)
        whole = climb.over(self._held.get(newest, EMPTY), queues)
        return max(0, waiting_at_end + whole.top - whole.level)

    def _climb_on(self, newest: int) -> None:
        """A minute has begun, and what came before it is settled; or it was taken back."""
        if newest < self._climbed_to:
            self._climbs.clear()
        for queues, climb in self._climbs.items():
            self._climbs[queues] = self._over(climb, queues, self._climbed_to, newest)
        self._climbed_to = newest

    def _over(self, climb: "Climb", queues: tuple[str, ...], first: int, end: int) -> "Climb":
        for minute in sorted(m for m in self._held if first <= m < end):
            climb = climb.over(self._held[minute], queues)
        return climb


class Total(Struct, frozen=True, gc=False):
    """Not to be changed: it is given out more than once. `longest`: the longest settled wait, milliseconds."""

    tally: Tally
    classes: Classes
    longest: int


class Climb(Struct, frozen=True, gc=False):
    """How many more wait than at the window's start: now, and at the most so far."""

    level: int = 0
    top: int = 0

    def over(self, minute: Minute, queues: tuple[str, ...]) -> "Climb":
        """The climb after this minute too."""
        steps = [step for queue in queues for step in minute.steps.get(queue, ())]
        if len(queues) > 1:
            steps.sort()
        level, top = self.level, self.top
        for step in steps:
            level += 1 if step & 1 else -1
            top = max(top, level)
        return Climb(level, top)


def slots(minutes: dict[int, Minute], start: int, count: int, queues: frozenset[str]) -> list[int]:
    """Offered calls of the queues in `count` half hours from minute `start`."""
    found = [0] * count
    for at in range(count):
        for minute in range(start + at * 30, start + at * 30 + 30):
            made = minutes.get(minute)
            if made is not None:
                found[at] += sum(t.offered for cell, t in made.tallies.items() if cell[0] in queues)
    return found
