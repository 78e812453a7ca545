"""The scripted periods of the four systems as material of a briefing: let in by our door, journaled in order."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

import profiles
from briefing import spans
from briefing.material import Material, gather
from briefing.sheet import Span, Table, Value
from picture.events import Entry, Fact, SiteConfigured
from tests.scripted.test_periods import facts, period

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


@cache
def entries(site: str) -> list[Entry]:
    told = period(site)
    configured = SiteConfigured(profile=msgspec.to_builtins(profiles.load(site, PROFILES)))
    first = Fact(time=told.starts, source="watch", subject=site, data=configured)
    return [Entry(number, fact.time, fact) for number, fact in enumerate([first, *facts(told)], 1)]


@cache
def told(site: str, as_of: int) -> Material:
    """The whole period: systems' own tables want nothing that is of one span."""
    every = entries(site)
    return gather(every, Span("range", "range", every[0].recorded, as_of), as_of)


def material(site: str, name: str) -> Material:
    """Of the span that is called so, told by the end of the year."""
    profile = profiles.load(site, PROFILES)
    year = spans.named("2026", profile)
    return replace(told(site, year.ends), span=spans.named(name, profile))


def over(site: str, starts: int, ends: int) -> Material:
    year = spans.named("2026", profiles.load(site, PROFILES))
    return replace(told(site, year.ends), span=Span("range", "range", starts, ends))


def column(table: Table, key: str) -> dict[Value, Value]:
    """Its values by the first column; the last row's too."""
    at = next(at for at, each in enumerate(table.columns) if each.key == key)
    return {row[0]: row[at] for row in table.rows}


def named(tables: list[Table]) -> dict[str, Table]:
    found = {table.key: table for table in tables}
    assert len(found) == len(tables)
    return found
