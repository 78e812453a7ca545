"""The second page: the site's own tables first and whole, then what has room, the most telling first; the others are
named, as are those whose figures are nearly all hidden. Pure."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from briefing.forms.page_tables import HEAD, MOST, ROOM, ROW, TURNED, Drawn, broad, labels, listed, slots, turned, wide
from briefing.forms.said import COUNTS, NAMED, UNKNOWN, Said, cut
from briefing.forms.staffed import ROWS, foreseen, staffed
from briefing.shares import HIDDEN
from briefing.sheet import Table

STAFFING, FEEDS = "staffing", "feeds"
ORDER = (
    *(STAFFING, "calls_by_queue", "capacity", "services", "timing", "orders", "handovers", "registers", "alerts"),
    *("forms", "waiting_lists", "waiting", "men", "gaps", "feeds", "subjects", "called_by", "access"),
    *(
        "languages",
        "channels",
        "accompaniments",
        "plans",
        "plan_kinds",
        "outcomes",
        "calls_by_class",
        "alerts_open",
        "hotspots",
    ),
    *("men_cases", "referrals", "handovers_per_person"),
)
COMMITMENTS = "commitments"
LAST = ("calls_compared", "calls_by_day", "silences", "entered", "floods", "followup_attempts", "formulas")
LEFT = 12  # names of tables without room
WHOLE = 36  # rows of a table of the site's own
VEILED = 2 / 3  # of the cells that are no noughts


class Block(NamedTuple):
    """Tables as wide as the page over two columns of narrower ones."""

    wide: list[Drawn]
    halves: tuple[list[Drawn], list[Drawn]]
    heights: list[float]  # of the wide together, of each half

    @classmethod
    def new(cls) -> "Block":
        return cls([], ([], []), [0.0, 0.0, 0.0])

    def height(self) -> float:
        return self.heights[0] + max(self.heights[1:])

    def with_one(self, tall: float, across: bool) -> float:
        """How high it were with another."""
        return (
            self.height() + tall if across else self.heights[0] + max(*self.heights[1:], min(self.heights[1:]) + tall)
        )

    def said(self) -> dict[str, Any]:
        return {"wide": self.wide, "left": self.halves[0], "right": self.halves[1]}

    def add(self, drawn: Drawn, tall: float, across: bool) -> None:
        at = 0 if across else 1 + self.heights[1:].index(min(self.heights[1:]))
        (self.wide if across else self.halves[at - 1]).append(drawn)
        self.heights[at] += tall


class Sorted(NamedTuple):
    """The tables by what becomes of them."""

    shown: list[Table]
    left: list[Table]
    veiled: list[Table]
    blank: list[Table]
    empty: list[Table]


def second(said: Said, tables: Iterable[Table], spare: float) -> dict[str, Any]:
    """`spare`: points of page one that the first tables may have, because what stands there else has no figures."""
    site = said.sheet.site
    first, own, rest = Block.new(), Block.new(), Block.new()
    found = Sorted([], [], [], [], [])
    told = (_without_idle_sum(table) for table in tables if table.rows)
    for table in sorted(told, key=lambda table: _rank(site, table.key)):
        ours = table.key.startswith(f"{site}_")
        most = WHOLE if ours else MOST
        if _untold(table, found) or any(table.rows == each.rows for each in found.shown):
            continue
        drawn, tall = _drawn(said, table, most), _tall(table, most)
        across = _wide(table) or broad(drawn)
        block = own if ours else rest
        if (ours or not across) and first.with_one(tall, across) <= spare:
            block = first
        elif not ours and own.height() + block.with_one(tall, across) > ROOM:
            found.left.append(table)
            continue
        found.shown.append(table)
        block.add(drawn, tall, across)
    return {
        "first": [block.said() for block in (first,) if block.height()],
        "blocks": [block.said() for block in (own, rest) if block.height()],
        "veiled": _named(said, "part.veiled", found.veiled, n=said.edition.least),
        "empty": _named(said, "part.empty", found.empty),
        "blank": _named(said, "part.blank", found.blank),
        "rest": _named(said, "part.rest", found.left),
        "none": "" if any(found) else said("part.none"),
    }


def _without_idle_sum(table: Table) -> Table:
    """Of one row no sum."""
    return replace(table, rows=table.rows[:1], total=False) if table.total and len(table.rows) == 2 else table


def _untold(table: Table, found: Sorted) -> bool:
    """Whether it says nothing: its figures are noughts, not known, or nearly all hidden."""
    figures = _figures(table)
    if table.key == STAFFING and not foreseen(table):
        found.blank.append(table)
    elif not figures or (table.key == FEEDS and not any(row[1] for row in table.rows)):
        found.empty.append(table)
    elif all(value == UNKNOWN for value in figures):
        found.blank.append(table)
    elif sum(value == HIDDEN for value in figures) > VEILED * len(figures):
        found.veiled.append(table)
    else:
        return False
    return True


def _rank(site: str, key: str) -> tuple[int, int]:
    if key.startswith(f"{site}_"):
        return 0, 0
    if key in ORDER:
        return 1, ORDER.index(key)
    if key.startswith(COMMITMENTS):
        return 1, ORDER.index("capacity")
    return 3 if key in LAST else 2, 0


def _figures(table: Table) -> list[object]:
    """What stands in its columns of figures, but noughts."""
    at = [place for place, column in enumerate(table.columns) if column.unit in (*COUNTS, "percent", "ratio")]
    measures = [place for place, column in enumerate(table.columns) if column.unit not in (*NAMED, "instant", "date")]
    return [row[place] for row in table.rows for place in at or measures if row[place] not in (0, None, "")]


def _turned(table: Table) -> bool:
    return wide(table) and len(table.rows) <= TURNED and labels(table) == 1


def _wide(table: Table) -> bool:
    return table.key == STAFFING or (wide(table) and not _turned(table))


def _drawn(said: Said, table: Table, most: int) -> Drawn:
    if table.key == STAFFING:
        return staffed(said, table)
    return turned(said, table, most) if _turned(table) else listed(said, table, most)


def _tall(table: Table, most: int) -> float:
    most = ROWS if table.key == STAFFING else most
    rows = len(slots(table)) - 1 if _turned(table) else len(table.rows)
    return HEAD + ROW * (min(rows, most) + (rows > most))


def _named(said: Said, key: str, some: list[Table], **more: object) -> str:
    names = [cut(said.table(table), 60) for table in some]
    if len(names) > LEFT:
        return said(key, tables=said("lede.more", names=", ".join(names[:LEFT]), n=len(names) - LEFT), **more)
    return said(key, tables=said.listed(names), **more) if names else ""
