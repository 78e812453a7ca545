"""The desk's documents: all rows when asked, then only those that changed; a desk that took them all knows what is."""

from random import Random

from msgspec.structs import replace

from picture import case_events as said
from picture.alert_events import CaseLocked
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.picture import restore, save
from tests.alerts.cast import Desk as Board
from tests.watch.cast import NOW, REGISTRY, Desk, Room, a_case, a_followup, a_site, told
from tests.watch.test_case_board import something
from watch import desk_room
from watch.case_board import CaseRoom
from watch.desk_documents import DeskDocument, DueRow
from watch.desk_room import DeskRoom
from watch.wall import WallRoom


def the(document: DeskDocument | None) -> DeskDocument:
    assert document
    return document


def test_the_first_document_is_whole_and_names_every_code() -> None:
    room = Room([*a_case("C-1", NOW - HOUR), a_followup("F-1", "C-1", NOW + HOUR)])
    first = the(room.desk())
    assert (first.whole, first.serial) == (True, 1)
    assert [row.id for row in first.cases] == ["C-1"]
    assert [row.id for row in first.followups] == ["F-1"]
    assert first.names
    assert first.names["agencies"] == {"equipo": "Equipo itinerante", "dif": "DIF"}
    assert first.names["queues"]["nl/070.hombres"] == "Línea para hombres"
    assert first.board
    assert first.ledgers


def test_a_row_of_a_case_says_what_staff_need_and_leads_to_the_registrys_own_page() -> None:
    facts = [
        *a_case(
            "C-1", NOW - 20 * MINUTE, folio="A/7", municipality="chico", forms=("sexual",), called_by="third_party"
        ),
        told(NOW - MINUTE, "C-1", said.CaseAssigned(to="equipo")),
    ]
    [row] = the(Room(facts).desk()).cases
    assert (row.folio, row.link) == ("A/7", "https://r.example/c/A%2F7?v=1")
    assert (row.place, row.forms, row.called_by, row.risk, row.rank) == (
        "Mina",
        ("sexual",),
        "third_party",
        "severe",
        1,
    )
    assert [(step.what, step.said) for step in row.story] == [
        ("assessed", "severe"),
        ("opened", ""),
        ("assigned", "equipo"),
    ]
    assert [(due.what, due.met) for due in row.deadlines] == [
        ("assigned", NOW - MINUTE),
        ("contacted", None),
        ("register", None),
    ]
    assert [due.since for due in row.deadlines] == [NOW - 20 * MINUTE] * 3
    assert (row.next, row.due) == ("contacted", NOW + 40 * MINUTE)


def test_a_case_whose_pathway_leads_to_a_register_owes_it_once() -> None:
    enter = {"reach": "registered", "within": 48 * 60, "after": "opened", "who": "equipo"}
    profile = a_site(pathway=[{"risk": "severe", "name": "Severo", "stage": [enter]}])
    [row] = the(Room(a_case("C-1", NOW - HOUR), profile).desk()).cases
    assert row.deadlines == (DueRow("registered", NOW + 47 * HOUR, None, "equipo", NOW - HOUR),)


