"""The wall's board of cases: one figure each by its definition, in danger's order, and nothing that names a woman."""

from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE
from picture.events import AnyData, Fact
from picture.picture import restore, save
from tests.picture.cast import SOURCE
from tests.watch.cast import NOW, REGISTRY, Room, a_case, a_followup, a_site, numbered_from_one, told
from watch.case_documents import CaseBoard, Mark
from watch.documents import encode
from watch.figure import Figure
from watch.wall import WallRoom


def board(facts: list[Fact], now: int = NOW) -> CaseBoard:
    found = Room(facts).wall(now).cases
    assert found
    return found


def test_a_site_without_a_registry_has_no_board() -> None:
    assert Room(profile=a_site(registry=[])).wall().cases is None


def test_severe_cases_come_first_then_marked_downgrades_then_unassessed_past_their_clock() -> None:
    facts = [
        *a_case("C-1", NOW - 31 * MINUTE, None),
        *a_case("C-2", NOW - 29 * MINUTE, None),
        *a_case("C-3", NOW - HOUR, "severe"),
        told(NOW - MINUTE, "C-3", said.CaseAssessed(level="mild")),
        *a_case("C-4", NOW - 2 * MINUTE, "severe"),
        *a_case("C-5", NOW - MINUTE, None, in_progress=True),
        *a_case("C-6", NOW - MINUTE, "moderate"),
        *a_case("C-7", NOW - 20 * MINUTE, "severe"),
    ]
    room = Room(facts)
    severe = room.wall().cases.severe  # type: ignore[union-attr]
    masks = {case.mask: name for name, case in room.picture.book.cases.items()}
    assert [masks[row.mask] for row in severe.rows] == ["C-5", "C-7", "C-4", "C-3", "C-1"]
    assert (severe.open, severe.in_progress) == (Figure(3, "crossed"), 1)
    assert (severe.crossed, severe.near, severe.unassessed, severe.unassessed_late) == (1, 0, 2, 1)
    assert [row.tone for row in severe.rows] == ["calm", "crossed", "calm", "calm", "crossed"]
    assert severe.rows[3].flags == ("downgraded",)


