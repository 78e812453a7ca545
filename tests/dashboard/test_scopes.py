"""Who sees which rows, and that what is sent is exactly that, whatever changes in whatever order."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dashboard.desk_views import Views
from dashboard.scopes import Row, sees
from tests.dashboard import desk_sample
from tests.dashboard.scopes_room import NIGHT, Page, Room, Who, alert, handover, ledgers
from watch.alert_documents import AlertRow, Verdict
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow, encode


@pytest.mark.parametrize(
    ("who", "row", "seen"),
    [
        (Who(), {"agency": "070", "municipality": "39"}, True),
        (Who(agencies=("070",)), {"agency": "070", "municipality": "39"}, True),
        (Who(agencies=("fiscalia",)), {"agency": "070", "municipality": "39"}, False),
        (Who(agencies=("fiscalia",)), {"agency": "", "municipality": "39"}, True),
        (Who(municipalities=("39",)), {"agency": "070", "municipality": "39"}, True),
        (Who(municipalities=("26",)), {"agency": "070", "municipality": "39"}, False),
        (Who(municipalities=("26",)), {"agency": "070", "municipality": ""}, True),
        (Who(agencies=("070",), municipalities=("26",)), {"agency": "070", "municipality": "39"}, False),
        (Who(), {"agency": "070", "locked": ("marta",)}, False),
        (Who("marta"), {"agency": "070", "locked": ("marta",)}, True),
        (Who("marta", agencies=("fiscalia",)), {"agency": "070", "locked": ("marta", "eva")}, True),
    ],
)
def test_a_row_is_seen_by_scope_and_a_locked_one_by_those_it_names(who: Who, row: dict[str, Any], seen: bool) -> None:
    for each in (desk_sample.case(1, **row), desk_sample.followup(1, **row), alert(1, **row)):
        assert sees(who, each) is seen


N = st.integers(1, 6)
AGENCY = st.sampled_from(["", "070", "fiscalia"])
PLACE = st.sampled_from(["", "39", "26"])
NAMES = st.sampled_from([(), ("lucia",), ("marta", "eva"), ("eva",)])
PEOPLE = [
    Who("eva"),
    Who("lucia", agencies=("070",)),
    Who("marta", municipalities=("39",)),
    Who("ana", agencies=("fiscalia", "070"), municipalities=("26",)),
]
STEP = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(["cases", "followups", "alerts"]), N, AGENCY, PLACE, st.integers(1, 9)),
    st.tuples(st.just("leave"), st.sampled_from(["cases", "followups", "alerts"]), N),
    st.tuples(st.just("lock"), N, NAMES),
    st.just(("everything",)),
)


@given(st.lists(STEP, max_size=40))
@settings(max_examples=150, deadline=None)
def test_what_is_sent_is_exactly_what_is_seen_over_any_sequence_of_changes(
    steps: list[tuple[Any, ...]],
) -> None:
    room = Room()
    room.pages = [Page(room.views, who) for who in PEOPLE]
    for step in steps:
        match step:
            case ("put", kind, n, agency, place, rank):
                ranks = {} if kind == "followups" else {"rank": rank}
                room.put(kind, n, agency=agency, municipality=place, **ranks)
            case ("leave", kind, n):
                room.leave(kind, n)
            case ("lock", n, names):
                room.lock(n, names)
            case _:
                room.say_everything()
        for page in room.pages:
            check(room, page)


def check(room: Room, page: Page) -> None:
    anew = Page(room.views, page.who)
    for kind, rows in room.rows.items():
        seen = {row.id: replace_rank(row) for row in rows.values() if sees(page.who, row)}
        assert {name: replace_rank(row) for name, row in page.rows[kind].items()} == seen
        assert page.rows[kind] == anew.rows[kind]
        ranked = [row.rank for row in page.rows[kind].values() if not isinstance(row, FollowUpRow)]
        if page.document.ledgers and page.document.ledgers.part:
            assert sorted(ranked) == list(range(1, len(ranked) + 1))
    listed = {row.case for row in page.document.ledgers.rows} if page.document.ledgers else set()
    for name in listed:
        locked = room.locks.get(int(name[3:]))
        assert not locked or page.who.id in locked
        scoped = page.who.agencies or page.who.municipalities
        assert name in page.rows["cases"] or (not scoped and name not in room.rows["cases"])


def replace_rank(row: Row) -> Row:
    return row if isinstance(row, FollowUpRow) else replace(row, rank=0)


def room_of(*rows: CaseRow | FollowUpRow | AlertRow, **more: Any) -> Views:
    views = Views()
    document = replace(
        NIGHT,
        cases=[row for row in rows if isinstance(row, CaseRow)],
        followups=[row for row in rows if isinstance(row, FollowUpRow)],
        alerts=[row for row in rows if isinstance(row, AlertRow)],
        **more,
    )
    views.take(document, encode(document))
    return views


def test_of_a_locked_case_nothing_is_sent_to_others_neither_row_nor_mask_nor_sum() -> None:
    hidden = desk_sample.case(3, locked=("marta",), folio="NL-2026-999999", mask="Q4Z")
    rows = [desk_sample.case(n) for n in (1, 2, 4)]
    of_it = desk_sample.followup(3, locked=("marta",), mask="Q4Z"), alert(3, locked=("marta",), mask="Q4Z")
    verdict = Verdict(intent="a", accepted=True, alert=f"{3:032x}")
    views = room_of(*rows, hidden, *of_it, verdicts=[verdict], locks={"NL-000003": ("marta",)})
    sent = b"".join(frame["bytes"] for frame in views.of(Who("lucia")).frames())
    for word in (b"NL-000003", b"999999", b"Q4Z", b"marta", f"{3:032x}".encode()):
        assert word not in sent
    page = Page(views, Who("lucia"))
    assert [row.rank for row in page.rows["cases"].values()] == [1, 2, 3]
    assert page.document.board and page.document.board.severe.open.value == 3
    assert page.document.ledgers and page.document.ledgers.totals == {}
    named = Page(views, Who("marta"))
    assert len(named.rows["cases"]) == 4
    assert named.rows["alerts"] and named.rows["followups"]


def test_a_lock_that_the_watch_says_hides_rows_that_do_not_say_it_yet() -> None:
    views = room_of(desk_sample.case(1), desk_sample.case(2))
    page = Page(views, Who("lucia"))
    document = replace(
        NIGHT, serial=2, whole=False, board=None, names=None, ledgers=None, locks={"NL-000002": ("eva",)}
    )
    assert views.take(document, encode(document)) == {}
    page.come()
    assert page.rows["cases"].keys() == {"NL-000001"}


def test_the_ledger_of_a_locked_case_is_hidden_though_the_case_has_no_row_any_more() -> None:
    kept = replace(ledgers(), rows=[handover(1), handover(2)])
    views = room_of(desk_sample.case(1), ledgers=kept, locks={"NL-000002": ("eva",)})
    shown = Page(views, Who("lucia")).document.ledgers
    assert shown and [row.case for row in shown.rows] == ["NL-000001"]
    named = Page(views, Who("eva")).document.ledgers
    assert named and [row.case for row in named.rows] == ["NL-000001", "NL-000002"]


def test_who_sees_everything_is_given_the_watchs_bytes_and_scopes_of_one_kind_share_a_view() -> None:
    views = room_of(desk_sample.case(1))
    document = replace(NIGHT, serial=2, whole=False, cases=[desk_sample.case(1, stage="arrived")])
    payload = encode(document)
    whole, part = views.of(Who("lucia")), views.of(Who("ana", agencies=("070",)))
    assert views.of(Who("eva")) is whole
    assert views.of(Who("marta", agencies=("070",))) is part
    assert views.take(document, payload)[whole]["bytes"] is payload


def test_a_row_that_changes_hands_is_gone_for_one_scope_and_new_for_the_other() -> None:
    room = Room()
    room.pages = [Page(room.views, Who("a", agencies=("070",))), Page(room.views, Who("b", agencies=("fiscalia",)))]
    room.put("cases", 1, agency="070")
    assert [list(page.rows["cases"]) for page in room.pages] == [["NL-000001"], []]
    room.put("cases", 1, agency="fiscalia")
    assert [list(page.rows["cases"]) for page in room.pages] == [[], ["NL-000001"]]
    listed = [page.document.ledgers and [row.case for row in page.document.ledgers.rows] for page in room.pages]
    assert listed[0] == []


def test_sums_are_counted_from_the_rows_that_are_seen_and_unknown_where_they_cannot_be() -> None:
    rows = [
        desk_sample.case(1, agency="070", tone="crossed"),
        desk_sample.case(2, agency="070", risk="in_progress", tone="near"),
        desk_sample.case(3, agency="070", subject_is="man"),
        desk_sample.case(4, agency="070", open=False, rank=0),
        desk_sample.case(5, agency="fiscalia"),
    ]
    owed = [
        desk_sample.followup(1, agency="070", state="overdue"),
        desk_sample.followup(2, id="SEG-2", agency="070", will_miss=True),
        desk_sample.followup(5, agency="fiscalia"),
    ]
    page = Page(room_of(*rows, *owed), Who("lucia", agencies=("070",)))
    assert page.document.board
    severe, strip = page.document.board.severe, page.document.board.followups
    assert (severe.open.value, severe.in_progress, severe.crossed, severe.near) == (2, 1, 1, 1)
    assert (strip.open, strip.overdue.value, strip.will_miss.value) == (2, 1, 1)
    assert severe.assigned_median.known == strip.in_window.known == strip.people.known == "unknown"
    assert page.document.attention is None


def test_a_verdict_reaches_those_who_see_its_alert() -> None:
    views = room_of(alert(1, agency="070"), alert(2, agency="fiscalia"))
    view = views.of(Who("lucia", agencies=("070",)))
    verdicts = [Verdict(intent=f"i{n}", accepted=True, alert=f"{n:032x}") for n in (1, 2)]
    document = replace(NIGHT, serial=2, whole=False, verdicts=verdicts)
    sent = views.take(document, encode(document))[view]["bytes"]
    assert msgspec.json.decode(sent, type=DeskDocument).verdicts == verdicts[:1]
