"""Every call figure, by one definition each (docs/definitions.md), kept in step with the picture as it changes.

`CallFigures` follows one centre of one picture: `look(now)` first, then ask. `now` is on the centre's clock.
"""

from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

from msgspec import Struct

from picture.clocks import HALF_HOUR, MINUTE, half_hour, shift_at
from picture.picture import Picture
from picture.profile import Centre, Denominator, Profile
from picture.tally import MENU, Cell, Minute, Tally, minute_of
from picture.usual import Band, band, between, offered_by_slot
from picture.window import Window, slots

RECENT = 30  # minutes
TREND = 48  # whole half hours


class PeriodFigures(Struct, frozen=True):
    """The calls offered in [start, end) and what became of them. A ratio is None with nothing to divide by."""

    start: int
    end: int
    tally: Tally
    longest: int  # milliseconds, settled or still waiting
    peak: int
    overdue: int  # still waiting longer than T
    classes: dict[str, int]

    @property
    def asa(self) -> float | None:
        """Average speed of answer, seconds: Σ wait of the answered ÷ answered."""
        return _ratio(self.tally.wait_sum, self.tally.answered * 1000)

    @property
    def talk(self) -> float | None:
        """Mean talk, seconds."""
        return _ratio(self.tally.talk_sum, self.tally.handled * 1000)

    @property
    def aht(self) -> float | None:
        """Average handling time, seconds: talk + hold + wrap-up of the calls that are over ÷ their number."""
        t = self.tally
        return _ratio(t.talk_sum + t.hold_sum + t.wrap_sum, t.handled * 1000)

    def service_level(self, denominator: Denominator) -> float | None:
        """Share answered within T. strict: of answered + abandoned + still waiting longer than T;
        offered: of all offered; answered: of the answered."""
        t = self.tally
        whole = {
            "strict": t.answered + t.abandoned + self.overdue,
            "offered": t.offered,
            "answered": t.answered,
        }[denominator]
        return _ratio(t.within, whole)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


class HalfHours(Struct, frozen=True):
    """Columns: when each starts, the calls offered in it, what is usual. Not to be changed."""

    starts: list[int]
    offered: list[int]
    usual: list[Band]


NO_HALF_HOURS = HalfHours([], [], [])
Chosen = Callable[[str, str, str], bool]  # queue, language, channel


