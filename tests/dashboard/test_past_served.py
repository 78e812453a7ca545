"""The past as the desk's server gives it: a real watch, a real store, the process that reads its journal, the gate."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dashboard.past_files import PastFiles
from picture import alert_events as done
from picture import case_events as said
from tests.dashboard.past_room import Room, lived_in, two_cases
from tests.stores import Server
from watch.desk_documents import DeskDocument
from watch.documents import WallDocument

pytestmark = pytest.mark.store


@pytest.fixture
async def room(valkey: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Room]:
    async with lived_in(valkey.url, str(tmp_path / "history"), monkeypatch) as room:
        yield room


def _before(at: int) -> dict[str, Any]:
    """The minute before."""
    return {"from": at - 60_000, "until": at}


def desk_of(body: dict[str, Any]) -> DeskDocument:
    parts = [msgspec.convert(part, DeskDocument) for part in body["desk"]]
    return replace(parts[0], cases=[row for part in parts for row in part.cases])


def without_ages(wall: WallDocument) -> WallDocument:
    """What a feed said between two facts is not kept."""
    feeds = [replace(chip, heard=0, offset=0) for chip in wall.feeds]
    return replace(wall, serial=0, feeds=feeds, centres=[replace(each, heard=0, offset=0) for each in wall.centres])


async def test_the_wall_that_was_published_is_made_again_digit_for_digit(room: Room) -> None:
    await room.ready()
    then: list[WallDocument] = []
    for turn in range(2):
        await room.says(f"NL-{turn}", said.CaseOpened(municipality="39"), "070")
        await room.says(f"NL-{turn}", said.CaseAssessed(level="severe", in_progress=turn == 1), "070")
        await room.wall()
        await asyncio.sleep(5.2)  # ledgers are counted again at most every five seconds
        then.append(await room.wall())
    for wall in then:
        status, body = await room.get("lead.norte", "/past/room", at=wall.now)
        assert status == 200
        found = msgspec.convert(body["wall"], WallDocument)
        assert without_ages(found) == without_ages(wall)
    assert [wall.cases.severe.open.value for wall in then if wall.cases] == [1, 2]


async def test_each_sees_of_the_past_what_each_sees_of_now_and_a_lock_of_today_holds_for_then(room: Room) -> None:
    await two_cases(room)
    at = (await room.wall()).now
    await room.ready()

    async def seen(account: str) -> list[str]:
        status, body = await room.get(account, "/past/room", at=at)
        assert status == 200
        return sorted(row.id for row in desk_of(body).cases)

    assert await seen("lead.sur") == ["NL-1", "NL-2"]
    assert await seen("fiscal") == ["NL-2"]
    assert (await room.get("fiscal", "/past/story", at=at, case="NL-1"))[0] == 404
    await room.says("NL-2", done.CaseLocked(by="supervisora", to=("lead.norte", "supervisora")), source="vigia/desk")
    assert await seen("lead.sur") == ["NL-1"]
    assert await seen("fiscal") == []
    assert await seen("lead.norte") == ["NL-1", "NL-2"]
    assert (await room.get("lead.sur", "/past/story", at=at, case="NL-2")) == (404, {"error": "unknown"})
    status, body = await room.get("lead.sur", "/past/changes", **_before(at))
    assert status == 200
    told = {group["kind"]: group for group in body["groups"]}
    assert {line["case"] for line in told["cases"]["lines"]} == {"NL-1"}
    assert told["cases"]["counts"]["case.opened"] == 1
    status, body = await room.get("lead.norte", "/past/changes", **_before(at))
    assert next(group for group in body["groups"] if group["kind"] == "cases")["counts"]["case.opened"] == 2


async def test_a_story_is_told_to_who_asks_for_it_and_the_reading_is_audited(room: Room) -> None:
    await two_cases(room)
    at = (await room.wall()).now
    await room.ready()
    _, body = await room.get("lead.norte", "/past/room", at=at)
    assert {row.story for row in desk_of(body).cases} == {()}
    status, body = await room.get("lead.norte", "/past/story", at=at, case="NL-1")
    assert status == 200
    assert [step[1] for step in body["case"]["story"]] == ["opened", "assessed"]
    await room.get("lead.norte", "/past/room", at=at)
    audited = await room.audited()
    assert audited.count(("lead.norte", "past.read", "")) == 1  # of one instant once
    assert ("lead.norte", "case.read", "NL-1") in audited
    assert ("lead.norte", "past.story", "NL-1") in audited


async def test_one_steps_from_event_to_event(room: Room) -> None:
    await two_cases(room)
    await room.wall()
    bounds = await room.ready()
    at, steps = bounds["last"], []
    for _ in range(30):
        status, body = await room.get("fiscal", "/past/step", at=at, by=-1)
        assert status == 200
        if body["at"] is None:
            break
        assert body["at"] < at
        at = body["at"]
        steps += [(line["what"], line.get("case", "")) for line in body["lines"]]
    assert [step for step in steps if step[0].startswith("case.")] == [
        ("case.assessed", "NL-2"),
        ("case.opened", "NL-2"),
    ]
    status, body = await room.get("fiscal", "/past/step", at=at - 1, by=1)
    assert body["at"] == at


@pytest.mark.parametrize("account", ["lectora", "auditora"])
async def test_who_may_not_sit_at_the_desk_sees_nothing_of_its_past(room: Room, account: str) -> None:
    for path in ("bounds", "room", "story", "case", "changes", "step", "wall"):
        assert (await room.get(account, f"/past/{path}", at=1))[0] == 403


@pytest.mark.parametrize("asked", [{}, {"at": "ayer"}, {"at": "-1"}, {"at": "1" * 16}])
async def test_what_is_no_instant_is_refused(room: Room, asked: dict[str, str]) -> None:
    assert await room.get("lead.norte", "/past/room", **asked) == (
        400,
        {"error": "at is not an instant in milliseconds."},
    )


async def test_a_reader_that_died_is_started_again(room: Room) -> None:
    last = (await room.ready())["last"]
    process = room.link._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    await room.ready()
    status, body = await room.get("lead.norte", "/past/room", at=last)
    assert (status, body["at"]) == (200, last)
    assert (await room.get("lead.norte", "/past/room", at=last + 10**9)) == (400, {"error": "future"})


async def test_the_wall_of_the_past_asks_for_no_live_socket_and_nothing_but_its_own_files(room: Room) -> None:
    status, page = await room.get("lead.norte", "/past/wall", lang="en")
    assert status == 200
    files = PastFiles()
    assert f"files/{files.folder}/past_wall.en.js" in page
    script = files.contents["past_wall.en.js"].decode()
    assert "WebSocket" not in script
    assert "import " not in script
