"""A view becomes facts: nothing lost, nothing doubled, nobody waited for in a circle."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from feeds.adapters.poller import Poller, epoch_of
from feeds.adapters.sql import View
from feeds.adapters.writer import Writer
from journal.memory import MemoryStore
from picture.case_events import CaseAssessed, CaseOpened
from picture.events import FeedGap
from tests.feeds.adapters.cast import SOURCE, TABLE, intake
from tests.feeds.adapters.conftest import Database
from tests.feeds.cast import NOW
from tests.feeds.pretend import until
from tests.feeds.room import Room
from tests.postgres import Cluster

WHEN = "2025-11-21T10:00:00-06:00"


@pytest.fixture
def room() -> Room:
    """At the time of the rows."""
    room = Room()
    room.store = MemoryStore(clock=lambda: NOW)
    room.journal._store = room.store
    return room


@asynccontextmanager
async def polling(room: Room, url: str, sure: int = 60_000, **table: Any) -> AsyncIterator[Poller]:
    made = intake(**table)
    view = View(url, "VIGIA_TABLE_NL_CASOS", made.rules.table, made.rules.columns)
    writer = Writer(SOURCE, room.journal, chance=lambda: 0.02)
    poller = Poller(made, view, writer, lambda: NOW, sure=sure, chance=lambda: 0.0)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        view.close()


def case(number: int, more: str = "NULL") -> str:
    """A statement that takes in one case."""
    return (
        f"INSERT INTO casos (id, caso, paso, cuando, riesgo) VALUES ({number}, 'C-{number}', 'alta', '{WHEN}', {more})"
    )


def journaled(room: Room) -> list[int]:
    """The rows in the journal, as often as they stand there."""
    facts = [entry.fact for entry in room.store.site("nuevo_leon").entries]
    return [fact.sequence // 100 for fact in facts if isinstance(fact.data, CaseOpened)]


def gaps(room: Room) -> list[FeedGap]:
    return [e.fact.data for e in room.store.site("nuevo_leon").entries if isinstance(e.fact.data, FeedGap)]


async def run(database: Database | Cluster, *statements: str) -> None:
    for sql in statements:
        await asyncio.to_thread(database.run, sql)


async def test_rows_become_facts_in_order_and_a_new_start_adds_nothing(room: Room, database: Database) -> None:
    await run(database, case(1), case(2, "'GRAVE'"))
    async with polling(room, database.url) as poller:
        await until(lambda: journaled(room) == [1, 2])
        await run(database, case(3))
        await until(lambda: journaled(room) == [1, 2, 3])
        assert (poller.connected, poller.heard) == (True, NOW)
    async with polling(room, database.url):
        await run(database, case(4))
        await until(lambda: journaled(room) == [1, 2, 3, 4])
    opened, assessed = (entry.fact for entry in room.store.site("nuevo_leon").entries[1:3])
    assert (opened.sequence, assessed.sequence, assessed.subject) == (201, 202, "C-2")
    assert assessed.data == CaseAssessed(level="severe")
    assert {opened.source, opened.agency, opened.epoch} == {SOURCE, "iem", "vigia_casos.id"}
    assert (await room.journal.mark(SOURCE)).sequence == 499


async def test_more_rows_than_one_look_are_read_without_a_pause(room: Room, sqlite: Database) -> None:
    await run(
        sqlite,
        f"INSERT INTO casos (caso, paso, cuando) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        f" WHERE i < 1700) SELECT 'C-' || i, 'alta', '{WHEN}' FROM n",
    )
    async with polling(room, sqlite.url, poll=60.0):
        await until(lambda: journaled(room) == list(range(1, 1701)))


async def test_a_row_that_commits_late_is_seen_before_those_after_it(room: Room, postgres: Cluster) -> None:
    async with polling(room, postgres.url, settle=20.0):
        late = await asyncio.to_thread(postgres.connect)
        await asyncio.to_thread(late.execute, case(1).encode())
        await run(postgres, case(2), case(3))
        await asyncio.sleep(0.5)
        assert journaled(room) == []
        await asyncio.to_thread(late.commit)
        late.close()
        await until(lambda: journaled(room) == [1, 2, 3])


async def test_a_number_that_was_rolled_back_holds_up_what_follows_for_as_long_as_said(
    room: Room, postgres: Cluster
) -> None:
    with postgres.connect() as given_up:
        given_up.execute("SELECT nextval('casos_id_seq')")
        given_up.rollback()
    loop = asyncio.get_running_loop()
    async with polling(room, postgres.url, settle=0.6) as poller:
        began = loop.time()
        await run(postgres, case(2))
        await until(lambda: poller.behind == 1)
        await until(lambda: journaled(room) == [2])
        assert 0.6 <= loop.time() - began < 3
        assert gaps(room) == []


async def test_what_a_row_says_wrongly_is_refused_and_the_rest_of_it_taken(room: Room, database: Database) -> None:
    await run(database, case(1, "'MARÍA CANARIA'"), "INSERT INTO casos (id, paso) VALUES (2, 'Canaria')", case(3))
    async with polling(room, database.url):
        await until(lambda: journaled(room) == [1, 3])
    one, two = await room.journal.quarantined(SOURCE)
    assert (one.sequence, one.reason) == (102, "level: is none of the words allowed (column riesgo)")
    assert (two.sequence, two.reason) == (200, "row: no rule of the profile speaks of it")
    assert "level:str" in one.skeleton
    assert "ANARIA" not in repr([one, two]).upper()


async def test_a_database_that_went_away_is_tried_again_with_patience(room: Room, postgres: Cluster) -> None:
    await run(postgres, case(1))
    async with polling(room, postgres.url) as poller:
        await until(lambda: journaled(room) == [1])
        poller._pause = slept = Slept()
        await asyncio.to_thread(postgres.stop)
        await until(lambda: slept.seconds[-1:] == [15.0])  # half of the longest: no jitter here
        heard = poller.heard
        assert (sorted(slept.seconds), poller.connected) == (slept.seconds, False)
        await asyncio.to_thread(postgres.start)
        await run(postgres, case(2))
        await until(lambda: journaled(room) == [1, 2])
        assert poller.connected
        assert heard is not None


class Slept:
    """Remembers for how long it was asked to pause, and pauses hardly at all."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        if seconds > TABLE.poll or not self.seconds:
            self.seconds.append(seconds)
        await asyncio.sleep(0.01)