class CallFigures:
    """The figures of one centre. Holds only what can be made anew from the picture."""

    def __init__(self, picture: Picture, profile: Profile, centre: Centre) -> None:
        self.centre = centre
        self._profile = profile
        self._picture = picture
        self._zone = ZoneInfo(profile.zone)
        self._minutes: dict[int, Minute] = {}
        self.recent, self.shift = Window(), Window()
        self._bands: dict[tuple[int, frozenset[str]], Band] = {}
        self._totals: dict[frozenset[str], dict[int, int]] = {}
        self._slots: dict[tuple[int, frozenset[str]], int] = {}
        self._whole: dict[frozenset[str], tuple[int, HalfHours]] = {}
        self._history = -1
        self._swept = self._end = 0
        self._ahead: dict[int, Minute] = {}
        self._waits: dict[Cell, list[int]] = {}
        self._nets: dict[int, Counter[str]] = {}  # since a minute, by queue
        self.now = 0
        live = picture.centre(centre.source)
        live.dirty.update(live.buckets)

    def look(self, now: int) -> None:
        """Take in what changed since the last look."""
        live = self._picture.centre(self.centre.source)
        state = live.state
        changed, live.dirty = live.dirty, set()
        for minute in changed:
            made = minute_of(state, live.buckets.get(minute), minute, self.centre)
            if (made.tallies or made.steps) and minute * MINUTE >= state.swept:
                self._minutes[minute] = made
            else:
                self._minutes.pop(minute, None)
        touched = {half_hour(minute * MINUTE) for minute in changed}
        end = now // MINUTE + 1
        if state.swept != self._swept:
            self._swept = state.swept
            for minute in [m for m in self._minutes if m * MINUTE < state.swept]:
                del self._minutes[minute]
                touched.add(half_hour(minute * MINUTE))
        beyond = self._minutes if end < self._end else changed.union(self._ahead)
        self._ahead = {m: self._minutes[m] for m in beyond if m >= end and m in self._minutes}
        self._end = end
        for key in [key for key in self._slots if key[0] in touched]:
            del self._slots[key]
            self._whole.clear()
        if live.history_changed != self._history:
            self._history = live.history_changed
            self._bands.clear()
            self._totals.clear()
            self._whole.clear()
        self.now = now
        self._waits, self._nets = {}, {}
        for call in live.waiting.values():
            assert call.offered is not None
            self._waits.setdefault((call.queue, call.language, call.channel), []).append(call.offered)
        _, starts, _ = shift_at(self._profile, now)
        self.recent.move(end - RECENT, end, self._minutes, changed)
        self.shift.move(starts // MINUTE, end, self._minutes, changed)

    def past(self, start: int, end: int) -> Window:
        """A window of its own over the minutes [start, end), which are over by the last look."""
        window = Window()
        window.move(start // MINUTE, end // MINUTE, self._minutes, set())
        return window

    def offered(self, start: int, end: int, queues: frozenset[str]) -> int:
        """Calls offered to the queues in the minutes [start, end)."""
        found = (self._minutes.get(minute) for minute in range(start // MINUTE, end // MINUTE))
        return sum(t.offered for made in found if made for cell, t in made.tallies.items() if cell[0] in queues)

    def waiting(self, chosen: Chosen) -> list[int]:
        """When each call that waits now was offered: neither answered, abandoned nor ended."""
        return [offered for cell, offers in self._waits.items() if chosen(*cell) for offered in offers]

    def period(self, window: Window, chosen: Chosen) -> PeriodFigures:
        """The figures of a window for the cells chosen. Who hung up in the menu reached no cell and always counts."""
        cells = tuple(cell for cell in window.sums if cell == MENU or chosen(*cell))
        total = window.total(cells)
        waits = self.waiting(chosen)
        start, end = window.start * MINUTE, window.end * MINUTE
        ages = [self.now - offered for offered in waits if start <= offered < end]
        known = {q.code for q in self.centre.queue if chosen(q.code, q.language, "phone")}
        queues = tuple(sorted(known.union(cell[0] for cell in cells if cell != MENU)))
        return PeriodFigures(
            start,
            min(end, self.now),
            total.tally,
            max(total.longest, *ages, 0),
            window.peak(queues, len(waits) - self._net_since(window.end, queues)),
            sum(age > self.centre.service_level.within * 1000 for age in ages),
            total.classes,
        )

    def _net_since(self, end: int, queues: tuple[str, ...]) -> int:
        """Joins less leaves from minute `end` on. After `now` there are some where a centre's facts run ahead of the
        clock it is asked for."""
        nets = self._nets.get(end)
        if nets is None:
            later = [m for at, m in self._minutes.items() if at >= end] if end < self._end else self._ahead.values()
            nets = self._nets[end] = Counter()
            for minute in later:
                for queue, steps in minute.steps.items():
                    nets[queue] += sum(1 if step & 1 else -1 for step in steps)
        return sum(nets[queue] for queue in queues)

    def trend(self, queues: frozenset[str]) -> list[tuple[int, int, Band]]:
        """(start, offered, usual) of 48 whole half hours, oldest first, then of the 30 minutes that end now."""
        whole = self.half_hours(queues)
        return [*zip(whole.starts, whole.offered, whole.usual, strict=True), self.last_half_hour(queues)]

    def half_hours(self, queues: frozenset[str]) -> "HalfHours":
        """The 48 whole ones, oldest first; the same object for as long as nothing of them changes."""
        current = half_hour(self.now)
        made_at, whole = self._whole.get(queues, (0, NO_HALF_HOURS))
        if made_at != current:
            starts = [current - (TREND - at) * HALF_HOUR for at in range(TREND)]
            offered = [self._slot(start, queues) for start in starts]
            whole = HalfHours(starts, offered, [self.usual(start, queues) for start in starts])
            self._whole[queues] = current, whole
        return whole

    def last_half_hour(self, queues: frozenset[str]) -> tuple[int, int, Band]:
        """(start, offered, usual) of the 30 minutes that end now."""
        last = self.now - HALF_HOUR
        offered = sum(t.offered for cell, t in self.recent.sums.items() if cell[0] in queues)
        share = (last - half_hour(last)) / HALF_HOUR
        usual = between(self.usual(half_hour(last), queues), self.usual(half_hour(self.now), queues), share)
        return last, offered, usual

    def usual(self, slot: int, queues: frozenset[str]) -> Band:
        """What is usual for the half hour that starts at `slot`."""
        key = (slot, queues)
        if key not in self._bands:
            if queues not in self._totals:
                state = self._picture.centre(self.centre.source).state
                self._totals[queues] = offered_by_slot(state, queues)
            if len(self._bands) > 50 * TREND:
                self._bands.clear()
            self._bands[key] = band(self._totals[queues], slot, self._zone)
        return self._bands[key]

    def _slot(self, start: int, queues: frozenset[str]) -> int:
        key = (start, queues)
        if key not in self._slots:
            if len(self._slots) > 50 * TREND:
                self._slots.clear()
                self._whole.clear()
            self._slots[key] = slots(self._minutes, start // MINUTE, 1, queues)[0]
        return self._slots[key]
