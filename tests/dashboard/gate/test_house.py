"""Who is whose while the store is away, what a header carries, and what a socket does when its door is shut."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message

from dashboard.gate import house as houses
from dashboard.gate import pages, wording
from dashboard.gate.doors import CLOSED, Door, Held
from dashboard.gate.house import SIDES, House
from dashboard.gate.middleware import written
from dashboard.gate.person import MAY, ROLES, Person
from dashboard.gate.surfaces import SOCKET, Surface
from picture.errors import StoreDown
from tests.dashboard.gate.cast import HOUR, LEAD, LEDGER, MINUTE, Time, journal_at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def house(time: Time) -> House:
    return House(journal=journal_at(time), side=SIDES["wall"], kind="demo", ledger=LEDGER)


async def enrolled(house: House) -> str:
    entered = await house.screens.enrol((await house.screens.code("sala", "supervisora"))[0])
    assert entered
    return entered[1]


async def test_a_wall_that_reloads_while_the_store_is_away_is_still_let_in(house: House) -> None:
    cookies = ("", await enrolled(house))
    known = await house.entering(cookies)
    house.journal._store.fall()  # type: ignore[attr-defined]
    assert await house.entering(cookies) == known
    with pytest.raises(StoreDown):
        await house.entering(("", cookies[1] + "x"))


async def test_a_person_is_remembered_for_a_while_only(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, cookie = await house.sessions.begin(LEAD.person(), "password")
    assert await house.entering((cookie, "")) == (lead, None)
    house.journal._store.fall()  # type: ignore[attr-defined]
    assert await house.entering((cookie, "")) == (lead, None)
    monkeypatch.setattr(houses, "REMEMBERED", -1.0)
    with pytest.raises(StoreDown):
        await house.entering((cookie, ""))


async def test_who_was_shut_out_is_not_remembered(house: House) -> None:
    cookies = ("", await enrolled(house))
    known = await house.entering(cookies)
    assert known[1]
    await house.screens.revoke(known[1].id, "supervisora")
    assert await house.entering(cookies) == (None, None)
    house.journal._store.fall()  # type: ignore[attr-defined]
    with pytest.raises(StoreDown):
        await house.entering(cookies)


async def test_an_idle_session_closes_its_sockets_and_a_wall_never_is_idle(house: House, time: Time) -> None:
    _, session = await house.sessions.begin(LEAD.person(), "password")
    screen = await enrolled(house)
    live = [Surface(SOCKET, "/live", "wall")]
    with house.doors.opened((session, ""), live) as lead, house.doors.opened(("", screen), live) as wall:
        time.passes(29 * MINUTE)
        await house.doors.look()
        assert not lead.shut.is_set()
        time.passes(2 * MINUTE)
        await house.doors.look()
        assert lead.shut.is_set()
        for _ in range(30 * 24):
            time.passes(HOUR)
            await house.doors.look()
        assert not wall.shut.is_set()


async def test_doors_stay_as_they_are_while_the_store_is_away(house: House) -> None:
    screen = await enrolled(house)
    with house.doors.opened(("", screen), [Surface(SOCKET, "/live", "wall")]) as wall:
        house.journal._store.fall()  # type: ignore[attr-defined]
        with pytest.raises(StoreDown):
            await house.doors.look()
        assert not wall.shut.is_set()


async def test_a_shut_door_ends_both_ends_of_its_socket() -> None:
    sent: list[Message] = []
    coming: asyncio.Queue[Message] = asyncio.Queue()

    async def send(message: Message) -> None:
        sent.append(message)

    door = Door(("", ""), [])
    held = Held(door, coming.get, send)
    coming.put_nowait({"type": "websocket.connect"})
    assert await held.receive() == {"type": "websocket.connect"}
    await held.send({"type": "websocket.accept"})
    waiting = asyncio.create_task(held.receive())
    await asyncio.sleep(0)
    door.shut.set()
    assert await waiting == {"type": "websocket.disconnect", "code": CLOSED}
    assert sent[-1] == {"type": "websocket.close", "code": CLOSED}
    with pytest.raises(OSError, match="shut"):
        await held.send({"type": "websocket.send", "text": "x"})
    held.end()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("María Núñez", b"Mar\xeda N\xfa\xf1ez"),
        ("Mari\u0301a", b"Mar\xeda"),  # written with a combining accent
        ("Łucja Ő", b"ucja O"),
        ("a\r\nX-Role: supervisor", b"aX-Role: supervisor"),
    ],
)
def test_a_name_goes_into_a_header_as_streamlit_reads_it(name: str, header: bytes) -> None:
    assert written(name) == header


def test_a_name_is_text_on_a_page_whatever_it_holds(house: House) -> None:
    scope = {"type": "http", "query_string": b"lang=en", "headers": [], "method": "GET", "path": "/"}
    page = bytes(pages.closed(scope, house, Person("a", "<script>alert(1)</script>", frozenset())).body).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "You are signed in as" in page


def test_both_languages_have_every_word() -> None:
    assert wording.ES.keys() == wording.EN.keys()
    assert [wording.wait(wording.EN, ms) for ms in (1, 60_000, 60_001, 299_000)] == ["1 s", "60 s", "2 min", "5 min"]


def test_rights_are_of_roles_that_there_are_and_a_misspelt_one_is_no_refusal() -> None:
    assert all(roles <= set(ROLES) for roles in MAY.values())
    with pytest.raises(KeyError):
        Person("a", "A", frozenset({"lead"})).may("akt")
    matrix: dict[str, Any] = {
        role: {what for what in MAY if Person("a", "A", frozenset({role})).may(what)} for role in ROLES
    }
    assert matrix == {
        "wall": {"wall"},
        "lead": {"act", "blank", "desk", "briefing", "wall"},
        "supervisor": {"act", "blank", "screens", "lock", "decide", "desk", "briefing", "wall"},
        "reader": {"briefing"},
        "auditor": {"audit"},
    }
