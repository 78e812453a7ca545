"""What is asked of the past beside the room itself: a case by its folio, the next step, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from dashboard import past_link
from dashboard.past_link import PastLink
from picture.events import CallAbandoned, CallAnswered, CallOffered
from tests.dashboard.acts_watch import profile
from tests.dashboard.past_room import Room, lived_in, two_cases
from tests.stores import Server
from watch.past_documents import Question

pytestmark = pytest.mark.store


@pytest.fixture
async def room(valkey: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Room]:
    async with lived_in(valkey.url, str(tmp_path / "history"), monkeypatch) as room:
        yield room


async def test_a_case_is_found_by_its_folio_by_who_may_see_it_and_is_to_others_as_unknown_as_none(room: Room) -> None:
    await two_cases(room)
    await room.wall()
    await room.ready()
    status, body = await room.get("fiscal", "/past/case", folio="nl-2")
    assert (status, body["case"], body["story"]) == (200, "NL-2", None)
    status, story = await room.get("fiscal", "/past/story", at=body["at"], case=body["case"])
    assert (status, story["case"]["id"]) == (200, "NL-2")
    hidden, unknown = [await room.get("fiscal", "/past/case", folio=name) for name in ("NL-1", "ñandú 7")]
    assert hidden == unknown
    assert (hidden[0], hidden[1]["error"]) == (404, "unkept")
    assert (await room.get("fiscal", "/past/case"))[0] == 400
    assert ("fiscal", "past.story", "NL-2") in await room.audited()


async def test_nothing_is_changed_by_way_of_the_past(room: Room) -> None:
    await room.ready()
    assert {method for route in room.routes if isinstance(route, Route) for method in route.methods or ()} == {
        "GET",
        "HEAD",
    }


async def test_one_that_dies_again_and_again_is_started_after_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_link, "WAITS", (0.0, 0.2))
    link, starts = PastLink(""), 0

    async def dies(*_: Any) -> Any:
        nonlocal starts
        starts += 1
        raise asyncio.IncompleteReadError(b"", 4)

    async def running() -> None:
        return None

    monkeypatch.setattr(link, "_answered", dies)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", lambda *_, **__: running())
    for _ in range(5):
        assert (await link.ask(Question(ask="bounds"))).why == "away"
    assert starts == 2
    await asyncio.sleep(0.25)
    await link.ask(Question(ask="bounds"))
    assert starts == 3


async def test_one_steps_by_what_one_chose(room: Room) -> None:
    centre = profile().centre[0]
    for call, end in (("c1", CallAnswered()), ("c2", CallAbandoned())):
        await room.says(call, CallOffered(queue=centre.queue[0].code), source=centre.source)
        await room.says(call, end, source=centre.source)
    await two_cases(room)
    await room.wall()
    last = (await room.ready())["last"]
    whats = {}
    for kinds in ("lost", "calls", "cases"):
        status, body = await room.get("lead.norte", "/past/step", at=last, by=-1, kinds=kinds)
        assert status == 200
        whats[kinds] = [(line["what"], line.get("id", "")) for line in body["lines"]]
    assert whats["lost"] == whats["calls"] == [("call.abandoned", "")]
    assert [what for what, _ in whats["cases"]] == ["case.assessed"]
    status, body = await room.get("lead.norte", "/past/step", at=last, by=-1, kinds="cases,secrets")
    assert (status, body["error"][:9]) == (400, "kinds has")
