"""Which facts of cases come in, and that no word nobody listed, no name and no phone comes in with them."""

from typing import Any, get_args

import h3
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.inspect import Field, StructType, type_info

from feeds.admission import OF_CASES, Admission
from feeds.case_admission import FIELDS
from journal.journal import Mark
from picture.case_events import AnyCaseData, CaseAssigned, CaseOpened, FollowUpPlanned, ServiceGiven
from picture.codec import WIRE, decode_envelope
from picture.errors import BadFrame
from picture.events import AnyData, Fact
from picture.policy import Feed, Words
from tests.feeds.cast import CENTRE, NOW, PROFILE, REGISTRY, Desk, admission, begin, door, encoded, end, event, hello

SOURCE = REGISTRY.source
RIGHT: dict[str, dict[str, Any]] = {
    "case.opened": {"forms": ["fisica", "sexual"], "municipality": "monterrey", "centre": "nl/070", "call": "pbx-17.2"},
    "case.admitted": {},
    "case.declined": {"reason": "cupo"},
    "case.assessed": {"level": "severe", "instrument": "dsv"},
    "case.assigned": {"to": "iem"},
    "case.dispatched": {"to": "c5", "jointly": "iem"},
    "case.arrived": {},
    "case.contacted": {"channel": "in_person"},
    "case.protected": {"measure": "orden", "requested": NOW - 1, "issued": NOW},
    "case.registered": {"register": "banavim", "person": "EUV-2025-00017"},
    "case.planned": {"kind": "individual", "review": NOW + 86_400_000},
    "case.evaluated": {"outcome": "logrado", "kind": "individual"},
    "case.closed": {"reason": "cupo"},
    "service.given": {"service": "legal", "case": "C-77", "timing": "window", "minutes": 40, "person": "P-100"},
    "handover.offered": {"giver": "nl/070", "to": "c5", "case": "C-77", "call": "pbx-17.2", "person": "P-100"},
    "handover.accepted": {},
    "handover.returned": {"reason": "cupo"},
    "referral.made": {"service": "legal", "to": "iem", "case": "C-77", "municipality": "monterrey"},
    "referral.accepted": {},
    "referral.refused": {"reason": "cupo"},
    "referral.waitlisted": {},
    "referral.completed": {},
    "followup.planned": {"case": "C-77", "opens": NOW, "closes": NOW + 1, "safe_hours": ["mon 22:00-02:00"]},
    "followup.attempted": {"outcome": "no_answer", "minutes": 7},
    "followup.done": {"outcome": "spoke_safely"},
    "followup.cancelled": {"reason": "cupo"},
    "shift.started": {"shift": "dia", "for_followups": 4},
    "shift.handed_over": {"to": "lead-4"},
}


def frame(
    name: str, data: dict[str, Any] | None = None, source: str = SOURCE, number: int | None = 1, **more: Any
) -> bytes:
    return event(number, name, RIGHT[name] if data is None else data, **{"subject": "C-77", "source": source, **more})


def admitted(raw: bytes, feed: Feed = REGISTRY) -> tuple[Fact, int]:
    return admission(feed=feed).fact(decode_envelope(raw), "e1", NOW)


def data(raw: bytes) -> AnyData:
    return admitted(raw)[0].data


def refusal(raw: bytes, feed: Feed = REGISTRY) -> str:
    with pytest.raises(BadFrame) as error:
        admitted(raw, feed)
    return str(error.value)


def test_every_fact_of_cases_has_its_line() -> None:
    assert set(RIGHT) == OF_CASES
    assert set(FIELDS) == {WIRE[name] for name in OF_CASES}


def written(field: Field) -> bool:
    """Whether it holds a code or an id, one, one or none, or several."""
    found = repr(field.type)
    return "[a-z0-9][a-z0-9_.-]" in found or "[A-Za-z0-9][A-Za-z0-9_.:/-]" in found


@pytest.mark.parametrize("cls", FIELDS, ids=lambda cls: cls.__name__)
def test_every_code_and_every_id_of_a_fact_is_looked_at(cls: type[Any]) -> None:
    info = type_info(cls)
    assert isinstance(info, StructType)
    assert {field.name for field in info.fields if written(field)} == set(FIELDS[cls])


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("feed", [REGISTRY, CENTRE], ids=["registry", "centre"])
def test_a_registry_and_a_centre_may_say_every_fact_of_a_case(name: str, feed: Feed) -> None:
    fact, dropped = admitted(frame(name, source=feed.source), feed)
    assert (fact.source, fact.subject, fact.agency, dropped) == (feed.source, "C-77", feed.agency, 0)
    assert isinstance(fact.data, get_args(AnyCaseData))


@pytest.mark.parametrize(
    "name", ["call.offered", "call.ended", "agent.changed.v2", "queue.measured", "feed.gap", "María"]
)
def test_a_registry_says_nothing_of_calls_agents_and_queues(name: str) -> None:
    assert refusal(event(1, name, {}, source=SOURCE)) == "type: is no fact that a registry may send"


