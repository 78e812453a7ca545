"""Where wall and desk show a number of the same time, it is the briefing's: on the same random journals."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from alerts.attention import attention
from alerts.fold import AlertBoard
from briefing import snapshot
from briefing.material import gathered
from briefing.sheet import Sheet, Span, Table
from journal.journal import Beat
from picture.clocks import DAY
from picture.deadlines import civil_day, first_instant
from picture.events import Entry
from picture.fold import apply
from picture.picture import Picture
from tests.briefing import test_calls, test_followups, test_severe
from tests.briefing.told import AS_OF, CENTRE, ENDS, REGISTRY, STARTS, journal, rows
from tests.briefing.whole_told import BANAVIM, SITE, Whole
from watch.desk_documents import DeskLedgers
from watch.documents import Period, WallDocument
from watch.figures import figures
from watch.wall import WallRoom

NOW = AS_OF
TODAY = civil_day(NOW, SITE.zone)
some = settings(deadline=None, max_examples=4, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def lately(days: int) -> Span:
    """What wall and desk call the last days: up to and with now."""
    return Span("range", f"{days}", NOW - days * DAY + 1, NOW + 1)


CIVIL = Span("range", "28 civil days", first_instant(TODAY - 27, SITE.zone), NOW + 1)


def sheets(entries: list[Entry], *each: Span) -> list[Sheet]:
    return [snapshot.told(material, "demo") for material in gathered(entries, each, NOW)]


class Rooms:
    """Wall and desk as they are now."""

    def __init__(self, entries: list[Entry]) -> None:
        self.picture, self.book = Picture(), AlertBoard()
        for entry in entries:
            apply(self.picture, entry)
            self.book.apply(entry, self.picture.profile)
        self.beats = {source: Beat(heard=NOW) for source in (CENTRE, REGISTRY, BANAVIM)}
        self.wall: WallDocument = WallRoom(self.picture, "demo").document(NOW, self.beats)
        ledgers = figures(self.picture, self.beats, NOW, 28).ledgers
        assert ledgers is not None
        self.desk: DeskLedgers = ledgers


def figure(table: Table, key: str, row: int = 0) -> Any:
    return table.rows[row][[column.key for column in table.columns].index(key)]


@some
@given(st.integers(0, 2**32), st.integers(2, 50))
def test_the_walls_figures_are_the_briefings_of_the_same_time(seed: int, count: int) -> None:
    entries = journal(Whole(seed, count).facts, SITE)
    wall = Rooms(entries).wall
    load = wall.centres[0].load
    periods = [Span("range", "wall", each.start, each.end) for each in (load.recent, load.shift)]
    recent, shift, week, people = sheets(entries, *periods, lately(7), lately(35))
    for sheet, said in ((recent, load.recent), (shift, load.shift)):
        of_calls(sheet.table("calls_by_centre"), 0, said)
    for at, queue in enumerate(wall.centres[0].queues):
        of_calls(shift.table("calls_by_queue"), at, queue.load.shift)
    classes = {row[0]: row[1] for row in shift.table("calls_by_class").rows if row[1] and row[0] != "unclassified"}
    assert classes == wall.centres[0].classes
    board = wall.cases
    assert board is not None
    severe = rows(week, "severe")
    assert (severe["severe_open"]["value"], severe["in_progress"]["value"]) == (
        board.severe.open.value,
        board.severe.in_progress,
    )
    kept = rows(week, "headline")["followups_in_window"]["value"]
    assert kept == pytest.approx(board.followups.in_window.value, abs=0.05)
    assert figure(people.table("handovers_per_person"), "per_person") == board.ledgers.handovers_per_person.value
    assert figure(week.table("waiting_lists"), "waiting", -1) == board.ledgers.waitlisted


def of_calls(table: Table, row: int, said: Period) -> None:
    counts = ("offered", "answered", "abandoned", "short_abandoned", "dropped", "ended_unanswered")
    assert [figure(table, key, row) for key in counts] == [getattr(said, key) for key in counts]
    for key, value in (
        *(("peak", said.peak_waiting), ("longest", said.longest_wait if said.offered else None)),
        *((key, getattr(said, key).value) for key in ("service_level", "asa", "aht", "talk")),
    ):
        assert figure(table, key, row) == pytest.approx(value, abs=1e-3), key


@some
@given(st.integers(0, 2**32), st.integers(2, 50))
def test_the_desks_ledgers_and_totals_are_the_briefings_of_the_same_time(seed: int, count: int) -> None:
    entries = journal(Whole(seed, count).facts, SITE)
    rooms, (month, civil, week) = Rooms(entries), sheets(entries, lately(28), CIVIL, lately(7))
    gaps = [tuple(row) for row in month.table("gaps").rows[:-1]]
    names = {place.code: place.name for place in SITE.place}
    assert [(*row[:2], names.get(str(row[2]), row[2]), *row[3:]) for row in gaps] == [
        (each.service, each.agency, each.place, each.refused, each.waitlisted) for each in rooms.desk.gaps
    ]
    assert [tuple(row) for row in civil.table("waiting").rows] == [
        (each.day, each.waiting) for each in rooms.desk.waiting
    ]
    (said,) = rooms.desk.registers
    assert [figure(month.table("registers"), key) for key in ("cases", "registered", "people", "late")] == [
        said.cases,
        said.registered,
        said.people,
        said.late,
    ]
    assert [figure(month.table("registers"), key) for key in ("followed_on", "lag")] == [
        said.followed_on,
        said.lag_median,
    ]
    totals(civil, rooms.desk.totals)
    alarms(week, rooms.book)


def totals(sheet: Sheet, said: dict[str, int]) -> None:
    """Each measure of the desk's 28 days that a table shows."""
    found: dict[str, Any] = {"cases.opened": figure(sheet.table("subjects"), "cases", -1)}
    for prefix, key in (("services.", "services"), ("timing.", "timing"), ("men.services.", "men")):
        found |= {f"{prefix}{row[0]}": row[1] for row in sheet.table(key).rows[:-1] if row[0] != "unsaid"}
    found |= {f"men.cases.{row[0]}": row[1] for row in sheet.table("men_cases").rows[:-1]}
    found["women.accompanied"] = figure(sheet.table("accompaniments"), "women")
    found["registered.banavim"] = figure(sheet.table("entered"), "entered")
    for key, steps in (
        ("handovers", ("offered", "accepted", "returned")),
        ("referrals", ("made", "accepted", "refused", "waitlisted", "completed")),
    ):
        found |= {f"{key}.{step}": figure(sheet.table(key), step, -1) for step in steps}
    for row in sheet.table("calls_by_queue").rows:
        found[f"calls.{str(row[0]).replace('/', '.').replace('nl.', 'nl/')}"] = row[1]
    tried = {row[0]: int(row[1] or 0) for row in sheet.table("followup_attempts").rows}
    found["followups.done"] = tried.pop("spoke_safely")
    found["followups.attempted"] = sum(many for what, many in tried.items() if what != "promised")
    assert found == {key: said.get(key, 0) for key in found}


