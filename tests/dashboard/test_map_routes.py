"""The map's routes: files that never change under their address, the past as it was kept, a search on demand."""

import asyncio
import re
from typing import Any, cast

import httpx2
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

import settings
from dashboard.gate.person import Person
from dashboard.map_files import Files, On, Site
from dashboard.map_live import MapHub
from dashboard.map_routes import MapService, map_of, site_of
from dashboard.service import Service
from journal.memory import MemoryJournal, MemoryStore
from maps.documents import ASK, MAP, History, encode
from tests.maps import sample_map as sample

SITE = Site({"type": "FeatureCollection", "features": []}, [], {"legal": "Asesoría"}, "de prueba")
FILES: dict[On, Files] = {"wall": Files(SITE, ("wall",)), "desk": Files(SITE, ("wall", "desk"))}
LEAD, READER = (Person(role, role, frozenset({role})) for role in ("lead", "reader"))


class Room:
    """One server's map, asked past its gate as somebody."""

    def __init__(self, side: On) -> None:
        self.files = FILES[side]
        self.journal = MemoryJournal(MemoryStore(), "nuevo_leon")
        hub = MapHub(journal=self.journal, kind="demo", right=side)
        self._app = Starlette(routes=MapService(self.journal, hub, self.files, side).routes)

    async def ask(self, method: str, path: str, person: Person | None = None, **given: Any) -> httpx2.Response:
        transport = httpx2.ASGITransport(_as(self._app, person))
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **given)


def _as(app: ASGIApp, person: Person | None) -> ASGIApp:
    async def entered(scope: Scope, receive: Receive, send: Send) -> None:
        state = "open" if person is None else "closed"
        await app({**scope, "vigia.gate": state, "vigia.person": person, "vigia.screen": None}, receive, send)

    return entered


@pytest.fixture
async def desk() -> Room:
    room = Room("desk")
    await room.journal.open("demo")
    return room


async def test_the_wall_has_no_other_map_than_the_walls() -> None:
    wall = Room("wall")
    for on in ("wall", "desk"):
        assert (await wall.ask("GET", f"/map?on={on}&lang=es")).text == wall.files.pages["wall", "es"]
    for method, path in (("GET", "/map/history/7d/cell"), ("POST", "/map/scan")):
        assert (await wall.ask(method, path, LEAD)).status_code == 404


async def test_a_file_keeps_for_ever_and_is_gone_under_another_address(desk: Room) -> None:
    for name, content in desk.files.contents.items():
        answer = await desk.ask("GET", f"/map/files/{desk.files.folder}/{name}")
        assert answer.content == content
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith(("text/javascript", "text/css"))
        assert (await desk.ask("GET", f"/map/files/other/{name}")).status_code == 404
    for name in ("nothing.js", "..%2fmap_files.py"):
        assert (await desk.ask("GET", f"/map/files/{desk.files.folder}/{name}")).status_code == 404


def test_every_file_that_a_file_imports_is_there() -> None:
    for files in FILES.values():
        for name, content in files.contents.items():
            if name.startswith("map_") and name.endswith(".js"):
                assert _imports(content.decode()) <= files.contents.keys(), name


def _imports(script: str) -> set[str]:
    return set(re.findall(r'^import .* from "\./([\w.]+)"', script, re.MULTILINE))


async def test_the_past_is_as_it_was_kept_or_empty(desk: Room) -> None:
    history = sample.history("7d", "cell", 2)
    await desk.journal.put(MAP, "history.7d.cell", encode(history))
    assert (await desk.ask("GET", "/map/history/7d/cell", LEAD)).content == encode(history)
    empty = await desk.ask("GET", "/map/history/28d/cell", LEAD)
    assert msgspec.json.decode(empty.content, type=History) == History("28d", "cell", ())


@pytest.mark.parametrize("path", ["24h/cell", "6h/cell", "1h/municipality", "7d/street", "now/now"])
async def test_there_is_no_past_of_what_no_map_shows(desk: Room, path: str) -> None:
    await desk.journal.put(MAP, f"history.{path.replace('/', '.')}", b"secret")
    assert (await desk.ask("GET", f"/map/history/{path}", LEAD)).status_code == 404


async def test_the_past_is_for_who_may_sit_at_the_desk(desk: Room) -> None:
    assert (await desk.ask("GET", "/map/history/7d/cell", READER)).status_code == 403
    assert (await desk.ask("GET", "/map/history/7d/cell")).status_code == 200  # a demo without a gate


async def test_a_search_is_asked_for_answered_at_once_and_audited(desk: Room) -> None:
    heard: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def listen() -> None:
        async for said in desk.journal.listen(ASK):
            heard.put_nowait(said)

    listening = asyncio.create_task(listen())
    assert await heard.get() is None
    answer = await desk.ask("POST", "/map/scan", LEAD, json={}, headers={"X-Vigia": "1"})
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert await asyncio.wait_for(heard.get(), 5) == b""
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert [msgspec.json.decode(record)["what"] for _, _, record in await desk.journal.audited()] == ["map.scan"]


@pytest.mark.parametrize(
    ("person", "headers", "status"),
    [(READER, {"X-Vigia": "1"}, 403), (LEAD, {}, 403), (None, {"X-Vigia": "1"}, 403)],
    ids=["may not act", "from another page", "nobody"],
)
async def test_who_may_not_asks_for_no_search(
    desk: Room, person: Person | None, headers: dict[str, str], status: int
) -> None:
    assert (await desk.ask("POST", "/map/scan", person, json={}, headers=headers)).status_code == status


@pytest.mark.parametrize(("lang", "said"), [("es", "Sin mapa"), ("en", "No map")])
async def test_a_site_without_boundaries_has_no_map_and_says_so(
    monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    monkeypatch.setenv("VIGIA_SITE", "caos")
    monkeypatch.delenv("VIGIA_BOUNDARIES", raising=False)
    routes = map_of(cast(Service, None), "wall")  # nothing of the server is needed for it
    transport = httpx2.ASGITransport(Starlette(routes=routes))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get(f"/map?on=wall&lang={lang}")
    assert answer.status_code == 200 and said in answer.text


def test_a_site_brings_its_municipalities_towns_and_whom_they_are_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_SITE", "nuevo_leon")
    site = site_of(settings.get)
    assert len(site.land["features"]) == 51
    assert site.towns[0]["name"] == "Monterrey"
    assert "GeoNames" in site.source
    assert site.services["legal"] == "Asesoría legal"
