"""docs/events.md names every fact and every field."""

from pathlib import Path

from picture.codec import FACTS
from picture.wire import WireCallOffered

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


def test_the_page_names_every_fact_and_every_field() -> None:
    lacking = [
        f"{name}.{field}"
        for name, cls in FACTS.items()
        for field in cls.__struct_fields__
        if f"`{name}`" not in PAGE or f"`{field}`" not in PAGE
    ]
    assert lacking == []


def test_the_page_names_what_only_the_wire_has() -> None:
    assert [f for f in WireCallOffered.__struct_fields__ if f"`{f}`" not in PAGE] == []
