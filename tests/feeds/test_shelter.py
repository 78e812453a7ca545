"""Cases at a shelter, told through every door: with its zone sealed its cells are nowhere; added later, they go."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import h3
import pytest

from feeds import zones
from feeds.seal import main as seal
from journal.journal import START, Checkpoint
from journal.valkey import ValkeyJournal
from picture.case_events import CaseOpened
from picture.events import CallOffered, Entry, Fact
from picture.place_events import HotspotFound, SiteRedacted
from tests.feeds.cast import NOW, event
from tests.feeds.pretend import TOKEN, PretendCentre, until
from tests.stores import Server, free_port

pytestmark = pytest.mark.store

SHELTER, STREET = (25.6721234, -100.3091234), (24.8603214, -99.5674321)  # far from each other: no decoy lies there
CELLS = h3.grid_disk(h3.latlng_to_cell(*SHELTER, 8), 1)
CELL, OUTSIDE = h3.latlng_to_cell(*SHELTER, 8), h3.latlng_to_cell(*STREET, 8)
NEAR = h3.cell_to_parent(CELL, 7)
CLEAR = [str(number) for number in SHELTER]
MONTERREY, LINARES = "19039", "19033"

PROFILE = """
code = "nuevo_leon"
name = "Nuevo León"
room = "Sala"
zone = "America/Monterrey"
shift = [{{ code = "dia", name = "Día", starts = "06:00" }}]
place = [
    {{ code = "19039", name = "Monterrey", region = "Centro" }},
    {{ code = "19033", name = "Linares", region = "Sur" }},
]

[[centre]]
source = "nl/070"
name = "070"
about = "orientación"
url = "{centre}"
service_level = {{ target = 80, within = 20 }}
queue = [{{ code = "psicologia", name = "Psicología" }}]

[[registry]]
source = "nl/casos"
name = "Casos"
about = "registro"
url = "{registry}"

[[registry]]
source = "nl/tabla"
name = "Tabla"
about = "registro"

[registry.table]
view = "casos"
poll = 0.05
settle = 0.1