def test_a_row_says_stage_next_deadline_and_the_open_hand_over() -> None:
    facts = [
        *a_case("C-1", NOW - 20 * MINUTE, children=True),
        told(NOW - 12 * MINUTE, "C-1", said.CaseAssigned(to="equipo")),
        told(NOW - MINUTE, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1")),
    ]
    [row] = board(facts).severe.rows
    assert (row.stage, row.acted, row.next, row.due, row.target) == (
        "assigned",
        NOW - MINUTE,
        "contacted",
        NOW + 40 * MINUTE,
        60,
    )
    assert (row.handover, row.flags, row.tone) == (("070", "DIF"), ("children",), "calm")


def test_of_several_open_hand_overs_the_row_names_the_oldest_whatever_they_are_called() -> None:
    offers = [
        told(NOW - minutes * MINUTE, f"H-{minutes}", said.HandoverOffered(giver="nl/070", to=to, case="C-1"))
        for minutes, to in ((1, "equipo"), (2, "equipo"), (3, "equipo"), (4, "dif"))
    ]
    [row] = board([*a_case("C-1", NOW - HOUR), *offers]).severe.rows
    assert row.handover == ("070", "DIF")


def test_the_median_of_the_shifts_severe_assignments_stands_beside_its_target() -> None:
    facts = [
        fact
        for n, (opened, took) in enumerate([(3 * HOUR, 5), (2 * HOUR, 10), (HOUR, 60), (2 * DAY, 1)])
        for fact in (
            *a_case(f"C-{n}", NOW - opened),
            told(NOW - opened + took * MINUTE, f"C-{n}", said.CaseAssigned(to="equipo")),
        )
    ]
    severe = board(facts).severe
    assert (severe.assigned_median, severe.assign_target) == (Figure(10.0), 15)
    assert board([]).severe.assigned_median == Figure(known="na")


@pytest.mark.parametrize(
    ("municipality", "place"),
    [("grande", "Monterrey"), ("chico", "Periferia"), ("sin_censo", "Sur"), ("otro", "Prueba"), (None, "Prueba")],
)
def test_the_wall_names_a_large_municipality_else_the_region_else_the_site(municipality: str, place: str) -> None:
    [row] = board(a_case("C-1", NOW - MINUTE, municipality=municipality)).severe.rows
    assert row.place == place


def test_at_most_24_rows_are_shown_and_the_rest_is_counted() -> None:
    severe = board([fact for n in range(30) for fact in a_case(f"C-{n}", NOW - n * MINUTE)]).severe
    assert (len(severe.rows), severe.more, severe.open.value) == (24, 6, 30)


def test_mens_cases_and_follow_ups_stand_apart() -> None:
    facts = [
        *a_case("C-1", NOW - HOUR, subject_is="man"),
        a_followup("F-1", "C-1", NOW + HOUR),
        told(NOW - MINUTE, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1")),
    ]
    found, empty = board(facts), board([])
    assert replace(found, totals={}) == replace(empty, totals={})
    assert found.totals == {"men.cases.opened": 1, "men.cases.severe": 1, "men.handovers.offered": 1}


def test_a_silent_registry_is_named_its_rows_say_so_and_its_deadlines_go_on() -> None:
    room = Room([*a_case("C-1", NOW - MINUTE), a_followup("F-1", "C-1", NOW + HOUR)])
    assert room.wall().cases.stale == []  # type: ignore[union-attr]
    room.silent = {REGISTRY}
    found = room.wall(NOW + 2 * HOUR).cases
    assert found
    assert found.stale == [REGISTRY]
    assert (found.severe.rows[0].tone, found.severe.rows[0].flags) == ("crossed", ("silent", "stale"))
    assert found.followups.overdue.value == 1


def test_a_case_that_a_silent_centre_keeps_says_so_and_the_registries_go_on() -> None:
    room = Room([told(NOW - MINUTE, "C-1", said.CaseAssessed(level="severe"), SOURCE)])
    room.silent = {SOURCE}
    found = room.wall().cases
    assert found
    assert (found.stale, found.severe.rows[0].flags) == ([], ("stale",))


def test_a_silent_register_is_named_apart_and_marks_no_case() -> None:
    register = {"source": "nl/banavim", "name": "BANAVIM", "about": "", "url": "ws://127.0.0.1:1", "keeps": "register"}
    keeps = {"source": REGISTRY, "name": "Registro", "about": "casos", "url": "ws://127.0.0.1:1"}
    found = Room(a_case("C-1", NOW - MINUTE), a_site(registry=[keeps, register])).wall().cases
    assert found
    assert (found.stale, found.registers_stale, found.severe.rows[0].flags) == ([], ["nl/banavim"], ())


def test_a_hand_over_of_the_shift_takes_the_mark_off_what_was_lowered_before() -> None:
    room = Room([*a_case("C-1", NOW - HOUR), told(NOW - MINUTE, "C-1", said.CaseAssessed(level="mild"))])
    assert [row.flags for row in room.wall().cases.severe.rows] == [("downgraded",)]  # type: ignore[union-attr]
    handed = room.wall(NOW + 1, [told(NOW + 1, "S-1", said.ShiftHandedOver())])
    assert handed.cases.severe.rows == []  # type: ignore[union-attr]


def test_what_is_not_lowered_nor_handed_over_leaves_the_list_with_the_shift() -> None:
    room = Room([*a_case("C-1", NOW - HOUR), told(NOW - MINUTE, "C-1", said.CaseAssessed(level="mild"))])
    ends = room.wall().shift.ends
    assert len(room.wall(ends - 1).cases.severe.rows) == 1  # type: ignore[union-attr]
    assert room.wall(ends).cases.severe.rows == []  # type: ignore[union-attr]


def test_will_miss_is_unknown_until_somebody_says_who_is_rostered() -> None:
    facts = [a_followup(f"F-{n}", "C-1", NOW + HOUR) for n in range(5)]
    strip = board([*a_case("C-1", NOW - DAY), *facts]).followups
    assert (strip.people, strip.will_miss) == (Figure(known="unknown"), Figure(known="unknown"))
    roster = told(NOW - HOUR, "S-1", said.ShiftStarted(shift="dia", for_followups=1))
    strip = board([*a_case("C-1", NOW - DAY), *facts, roster]).followups
    assert (strip.closing_before.value, strip.people, strip.will_miss) == (5, Figure(1), Figure(2, "crossed"))


def test_the_ledgers_say_what_is_open_and_what_is_late() -> None:
    facts = [
        *a_case("C-1", NOW - 25 * HOUR, "mild"),
        told(NOW - 5 * MINUTE, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1")),
        told(NOW - 5 * MINUTE + 1, "H-2", said.HandoverOffered(giver="nl/070", to="dif", case="C-1")),
        told(NOW - 24 * HOUR, "R-1", said.ReferralMade(service="legal", to="dif", case="C-1")),
        told(NOW - HOUR, "R-2", said.ReferralMade(service="legal", to="dif", case="C-1")),
        told(NOW - MINUTE, "R-2", said.ReferralWaitlisted()),
        told(NOW - MINUTE, "C-1", said.CaseProtected(measure="orden", requested=NOW - 4 * HOUR)),
    ]
    found = board(facts).ledgers
    assert (found.handovers_open, found.handovers_late, found.handover_oldest) == (2, 1, NOW - 5 * MINUTE)
    assert (found.referrals_open, found.referrals_stale, found.waitlisted) == (2, 1, 1)
    assert (found.unregistered, found.unregistered_late, found.register_lag) == (1, 1, Figure(known="na"))
    assert (found.orders_late, found.orders_expiring) == (1, 0)


def test_nothing_that_names_a_woman_or_her_place_is_in_the_bytes() -> None:
    opening: dict[str, Any] = {
        "folio": "CANARY-F9",
        "person": ("canaryhash1", "canaryhash2"),
        "caller": ("canaryhash3",),
        "cell": "canarycell",
        "municipality": "chico",
        "call": "CANARY-CALL1",
        "forms": ("sexual",),
    }
    facts = [
        *a_case("CANARY-C1", NOW - HOUR, **opening),
        a_followup("CANARY-F1", "CANARY-C1", NOW - 20 * HOUR),
        told(NOW - 9, "CANARY-H1", said.HandoverOffered(giver="nl/070", to="dif", case="CANARY-C1", call="CANARY-2")),
        told(
            NOW - 9, "CANARY-R1", said.ReferralMade(service="legal", to="dif", case="CANARY-C1", municipality="chico")
        ),
        told(NOW - 9, "CANARY-C1", said.CaseRegistered(person=("canaryhash4",))),
    ]
    raw = encode(Room(facts).wall())
    assert b"Periferia" in raw
    for word in (b"canary", b"CANARY", b"chico", b"Mina"):
        assert word not in raw


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_board_kept_from_pass_to_pass_is_the_board_made_anew(seed: int) -> None:
    random = Random(seed)
    room = Room()
    now = NOW
    for _ in range(80):
        now += random.choice([1, MINUTE, 20 * MINUTE, 2 * HOUR])
        if random.random() < 0.05:
            now -= HOUR
        kept = room.wall(now, [something(random, now) for _ in range(random.randrange(4))])
        room.wall_room.cases.ledgers.forget()  # they are walked every 5 s only
        room.wall_room.cases.will_miss.forget()
        kept = room.wall(now)
        anew = WallRoom(restore(save(room.picture)), "demo").document(now, room.beats(now))
        assert numbered_from_one(kept) == numbered_from_one(anew)


def something(random: Random, now: int) -> Fact:
    case, at = f"C-{random.randrange(12)}", now - random.randrange(DAY if random.random() < 0.2 else MINUTE)
    if random.random() < 0.3:
        closes = now + random.randrange(-20 * HOUR, 50 * HOUR)
        return a_followup(
            f"F-{random.randrange(40)}", case, closes, safe_hours=(random.choice(["08:00-13:00", "22:00-02:00"]),)
        )
    said_of: list[AnyData] = [
        said.CaseOpened(children=True),
        said.CaseAssessed(level=random.choice(["mild", "moderate", "severe"])),
        said.CaseAssigned(to="equipo"),
        said.CaseContacted(),
        said.CaseClosed(reason="fin"),
        said.HandoverOffered(giver="nl/070", to="dif", case=case),
        said.FollowUpAttempted(outcome=random.choice(["spoke_safely", "no_answer", "aggressor_answered"])),
        said.ShiftStarted(shift="dia", for_followups=random.randrange(3)),
        said.ShiftHandedOver(),
    ]
    data = random.choice(said_of)
    subject = {"Cas": case, "Han": f"H-{case}", "Fol": f"F-{random.randrange(40)}", "Shi": "S-1"}[
        type(data).__name__[:3]
    ]
    return told(at, subject, data)


def test_marks_of_the_strip_are_whole_half_hours() -> None:
    [mark] = board([*a_case("C-1", NOW - HOUR), a_followup("F-1", "C-1", NOW + 47 * HOUR + MINUTE)]).followups.marks
    assert mark == Mark(NOW + 47 * HOUR, "early", True, False, 1)
