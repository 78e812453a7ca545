"""The strip of open follow-ups by when their windows close, counted as looks change."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar, get_args

from picture.clocks import DAY, HALF_HOUR, HOUR, half_hour
from picture.followups import FollowUpLook
from picture.policy import CaseLimits
from watch.case_documents import Mark, Pinned, Strip, StripState
from watch.figure import Figure
from watch.instants import Instants

SLOT = HALF_HOUR
OLDEST = 12 * HOUR  # past their closing; older ones are pinned
RECENT = 7 * DAY  # of what came to an end
OWED: frozenset[str] = frozenset(get_args(StripState))
Shape = tuple[int, StripState, bool, bool]  # slot, state, severe, hollow
Ends = tuple[int | None, int | None]  # when its window closes, and its effective last moment
NONE: Ends = (None, None)  # of what is not owed
K = TypeVar("K")


class StripFigures:
    """`put` each look that changed; `strip` reads what they add up to."""

    def __init__(self) -> None:
        self._kept: dict[str, FollowUpLook] = {}
        self._marks: Counter[Shape] = Counter()
        self._late: Counter[tuple[str, bool]] = Counter()  # by state and severity
        self._closes = Instants()  # of all that are owed
        self._moments = Instants()  # effective last ones, of all that are owed
        self._ended = {state: Instants() for state in ("done_in_window", "done_late", "overdue", "unreachable")}
        self._whole: tuple[object, list[Mark]] = (None, [])  # marks of whole slots, and what they were made of
        self.changed = 0  # counts changes of who is owed what when

    def put(self, name: str, look: FollowUpLook | None) -> None:
        """None: the follow-up is gone, or stands apart."""
        was = self._kept.get(name)
        if look is not None:
            self._kept[name] = look
        elif was is not None:
            del self._kept[name]
        if was is not None and look is not None and _counts_as(was) == _counts_as(look):
            return
        self._move(name, _owed(was), _owed(look))
        if was is not None:
            self._count(name, was, -1)
        if look is not None:
            self._count(name, look, 1)
        self.changed += 1

    def _move(self, name: str, was: Ends, now: Ends) -> None:
        """Where only the state is another, nothing moves: at one instant that may be so of thousands."""
        for instants, before, after in zip((self._closes, self._moments), was, now, strict=True):
            if before == after:
                continue
            if before is not None:
                instants.discard(before, name)
            if after is not None:
                instants.add(after, name)

    def _count(self, name: str, look: FollowUpLook, step: int) -> None:
        state = look.state
        if state in OWED:
            _add(self._marks, _shape(look), step)
        if state in ("overdue", "overdue_unsafe"):
            _add(self._late, (state, look.severe), step)
            state = "overdue"
        if state in self._ended:
            _place(self._ended[state], look.closes, name, step)

    def closing(self, now: int, until: int) -> list[str]:
        """Who is owed a call with an effective last moment in [now, until), in order."""
        return self._moments.named(now, until)

    def closing_count(self, now: int, until: int) -> int:
        return self._moments.within(now, until)

    def strip(self, now: int, limits: CaseLimits, shift_ends: int, people: int | None, missed: int | None) -> Strip:
        """`missed`: how many the rostered people cannot reach; None: nobody said who is rostered."""
        late, before = self._late, self.closing_count(now, shift_ends)
        reached, of = self._in_window(now)
        overdue = sum(late.values())
        return Strip(
            slot=SLOT,
            opens=limits.opens,
            closes=limits.closes,
            closing=limits.closing,
            marks=self._drawn(now, limits.closes * HOUR),
            pinned=self._pinned(now),
            open=len(self._closes),
            overdue=Figure(overdue, "crossed" if overdue else "calm"),
            overdue_severe=late["overdue", True] + late["overdue_unsafe", True],
            overdue_unsafe=late["overdue_unsafe", True] + late["overdue_unsafe", False],
            closing_before=Figure(before, "near" if before else "calm"),
            shift_ends=shift_ends,
            in_window=Figure(round(100 * reached / of, 1)) if of else Figure(known="na"),
            in_window_of=of,
            people=Figure(known="unknown") if people is None else Figure(people),
            will_miss=Figure(known="unknown") if missed is None else Figure(missed, "crossed" if missed else "calm"),
            unreachable=self._ended["unreachable"].within(now - RECENT + 1, now + 1),
        )

    def _in_window(self, now: int) -> tuple[int, int]:
        since, until = now - RECENT + 1, now + 1
        reached, late, overdue = (
            self._ended[state].within(since, until) for state in ("done_in_window", "done_late", "overdue")
        )
        return reached, reached + late + overdue

    def _drawn(self, now: int, ahead: int) -> list[Mark]:
        """Whole slots as they are counted; the two at the ends by who lies inside."""
        first, last = now - OLDEST + 1, now + ahead + 1
        whole = (half_hour(first) + SLOT, half_hour(last))
        if self._whole[0] != (self.changed, *whole):
            inside = {s: n for s, n in self._marks.items() if whole[0] <= s[0] < whole[1]}
            self._whole = (self.changed, *whole), _marks(inside)
        return [*self._at_end(first, whole[0]), *self._whole[1], *self._at_end(whole[1], last)]

    def _at_end(self, start: int, end: int) -> list[Mark]:
        return _marks(Counter(_shape(self._kept[name]) for name in self._closes.named(start, end)))

    def _pinned(self, now: int) -> Pinned | None:
        oldest, until = self._closes.first(), now - OLDEST + 1
        if oldest is None or oldest[0] >= until:
            return None
        look = self._kept[oldest[1]]
        count = self._closes.within(0, until)
        state: StripState = "overdue" if look.state == "overdue" else "overdue_unsafe"
        return Pinned(closes=look.closes, severe=look.severe, hollow=look.hollow, count=count, state=state)


def _owed(look: FollowUpLook | None) -> Ends:
    return (look.closes, look.last_moment) if look is not None and look.state in OWED else NONE


def _counts_as(look: FollowUpLook) -> tuple[object, ...]:
    return look.state, look.closes, look.last_moment, look.severe, look.hollow


def _marks(counted: Mapping[Shape, int]) -> list[Mark]:
    return [Mark(*shape, count) for shape, count in sorted(counted.items())]


def _shape(look: FollowUpLook) -> Shape:
    return half_hour(look.closes), look.state, look.severe, look.hollow  # type: ignore[return-value]  # one of OWED


def _place(instants: Instants, at: int, name: str, step: int) -> None:
    if step > 0:
        instants.add(at, name)
    else:
        instants.discard(at, name)


def _add(counted: Counter[K], key: K, step: int) -> None:
    counted[key] += step
    if not counted[key]:
        del counted[key]
