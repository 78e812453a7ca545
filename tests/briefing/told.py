"""A site that told a few weeks of calls and cases, as its journal holds them; and what a briefing says of them."""

import random
from collections.abc import Iterable

import msgspec

from briefing import snapshot, spans
from briefing.material import Material, gather
from briefing.sheet import Sheet, Value
from picture import events as e
from picture.clocks import DAY, HOUR
from picture.events import AnyData, Entry, Fact
from picture.profile import Profile
from tests.picture.told import MONTERREY, a_site, at

CENTRE, REGISTRY = "nl/070", "nl/registro"
SITE = a_site(registry=[{"source": REGISTRY, "name": "Registro", "about": "casos", "url": "wss://registro.example"}])
DAY_NAME = "2026-11-20"  # a Friday
STARTS, ENDS = at("2026-11-20 00:00"), at("2026-11-21 00:00")
AS_OF = ENDS + 7 * HOUR
BACK = (0, 1, 7, 14, 21, 28, 35, 42, 49, 56)  # days before it that it is compared with


def fact(time: int, subject: str, data: AnyData, source: str = CENTRE) -> Fact:
    return Fact(time=time, source=source, subject=subject, data=data)


def journal(facts: Iterable[Fact], profile: Profile = SITE, *, since: int = STARTS - 60 * DAY) -> list[Entry]:
    """Each heard when it happened; before them the profile. On every day at noon everybody says a word, so that a day
    without calls is known to be one."""
    told = [*facts, fact(since, profile.code, configured(profile), "vigia/watch")]
    for source in (CENTRE, REGISTRY):
        told += [fact(each, "a-1", e.AgentChanged("away"), source) for each in range(since, ENDS, DAY // 2)]
    told.sort(key=lambda each: each.time)
    return [Entry(number, each.time, each) for number, each in enumerate(told, 1)]


def configured(profile: Profile) -> e.SiteConfigured:
    return e.SiteConfigured(profile=msgspec.to_builtins(profile))


def material(entries: list[Entry], name: str = DAY_NAME, as_of: int = AS_OF) -> Material:
    return gather(entries, spans.named(name, SITE), as_of)


def sheet(entries: list[Entry], name: str = DAY_NAME, as_of: int = AS_OF) -> Sheet:
    return snapshot.made(entries, spans.named(name, SITE), as_of, "demo")


def rows(of: Sheet, key: str) -> dict[Value, dict[str, Value]]:
    """By its first column."""
    table = of.table(key)
    names = [column.key for column in table.columns]
    return {row[0]: dict(zip(names, row, strict=True)) for row in table.rows}


def any_day(draw: random.Random) -> int:
    """Midnight of the day, or of one that it is compared with."""
    return at(f"{spans.days_of(spans.named(DAY_NAME, SITE), MONTERREY)[0]} 00:00") - draw.choice(BACK) * DAY