def test_an_open_hand_over_is_a_deadline_of_its_case() -> None:
    offer = told(NOW - MINUTE, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1"))
    [row] = the(Room([*a_case("C-1", NOW - HOUR), offer]).desk()).cases
    assert [(d.due, d.who) for d in row.deadlines if d.what == "handover"] == [(NOW + 4 * MINUTE, "dif")]


def test_a_row_of_a_follow_up_says_window_permission_and_attempts() -> None:
    facts = [
        *a_case("C-1", NOW - HOUR, folio="A-7", municipality="grande"),
        a_followup("F-1", "C-1", NOW + HOUR, safe_hours=("08:00-11:00",), voicemail=False),
        told(NOW - MINUTE, "F-1", said.FollowUpAttempted(outcome="no_answer")),
    ]
    [row] = the(Room(facts).desk()).followups
    assert (row.case, row.folio, row.place, row.risk, row.state) == ("C-1", "A-7", "Monterrey", "severe", "closing")
    assert (row.call, row.safe_until, row.last_moment) == ("yes", NOW + 30 * MINUTE, NOW + 30 * MINUTE)
    assert (row.voicemail, row.attempts) == (False, ((NOW - MINUTE, "no_answer"),))
    assert row.confirmed == NOW - 39 * HOUR


def test_only_rows_that_changed_are_sent_and_nothing_at_all_while_nothing_does() -> None:
    room = Room(
        [fact for n in range(5) for fact in (*a_case(f"C-{n}", NOW - HOUR), a_followup(f"F-{n}", f"C-{n}", NOW))]
    )
    room.desks()
    assert room.desk(NOW + 1) is None
    changed = the(room.desk(NOW + 2, [told(NOW + 2, "C-3", said.CaseContacted())]))
    assert (changed.whole, [row.id for row in changed.cases], changed.followups) == (False, ["C-3"], [])
    tried = the(room.desk(NOW + 3, [told(NOW + 3, "F-2", said.FollowUpAttempted(outcome="no_answer"))]))
    assert [row.id for row in tried.followups] == ["F-2"]


def test_a_desk_hears_that_nothing_changed_every_second() -> None:
    room = Room(a_case("C-1", NOW - HOUR))
    last = room.desks()[-1]
    still = the(room.desk(NOW + SECOND))
    assert (still.serial, still.cases, still.names, still.ledgers) == (last.serial + 1, [], None, None)


def test_a_whole_comes_in_slices_who_is_in_danger_first() -> None:
    facts = [fact for n in range(150) for fact in a_case(f"C-{n:03}", NOW - HOUR, "mild")]
    facts += a_case("C-999", NOW - HOUR, "severe")
    facts += [a_followup(f"F-{n}", "C-001", NOW + HOUR) for n in range(150)]
    told_desk, documents = Desk(), Room(facts).desks()
    for document in documents:
        told_desk.take(document)
    assert [document.whole for document in documents] == [True, *[False] * (len(documents) - 1)]
    assert documents[0].cases[0].id == "C-999"
    assert max(len(document.cases) + len(document.followups) for document in documents) <= desk_room.SLICE
    assert (len(told_desk.cases), len(told_desk.followups)) == (151, 150)
    assert sorted(row.rank for row in told_desk.cases.values()) == list(range(1, 152))


def test_several_who_ask_at_once_are_one_answer() -> None:
    room = Room(a_case("C-1", NOW - HOUR))
    room.desks()
    room.desk_room.ask()
    room.desk_room.ask()
    assert the(room.desk(NOW + SECOND)).whole
    assert room.desk(NOW + SECOND + 1) is None
    room.desk_room.ask()
    assert room.desk(NOW + SECOND + 2) is None
    assert the(room.desk(NOW + 2 * SECOND)).whole


def test_a_closed_case_and_an_ended_follow_up_leave_the_desk_after_24_hours() -> None:
    room = Room([*a_case("C-1", NOW - HOUR), a_followup("F-1", "C-1", NOW + HOUR)])
    room.desks()
    ends = [
        told(NOW, "C-1", said.CaseClosed(reason="fin")),
        told(NOW, "F-1", said.FollowUpDone(outcome="spoke_safely")),
    ]
    ended = the(room.desk(NOW, ends))
    assert [(row.open, row.rank) for row in ended.cases] == [(False, 0)]
    assert [(row.state, row.ended) for row in ended.followups] == [("done_in_window", NOW)]
    assert the(room.desk(NOW + DAY - 1)).gone_cases == []
    gone = the(room.desk(NOW + DAY))
    assert (gone.gone_cases, gone.gone_followups) == (["C-1"], ["F-1"])
    room.desk_room.ask()
    assert the(room.desk(NOW + DAY + SECOND)).cases == []


def test_a_silent_registrys_rows_are_marked_and_unmarked_when_it_speaks() -> None:
    room = Room(a_case("C-1", NOW - MINUTE))
    room.desks()
    room.silent = {REGISTRY}
    assert [row.flags for row in the(room.desk(NOW + 1)).cases] == [("stale",)]
    room.silent = set()
    assert [row.flags for row in the(room.desk(NOW + 2)).cases] == [()]


def test_who_will_be_missed_is_marked_in_her_row() -> None:
    room = Room([*a_case("C-1", NOW - DAY), *(a_followup(f"F-{n}", "C-1", NOW + HOUR) for n in range(4))])
    assert not any(row.will_miss for row in the(room.desk()).followups)
    roster = told(NOW + 1, "S-1", said.ShiftStarted(shift="dia", for_followups=1))
    changed = the(room.desk(NOW + 1, [roster]))
    assert [(row.id, row.will_miss) for row in changed.followups] == [("F-2", True), ("F-3", True)]


def test_board_and_ledgers_come_again_only_where_they_are_others_and_after_5_seconds() -> None:
    room = Room(a_case("C-1", NOW - HOUR))
    room.desks()
    offer = told(NOW + 1, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1"))
    soon = the(room.desk(NOW + 1, [offer]))
    assert (soon.board, soon.ledgers) == (None, None)
    later = [room.desk(NOW + n * SECOND) for n in range(5, 12)]
    tables = [document.ledgers for document in later if document and document.ledgers]
    assert [row.id for row in tables[-1].rows] == ["H-1"]
    boards = [document.board for document in later if document and document.board]
    assert 0 < len(tables) <= 2
    assert 0 < len(boards) <= 2


def test_a_desk_that_took_every_document_knows_what_one_that_asks_now_is_told() -> None:
    random, room, told_desk, now = Random(2), Room(), Desk(), NOW
    for document in room.desks(now):
        told_desk.take(document)
    for _ in range(60):
        now += random.choice([SECOND, MINUTE, 20 * MINUTE, 5 * HOUR])
        facts = [something(random, now) for _ in range(random.randrange(4))]
        for document in room.desks(now, facts):
            told_desk.take(document)
    for document in room.desks(now + 6 * SECOND):  # places that moved
        told_desk.take(document)
    now += 6 * SECOND
    anew, asks = Room(), Desk()
    anew.picture = restore(save(room.picture))
    anew.wall_room = WallRoom(anew.picture, "demo")
    anew.desk_room = desk_room.DeskRoom(anew.picture, "demo", anew.wall_room.cases)
    for document in anew.desks(now):
        asks.take(document)
    assert len(asks.cases) > 5
    assert told_desk.cases == asks.cases
    missed = {name: replace(row, will_miss=False) for name, row in told_desk.followups.items()}
    assert missed == {name: replace(row, will_miss=False) for name, row in asks.followups.items()}


def test_a_room_that_was_never_looked_at_has_nothing_to_say() -> None:
    assert not CaseRoom(Room().picture).looked


def test_between_a_new_profile_and_the_walls_next_look_nothing_is_said_with_the_old_names() -> None:
    room = Room(a_case("C-1", NOW - HOUR))
    room.desks()
    looked = [room.wall_room.cases.looked]
    room.picture.profile = a_site(name="Otro")
    looked.append(room.wall_room.cases.looked)
    room.wall()
    looked.append(room.wall_room.cases.looked)
    assert looked == [True, False, True]


def test_a_lock_is_told_with_the_rows_of_its_case_and_so_is_its_end() -> None:
    room = Room([fact for n in (1, 2) for fact in (*a_case(f"C-{n}", NOW - HOUR), a_followup(f"F-{n}", f"C-{n}", NOW))])
    locks: dict[str, tuple[str, ...]] = {}
    room.wall_room.cases.locks = locks
    assert the(room.desk()).locks == {}
    assert room.desk(NOW + 1) is None
    locks["C-2"] = ("laura",)
    locked = the(room.desk(NOW + 2))
    assert locked.locks == {"C-2": ("laura",)}
    assert [(row.id, row.locked) for row in locked.cases] == [("C-2", ("laura",))]
    assert [(row.id, row.locked) for row in locked.followups] == [("F-2", ("laura",))]
    assert room.desk(NOW + 3) is None
    del locks["C-2"]
    opened = the(room.desk(NOW + 4))
    assert opened.locks == {}
    assert [row.locked for row in opened.cases] == [row.locked for row in opened.followups] == [()]


def test_an_alerts_row_says_its_cases_risk_as_judged_again_and_who_alone_may_see_it() -> None:
    room, board = Room([*a_case("C-1", NOW - HOUR, "mild"), *a_case("C-2", NOW - HOUR)]), Board(a_site())
    room.desk_room = DeskRoom(room.picture, "demo", room.wall_room.cases, board.book)
    alert, other = (board.raised(NOW, about=case, case=case) for case in ("C-1", "C-2"))
    rows = [row for document in room.desks() for row in document.alerts]
    assert {row.id: row.risk for row in rows} == {alert.id: "mild", other.id: "severe"}
    judged = the(room.desk(NOW + 1, [told(NOW + 1, "C-1", said.CaseAssessed(level="severe"))]))
    assert [(row.id, row.risk) for row in judged.alerts] == [(alert.id, "severe")]
    board.journal(NOW + 2, "C-1", CaseLocked(by="supervisora", to=("lead",)))
    room.wall_room.cases.locks = board.book.board.locks
    locked = the(room.desk(NOW + 2))
    assert [(row.id, row.locked) for row in locked.alerts] == [(alert.id, ("lead",))]