[[registry.table.fact]]
type = "case.opened"
subject = "caso"
time = "cuando"
fields = {{ latitude = "lat", longitude = "lon" }}
"""
WHEN = "2025-11-21T10:00:00-06:00"


def told(number: int, name: str, source: str, queue: dict[str, str]) -> bytes:
    """At the shelter, or every third on the street."""
    latitude, longitude = SHELTER if number % 3 else STREET
    data = {**queue, "latitude": latitude, "longitude": longitude}
    return event(number, name, data, source=source, subject=f"caso-{number}", id=f"{source}{number}")


class Site:
    """Its two servers, its table and its drops. `calls`, `cases`: at 070 and at the registry by WebSocket."""

    def __init__(self, folder: Path, valkey: Server) -> None:
        self.folder, self.valkey = folder, valkey
        self.calls = PretendCentre(3, frame=lambda n: told(n, "call.offered", "nl/070", {"queue": "psicologia"}))
        self.cases = PretendCentre(3, frame=lambda n: told(n, "case.opened", "nl/casos", {}))
        self.log = folder / "log"
        self.rows = self.files = 0
        self.settings: dict[str, str] = {}

    def configure(self) -> None:
        toml = PROFILE.format(centre=self.calls.url, registry=self.cases.url)
        (self.folder / "nuevo_leon.toml").write_text(toml, encoding="utf-8")
        self.settings = {
            "VIGIA_SITE": "nuevo_leon",
            "VIGIA_KIND": "demo",
            "VIGIA_LOG": "debug",
            "VIGIA_STORE": self.valkey.url,
            "VIGIA_PROFILES": str(self.folder),
            "VIGIA_KEYRING": str(self.folder / "keyring"),
            "VIGIA_FEEDS_PORT": str(free_port()),
            "VIGIA_DROPS": str(self.folder / "drops"),
            "VIGIA_TOKEN_NL_070": TOKEN,
            "VIGIA_TOKEN_NL_CASOS": TOKEN,
            "VIGIA_TOKEN_NL_TABLA": TOKEN,
            "VIGIA_TABLE_NL_TABLA": f"sqlite:///{self.folder / 'tabla.sqlite'}",
        }
        with sqlite3.connect(self.folder / "tabla.sqlite") as line:
            line.execute("CREATE TABLE casos (id INTEGER PRIMARY KEY, caso, cuando, lat, lon)")

    async def tells(self) -> None:
        """Once more through every door: at the shelter, and on the street."""
        await self.calls.happen(3)
        await self.cases.happen(3)
        places = [(self.rows + n, *place) for n, place in enumerate((SHELTER, STREET), 1)]
        self.rows += 2
        with sqlite3.connect(self.folder / "tabla.sqlite") as line:
            line.executemany(f"INSERT INTO casos VALUES (?, 'fila-' || ?1, '{WHEN}', ?, ?)", places)
        self.files += 1
        folder = self.folder / "drops" / "nl_tabla"
        lines = [f"archivo-{self.files}-{n},{WHEN},{lat},{lon}" for n, lat, lon in places]
        (folder / ".draft").write_text("\n".join(("caso,cuando,lat,lon", *lines)) + "\n")
        (folder / ".draft").rename(folder / f"{self.files}.csv")

    @asynccontextmanager
    async def feeds(self, **more: str) -> AsyncIterator[None]:
        with self.log.open("ab") as out:
            process = subprocess.Popen(  # noqa: ASYNC220  # it starts at once
                [sys.executable, "-m", "feeds"], env=self.settings | more, stdout=out, stderr=out
            )
        try:
            await until((self.folder / "drops" / "nl_tabla").exists, 60)
            await until(lambda: self.calls.links and self.cases.links, 60)
            yield
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 20) == 0
        finally:
            process.kill()
            process.wait(10)

    def metrics(self) -> str:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.settings['VIGIA_FEEDS_PORT']}/metrics", timeout=5
        ) as answer:
            return str(answer.read().decode())

    def lines(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.read_text().splitlines()]

    def seal(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
        """The settings with the shelter's zone and its decoys."""
        sealed = {"VIGIA_EXCLUSIONS": str(self.folder / "sealed"), "VIGIA_EXCLUSIONS_KEY": str(self.folder / "key")}
        (self.folder / "plain").write_text(f"{SHELTER[0]}, {SHELTER[1]}\n")
        with monkeypatch.context() as patch:
            for name, value in (self.settings | sealed).items():
                patch.setenv(name, value)
            seal([str(self.folder / "plain"), str(self.folder / "sealed")])
        (self.folder / "plain").unlink()
        return sealed

    def found(self, cells: list[str]) -> dict[str, list[str]]:
        """Where one of these cells, or the place in the clear, stands in store, logs and files of the process."""
        kept = [path for path in self.folder.rglob("*") if path.is_file() and path.suffix not in (".sqlite", ".csv")]
        texts = {str(path.relative_to(self.folder)): path.read_bytes().decode(errors="replace") for path in kept}
        found = {name: [word for word in (*cells, *CLEAR) if word in text] for name, text in texts.items()}
        return {name: words for name, words in found.items() if words}


@pytest.fixture
async def site(tmp_path: Path, valkey: Server) -> AsyncIterator[Site]:
    site = Site(tmp_path, valkey)
    async with site.calls.open(), site.cases.open():
        site.configure()
        yield site


async def facts_of(journal: ValkeyJournal, many: int) -> list[Entry]:
    """Once so many calls and cases stand there."""
    deadline = time.monotonic() + 60
    while True:
        entries = await journal.read(START)
        if sum(isinstance(entry.fact.data, CallOffered | CaseOpened) for entry in entries) >= many:
            return entries
        assert time.monotonic() < deadline, len(entries)
        await asyncio.sleep(0.05)


