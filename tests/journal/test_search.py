"""What is sought in the archive is what plain Python finds in its facts, whatever is asked and wherever files end."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.archive import Archive, parquet
from journal.archive.search import By, Sought
from picture import case_events as case
from picture.codec import encode_fact
from picture.errors import BadArchive
from picture.events import AnyData, CallOffered, Entry, Fact

SITE = "nuevo_leon"
SOURCES = ("nl/070", "nl/911", "nl/registro")
NAMES = ("a", "b", "c", "zz")
EDGES = (0, 100, 250, 400, 10_000)


def told(random: Random, number: int, at: int) -> Entry:
    data: AnyData = random.choice(
        (
            CallOffered(queue="psicologia"),
            case.CaseAssessed(level="severe"),
            case.FollowUpPlanned(case=random.choice(NAMES)),
            case.ServiceGiven(service="legal", case=random.choice((None, *NAMES))),
        )
    )
    fact = Fact(time=at, source=random.choice(SOURCES), subject=random.choice(NAMES), data=data)
    return Entry(number, at, fact)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[Entry]]]:
    """Five files of several row groups; the second was written before the column of cases was there."""
    random, at, entries = Random(5), 0, []
    for number in range(1, 201):
        at += random.choice((0, 1, 5))
        entries.append(told(random, number, at))
    folder = tmp_path_factory.mktemp("archive")
    archive = Archive(folder, SITE)

    async def fill() -> None:
        async with archive.held("demo"):
            for first in range(0, 200, 40):
                archive.add([(e.number, e.recorded, encode_fact(e.fact)) for e in entries[first : first + 40]])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parquet, "GROUP", 16)
        asyncio.run(fill())
        old = folder / archive.manifest.files[1].name
        pq.write_table(pq.read_table(old).drop_columns(["case"]), old, row_group_size=16)
        yield archive, entries


def plain(entries: list[Entry], asked: Sought) -> list[Entry]:
    def hers(fact: Fact) -> bool:
        named: Any = getattr(fact.data, "case", None)
        if not asked.subjects and not asked.case:
            return True
        return fact.subject in (*asked.subjects, asked.case) or bool(asked.case and named == asked.case)

    return [
        entry
        for entry in entries
        if asked.since <= entry.recorded < asked.until
        and asked.after < entry.number <= asked.through
        and (not asked.types or entry.fact.data.__struct_config__.tag in asked.types)
        and (not asked.sources or entry.fact.source in asked.sources)
        and hers(entry.fact)
    ]


def few(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=2).map(tuple)


asked = st.builds(
    Sought,
    subjects=few(*NAMES, "nobody"),
    case=st.sampled_from(("", *NAMES)),
    types=few("call.offered", "case.assessed", "followup.planned", "service.given", "hotspot.found"),
    sources=few(*SOURCES, "nl/none"),
    since=st.integers(0, 450),
    until=st.one_of(st.just(1 << 62), st.integers(0, 450)),
    after=st.integers(0, 210),
    through=st.one_of(st.just(1 << 62), st.integers(0, 210)),
)


@given(asked, st.one_of(st.none(), st.integers(1, 60)))
def test_found_is_what_plain_python_finds(made: tuple[Archive, list[Entry]], sought: Sought, most: int | None) -> None:
    archive, entries = made
    assert list(archive.find(sought, most)) == plain(entries, sought)[:most]
    assert [e for e in entries if sought.fits((e.number, e.recorded, encode_fact(e.fact)))] == plain(entries, sought)


@given(asked, st.lists(st.sampled_from(("day", "type", "source")), unique=True))
def test_counted_is_what_plain_python_counts(
    made: tuple[Archive, list[Entry]], sought: Sought, by: tuple[By, ...]
) -> None:
    archive, entries = made

    def key(entry: Entry) -> tuple[str | int, ...]:
        day = max(at for at, edge in enumerate(EDGES) if edge <= entry.recorded)
        said: dict[str, str | int] = {
            "day": day,
            "type": str(entry.fact.data.__struct_config__.tag),
            "source": entry.fact.source,
        }
        return tuple(said[name] for name in by)

    assert +archive.count(sought, tuple(by), EDGES) == Counter(map(key, plain(entries, sought)))


def test_pages_follow_each_other(made: tuple[Archive, list[Entry]]) -> None:
    archive, entries = made
    found: list[Entry] = []
    while page := list(archive.find(Sought(types=("call.offered",), after=found[-1].number if found else 0), 7)):
        found += page
    assert found == plain(entries, Sought(types=("call.offered",)))


def test_how_far_it_is_is_told(made: tuple[Archive, list[Entry]]) -> None:
    looked: list[int] = []
    assert list(made[0].find(Sought(types=("hotspot.found",)), looked=looked.append)) == []
    assert looked == [40, 80, 120, 160, 200]


def test_a_file_that_is_gone_is_named(made: tuple[Archive, list[Entry]], tmp_path: Path) -> None:
    archive, entries = made
    file = archive.folder / archive.manifest.files[2].name
    away = file.rename(tmp_path / file.name)
    try:
        with pytest.raises(BadArchive, match=file.name):
            list(archive.find(Sought()))
    finally:
        away.rename(file)
    assert list(archive.find(Sought())) == entries
