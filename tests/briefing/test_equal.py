"""Every figure of a briefing is what a plain pandas query finds in the raw facts, on random journals that hold
everything that a site can tell."""

from collections.abc import Callable
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from briefing import snapshot, spans
from briefing.material import gathered
from briefing.sheet import Sheet, Span, Table
from picture.clocks import DAY
from tests.briefing import recount, recount_room
from tests.briefing.recount import Raw
from tests.briefing.told import AS_OF, ENDS, STARTS, journal
from tests.briefing.whole_told import BANAVIM, SITE, Whole

LABELS = ("code", "text", "date")
SPANS = (
    *(spans.named(name, SITE) for name in ("2026-11-20", "2026-11-20.noche")),
    Span("range", "2026-10-31..2026-11-20", STARTS - 20 * DAY, ENDS),
)
some = settings(deadline=None, max_examples=4, phases=[Phase.explicit, Phase.reuse, Phase.generate])
Shown = Callable[[Table], dict[Any, tuple[Any, ...]]]


def sheets(whole: Whole) -> list[Sheet]:
    return [snapshot.told(each, "demo") for each in gathered(journal(whole.facts, SITE), SPANS, AS_OF)]


def rows(table: Table) -> dict[Any, tuple[Any, ...]]:
    """By their labels, those of noughts and the sum left out."""
    labels = sum(column.unit in LABELS for column in table.columns)
    kept = table.rows[:-1] if table.total else table.rows
    return {row[:labels]: row[labels:] for row in kept if any(row[labels:])}


def sums(table: Table) -> None:
    for at, column in enumerate(table.columns) if table.total else ():
        if column.counts and not column.key.startswith("usual"):
            assert table.rows[-1][at] == sum(int(row[at] or 0) for row in table.rows[:-1]), (table.key, column.key)


@some
@given(st.integers(0, 2**32), st.integers(2, 50))
def test_every_table_of_care_is_what_pandas_finds_in_the_raw_facts(seed: int, count: int) -> None:
    whole = Whole(seed, count)
    for sheet in sheets(whole):
        raw = Raw(whole.facts, sheet.span, AS_OF, SITE)
        for each in recount.EACH:
            for key, wanted in each(raw).items():
                assert rows(sheet.table(key)) == wanted, (sheet.span.name, key)
        for table in sheet.tables:
            sums(table)


SHOWN: dict[str, Shown] = {  # what is compared of a table whose rows have more, or none, of their own labels
    "alerts": lambda table: {row[:2]: row[2:] for row in table.rows if row[2]},
    "floods": lambda table: {row[:1]: row[1:] for row in table.rows},
    "hotspots": lambda table: {(row[0], at): row[1:5] for at, row in enumerate(table.rows)},
    "silences": lambda table: {row[:2]: row[1:] for row in table.rows},
    "feeds": lambda table: {row[:1]: row[1:] for row in table.rows if row[0] == BANAVIM},
    "decisions": lambda table: {(row[0], row[1], row[3]): () for row in table.rows},
    "commitments_cases_share": lambda table: {row[:1]: (*row[2:5], row[6]) for row in table.rows},
    "commitments_interventions": lambda table: {row[:1]: (row[2], row[4]) for row in table.rows},
    "commitments_referrals": lambda table: {row[:1]: (row[2], row[4]) for row in table.rows},
    "marks": lambda table: dict.fromkeys(table.rows, ()),
}


@some
@given(st.integers(0, 2**32), st.integers(2, 50))
def test_every_table_of_the_room_is_what_pandas_finds_in_the_raw_facts(seed: int, count: int) -> None:
    whole = Whole(seed, count)
    for sheet in sheets(whole):
        raw = Raw(whole.facts, sheet.span, AS_OF, SITE)
        for each in recount_room.EACH:
            for key, wanted in each(raw).items():
                assert SHOWN.get(key, rows)(sheet.table(key)) == wanted, (sheet.span.name, key)


ELSEWHERE = {  # what is compared with pandas in tests of its own, in the same manner
    "test_calls": ("calls_by_hour", "calls_by_centre", "calls_by_queue", "calls_by_class", "calls_compared"),
    "test_calls and test_severe": ("headline",),
    "test_equal_rooms": ("calls_by_day",),
    "test_severe": ("severe", "severe_men"),
    "test_followups": ("followups", "followup_curve", "followup_attempts"),
    "test_followups, men's": ("followups_men", "followup_curve_men", "followup_attempts_men"),
    "test_outlook": ("staffing",),
}


def test_every_table_is_compared_somewhere() -> None:
    whole = Whole(1, 30)
    for sheet in sheets(whole):
        raw = Raw(whole.facts, sheet.span, AS_OF, SITE)
        here = {key for each in (*recount.EACH, *recount_room.EACH) for key in each(raw)}
        elsewhere = {key for keys in ELSEWHERE.values() for key in keys}
        assert here.isdisjoint(elsewhere)
        assert {table.key for table in sheet.tables} - here - elsewhere == set()