def cells(entries: list[Entry]) -> dict[str, set[str]]:
    """By the kind of subject: through which door it came."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if isinstance(entry.fact.data, CallOffered | CaseOpened):
            door = entry.fact.source + entry.fact.subject.partition("-")[0]
            found.setdefault(door, set()).add(entry.fact.data.cell)
            assert entry.fact.data.municipality == (LINARES if entry.fact.data.cell == OUTSIDE else MONTERREY)
    return found


DOORS = ("nl/070caso", "nl/casoscaso", "nl/tablafila", "nl/tablaarchivo")
EVERY = 10  # calls and cases that `tells` tells


@pytest.fixture
async def journal(valkey: Server) -> AsyncIterator[ValkeyJournal]:
    journal = ValkeyJournal(valkey.url, "nuevo_leon")
    await journal.open("demo")
    yield journal
    await journal.close()


async def test_with_its_zone_sealed_a_shelters_cell_is_nowhere(
    site: Site, journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = site.seal(monkeypatch)
    async with site.feeds(**sealed):
        await site.tells()
        entries = await facts_of(journal, EVERY + 6)
        assert not [word for word in (*CELLS, *CLEAR) if word in site.metrics()]
    assert cells(entries) == {door: {"", OUTSIDE} for door in DOORS}
    assert "redaction.done" in site.lines()
    assert site.found(CELLS) == {}
    assert site.found([OUTSIDE])


async def test_added_later_its_cells_leave_stream_checkpoint_map_and_file(
    site: Site, journal: ValkeyJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site.feeds():
        await site.tells()
        entries = await facts_of(journal, EVERY + 6)
    assert cells(entries) == {door: {CELL, OUTSIDE} for door in DOORS}
    await leave_traces(journal)
    assert any("aof" in name for name in site.found([CELL]))
    before = await journal.read(START)

    sealed = site.seal(monkeypatch)
    async with site.feeds(**sealed):
        await site.tells()
        after = await facts_of(journal, 2 * EVERY + 6)
        assert not [word for word in (*CELLS, *CLEAR, NEAR) if word in site.metrics()]
    assert cells(after) == {door: {"", OUTSIDE} for door in DOORS}
    assert [(e.number, e.recorded, e.fact.time, e.fact.subject) for e in after[: len(before)]] == [
        (e.number, e.recorded, e.fact.time, e.fact.subject) for e in before
    ]
    (told,) = [e.fact.data for e in after if isinstance(e.fact.data, SiteRedacted)]
    assert told == SiteRedacted(entries=11, generation=1)
    assert await journal.checkpoint() is None
    await until(lambda: not site.found([*CELLS, NEAR]))  # the store deletes its old file in a thread of its own
    site.valkey.kill()
    site.valkey.start()
    await journal.close()
    assert await journal.read(START) == after


async def leave_traces(journal: ValkeyJournal) -> None:
    """What watch and maps keep of the journal."""
    found = HotspotFound(
        method="cells",
        places=(MONTERREY,),
        cells=(NEAR,),
        starts=NOW,
        ends=NOW,
        observed=9,
        expected=3.1,
        recurrence=400,
        first=NOW,
        until=NOW,
        made=1,
    )
    await journal.record([Fact(time=NOW, source="nuevo_leon", subject="s1", data=found)])
    lease = await journal.lease("w", 60_000)
    assert lease
    await journal.save(lease, Checkpoint(position=1, version=1, state=CELL.encode()))
    await journal.put("map", "now", NEAR.encode())
    await journal.put("map", "history.7d.cell", NEAR.encode())


async def test_what_is_sealed_has_the_shelter_among_five(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = site.seal(monkeypatch)
    (zone,) = zones.unsealed(Path(sealed["VIGIA_EXCLUSIONS"]), zones.key_in(Path(sealed["VIGIA_EXCLUSIONS_KEY"])))
    assert set(zone.cells) == set(CELLS)
    assert len({zone.cells, *zone.decoys}) == 5
