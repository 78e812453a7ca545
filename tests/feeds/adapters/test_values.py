"""What a cell becomes, and why it cannot."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.adapters.values import Kind, Reader, kinds_of, text_of
from picture.errors import BadFrame
from picture.policy import Column
from picture.wire import WireCaseOpened

MONTERREY = ZoneInfo("America/Monterrey")  # six hours behind UTC, all year
SANTIAGO = ZoneInfo("America/Santiago")
TEN = 1_763_740_800_000  # 2025-11-21 10:00 in Monterrey
HOUR = 3_600_000


def value(kind: Kind, cell: object, column: Column | None = None, field: str = "data.x") -> Any:
    return Reader(MONTERREY).value(field, kind, column or Column(column="c"), cell, TEN)


def test_a_fields_kind_is_read_from_the_wire_class() -> None:
    kinds = kinds_of(WireCaseOpened)
    assert {
        name: kinds[name] for name in ("episode_from", "forms", "children", "latitude", "person", "subject_is")
    } == {
        "episode_from": "instant",
        "forms": "words",
        "children": "yes",
        "latitude": "number",
        "person": "word",
        "subject_is": "word",
    }


@pytest.mark.parametrize(
    "cell",
    [
        "2025-11-21T10:00:00",
        "2025-11-21 10:00:00",
        "2025-11-21 16:00:00Z",
        "2025-11-21T11:00:00-05:00",
        datetime(2025, 11, 21, 10),  # noqa: DTZ001  # as a driver gives a timestamp without zone
        datetime(2025, 11, 21, 16, tzinfo=UTC),
        TEN,
        str(TEN),
        Decimal(TEN),
    ],
)
def test_an_instant_without_an_offset_is_of_the_registrys_zone(cell: object) -> None:
    assert value("instant", cell) == TEN


def test_an_instant_may_be_written_as_the_registry_writes_it() -> None:
    assert Reader(MONTERREY, "%d/%m/%Y %H:%M").instant("time", "21/11/2025 10:00") == TEN


@pytest.mark.parametrize(
    "cell", ["ayer", "2025-13-01T00:00", "1763740800", 45982, float("nan"), "9" * 400, "9" * 5_000]
)
def test_what_is_no_instant_is_refused_without_being_quoted(cell: object) -> None:
    with pytest.raises(BadFrame) as refusal:
        value("instant", cell)
    assert str(cell)[:6] not in str(refusal.value)


def test_a_day_without_an_hour_is_a_span_that_ends_with_the_row() -> None:
    day = date(2025, 11, 20)
    assert value("instant", day, field="data.episode_from") == TEN - 34 * HOUR
    assert value("instant", day, field="data.episode_to") == TEN - 10 * HOUR - 1
    assert value("instant", "2025-11-21", field="data.episode_to") == TEN
    with pytest.raises(BadFrame, match="is a day without an hour"):
        value("instant", day, field="data.called_at")


@pytest.mark.parametrize("written", ["%d/%m/%Y", "%d/%m/%Y %H:%M"])
def test_a_day_is_a_day_however_the_registry_writes_it(written: str) -> None:
    column, before = Column(column="c"), 1_763_771_167_000  # the 21st, 18:26 in Monterrey
    reader = Reader(ZoneInfo("America/Monterrey"), written)
    span = [reader.value(f"data.episode_{end}", "instant", column, "20/11/2025", before) for end in ("from", "to")]
    assert span[1] - span[0] == 86_400_000 - 1
    with pytest.raises(BadFrame, match="is a day without an hour"):
        reader.instant("time", "20/11/2025")


def test_a_day_that_lies_ahead_is_not_drawn_back_to_the_row() -> None:
    reader, before = Reader(ZoneInfo("America/Monterrey")), 1_763_771_167_000
    assert reader.value("data.episode_from", "instant", Column(column="c"), "2026-11-20", before) > before
    assert reader.value("data.episode_from", "instant", Column(column="c"), "2025-11-22", before) == before


def test_a_number_of_thousands_of_digits_is_a_text() -> None:
    assert text_of(Decimal("9" * 5000)) == "9" * 5000


def test_a_day_without_midnight_begins_when_the_clock_springs() -> None:
    reader = Reader(SANTIAGO)
    begun = reader.instant("data.episode_from", date(2026, 9, 6), 10**13)
    assert datetime.fromtimestamp(begun / 1000, SANTIAGO).isoformat() == "2026-09-06T01:00:00-03:00"


@pytest.mark.parametrize(
    ("kind", "cell", "wanted"),
    [
        ("yes", "SÍ", True),
        ("yes", 0, False),
        ("yes", True, True),
        ("whole", "12", 12),
        ("whole", Decimal("12.00"), 12),
        ("number", "25,67", 25.67),
        ("number", Decimal("25.67"), 25.67),
        ("word", 41, "41"),
        ("word", " legal ", "legal"),
        ("word", None, None),
        ("word", "", None),
        ("words", "fisica", ["fisica"]),
        ("words", ["fisica", "", "sexual"], ["fisica", "sexual"]),
    ],
)
def test_a_cell_becomes_what_its_field_holds(kind: Kind, cell: object, wanted: object) -> None:
    assert value(kind, cell) == wanted


@pytest.mark.parametrize(("kind", "why"), [("yes", "neither yes nor no"), ("whole", "whole"), ("number", "no number")])
def test_a_cell_that_is_not_what_its_field_holds_is_refused_without_being_quoted(kind: Kind, why: str) -> None:
    with pytest.raises(BadFrame, match=why) as refusal:
        value(kind, "María")
    assert "María" not in str(refusal.value)


def test_words_are_turned_split_and_left_out_as_the_mapping_says() -> None:
    forms = Column(column="c", split="/", words={"FIS": "fisica"}, unless=("", "NINGUNA"))
    assert value("words", "FIS / sexual/NINGUNA", forms) == ["fisica", "sexual"]
    assert value("words", "NINGUNA", forms) is None
    assert value("yes", "vive con ella", Column(column="c", words={"vive con ella": True})) is True
    assert value("word", "whatever", Column(value="cupo")) == "cupo"


def test_a_cells_text_is_what_a_mapping_can_name() -> None:
    assert [text_of(cell) for cell in (None, True, False, 3.0, Decimal("3"), 2.5, " x ")] == [
        "",
        "true",
        "false",
        "3",
        "3",
        "2.5",
        "x",
    ]