def alarms(sheet: Sheet, book: AlertBoard) -> None:
    """As of the last instant that the briefing's span holds."""
    told = attention(book.board, NOW - 1)
    *each, total = sheet.table("alerts").rows
    raised: dict[Any, int] = {}
    for row in each:
        raised[row[0]] = raised.get(row[0], 0) + int(row[2] or 0)
    assert raised == {rule.rule: rule.raised for rule in told.rules if rule.raised}
    assert total[3:] == (told.acknowledge_median, told.acknowledge_p90, told.act_median, told.act_p90)
    assert figure(sheet.table("alerts_open"), "open", -1) == len(book.open)


@some
@given(st.integers(0, 2**32), st.integers(2, 50))
def test_calls_severe_cases_and_follow_ups_are_pandas_own_beside_everything_else(seed: int, count: int) -> None:
    """In tests of their own they are alone in the journal, and compared with the day before and the usual."""
    whole = Whole(seed, count)
    span = Span("range", "20 days", STARTS - 20 * DAY, ENDS)
    (sheet,) = sheets(journal(whole.facts, SITE), span)
    calls = test_calls.plain([each for each in whole.facts if each.subject.startswith("call-")])
    for key, value in test_calls.asked(calls, span.starts, span.ends, test_calls.TOGETHER).items():
        assert test_calls.agrees(rows(sheet, "calls_by_centre")[CENTRE][key], value), key
    by_day = {row[0]: row[1] for row in sheet.table("calls_by_day").rows}
    offered = calls[calls.queue.isin(test_calls.TOGETHER)].offered
    assert by_day == {at: int(offered.between(at, at + DAY - 1).sum()) for at in range(span.starts, span.ends, DAY)}
    judged = [each for each in whole.facts if each.subject[:2] in ("S-", "C-")]
    for key, value in test_severe.asked(test_severe.plain(judged), span.starts, span.ends, NOW + 1).items():
        assert test_severe.agrees(rows(sheet, "severe")[key]["value"], value), key
    states = test_followups.plain(whole.followups, lambda closes: NOW)
    mine = states[~states.man.astype(bool) & states.closes.between(span.starts, span.ends - 1)].state
    found = {state: row["followups"] for state, row in rows(sheet, "followups").items() if row["followups"]}
    assert found == {**dict(mine.value_counts()), **({"total": len(mine)} if len(mine) else {})}
