"""Who is in danger: open cases in the unified priority, and the severe list of the wall."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Container
from itertools import islice

from picture.book import Case
from picture.cases import CaseLook, assign_target
from picture.ledgers import apart, median
from picture.priority import rank
from picture.profile import Profile
from watch.case_documents import Severe, SevereRow
from watch.documents import ShiftNow
from watch.figure import Figure, Tone
from watch.instants import Instants
from watch.places import Names

SHOWN = 24  # rows of the wall's list
MINUTE = 60_000
Offer = Callable[[str], tuple[str, str] | None]  # a case's open hand-over: giver and receiver


class Kept:
    """What one case counts as."""

    def __init__(self, name: str, case: Case, look: CaseLook) -> None:
        self.case, self.look = case, look
        self.key = (apart(case), rank(look, case), name)
        self.tags = frozenset() if self.key[0] else tags(look)
        self.assigned = None if self.key[0] else assigned(case, look)


class SevereFigures:
    """`put` each look that changed; `severe` reads what they add up to. Men's cases are ranked after all others, and
    are in nothing else."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._order: list[tuple[bool, tuple[object, ...], str]] = []  # all open cases
        self._listed: list[tuple[bool, tuple[object, ...], str]] = []
        self._tags: Counter[str] = Counter()
        self._assigned = Instants()

    def put(self, name: str, case: Case | None, look: CaseLook | None) -> None:
        """None: the case is gone."""
        was = self._kept.pop(name, None)
        if was is not None:
            self._count(name, was, -1)
        if case is not None and look is not None:
            self._kept[name] = Kept(name, case, look)
            self._count(name, self._kept[name], 1)

    def _count(self, name: str, kept: Kept, step: int) -> None:
        for tag in kept.tags:
            self._tags[tag] += step
        if kept.look.open:
            _move(self._order, kept.key, step)
        if "listed" in kept.tags:
            _move(self._listed, kept.key, step)
        if kept.assigned is not None and step > 0:
            self._assigned.add(kept.assigned, name)
        elif kept.assigned is not None:
            self._assigned.discard(kept.assigned, name)

    def place(self, name: str) -> int:
        """From 1; 0 for a case that is not open."""
        kept = self._kept.get(name)
        return bisect_left(self._order, kept.key) + 1 if kept and kept.look.open else 0

    def order(self) -> list[str]:
        """Open cases by the unified priority."""
        return [key[2] for key in self._order]

    def severe(
        self,
        profile: Profile,
        shift: ShiftNow,
        names: Names,
        offer: Offer,
        *,
        stale: frozenset[str],
        locked: Container[str],
    ) -> Severe:
        """`stale`: silent registries. `locked`: cases that are counted, and stand on no wall."""
        count = self._tags
        tone: Tone = "crossed" if count["crossed"] else "near" if count["near"] else "calm"
        open_to_all = (self._kept[key[2]] for key in self._listed if key[2] not in locked)
        shown = list(islice(open_to_all, SHOWN))
        return Severe(
            open=Figure(count["severe"], tone),
            in_progress=count["in_progress"],
            crossed=count["crossed"],
            near=count["near"],
            unassessed=count["unassessed"],
            unassessed_late=count["unassessed_late"],
            assigned_median=self._assigned_median(shift.starts, shift.ends),
            assign_target=assign_target(profile),
            rows=[row(kept, names, offer, kept.case.source in stale) for kept in shown],
            more=len(self._listed) - len(shown),
        )

    def _assigned_median(self, starts: int, ends: int) -> Figure:
        took = [self._kept[name].look.assigned_in for name in self._assigned.named(starts, ends)]
        middle = median([each for each in took if each is not None])
        return Figure(known="na") if middle is None else Figure(round(middle / MINUTE, 1))


def _move(
    ordered: list[tuple[bool, tuple[object, ...], str]], key: tuple[bool, tuple[object, ...], str], step: int
) -> None:
    if step > 0:
        insort(ordered, key)
    else:
        del ordered[bisect_left(ordered, key)]


def tags(look: CaseLook) -> frozenset[str]:
    """What an open case counts in."""
    if not look.open:
        return frozenset()
    found: set[str] = set()
    if look.risk in ("in_progress", "severe"):
        found |= {"severe", "listed"}
        if look.risk == "in_progress":
            found.add("in_progress")
        if look.overdue:
            found.add("crossed")
        elif look.near:
            found.add("near")
    elif look.downgraded:
        found.add("listed")
    if look.risk == "unassessed":
        found.add("unassessed")
        if look.overdue:
            found |= {"unassessed_late", "listed"}
    return frozenset(found)


def assigned(case: Case, look: CaseLook) -> int | None:
    """When a severe case was assigned."""
    if look.assigned_in is None:
        return None
    since = case.opened or 0
    return next((step.time for step in case.story if step.what == "assigned" and step.time >= since), None)


def row(kept: Kept, names: Names, offer: Offer, stale: bool) -> SevereRow:
    case, look = kept.case, kept.look
    due = look.next
    return SevereRow(
        mask=case.mask,
        place=names.on_wall(case),
        risk=look.risk,
        acted=look.acted,
        stage=look.stage,
        tone=tone_of(look),
        next=due.what if due else "",
        due=due.due if due else None,
        target=due.within if due else None,
        handover=offer(case.id),
        flags=flags(look, stale),
    )


def tone_of(look: CaseLook) -> Tone:
    return "crossed" if look.overdue else "near" if look.near else "calm"


def flags(look: CaseLook, stale: bool) -> tuple[str, ...]:
    """In the order in which a row says them."""
    said = {
        "in_progress": look.risk == "in_progress",
        "silent": look.silent,
        "rising": look.rising,
        "repeat": look.repeat,
        "children": look.children,
        "downgraded": look.downgraded,
        "reassess": look.reassess,
    }
    found = [flag for flag, holds in said.items() if holds]
    found += [clock.what for clock in look.health]
    return (*found, "stale") if stale else tuple(found)