LISTED = [(name, field, what) for name in RIGHT for field, what in FIELDS[WIRE[name]].items() if what]


@pytest.mark.parametrize(("name", "field", "what"), LISTED)
def test_a_word_that_the_profile_does_not_list_is_refused(name: str, field: str, what: str) -> None:
    said = ["fisica", "marisol"] if field == "forms" else "marisol"
    assert refusal(frame(name, {**RIGHT[name], field: said})) == f"data.{field}: is no {what} of this site's profile"


@pytest.mark.parametrize("name", sorted({name for name, _, what in LISTED if what not in ("language", "shift")}))
def test_a_profile_that_lists_no_words_lets_none_in(name: str) -> None:
    bare = msgspec.structs.replace(PROFILE, words=Words(), place=())
    with pytest.raises(BadFrame, match=r"^data\.\w+: is no .+ of this site's profile$"):
        Admission(REGISTRY, door(), bare).fact(decode_envelope(frame(name)), "e1", NOW)


IDS = [(name, field) for name in RIGHT for field, what in FIELDS[WIRE[name]].items() if not what]


@pytest.mark.parametrize(("name", "field"), [*IDS, *((name, "subject") for name in RIGHT)])
def test_an_id_is_no_name_and_no_phone(name: str, field: str) -> None:
    def said(value: str) -> bytes:
        return frame(name, subject=value) if field == "subject" else frame(name, {**RIGHT[name], field: value})

    where = field if field == "subject" else f"data.{field}"
    assert refusal(said("Marisol")) == f"{where}: holds no digit, so it may be a name"
    assert refusal(said("c/8112345678")) == f"{where}: looks like a phone number"


NUMBERS = [
    ("case.opened", "episode_from"),
    ("case.opened", "called_at"),
    ("case.protected", "issued"),
    ("case.planned", "review"),
    ("followup.planned", "opens"),
    ("followup.planned", "confirmed"),
]


@pytest.mark.parametrize(("name", "field"), NUMBERS)
@pytest.mark.parametrize("phone", [8112345678, 528112345678, 5218112345678, 18112345678])
def test_a_phone_is_no_instant(name: str, field: str, phone: int) -> None:
    assert refusal(frame(name, {**RIGHT[name], field: phone})) == f"data.{field}: looks like a phone number"


def test_the_agency_of_a_fact_is_one_of_the_site_or_the_feeds_own() -> None:
    assert admitted(frame("case.arrived", agency="c5"))[0].agency == "c5"
    assert admitted(frame("case.arrived", agency="iem"))[0].agency == "iem"
    assert refusal(frame("case.arrived", agency="sspc")) == "agency: is no agency of this site's profile"
    assert admitted(frame("case.arrived", agency="sspc", source="nl/070"), CENTRE)[0].agency == "sspc"


def test_a_case_may_be_told_in_a_language_of_any_queue_of_the_site() -> None:
    opened = data(frame("case.opened", {"language": "nah"}))
    assert isinstance(opened, CaseOpened)
    assert opened.language == "nah"


HERS = {"person": " euv-2025-00017 ", "phone": "81 1234 5678", "latitude": 25.6866, "longitude": -100.3161}


def test_phone_person_and_place_of_a_case_come_in_as_hashes_and_a_hexagon() -> None:
    opened = data(frame("case.opened", {**RIGHT["case.opened"], **HERS}))
    assert isinstance(opened, CaseOpened)
    assert [len(bytes.fromhex(each)) for each in (*opened.person, *opened.caller)] == [16, 16, 16, 16]
    assert opened.cell == h3.latlng_to_cell(25.6866, -100.3161, 8)
    assert not any(str(hers).strip() in repr(opened) for hers in HERS.values())


def test_the_same_id_of_a_person_is_one_in_every_fact_of_every_system() -> None:
    written = ["EUV-2025-00017", "euv-2025-00017 ", "\u00a0ＥＵＶ-2025-00017"]
    facts = [
        data(frame("case.opened", {"person": written[0]})),
        data(frame("case.registered", {"person": written[1]})),
        data(frame("service.given", {"service": "legal", "person": written[2]})),
        admitted(frame("handover.offered", {**RIGHT["handover.offered"], "person": written[0]}, "nl/070"), CENTRE)[
            0
        ].data,
    ]
    assert len({fact.person for fact in facts}) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "more", "envelope", "reason"),
    [
        ("case.opened", {"person": "A-12345"}, {"subject": "c/a12345.1"}, "subject: contains the person's id"),
        ("case.opened", {"person": "12345", "folio": "F-12345-2"}, {}, "data.folio: contains the person's id"),
        ("case.opened", {"person": "12345", "call": "12345"}, {}, "data.call: contains the person's id"),
        ("case.opened", {"phone": "55555-x", "folio": "f-55555"}, {}, "data.folio: contains the person's phone"),
        ("case.registered", {"person": "c-77-99x"}, {"subject": "C-7799X"}, "subject: contains the person's id"),
        (
            "service.given",
            {"service": "legal", "person": "77881", "case": "77881"},
            {},
            "data.case: contains the person's id",
        ),
        ("handover.offered", {"person": "77881", "call": "b77881"}, {}, "data.call: contains the person's id"),
    ],
)
def test_no_id_holds_the_persons_own(name: str, more: dict[str, Any], envelope: dict[str, Any], reason: str) -> None:
    assert refusal(frame(name, {**RIGHT[name], **more}, **envelope)) == reason


