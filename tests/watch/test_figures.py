"""The query says what the wall says, from the store alone."""

import asyncio
import os
import subprocess
import sys

import msgspec
import pytest

from alerts.fold import AlertBoard
from journal.journal import Beat, Checkpoint
from journal.memory import MemoryJournal, MemoryStore
from journal.valkey import ValkeyJournal
from picture import case_events as said
from picture.clocks import HOUR, MINUTE
from picture.errors import VigiaError
from picture.events import Fact
from picture.fold import apply
from picture.picture import Picture
from tests.stores import Server
from tests.watch.cast import NOW, REGISTRY, a_case, a_followup, a_site, told
from watch.decide import site_configured
from watch.figures import Figures, figures
from watch.figures import folded as read
from watch.state import VERSION, save
from watch.wall import WallRoom

FACTS = [
    *a_case("C-1", NOW - HOUR),
    *a_case("C-2", NOW - HOUR, "mild"),
    a_followup("F-1", "C-1", NOW + HOUR),
    told(NOW - MINUTE, "H-1", said.HandoverOffered(giver="nl/070", to="dif", case="C-1")),
]


async def a_journal(facts: list[Fact]) -> MemoryJournal:
    journal = MemoryJournal(MemoryStore(lambda: NOW), "prueba")
    await journal.record(facts)
    return journal


def configured() -> list[Fact]:
    return [fact for _, fact in site_configured(Picture(), a_site(), NOW - 2 * HOUR)]


async def test_the_query_says_what_the_wall_says() -> None:
    journal = await a_journal(configured() + FACTS)
    beats = {REGISTRY: Beat(heard=NOW)}
    found = figures(await read(journal), beats, NOW, 28)
    assert found.board == WallRoom(await read(journal), "demo").document(NOW, beats).cases
    assert found.totals == {"cases.opened": 2, "cases.severe": 1, "cases.mild": 1, "handovers.offered": 1}
    assert found.ledgers
    assert [row.id for row in found.ledgers.rows] == ["H-1"]
    assert (found.site, found.position, found.days) == ("prueba", 7, 28)


async def test_the_query_goes_on_from_a_checkpoint_and_leaves_the_store_as_it_was() -> None:
    journal = await a_journal(configured() + FACTS)
    lease = await journal.lease("w1", 1000)
    assert lease
    half = Picture()
    for entry in await journal.read(0, 4):
        apply(half, entry)
    await journal.save(lease, Checkpoint(position=half.position, version=VERSION, state=save(half, AlertBoard())))
    found = figures(await read(journal), {}, NOW, 1)
    assert found.board == figures(await read(await a_journal(configured() + FACTS)), {}, NOW, 1).board
    assert (await journal.health()).entries == 7


async def test_a_store_on_which_no_watch_has_run_is_said_to_be_one() -> None:
    picture = await read(await a_journal([]))
    with pytest.raises(VigiaError, match="The journal holds no profile: no watch has run on this store"):
        figures(picture, {}, NOW, 28)


@pytest.mark.store
async def test_the_command_prints_the_figures_of_a_real_store_and_writes_nothing(valkey: Server) -> None:
    journal = ValkeyJournal(valkey.url, "prueba")
    await journal.open("demo")
    await journal.record(configured() + FACTS)
    environment = os.environ | {"VIGIA_SITE": "prueba", "VIGIA_STORE": valkey.url}
    line = [sys.executable, "-m", "watch.figures", "--days", "1"]
    printed = await asyncio.to_thread(subprocess.run, line, env=environment, capture_output=True, check=True)
    found = msgspec.json.decode(printed.stdout, type=Figures)
    assert (found.site, found.position, found.days) == ("prueba", 7, 1)
    assert found.board
    assert found.board.severe.open.value == 1
    assert (await journal.health()).entries == 7
    await journal.close()
