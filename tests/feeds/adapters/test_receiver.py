"""The door for HTTPS drops, over a real socket: who may, how much, and an answer only when all is durable."""

import asyncio
import http.client
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from feeds.adapters import receiver
from feeds.adapters.feed import TableFeed, TableWay
from feeds.adapters.files import MOST
from feeds.admission import Admission
from tests.feeds.adapters.cast import SOURCE, csv_of, registry, row, rules
from tests.feeds.adapters.test_drops import opened
from tests.feeds.cast import NOW, PROFILE, door
from tests.feeds.pretend import until
from tests.feeds.room import Room
from tests.stores import free_port

TOKEN = "registro-" + "s" * 32
BODY = csv_of(row(), row(caso="C-2", riesgo="?"))
GIVEN = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/csv; charset=utf-8"}


@pytest.fixture
def feed(room: Room) -> TableFeed:
    made = registry(view="")
    way = TableWay(registry=made, rules=rules(view=""), token=TOKEN)
    return TableFeed(way, Admission(made, door(), PROFILE), room.journal, lambda: NOW)


@pytest.fixture
async def port(feed: TableFeed, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(receiver, "PATIENCE", 1.0)
    monkeypatch.setattr(receiver, "GUESS", 0.01)
    chosen = free_port()
    task = asyncio.create_task(receiver.receive([feed], chosen))
    await until(lambda: _answers(chosen))
    yield chosen
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, body: bytes = BODY, path: str = f"/drop/{SOURCE}", **headers: str) -> tuple[int, Any]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("POST", path, body, GIVEN | {name.replace("_", "-"): said for name, said in headers.items()})
        answer = line.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        line.close()


async def asked(*parts: Any, **more: Any) -> tuple[int, Any]:
    return await asyncio.to_thread(ask, *parts, **more)


async def test_a_drop_is_answered_with_its_report_when_it_is_durable_and_again_the_same(room: Room, port: int) -> None:
    status, report = await asked(port)
    assert (status, opened(room)) == (200, ["C-1", "C-2"])
    assert (report["rows"], report["facts"], report["repeated"], report["refused"]) == (2, 2, 0, 1)
    assert report["reasons"] == [
        {"row": 2, "fact": "case.assessed", "reason": "level: is none of the words allowed (column riesgo)"}
    ]
    status, again = await asked(port)
    assert (status, again["repeated"], opened(room)) == (200, 2, ["C-1", "C-2"])


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/drop/{SOURCE}", {"Authorization": "Bearer wrong"}),
        (f"/drop/{SOURCE}", {"Authorization": ""}),
        (f"/drop/{SOURCE}", {"Authorization": "Bearer María"}),
        ("/drop/nl/070", {}),
        ("/drop/", {}),
    ],
)
async def test_without_the_registrys_token_nothing_is_read(
    room: Room, port: int, path: str, headers: dict[str, str]
) -> None:
    status, said = await asked(port, path=path, **headers)
    assert (status, said) == (401, {"refused": "the token is not this registry's"})
    assert opened(room) == []


async def test_a_body_is_bounded_and_of_a_known_form(room: Room, port: int) -> None:
    assert (await asked(port, b"x" * (MOST + 1)))[0] == 413
    assert (await asked(port, Content_Type="application/pdf"))[0] == 415
    assert (await asked(port, b"otra,cosa\n")) == (422, {"refused": "its header does not name once the column caso"})
    assert (await asked(port, b'{"caso": "C-7"}', Content_Type="application/x-ndjson"))[0] == 200
    assert opened(room) == []


async def test_nothing_but_posting_a_drop_is_answered(port: int) -> None:
    assert await asyncio.to_thread(_status, port, "GET", f"/drop/{SOURCE}") == 405
    assert await asyncio.to_thread(_status, port, "POST", "/") == 404


def _status(port: int, method: str, path: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request(method, path)
    answer = line.getresponse()
    assert "server" not in {name.lower() for name, _ in answer.getheaders()}
    line.close()
    return answer.status


async def test_while_the_store_is_down_the_sender_is_told_to_come_again_and_another_waits(
    room: Room, feed: TableFeed, port: int
) -> None:
    room.store.fall()
    first = asyncio.create_task(asked(port))
    await until(lambda: feed.held_back)
    assert (await asked(port))[0] == 429
    assert await first == (503, {"refused": "not everything is durable yet: send the same again"})
    room.store.rise()
    assert (await asked(port))[0] == 200
    assert opened(room) == ["C-1", "C-2"]


async def test_what_makes_us_fail_is_neither_answered_nor_logged_with_what_it_quotes(
    feed: TableFeed, port: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(_body: bytes, _form: str) -> None:
        raise ValueError("invalid literal: 'María Canaria'")

    monkeypatch.setattr(feed.drops, "take", fail)
    status, said = await asked(port)
    assert (status, said["refused"].partition(";")[0]) == (500, "it made us fail")
    told = "".join(capfd.readouterr())
    assert "ValueError" in told
    assert "María" not in told


async def test_a_port_that_is_taken_is_tried_again(feed: TableFeed, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(receiver, "AGAIN", 0.02)
    second = asyncio.create_task(receiver.receive([feed], port))
    await asyncio.sleep(0.1)
    assert not second.done()
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