@pytest.mark.parametrize(("person", "subject"), [("12345", "C-123456"), ("77", "C-77"), ("12345", "C-1234.5678")])
def test_a_number_that_only_shares_digits_with_hers_is_no_id_of_hers(person: str, subject: str) -> None:
    assert admitted(frame("case.opened", {"person": person}, subject=subject))[0].subject == subject


def test_a_field_that_nobody_names_is_dropped_and_counted() -> None:
    fact, dropped = admitted(frame("case.assigned", {"to": "iem", "nombre": "Marisol", "caller": "x"}))
    assert (fact.data, dropped) == (CaseAssigned(to="iem"), 2)


def test_what_a_registry_may_not_make_itself_is_dropped() -> None:
    fact, dropped = admitted(frame("case.opened", {"caller": ["Marisol"], "cell": "Marisol"}))
    assert (fact.data, dropped) == (CaseOpened(), 2)


def test_permission_to_call_comes_in_as_it_was_said() -> None:
    said = {"case": "C-77", "consent": False, "safe_hours": ["22:00-02:00", "sun 09:00-24:00"], "do_not_contact": True}
    planned = FollowUpPlanned(
        case="C-77", consent=False, safe_hours=("22:00-02:00", "sun 09:00-24:00"), do_not_contact=True
    )
    assert data(frame("followup.planned", said)) == planned
    assert refusal(frame("followup.planned", {"case": "C-77", "safe_hours": ["de noche, dice Marisol"]})).startswith(
        "safe_hours"
    )


def test_a_snapshot_names_what_can_be_an_id_of_a_registry() -> None:
    desk = Desk(Mark("e0", 9), feed=REGISTRY)
    desk.hear(hello(1, 3), begin(), frame("case.opened", {}, number=None))
    desk.hear(end(3, ["C-77", "NL-2025-000123", "Marisol", "c-8112345678", "8112345678", "María 7"]))
    assert desk.gaps[0].open == ("C-77", "NL-2025-000123")
    assert [fact.subject for fact in desk.facts] == [SOURCE, "C-77"]


def test_a_refused_fact_of_a_case_stands_in_quarantine_and_the_next_is_taken() -> None:
    desk = Desk(feed=REGISTRY).hear(hello(1, 2), frame("case.closed", {"reason": "marisol"}))
    desk.hear(frame("case.closed", number=2))
    assert [(q.sequence, q.reason) for q in desk.quarantined] == [
        (1, "data.reason: is no reason of this site's profile")
    ]
    assert (desk.sequences, desk.acks[-1]) == ([2], 2)


CANARY, PHONE = "Marisol", "8112345678"
WORDS: list[Any] = [
    CANARY,
    CANARY.lower(),
    f"dice {CANARY} que vive en Canarios 4417",
    PHONE,
    f"+52 {PHONE}",
    f"C-{PHONE}",
    int(PHONE),
    int(f"52{PHONE}"),
    [CANARY.lower()],
    [PHONE],
    {CANARY: PHONE},
]


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_of_hers_comes_in_by_any_field_of_any_fact(name: str) -> None:
    fields = [*WIRE[name].__struct_fields__, "person", "caller", "cell", "type", CANARY]
    frames = [frame(name, {**RIGHT[name], field: word}, agency="iem") for field in fields for word in WORDS]
    base = msgspec.json.decode(frame(name))
    frames += [
        encoded({**base, field: word}) for field in ("id", "subject", "agency", "type", CANARY) for word in WORDS
    ]
    for raw in frames:
        desk = Desk(feed=REGISTRY).hear(hello(1, 2), raw, frame(name, number=2))
        kept = repr((desk.batches, desk.tally, desk.closed, desk.sent))
        assert CANARY.lower() not in kept.lower(), raw
        assert PHONE not in kept, raw


@given(st.sampled_from(sorted(RIGHT)), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_whatever_stands_in_a_field_is_a_fact_or_a_refusal(name: str, value: Any) -> None:
    for field in WIRE[name].__struct_fields__:
        desk = Desk(feed=REGISTRY).hear(hello(1, 1), frame(name, {**RIGHT[name], field: value}))
        assert len(desk.facts) + len(desk.quarantined) == 1
        assert not [each.reason for each in desk.quarantined if "made us fail" in each.reason]


def test_a_service_keeps_its_minutes() -> None:
    given_ = data(frame("service.given"))
    assert isinstance(given_, ServiceGiven)
    assert (given_.minutes, given_.timing) == (40, "window")
