"""docs/events.md names every fact and every field, each beside its own fact."""

from pathlib import Path

import pytest
from msgspec import Struct

from picture.codec import FACTS
from picture.wire import WIRE_ONLY

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


def part(name: str) -> str:
    """The lines of the page that speak of this fact: from its own to the next one's."""
    lines = PAGE.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"| `{name}`"))
    after = (n for n, line in enumerate(lines[first + 1 :], first + 1) if not line.startswith("| |"))
    return "\n".join(lines[first : next(after)])


@pytest.mark.parametrize(("name", "cls"), FACTS.items())
def test_the_page_names_every_field_beside_its_fact(name: str, cls: type[Struct]) -> None:
    said = part(name)
    assert [field for field in cls.__struct_fields__ if f"`{field}`" not in said] == []


@pytest.mark.parametrize(("name", "cls"), WIRE_ONLY.items())
def test_the_page_names_what_only_the_wire_has(name: str, cls: type[Struct]) -> None:
    only = [line for line in part(name).splitlines() if "wire only" in line]
    kept = {*FACTS[name].__struct_fields__} - {"person"}
    assert [f for f in cls.__struct_fields__ if f not in kept and not any(f"`{f}`" in line for line in only)] == []
