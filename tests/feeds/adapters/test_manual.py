"""What docs/registries.md tells an administrator to write does what it says."""

import asyncio
import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import profiles
from feeds.adapters.feed import TableFeed, TableWay
from feeds.adapters.mapping import Rules
from feeds.adapters.sql import LARGEST
from feeds.admission import Admission
from picture.case_events import CaseAssessed, CaseClosed, CaseOpened
from picture.policy import Table
from tests.feeds.cast import door
from tests.feeds.pretend import until
from tests.feeds.room import Room
from tests.postgres import Cluster

HERE = Path(__file__).resolve().parents[3]
MANUAL = (HERE / "docs" / "registries.md").read_text(encoding="utf-8")
ROWS = """INSERT INTO vigia.salida (paso, caso, riesgo, violencias, persona, hechos, municipio) VALUES
    ('alta', 'NL-2026-1', 'Grave', 'Física;Sexual', 'EUV-77', current_date - 3, '19039'),
    ('valoración', 'NL-2026-1', 'Leve', NULL, NULL, NULL, NULL),
    ('cierre', 'NL-2026-1', NULL, NULL, NULL, NULL, '19999')"""


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", MANUAL, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def prepared(postgres_server: Cluster) -> Cluster:
    postgres_server.run("DROP SCHEMA IF EXISTS vigia CASCADE")
    for statement in block("sql").split(";\n"):
        if not (statement.startswith("CREATE ROLE vigia") or not statement.strip()):  # the cluster's own user has it
            postgres_server.run(statement)
    return postgres_server


async def test_the_view_and_the_mapping_of_the_manual_bring_a_case_in(room: Room, prepared: Cluster) -> None:
    profile = profiles.load("nuevo_leon", HERE / "profiles")
    table = msgspec.convert(tomllib.loads(block("toml"))["registry"]["table"], Table)
    registry = replace(next(one for one in profile.registry if one.source == "nl/registro"), table=table)
    way = TableWay(registry=registry, rules=Rules(registry, profile.zone), url=prepared.url, setting="VIGIA_TABLE_X")
    feed = TableFeed(way, Admission(registry, door(), profile), room.journal, room.store.clock)
    task = asyncio.create_task(feed.run())
    await asyncio.to_thread(prepared.run, ROWS)
    entries = room.store.site("nuevo_leon").entries
    await until(lambda: len(entries) + feed.tally.quarantined == 4)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await room.journal.quarantined() == []
    opened, *others = [entry.fact.data for entry in entries]
    assert isinstance(opened, CaseOpened)
    assert (opened.forms, opened.municipality, len(opened.person)) == (("fisica", "sexual"), "19039", 2)
    assert opened.episode_from is not None and opened.episode_to is not None
    assert opened.episode_to - opened.episode_from == 86_400_000 - 1
    assert others == [CaseAssessed(level="severe"), CaseAssessed(level="mild"), CaseClosed(reason="concluido")]


def test_the_manual_names_the_highest_number_that_a_cursor_may_have() -> None:
    assert f"{LARGEST:,}" in MANUAL
