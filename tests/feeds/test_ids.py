"""What can be a machine's id."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.door import Door
from picture.errors import BadFrame
from tests.feeds.cast import KEYRING

REGIONS = {region: Door(region, KEYRING).ids for region in ("MX", "PE", "CL")}


@pytest.mark.parametrize(
    ("region", "value"),
    [
        ("MX", "C-77"),
        ("MX", "NL-2026-000123"),
        ("MX", "2026000123"),
        ("MX", "F2026000123/2"),
        ("MX", "pbx-1763764867.1182"),
        ("PE", "CEM-20261122-7"),
        ("PE", "pbx-1763764867.1182"),
        ("CL", "202612345"),
        ("MX", "81123456789012"),
    ],
)
def test_a_folio_is_an_id(region: str, value: str) -> None:
    REGIONS[region].refuse_case("subject", value)


@pytest.mark.parametrize(
    ("region", "value"),
    [
        ("MX", "8112345678"),
        ("MX", "C-8112345678"),
        ("MX", "C/528112345678"),
        ("MX", "c.0448112345678x"),
        ("MX", "81-1234-5678"),
        ("MX", "5218112345678"),
        ("PE", "C-987654321"),
        ("PE", "51987654321"),
        ("CL", "C_56987654321"),
        ("CL", "9-8765-4321"),
    ],
)
def test_a_phone_anywhere_in_it_is_none(region: str, value: str) -> None:
    with pytest.raises(BadFrame, match=r"^subject: looks like a phone number$"):
        REGIONS[region].refuse_case("subject", value)


@pytest.mark.parametrize("value", ["Marisol", "maria-elena", "san.pedro/casa"])
def test_a_word_without_a_digit_is_none_of_a_case_nor_of_a_call(value: str) -> None:
    for refuse in (REGIONS["MX"].refuse_case, REGIONS["MX"].refuse_call):
        with pytest.raises(BadFrame, match=r"^subject: holds no digit, so it may be a name$"):
            refuse("subject", value)


@given(st.sampled_from(sorted(REGIONS)), st.uuids())
def test_a_uuid_is_an_id_whatever_its_digits(region: str, value: UUID) -> None:
    REGIONS[region].refuse_case("subject", str(value))


@pytest.mark.parametrize("value", ["PJSIP/103", "Agent/1001", "agent-7", "1763764867.1182", "call-8112345678-x"])
def test_a_switch_names_its_calls_and_agents_as_it_does(value: str) -> None:
    REGIONS["MX"].refuse_call("subject", value)
