"""One mark a case: when, where and of what kind. What the map and the scans count; kept longer than the case itself.

A mark follows from what the picture says of its case. It holds no name, and no place finer than a hexagon.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from picture.book import Case
from picture.clocks import DAY
from picture.ledgers import apart
from picture.picture import Picture

KEEP = 400 * DAY  # before the latest mark
ONE = 7 * DAY  # of one person's cases opened within so long of one that counts, no other counts
DANGER = ("severe", "in_progress")


class Mark(Struct, frozen=True, gc=False, array_like=True, order=True):
    """A case was opened at `at`. `number`: of the entry that told of it first. `who`: one person's marks share it.
    `cell`: of resolution 8, or "". `severe`: it was ever judged severe, or an attack went on."""

    at: int
    case: str
    number: int = 0
    who: str = ""
    municipality: str = ""
    cell: str = ""
    forms: tuple[str, ...] = ()
    severe: bool = False


class Ledger(Struct):
    """`begins`: the instant from which cases are known, the first mark's."""

    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def begins(self) -> int | None:
        return min((mark.at for mark in self.marks.values()), default=None)

    def look(self, picture: Picture) -> None:
        """Mark anew the cases that were touched since the last look. Men's, and those never opened, have no mark."""
        for name in picture.touched_cases:
            case = picture.book.cases.get(name)
            if case is None or case.intake is None:
                continue
            if apart(case):
                self.marks.pop(name, None)
                continue
            self.marks[name] = _mark(case, self.marks.get(name), picture.position)
        picture.touched_cases.clear()

    def forget(self) -> None:
        """What is older than KEEP."""
        oldest = max((mark.at for mark in self.marks.values()), default=0) - KEEP
        for name in [name for name, mark in self.marks.items() if mark.at < oldest]:
            del self.marks[name]

    def distinct(self) -> list[Mark]:
        """The marks that count, in order of time: of one person's within ONE of a mark that counts, the first."""
        last: dict[str, int] = {}
        counted = []
        for mark in sorted(self.marks.values()):
            who = mark.who or mark.case
            if mark.at >= last.get(who, mark.at - ONE) + ONE:
                last[who] = mark.at
                counted.append(mark)
        return counted


def within(marks: Sequence[Mark], starts: int, ends: int) -> Sequence[Mark]:
    """Of marks in order of time those opened within [starts, ends)."""
    return marks[bisect_left(marks, starts, key=_at) : bisect_left(marks, ends, key=_at)]


def chosen(marks: Iterable[Mark], form: str, risk: str) -> Iterator[Mark]:
    """Those that a filter lets through: of this form of violence ("" every one), of this risk."""
    return (m for m in marks if (not form or form in m.forms) and (risk == "all" or m.severe))


def _at(mark: Mark) -> int:
    return mark.at


def _mark(case: Case, before: Mark | None, position: int) -> Mark:
    assert case.intake is not None
    said = case.opening
    return Mark(
        at=case.intake,
        case=case.id,
        number=before.number if before else position,
        who=case.person or (before.who if before else ""),  # hashes are forgotten before marks are
        municipality=said.municipality or "",
        cell=said.cell,
        forms=said.forms,
        severe=any(step.what in ("opened", "assessed") and step.said.startswith(DANGER) for step in case.story),
    )
