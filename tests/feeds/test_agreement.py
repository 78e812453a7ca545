"""Facts that contradict themselves or the calendar stay outside, and the refusal names the fields."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.agreement import AHEAD, HAPPENED, INSTANTS, LAST, ORDERED, PLANNED
from picture.codec import WIRE, decode_envelope
from picture.errors import BadFrame
from tests.feeds.cast import CENTRE, LINE_070, NOW, REGISTRY, admission, event
from tests.feeds.test_case_admission import RIGHT, frame, refusal

DAY = 86_400_000


def said(name: str, **data: Any) -> bytes:
    return frame(name, {**RIGHT[name], **data})


def admitted(raw: bytes) -> None:
    admission(feed=REGISTRY).fact(decode_envelope(raw), "e1", NOW)


PAIRS = [
    ("case.opened", "episode_from", "episode_to", "lies before the first"),
    ("case.protected", "requested", "issued", "lies before the first"),
    ("followup.planned", "episode_from", "episode_to", "lies before the first"),
    ("followup.planned", "opens", "closes", "does not lie after the first"),
]


@pytest.mark.parametrize(("name", "first", "last", "why"), PAIRS)
def test_an_end_before_its_beginning_is_refused_and_names_both(name: str, first: str, last: str, why: str) -> None:
    assert (
        refusal(said(name, **{first: NOW - DAY, last: NOW - DAY - 1})) == f"data.{first}, data.{last}: the second {why}"
    )


@pytest.mark.parametrize(("name", "first", "last", "why"), PAIRS)
def test_an_instant_is_a_span_but_no_window(name: str, first: str, last: str, why: str) -> None:
    raw = said(name, **{first: NOW - DAY, last: NOW - DAY})
    if first == "opens":
        assert refusal(raw).endswith(why)
    else:
        admitted(raw)


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in RIGHT for field in HAPPENED.get(WIRE[name], ())])
def test_what_has_happened_lies_not_ahead_of_the_registrys_clock(name: str, field: str) -> None:
    later = {"requested": "issued", "episode_from": "episode_to"}.get(field)
    admitted(said(name, **{field: NOW + AHEAD}, **({later: NOW + AHEAD} if later else {})))
    late = said(name, **{field: NOW + AHEAD + 1}, **({later: NOW + AHEAD + 1} if later else {}))
    assert refusal(late) == f"data.{field}: has not happened yet"


def test_an_episode_may_end_today_but_not_be_tomorrows() -> None:
    admitted(said("case.opened", episode_from=NOW - DAY, episode_to=NOW + DAY))
    assert refusal(said("case.opened", episode_to=NOW + DAY)) == "data.episode_to: has not happened yet"


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in RIGHT for field in INSTANTS.get(WIRE[name], ())])
@pytest.mark.parametrize("instant", [NOW + PLANNED, LAST, 253_402_300_799_000, 10**15])
def test_no_instant_lies_beyond_every_plan(name: str, field: str, instant: int) -> None:
    assert refusal(frame(name, {**RIGHT[name], field: instant})).startswith(f"data.{field}: ")


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "1989-12-31T23:59:59.999Z"])
@pytest.mark.parametrize("feed", [CENTRE, REGISTRY])
def test_a_date_that_a_driver_filled_in_is_no_time(feed: Any, time: str) -> None:
    name, source = ("call.offered", LINE_070) if feed is CENTRE else ("case.opened", REGISTRY.source)
    data = {"queue": "psicologia"} if feed is CENTRE else {}
    raw = event(1, name, data, source=source, time=time, subject="C-77")
    assert refusal(raw, feed) == "time: lies outside the years 1990 to 2099"


def test_a_feed_whose_clock_is_beyond_the_calendar_brings_no_time_from_there() -> None:
    raw = frame("case.admitted", time="9999-12-31T00:00:00Z")
    with pytest.raises(BadFrame, match=r"^time: lies outside the years 1990 to 2099$"):
        admission(feed=REGISTRY).fact(decode_envelope(raw), "e1", 253_402_300_799_000)


@given(st.sampled_from(PAIRS), st.integers(0, 10**15), st.integers(0, 10**15))
def test_what_is_let_in_is_in_order(pair: tuple[str, str, str, str], first: int, last: int) -> None:
    name, begins, ends, _ = pair
    try:
        admitted(said(name, **{begins: first, ends: last}))
    except BadFrame:
        return
    assert first <= last < NOW + PLANNED


def test_the_tables_speak_of_facts_that_come_in() -> None:
    assert {*ORDERED, *HAPPENED} <= set(INSTANTS) <= set(WIRE.values())
