"""The briefing process on a real store: on schedule, when asked, again where something was told late."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from briefing import rounds, schedule, serving, spans
from briefing.__main__ import report
from briefing.documents import SHELF, STAFFING, STATE, TRENDS, UNDERWAY, Underway, state_of
from briefing.making import Asked
from briefing.outlook import Outlook
from briefing.serving import Briefings
from briefing.trends import Trends
from picture.decision_events import DecisionAsked
from picture.events import Fact
from tests.briefing import sample
from tests.briefing.sample import PROFILE
from tests.briefing.serving_room import SITE, Ahead, Room, offered, until
from tests.stores import Server


@pytest.fixture
async def room(valkey: Server, tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(valkey, tmp_path / "briefings")
    await room.open()
    yield room
    await room.journal.close()


@pytest.mark.store
async def test_on_schedule_it_is_made_as_of_its_instant_with_its_forms_beside_it(room: Room) -> None:
    async with room.serving() as briefings:
        clock = briefings._clock = Ahead(room.journal)
        await until(lambda: live(briefings))
        await clock.look()
        due_at = schedule.daily(room.now, SITE)
        [due] = schedule.due(SITE, room.now, due_at + 1)
        clock.ahead = due_at + 1 - room.now
        sheet = await room.kept(due.span.name)
        assert (sheet.as_of, sheet.span) == (due_at, due.span)

        async def done() -> bool:
            return briefings.done > due_at

        await until(done)
    [kept] = room.keeping.listed()
    assert kept.forms == ("csv",)


@pytest.mark.store
async def test_a_demo_opens_with_the_day_before_once_and_never_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "SPARED", 0)
    async with room.serving(beside=True, opens=True):
        assert offered(await room.kept(room.yesterday.name)) == 3
        await room.quiet()
    async with room.serving(beside=True, opens=True) as briefings:
        await until(lambda: live(briefings))
        assert not briefings._opens
    assert len(room.keeping.listed()) == 1


async def live(briefings: Briefings) -> bool:
    return briefings.live


async def trends(room: Room) -> bool:
    return await room.journal.get(SHELF, TRENDS) is not None


@pytest.mark.store
async def test_asked_for_it_is_made_once_and_again_where_something_was_told_late(room: Room) -> None:
    name = room.yesterday.name
    async with room.serving(beside=True) as briefings:
        await until(lambda: trends(room))
        await room.ask(room.yesterday)
        first = await room.kept(name)
        assert offered(first) == 3 and first.kind == "demo"
        await room.quiet()
        await room.ask(room.yesterday)
        await asyncio.sleep(0.5)
        await room.quiet()
        assert len(room.keeping.listed()) == 1
        await room.call("d")
        await until(lambda: noticed(briefings, name))
        await room.ask(room.yesterday)
        later = await room.kept(name, 1)
        assert offered(later) == 4 and later.last > first.last
        assert ("headline", "calls", "value", 3) in [(t, r.split(" ")[0], c, v) for t, r, c, v in later.changed]
        await room.quiet()
        assert name not in state_of(await saved(room, briefings)).late
    assert room.keeping.fetch(name, 0) == first
    counted = msgspec.json.decode(await room.journal.get(SHELF, TRENDS) or b"", type=Trends)
    assert counted.zone == PROFILE.zone
    ahead = msgspec.json.decode(await room.journal.get(SHELF, STAFFING) or b"", type=Outlook)
    queues = [(centre.source, queue.code) for centre in SITE.centre for queue in centre.queue]
    assert [(each.staffing.source, each.staffing.queue) for each in ahead.queues] == queues
    assert ahead.as_of >= room.now and {each.staffing.weeks for each in ahead.queues} <= {0, 1}


async def noticed(briefings: Briefings, name: str) -> bool:
    return name in briefings._state.late


async def saved(room: Room, briefings: Briefings) -> bytes | None:
    await briefings._save()
    return await room.journal.get(SHELF, STATE)


@pytest.mark.store
async def test_decisions_reach_the_shelf_at_once_and_outlive_the_process(room: Room) -> None:
    asked = DecisionAsked(by="ana", owner="policia", due="2026-11-25", note="ab")

    async def known() -> bool:
        return "d-1" in state_of(await room.journal.get(SHELF, STATE)).decisions

    async with room.serving():
        await room.journal.record([Fact(time=1, source="vigia/desk", subject="d-1", data=asked)])
        await until(known)
    async with room.serving() as briefings:
        await until(lambda: live(briefings))
        assert briefings._state.decisions["d-1"].owner == "policia"


@pytest.mark.store
async def test_what_cannot_be_made_is_said_and_the_process_goes_on(room: Room) -> None:
    room.keeping.keep(sample.sheet(span=room.yesterday, first=1))
    path = room.folder / room.yesterday.name / "0.json"
    path.chmod(0o600)
    path.write_bytes(b"{")

    async def failed() -> bool:
        said = await room.journal.get(SHELF, UNDERWAY)
        return said is not None and msgspec.json.decode(said, type=Underway).failed == room.yesterday.name

    async with room.serving() as briefings:
        await until(lambda: live(briefings))
        await room.ask(room.yesterday)
        await until(failed)
        assert "altered" in briefings.underway.why
        before = spans.holding("day", room.yesterday.starts - 1, PROFILE)
        await room.ask(before)
        assert (await room.kept(before.name)).span == before


@pytest.mark.store
async def test_what_the_schedule_asked_for_is_tried_until_it_is_made(room: Room) -> None:
    due_at = schedule.daily(room.now, SITE)
    [due] = schedule.due(SITE, room.now, due_at + 1)
    room.keeping.keep(sample.sheet(span=due.span, first=1))
    path = room.folder / due.span.name / "0.json"
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"{")

    async with room.serving() as briefings:
        clock = briefings._clock = Ahead(room.journal)
        await until(lambda: live(briefings))
        await clock.look()
        clock.ahead = due_at + 1 - room.now

        async def failing() -> bool:
            return bool(briefings.failing)

        await until(failing)
        well, said = report(briefings)
        assert not well and str(said["reason"]).startswith(f"{due.span.name} could not be made (1 try): ")
        failed = state_of(await saved(room, briefings)).failed[due.span.name]
        assert (failed.as_of, failed.tries) == (due_at, 1)
        path.write_bytes(whole)
        clock.ahead += failed.again - due_at
        made = await room.kept(due.span.name, 1)
        assert made.as_of == due_at

        async def well_again() -> bool:
            return report(briefings)[0]

        await until(well_again)


@pytest.mark.store
async def test_of_what_stands_beside_the_briefings_one_that_fails_stops_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(work: Callable[[Asked], dict[str, bytes]], asked: Asked) -> dict[str, bytes]:
        keys = work.keywords["keys"]  # type: ignore[attr-defined]
        if TRENDS in keys:
            raise ValueError("of no use")
        return dict.fromkeys(keys, b"{}")

    monkeypatch.setattr(serving, "elsewhere", here)
    async with room.serving(beside=True) as briefings:

        async def there() -> bool:
            return await room.journal.get(SHELF, STAFFING) == b"{}"

        await until(there)
        assert await room.journal.get(SHELF, TRENDS) is None
        assert briefings.live and not briefings._rounds[STAFFING].due(room.now, briefings._profile)
