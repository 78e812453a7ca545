"""Walls hidden and shut out at once, with the watch dead; and the audit as a table."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from dashboard.gate import audit
from dashboard.gate.house import SIDES, House
from dashboard.gate.ledger import Ledger
from dashboard.gate.middleware import Gate
from dashboard.live import Hub
from journal.valkey import ValkeyJournal
from tests.dashboard.acts_site import PEOPLE, Site, Socket, site_on, until
from tests.stores import Server as Store
from watch.documents import WALL

pytestmark = pytest.mark.store


@pytest_asyncio.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    async with site_on(store.url) as site:
        await site.stop_watch()
        yield site


class Walls:
    """A wall's server of the same site."""

    def __init__(self, site: Site) -> None:
        self.journal = ValkeyJournal(site.url, site.name)
        self.hub = Hub(journal=self.journal, kind="demo")
        self.house = House(journal=self.journal, side=SIDES["wall"], kind="demo", ledger=Ledger(PEOPLE))
        self._app = Gate(Starlette(routes=[WebSocketRoute("/live", self.hub)]), house=self.house, policy="")
        self._tasks = [asyncio.create_task(work) for work in (self.hub.run(), self.house.doors.run())]

    async def screen(self, code: str) -> tuple[str, Socket]:
        enrolled = await self.house.screens.enrol(code)
        assert enrolled
        return enrolled[0].id, Socket(self._app, f"vigia-screen={enrolled[1]}")

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.journal.close()


@pytest_asyncio.fixture
async def walls(site: Site) -> AsyncIterator[Walls]:
    walls = Walls(site)
    await until(lambda: walls.hub.hidden is not None)
    yield walls
    await walls.stop()


async def screen(site: Site, walls: Walls, name: str = "sala") -> tuple[str, Socket]:
    status, body = await site.post("supervisora", "/screens/code", {"name": name})
    assert status == 200
    assert body["expires"] > await site.journal.now()
    return await walls.screen(body["code"])


def said(wall: Socket) -> list[bytes]:
    return [frame for frame in wall.frames if not frame.startswith(b'{"status"')]


async def test_every_wall_is_hidden_and_shown_within_a_second_though_the_watch_is_dead(
    site: Site, walls: Walls
) -> None:
    _, first = await screen(site, walls)
    await site.journal.publish(WALL, b'{"one":1}')
    await until(lambda: said(first) == [b'{"one":1}'])
    assert await site.post("lead.norte", "/blank", {"blank": True}) == (200, {"ok": True})
    await until(lambda: said(first)[-1] == b'{"blank":true}', seconds=1)
    assert (await site.get("supervisora", "/me"))[1]["blank"] is True
    _, second = await screen(site, walls)
    await site.journal.publish(WALL, b'{"two":2}')
    await until(lambda: walls.hub.documents == 2)
    await until(lambda: said(second))
    assert said(second) == [b'{"blank":true}']
    assert said(first) == [b'{"one":1}', b'{"blank":true}']
    assert await site.post("lead.norte", "/blank", {"blank": False}) == (200, {"ok": True})
    for wall in (first, second):
        await until(lambda wall=wall: said(wall)[-2:] == [b'{"blank":false}', b'{"two":2}'], seconds=1)
        await wall.leave()
    assert [(s["by"], s["what"]) for s in await site.audited() if s["what"].startswith("walls")] == [
        ("lead.norte", "walls.hidden"),
        ("lead.norte", "walls.shown"),
    ]


async def test_a_wall_server_that_did_not_hear_it_looks_by_itself_within_a_second(site: Site, walls: Walls) -> None:
    _, wall = await screen(site, walls)
    await until(lambda: wall.frames)
    await site.journal.put("room", "blank", b"{}")
    await until(lambda: said(wall) == [b'{"blank":true}'], seconds=1)
    await wall.leave()


async def test_a_server_that_starts_while_the_walls_are_hidden_sends_no_document(site: Site, walls: Walls) -> None:
    await site.post("supervisora", "/blank", {"blank": True})
    fresh = Walls(site)
    await until(lambda: fresh.hub.store == "ok")
    await site.journal.publish(WALL, b'{"one":1}')
    await until(lambda: fresh.hub.documents == 1)
    _, wall = await screen(site, fresh)
    await until(lambda: said(wall))
    assert said(wall) == [b'{"blank":true}']
    await wall.leave()
    await fresh.stop()


async def test_a_revoked_screen_loses_its_socket_within_a_second_and_the_others_do_not(
    site: Site, walls: Walls
) -> None:
    (name, wall), (_, other) = await screen(site, walls, "Sala Ñandú"), await screen(site, walls)
    await until(lambda: wall.frames and other.frames)
    status, body = await site.get("supervisora", "/screens")
    assert status == 200
    assert [(one["name"], one["by"]) for one in body["screens"]] == [
        ("Sala Ñandú", "supervisora"),
        ("sala", "supervisora"),
    ]
    assert body["screens"][0].keys() == {"id", "name", "by", "enrolled", "seen"}
    assert await site.post("supervisora", "/screens/revoke", {"id": name}) == (200, {"ok": True})
    await until(lambda: wall.closed == 4401, seconds=1)
    sent = len(wall.sent)
    await site.journal.publish(WALL, b'{"two":2}')
    await until(lambda: said(other) == [b'{"two":2}'])
    assert len(wall.sent) == sent
    assert await site.post("supervisora", "/screens/revoke", {"id": name}) == (404, {"error": "unknown"})
    await other.leave()


@pytest.mark.parametrize(
    ("account", "path", "body"),
    [
        ("lectora", "/blank", {"blank": True}),
        ("lead.norte", "/screens/code", {"name": "sala"}),
        ("lead.norte", "/screens/revoke", {"id": "a"}),
    ],
)
async def test_who_may_not_is_refused(site: Site, account: str, path: str, body: dict[str, object]) -> None:
    assert await site.post(account, path, body) == (403, {"error": "role"})
    inner = site.behind_the_gate(account)
    assert (await site.ask(account, "POST", path, body, app=inner)).status_code == 403
    assert await site.journal.get("room", "blank") is None


async def test_a_body_that_is_not_understood_hides_nothing(site: Site) -> None:
    assert await site.post("lead.norte", "/blank", {"blank": "true"}) == (
        400,
        {"error": "blank: expected bool, got str."},
    )
    assert await site.post("supervisora", "/screens/code", {"name": "¡!"}) == (
        400,
        {"error": "A screen needs a name of at most 40 signs, with a letter or a digit."},
    )
    assert await site.journal.get("room", "blank") is None


async def test_the_audit_is_exported_whole_as_a_table_that_no_spreadsheet_reckons_with(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.acts_room.PAGE", 2)
    for n in range(4):
        await audit.note(
            site.journal, site.person("lead.norte"), "case.read", f"=cmd|' /C calc'!A{n}", ok=n > 0, why='x"y,z'
        )
    answer = await site.ask("auditora", "GET", "/audit.csv")
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["what"] for row in rows] == ["case.read"] * 4 + ["audit.exported"]
    assert rows[0]["about"] == "'=cmd|' /C calc'!A0"
    assert (rows[0]["ok"], rows[1]["ok"], rows[0]["more"]) == ("False", "True", '{"why":"x\\"y,z"}')
    assert rows[0]["recorded"].endswith("+00:00")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert (await site.ask("supervisora", "GET", "/audit.csv")).status_code == 403
