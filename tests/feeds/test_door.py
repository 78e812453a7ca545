"""What may identify a woman stops at the door."""

from collections import Counter

import h3
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.door import Door
from feeds.keyring import TURN, Key, Keyring, turned
from feeds.zones import Zones
from picture.errors import BadFrame, BadProfile
from picture.wire import WireCallOffered, WireCaseOpened
from tests.feeds.cast import KEYRING, LINE_070, NOW, door

MONTERREY = (25.6866, -100.3161)
CELL = h3.latlng_to_cell(*MONTERREY, 8)


def offered(**wire: object) -> WireCallOffered:
    return WireCallOffered(queue="psicologia", **wire)  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    "phone",
    [
        "+52 81 1234 5678",
        "+528112345678",
        "8112345678",
        "(81) 1234-5678",
        "81.1234.5678",
        "528112345678",
        "0052 81 1234 5678",
        "+52 1 81 1234 5678",
        "5218112345678",
        "044 81 1234 5678",
        "045 81 1234 5678",
        "01 81 1234 5678",
    ],
)
def test_however_a_mexican_phone_is_written_it_is_one_number(phone: str) -> None:
    assert door().e164(phone) == ("+528112345678", "8112345678")


@pytest.mark.parametrize(
    ("region", "phone", "number"),
    [
        ("PE", "987 654 321", "+51987654321"),
        ("PE", "01 234 5678", "+5112345678"),
        ("CL", "9 8765 4321", "+56987654321"),
        ("CL", "+56 9 8765 4321", "+56987654321"),
        ("MX", "+1 650 253 0000", "+16502530000"),
        ("MX", "+51 987 654 321", "+51987654321"),
    ],
)
def test_a_phone_is_read_as_its_region_writes_it(region: str, phone: str, number: str) -> None:
    assert Door(region, KEYRING).e164(phone)[0] == number


@given(st.sampled_from(["MX", "PE", "CL"]), st.integers(10**7, 10**11))
def test_the_short_way_to_a_number_agrees_with_the_library(region: str, national: int) -> None:
    code = phonenumbers.country_code_for_region(region)
    number = phonenumbers.parse(f"+{code}{national}", region)
    said = Door(region, KEYRING).e164(f"+{code}{national}")[0]
    if phonenumbers.is_valid_number(number):
        assert said == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_a_phone_becomes_two_hashes_of_128_bits_and_stands_nowhere() -> None:
    fact = door().offered(offered(phone="+52 81 1234 5678"), "call-1", LINE_070)
    assert len(fact.caller) == 2
    assert all(len(bytes.fromhex(each)) == 16 for each in fact.caller)
    assert "8112345678" not in repr(fact)


def test_the_same_caller_has_the_same_hash_and_another_caller_another() -> None:
    one, again, other = (
        door().offered(offered(phone=phone), "c", LINE_070).caller
        for phone in ("8112345678", "+52 1 81 1234 5678", "8112345679")
    )
    assert one == again
    assert not set(one) & set(other)


def test_after_the_keys_turn_a_caller_is_still_recognised_once() -> None:
    post = door()
    before = post.offered(offered(phone="8112345678"), "c", LINE_070).caller
    post.turn(turned(KEYRING, NOW + TURN, b"n" * 32))
    after = post.offered(offered(phone="8112345678"), "c", LINE_070).caller
    assert after[1] == before[0]
    assert after[0] not in before


def test_under_a_first_key_there_is_one_hash() -> None:
    assert len(Door("MX", Keyring(Key(b"c" * 32, NOW))).offered(offered(phone="8112345678"), "c", LINE_070).caller) == 1


@pytest.mark.parametrize("phone", ["anonymous", "911", "0", "+", "restricted", "12"])
def test_what_is_no_phone_has_no_hash_and_is_counted(phone: str) -> None:
    post = door()
    assert post.offered(offered(phone=phone), "call-1", LINE_070).caller == ()
    assert post.unparsable == 1


def test_without_a_phone_nothing_is_counted() -> None:
    post = door()
    assert post.offered(offered(), "call-1", LINE_070).caller == ()
    assert post.offered(offered(phone=""), "call-1", LINE_070).caller == ()
    assert post.unparsable == 0


@pytest.mark.parametrize("subject", ["8112345678", "c-8112345678", "sip:52.81.1234.5678", "81-1234-5678/2"])
def test_a_subject_that_holds_the_callers_phone_is_refused(subject: str) -> None:
    with pytest.raises(BadFrame, match=r"^subject: contains the caller's phone$"):
        door().offered(offered(phone="+52 81 1234 5678"), subject, LINE_070)