async def test_while_the_store_is_down_nothing_is_passed_by(room: Room, sqlite: Database) -> None:
    await run(sqlite, case(1))
    async with polling(room, sqlite.url) as poller:
        await until(lambda: journaled(room) == [1])
        room.store.fall()
        await run(sqlite, case(2), case(3))
        await until(lambda: poller._writer.held_back)
        room.store.rise()
        await until(lambda: journaled(room) == [1, 2, 3])
        assert not poller._writer.held_back


async def test_two_processes_on_one_view_journal_each_row_once(room: Room, sqlite: Database) -> None:
    async with polling(room, sqlite.url), polling(room, sqlite.url):
        for number in range(1, 21):
            await run(sqlite, case(number))
        await until(lambda: 20 in journaled(room))
        await asyncio.sleep(0.1)
    assert journaled(room) == list(range(1, 21))


async def test_a_view_that_was_set_back_is_a_gap_and_goes_on_from_there(room: Room, sqlite: Database) -> None:
    await run(sqlite, *map(case, range(1, 6)))
    async with polling(room, sqlite.url, sure=300):
        await until(lambda: journaled(room) == [1, 2, 3, 4, 5])
        await run(sqlite, "DELETE FROM casos WHERE id > 2")
        await until(lambda: gaps(room) != [])
        await run(sqlite, case(3), case(4))
        await until(lambda: journaled(room) == [1, 2, 3, 4, 5, 3, 4])
    assert gaps(room) == [FeedGap(reason="rewound", first=300, last=599)]


async def test_an_emptied_view_is_no_gap(room: Room, sqlite: Database) -> None:
    await run(sqlite, case(1))
    async with polling(room, sqlite.url, sure=100):
        await until(lambda: journaled(room) == [1])
        await run(sqlite, "DELETE FROM casos")
        await asyncio.sleep(0.4)
        await run(sqlite, case(2))
        await until(lambda: journaled(room) == [1, 2])
    assert gaps(room) == []


async def test_another_view_is_another_numbering_and_is_read_from_its_beginning(room: Room, sqlite: Database) -> None:
    await run(sqlite, case(1), case(2), "CREATE VIEW nueva AS SELECT * FROM casos")
    async with polling(room, sqlite.url):
        await until(lambda: journaled(room) == [1, 2])
    async with polling(room, sqlite.url, view="nueva"):
        await until(lambda: journaled(room) == [1, 2, 1, 2])
    assert [gap.reason for gap in gaps(room)] == ["new_epoch"]


@pytest.mark.parametrize("view", ["registro.casos", "registro.casos añejos"])
def test_a_numbering_is_named_as_an_epoch_is(view: str) -> None:
    made: Callable[..., Any] = intake
    assert epoch_of(made(view=view).rules.table).startswith("registro.casos")
    assert " " not in epoch_of(made(view=view).rules.table)
