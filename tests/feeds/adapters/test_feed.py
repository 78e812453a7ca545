"""One registry by rows beside the other feeds: its heartbeat, how it is set up, and what is read again."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.adapters import ways as reading
from feeds.adapters.feed import TableFeed, TableWay
from feeds.adapters.redrive import RowRedrive
from feeds.admission import Admission
from journal.journal import Beat
from picture.errors import BadSetting
from picture.events import Fact
from picture.policy import RowRule
from picture.profile import Profile
from tests.feeds.adapters.cast import ASSESSED, OPENED, SOURCE, csv_of, intake, registry, row, rules
from tests.feeds.adapters.conftest import Database
from tests.feeds.cast import NOW, PROFILE, door
from tests.feeds.pretend import until
from tests.feeds.room import Room

WHEN = "2025-11-21T10:00:00-06:00"
MODERATE = f"INSERT INTO casos (id, caso, paso, cuando, riesgo) VALUES (7, 'C-7', 'alta', '{WHEN}', 'REGULAR')"


def way(url: str, folder: Path | None = None, **table: object) -> TableWay:
    made = registry(**table)
    return TableWay(registry=made, rules=rules(**table), url=url, setting="VIGIA_TABLE_NL_CASOS", folder=folder)


def beat_of(feed: TableFeed) -> Beat | None:
    return feed.beat


def feed(room: Room, way: TableWay) -> TableFeed:
    return TableFeed(way, Admission(way.registry, door(), PROFILE), room.journal, lambda: NOW)


async def test_its_heartbeat_says_when_the_view_last_answered(room: Room, sqlite: Database) -> None:
    made = feed(room, way(sqlite.url))
    assert beat_of(made) is None
    task = asyncio.create_task(made.run())
    await asyncio.to_thread(sqlite.run, MODERATE)
    await until(lambda: made.tally.quarantined == 1 and room.store.site("nuevo_leon").beats.get(SOURCE))
    beat = beat_of(made)
    assert beat
    assert (beat.heard, beat.connected, beat.quarantined, beat.behind) == (NOW, True, 1, 0)
    await asyncio.to_thread(sqlite.run, "DROP VIEW vigia_casos")
    await until(lambda: not made.connected)
    assert beat_of(made) == replace(beat, connected=False)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_registry_of_files_alone_was_heard_when_its_last_file_came(room: Room, tmp_path: Path) -> None:
    made = feed(room, way("", tmp_path / "in", view=""))
    task = asyncio.create_task(made.run())
    await until(lambda: made.connected)
    assert beat_of(made) is None
    await made.drops.take(csv_of(row()), "csv")
    beat = beat_of(made)
    assert beat
    assert beat.heard == NOW
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_part_that_fails_ends_the_feed_with_its_own_error(room: Room, tmp_path: Path) -> None:
    made = feed(room, way("", tmp_path / "in", view=""))
    assert made._folder
    made._folder._every = "never"  # type: ignore[assignment]  # what nobody thought of
    with pytest.raises(TypeError):
        await made.run()


async def refused(room: Room, database: Database, mended: tuple[RowRule, ...], *, file: bool = False) -> str:
    """What becomes of row 7, refused by the mapping of the cast, when it is read again with this one."""
    await asyncio.to_thread(database.run, MODERATE)
    made = feed(room, way(database.url))
    task = asyncio.create_task(made.run())
    await until(lambda: made.tally.quarantined == 1)
    if file:
        await made.drops.take(csv_of(row(paso="?")), "csv")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    entry = (await room.journal.quarantined())[-1]
    told = way(database.url, fact=mended)
    again = RowRedrive(told, Admission(told.registry, door(), PROFILE), room.journal, lambda: NOW)
    ((_, outcome),) = [pair async for pair in again.run([entry])]
    return outcome


async def test_a_refused_row_is_read_again_once_the_mapping_is_mended(room: Room, sqlite: Database) -> None:
    level = replace(
        ASSESSED, fields={"level": replace(intake().rules.rules[1].columns["level"], words={"REGULAR": "mild"})}
    )
    assert await refused(room, sqlite, (OPENED, level)) == "is in the journal now"
    last: Fact = room.store.site("nuevo_leon").entries[-1].fact
    assert (last.subject, last.sequence) == ("C-7", 702)


async def test_a_row_that_is_still_wrong_or_came_in_a_file_is_said_so(room: Room, sqlite: Database) -> None:
    why = "is refused again: level: is none of the words allowed (column riesgo)"
    assert await refused(room, sqlite, (OPENED, ASSESSED)) == why


async def test_a_row_of_a_file_cannot_be_asked_for(room: Room, sqlite: Database) -> None:
    told = await refused(room, sqlite, (OPENED, ASSESSED), file=True)
    assert told == "came in a file: mend the row and drop it in another one"


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch) -> Profile:
    for name in ("VIGIA_DROPS", "VIGIA_DROPS_PORT", "VIGIA_TABLE_NL_CASOS", "VIGIA_TOKEN_NL_CASOS"):
        monkeypatch.delenv(name, raising=False)
    return PROFILE


def test_a_view_needs_the_address_of_its_database(profile: Profile) -> None:
    with pytest.raises(BadSetting, match="VIGIA_TABLE_NL_CASOS is not set: the address of the database"):
        reading.ways(profile, [registry()])


def test_a_registry_that_would_never_be_heard_is_refused(profile: Profile) -> None:
    with pytest.raises(BadSetting, match="nl/casos has no view: it would never be heard"):
        reading.ways(profile, [registry(view="")])


def test_a_port_for_drops_needs_the_registrys_token(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_DROPS_PORT", "8514")
    with pytest.raises(BadSetting, match="VIGIA_TOKEN_NL_CASOS is not set"):
        reading.ways(profile, [registry(view="")])
    monkeypatch.setenv("VIGIA_TOKEN_NL_CASOS", "t")
    monkeypatch.setenv("VIGIA_DROPS", "/srv/drops")
    (told,) = reading.ways(profile, [registry(view="")])
    assert (told.token, told.folder, told.url) == ("t", Path("/srv/drops/nl_casos"), "")
    assert reading.drops_port() == 8514
