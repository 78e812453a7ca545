"""How places are put together until no group gives anybody away, and in which words a count is told.

Every cut leaves groups that do not overlap and leave nothing out, each of `least` cases or more: a group below is
merged upward, with what else is left of its region, then with what is left of other regions, then with the smallest
group that stands. So nobody learns a smaller count by taking one view from another (docs/disclosure.md).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import h3
from msgspec import Struct

COUNTS = (10, 20, 50, 100)  # where a class of counts begins; the first begins at the least
FINEST = 7  # the H3 resolution of the smallest cell that is drawn
COARSEST = 4
WHOLE = 6  # a cell of this resolution is parted into all of its cells or not at all: see `cells`
Counts = Mapping[str, int]


class Cut(Struct, frozen=True):
    """Places shown as one and the cases in them. `region`: whose rest it is, or ""."""

    members: tuple[str, ...]
    count: int
    region: str = ""


def bounds(count: int, least: int, members: int = 1) -> tuple[int, int | None] | None:
    """The class of a count: bounds of it, both in; None: fewer than the least. Of several members the lower bound is
    one that they reach with one of them at nothing and the others below the least: it says of none how many it has."""
    if count < least:
        return None
    open_to = max(least, (least - 1) * (members - 1)) if members > 1 else count
    edges = [least, *(edge for edge in COUNTS if edge > least)]
    lower = max(edge for edge in edges if edge <= min(count, open_to))
    return lower, next((edge - 1 for edge in edges if edge > count), None)


def tens(part: int, whole: int) -> int:
    """How much of the whole, in percent, in whole tens: what a few more or less do not show in."""
    return 10 * round(10 * part / whole) if whole else 0


def municipalities(counts: Counts, regions: Mapping[str, str], least: int) -> list[Cut]:
    """`regions`: the region of every municipality of the site; `counts`: cases, zero where it names none."""
    every = [Cut((code,), counts.get(code, 0)) for code in sorted(regions)]
    standing = [cut for cut in every if cut.count >= least]
    below = [cut for cut in every if cut.count < least]
    rests = [
        _together([cut for cut in below if regions[cut.members[0]] == region], region)
        for region in sorted({regions[cut.members[0]] for cut in below})
    ]
    kept = [rest for rest in rests if rest and rest.count >= least]
    few = [rest for rest in rests if rest and rest.count < least]
    return sorted(_absorb(standing + kept, _together(few), least), key=lambda cut: cut.members)


def _pooled(cuts: Sequence[Cut], least: int) -> tuple[list[Cut], Cut | None]:
    """Those that stand alone, and the rest together: of `least` at least, unless nothing stands beside it."""
    alone = [cut for cut in cuts if cut.count >= least]
    rest = _together([cut for cut in cuts if cut.count < least])
    while rest and rest.count < least and alone:
        smallest = min(alone, key=_size)
        alone.remove(smallest)
        rest = _together([rest, smallest])
    return alone, rest


def _absorb(cuts: list[Cut], rest: Cut | None, least: int) -> list[Cut]:
    """All of them, where what is left over has taken in as many as it needs, the smallest first."""
    while rest and rest.count < least and cuts:
        smallest = min(cuts, key=_size)
        cuts = [cut for cut in cuts if cut is not smallest]
        rest = _together([rest, smallest])
    return [*cuts, rest] if rest else cuts


def _together(cuts: Sequence[Cut], region: str = "") -> Cut | None:
    if not cuts:
        return None
    members = tuple(sorted(member for cut in cuts for member in cut.members))
    return Cut(members, sum(cut.count for cut in cuts), region if len(members) > 1 else "")


def _size(cut: Cut) -> tuple[int, tuple[str, ...]]:
    return cut.count, cut.members


def cells(sums: Counts, roots: Sequence[str], parts_of: Callable[[str], Sequence[str]], least: int) -> list[Cut]:
    """`sums`: by cell of every resolution from FINEST to COARSEST, see `upward`; `roots`: the cells of resolution
    COARSEST that have land; `parts_of` a cell: those of the next finer resolution that have. Members cover the land.

    From above: a cell is parted where each of its parts has `least`, what is left of coarse ones together. A cell of
    resolution WHOLE is parted only as a whole, so that no single hexagon stands out by showing nothing, which a
    shelter's would: the door lets no case through there.
    """

    def part(cell: str) -> list[Cut]:
        resolution = h3.get_resolution(cell)
        parts = [_cell(each) for each in parts_of(cell)] if resolution < FINEST and sums.get(cell, 0) >= least else []
        if not parts or (resolution >= WHOLE and any(each.count < least for each in parts)):
            return [_cell(cell)]
        return parted(parts)

    def parted(parts: Sequence[Cut]) -> list[Cut]:
        alone, rest = _pooled(parts, least)
        if not alone or (rest and rest.count < least):
            return [rest] if rest else []
        finer = [cut for each in alone for cut in part(each.members[0])]
        return [*finer, rest] if rest else finer

    def _cell(cell: str) -> Cut:
        return Cut((cell,), sums.get(cell, 0))

    return sorted(parted([_cell(root) for root in roots]), key=lambda cut: cut.members)


def upward(counts: Counts) -> Counter[str]:
    """Counts by cell of resolution FINEST, and their sums in every coarser cell up to COARSEST."""
    sums: Counter[str] = Counter()
    for cell, count in counts.items():
        for resolution in range(COARSEST, FINEST + 1):
            sums[h3.cell_to_parent(cell, resolution)] += count
    return sums