def test_a_linked_call_that_holds_the_callers_phone_is_refused() -> None:
    with pytest.raises(BadFrame, match=r"^data\.linked: contains the caller's phone$"):
        door().offered(offered(phone="+52 81 1234 5678", linked="c-8112345678"), "call-1", LINE_070)


def test_a_subject_that_holds_an_unreadable_phone_is_refused() -> None:
    with pytest.raises(BadFrame, match="contains the caller's phone"):
        door().offered(offered(phone="55555-x"), "call-55555", LINE_070)


@pytest.mark.parametrize("value", ["+anything", "8112345678", "528112345678", "5218112345678", "81-1234-5678"])
def test_an_id_written_like_a_phone_is_refused(value: str) -> None:
    with pytest.raises(BadFrame, match=r"^subject: looks like a phone number$"):
        door().ids.refuse_phone("subject", value)


@pytest.mark.parametrize(
    "value", ["1763764867.1182", "call-8112345678-x", "agent-7", "20251121224107", "19039", "070/1"]
)
def test_an_id_that_is_no_phone_passes(value: str) -> None:
    door().ids.refuse_phone("subject", value)


def test_a_place_becomes_a_hexagon_of_resolution_8() -> None:
    fact = door().offered(
        offered(latitude=MONTERREY[0], longitude=MONTERREY[1], municipality="monterrey"), "c", LINE_070
    )
    assert (fact.cell, fact.municipality) == (CELL, "monterrey")
    assert h3.get_resolution(fact.cell) == 8


@pytest.mark.parametrize("resolution", [5, 7, 8])
def test_inside_an_exclusion_zone_only_the_municipality_stays(resolution: int) -> None:
    post = door(Zones([h3.cell_to_parent(CELL, resolution)]))
    fact = post.offered(offered(latitude=MONTERREY[0], longitude=MONTERREY[1], municipality="monterrey"), "c", LINE_070)
    assert (fact.cell, fact.municipality) == ("", "monterrey")


def test_outside_the_exclusion_zones_the_hexagon_stays() -> None:
    elsewhere = h3.latlng_to_cell(20.0, -90.0, 6)
    assert (
        door(Zones([elsewhere])).offered(offered(latitude=MONTERREY[0], longitude=MONTERREY[1]), "c", LINE_070).cell
        == CELL
    )


@pytest.mark.parametrize("place", [{"latitude": 25.0}, {"longitude": -100.0}])
def test_half_a_place_is_refused(place: dict[str, float]) -> None:
    with pytest.raises(BadFrame, match="one stands there without the other"):
        door().offered(offered(**place), "c", LINE_070)


# municipalities


def located(latitude: float, longitude: float) -> str | None:
    """A town and its neighbour on a map of two."""
    return None if latitude < 25 else "monterrey" if longitude < -100 else "guadalupe"


@pytest.mark.parametrize(
    ("said", "place", "municipality", "disagreeing"),
    [
        (None, MONTERREY, "monterrey", 0),
        ("monterrey", MONTERREY, "monterrey", 0),
        ("guadalupe", MONTERREY, "guadalupe", 1),
        (None, (24.0, -100.3), None, 0),
        ("guadalupe", (24.0, -100.3), "guadalupe", 0),
        (None, (None, None), None, 0),
        ("guadalupe", (None, None), "guadalupe", 0),
    ],
)
@pytest.mark.parametrize("zones", [None, Zones([CELL])])
def test_the_feeds_own_municipality_stays_and_that_of_the_place_is_taken_where_it_says_none(
    said: str | None,
    place: tuple[float | None, float | None],
    municipality: str | None,
    disagreeing: int,
    zones: Zones | None,
) -> None:
    post = Door("MX", KEYRING, zones, located)
    told = {"latitude": place[0], "longitude": place[1], "municipality": said}
    call = post.offered(offered(**told), "c", LINE_070)
    case = post.opened(WireCaseOpened(**told), [("subject", "c")], "nl/registro")  # type: ignore[arg-type]  # as above
    assert (call.municipality, case.municipality) == (municipality, municipality)
    assert post.disagreeing == Counter({LINE_070: disagreeing, "nl/registro": disagreeing})


def test_without_boundaries_nothing_is_located() -> None:
    assert door().offered(offered(latitude=25.0, longitude=-100.0), "c", LINE_070).municipality is None


def test_a_region_without_a_numbering_plan_is_refused() -> None:
    with pytest.raises(BadProfile, match="'XX' has no numbering plan"):
        Door("XX", KEYRING)
