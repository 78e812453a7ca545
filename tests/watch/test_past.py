"""The past is, digit for digit, what wall and desk were told then; whoever folded a redacted journal folds it anew."""

import asyncio
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from journal.journal import Beat
from journal.memory import MemoryJournal, MemoryStore
from picture import alert_events as done
from picture import case_events as said
from picture.clocks import DAY, HOUR, MINUTE, SECOND
from picture.events import Entry, Fact, FeedConnected, FeedLost
from picture.place_events import SiteRedacted
from tests.alerts.world import WATCH, World
from tests.picture.cast import SOURCE
from tests.watch.cast import REGISTRY, Desk
from tests.watch.test_case_board import something
from watch import past_reader
from watch.band import Band
from watch.desk_room import DeskRoom
from watch.documents import WallDocument
from watch.past import Room
from watch.past_points import Points
from watch.past_reader import NoPast, Reader


class Live:
    """A site in simulated time whose watch tells wall and desk; its journal can be read as any other."""

    def __init__(self, folder: Path) -> None:
        self.world = World()
        self.store = MemoryStore(clock=lambda: self.world.now)
        self.journal = MemoryJournal(self.store, "prueba")
        self.store.site("prueba").entries = self.world.entries
        self.folder = folder
        for feed in (SOURCE, REGISTRY):
            self.world.record(feed, FeedConnected(), WATCH)
        watch = self.world.watch
        assert watch is not None
        self.cases = watch.room.cases
        self.cases.locks = watch.book.board.locks
        self.desk_room = DeskRoom(watch.picture, "demo", self.cases, watch.book)
        self.band = Band(watch.picture, watch.book, self.cases)
        self.desk = Desk()
        self.alerts: dict[str, Any] = {}

    def reader(self) -> Reader:
        return Reader(self.journal, Points(self.folder, "prueba"), "demo")

    def says(self) -> WallDocument:
        """What the wall is told now, and a desk that is opened now."""
        world, beats = self.world, {feed: Beat(heard=self.world.now) for feed in (SOURCE, REGISTRY)}
        world.look()
        assert world.watch is not None
        room = world.watch.room
        room.document(world.now, beats)
        while self.cases.walking:
            self.cases.walk(world.now)
        wall = room.document(world.now, beats)
        self.desk_room.ask()
        while True:
            document = self.desk_room.document(world.now, wall.shift, wall.feeds)
            if document is not None:
                self.alerts = {} if document.whole else self.alerts
                self.desk.take(document)
                self.alerts |= {row.id: row for row in document.alerts}
                for name in document.gone_alerts:
                    self.alerts.pop(name, None)
            if not self.desk_room.backlog:
                return replace(wall, serial=1, alerts=self.band.band(world.now))

    def lives(self, random: Random, span: int) -> None:
        """Something happens at the registry, and somebody at the desk takes an alert now and then."""
        world = self.world
        world.pass_time(random.randrange(span))
        for _ in range(random.randrange(1, 4)):
            fact = something(random, world.now)
            world.record(fact.subject, fact.data, fact.source, time=fact.time)
        world.look()
        for alert in [name for name, one in world.board.items() if one.open][:2]:
            if random.random() < 0.3:
                act = random.choice([done.AlertAcknowledged(by="lead.norte"), done.AlertAssigned(by="l", to="equipo")])
                world.act(alert, act)
        if random.random() < 0.1:
            locked = random.choice([("lead.norte",), ()])
            world.record(f"C-{random.randrange(12)}", done.CaseLocked(by="jefa", to=locked), "vigia/desk")


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    monkeypatch.setattr(past_reader, "EVERY", HOUR)
    return Live(tmp_path)


def rows(found: list[Any]) -> dict[str, Any]:
    return {row.id: row for row in found}


@pytest.mark.parametrize("seed", range(6))
async def test_the_past_is_what_wall_and_desk_were_told_then(seed: int, live: Live) -> None:
    random = Random(seed)
    then: list[tuple[int, WallDocument, Any]] = []
    for _ in range(12):
        live.lives(random, 2 * HOUR)
        live.world.pass_time(6 * SECOND)
        told = live.says()
        then.append((live.world.now, told, (dict(live.desk.cases), dict(live.desk.followups), dict(live.alerts))))
    live.world.record("C-1", done.CaseLocked(by="jefa", to=()), "vigia/desk")
    today = dict(live.world.watch.book.board.locks) if live.world.watch else {}
    reader = live.reader()
    await reader.follow()
    compared = 0
    for at, wall, (cases, followups, alerts) in random.sample(then, len(then)):
        found = await reader.room(at)
        assert found.wall.position == wall.position
        assert reader._book.board.locks == today
        if {row.locked for row in found.desk.cases} == {row.locked for row in cases.values()}:
            compared += 1
            assert found.wall == wall
            assert rows(found.desk.cases) == cases
            assert rows(found.desk.followups) == followups
            assert rows(found.desk.alerts) == alerts
    assert compared > 0


async def test_points_are_kept_and_read_again_and_change_nothing(live: Live) -> None:
    random, instants = Random(3), []
    for _ in range(10):
        live.lives(random, 3 * HOUR)
        instants.append(live.world.now)
    live.world.pass_time(HOUR)
    reader = live.reader()
    await reader.follow()
    points = Points(live.folder, "prueba")
    assert len(points.instants()) >= 5
    whole = [await reader.room(at) for at in instants]
    again = live.reader()
    await again.follow()
    assert [await again.room(at) for at in instants] == whole
    points.start_anew(0)
    assert points.instants() == []
    assert [await again.room(at) for at in instants] == whole  # from the journal's start


async def test_what_came_within_the_instant_is_in_it_and_the_next_millisecond_is_not(live: Live) -> None:
    reader = live.reader()
    world = live.world
    world.pass_time(MINUTE)
    world.record("C-1", said.CaseOpened())
    opened = world.now
    world.pass_time(HOUR)
    await reader.follow()
    assert [row.id for row in (await reader.room(opened)).desk.cases] == ["C-1"]
    assert (await reader.room(opened - 1)).desk.cases == []
    assert [line.what for line in await reader.lines(opened, opened + 1)] == ["case.opened"]
    assert await reader.lines(opened + 1, opened + 2) == []
    assert await reader.lines(opened - MINUTE, opened) == []


@pytest.mark.parametrize(
    ("off", "why"), [(1, "future"), (-31 * DAY, "old")], ids=["that has not come", "before what is kept"]
)
async def test_an_instant_that_cannot_be_shown_is_refused_with_its_reason(live: Live, off: int, why: str) -> None:
    reader = live.reader()
    with pytest.raises(NoPast, match="folding"):
        await reader.room(live.world.now)
    await reader.follow()
    with pytest.raises(NoPast, match=why):
        await reader.room(live.world.now + off)
    with pytest.raises(NoPast, match="long"):
        await reader.lines(live.world.now - 2 * DAY, live.world.now)
    with pytest.raises(NoPast, match="backwards"):
        await reader.lines(live.world.now, live.world.now - 1)


async def test_a_redaction_drops_every_point_and_nothing_of_before_is_shown(live: Live) -> None:
    world, reader = live.world, live.reader()
    world.record("C-1", said.CaseOpened(municipality="chico"))
    opened = world.now
    world.pass_time(3 * HOUR)
    world.record("C-2", said.CaseOpened())
    await reader.follow()
    points = Points(live.folder, "prueba")
    assert points.instants()
    assert (await reader.room(opened)).desk.cases[0].municipality == "chico"

    def change(entry: Entry) -> Fact | None:
        data = entry.fact.data
        if isinstance(data, said.CaseOpened) and data.municipality:
            return replace(entry.fact, data=replace(data, municipality=None))
        return None

    told = Fact(time=world.now, source="prueba", subject="prueba", data=SiteRedacted(entries=1, generation=1))
    assert await live.journal.redact(change, lambda _: told) == 1
    held = [points.state(at) for at in points.instants()]
    assert (await reader.room(opened)).desk.cases[0].municipality == ""
    kept = Points(live.folder, "prueba")
    assert kept.since == len(world.entries)
    assert not {kept.state(at) for at in kept.instants()} & set(held)


async def test_points_of_another_journal_or_that_are_broken_are_folded_anew(live: Live) -> None:
    random = Random(1)
    for _ in range(4):
        live.lives(random, 3 * HOUR)
    reader = live.reader()
    await reader.follow()
    at = live.world.now - HOUR
    right = await reader.room(at)
    points = Points(live.folder, "prueba")
    newest = points.instants()[-1]
    [path] = live.folder.glob(f"*/{newest}")
    path.write_bytes(b"nothing of it")
    again = live.reader()
    await again.follow()
    assert await again.room(at) == right
    for place, entry in enumerate(live.world.entries):
        live.world.entries[place] = replace(entry, recorded=entry.recorded + 1)
    other = live.reader()
    await other.follow()
    assert (await other.room(at + 1)).wall.now == at + 1
    assert Points(live.folder, "prueba").since == len(live.world.entries)


async def test_a_refused_intent_is_no_line_and_a_lock_of_today_is_on_every_line_of_its_case(live: Live) -> None:
    world, reader = live.world, live.reader()
    world.record("C-1", said.CaseOpened(municipality="grande"), agency="070")
    world.record("C-1", said.CaseAssessed(level="severe"))
    start = world.now - 1
    world.pass_time(20 * MINUTE)
    [alert] = [name for name, one in world.board.items() if one.raised.rule == "severe_unassigned"]
    world.act(alert, done.AlertAcknowledged(by="norte", seen=1))
    world.act(alert, done.AlertAcknowledged(by="sur", seen=1))
    world.record("H-1", said.HandoverOffered(giver=SOURCE, to="dif", case="C-1"))
    world.record(SOURCE, FeedLost(due=world.now), WATCH)
    world.record("C-1", done.CaseLocked(by="jefa", to=("norte",)), "vigia/desk")
    end = world.now + 1
    world.pass_time(MINUTE)
    await reader.follow()
    lines = await reader.lines(start, end)
    assert [(line.what, line.by) for line in lines if line.what == "alert.acknowledged"] == [
        ("alert.acknowledged", "norte")
    ]
    about = [line for line in lines if line.case]
    assert {line.what for line in about} >= {"case.opened", "case.assessed", "alert.raised", "handover.offered"}
    assert {(line.locked, line.municipality, line.mask) for line in about} == {
        (("norte",), "grande", world.watch.picture.book.cases["C-1"].mask if world.watch else "")
    }
    assert [line.said for line in lines if line.what == "feed.lost"] == ["070"]
    room = await reader.room(start + 2)
    assert [row.locked for row in room.desk.cases] == [("norte",)]
    assert room.desk.cases[0].mask not in str(room.wall)


async def test_a_feed_is_as_fresh_as_the_journal_says(live: Live) -> None:
    world, reader = live.world, live.reader()
    world.pass_time(HOUR)
    before = world.now
    world.record(REGISTRY, FeedLost(due=before), WATCH)
    world.pass_time(HOUR)
    await reader.follow()
    states = {at: [chip.state for chip in (await reader.room(at)).wall.feeds] for at in (before, world.now)}
    assert states == {before: ["fresh", "fresh"], world.now: ["fresh", "stale"]}
    chip = (await reader.room(world.now)).wall.feeds[1]
    assert chip.heard == before - live.world.profile.registry[0].silent_after * SECOND


async def test_two_who_ask_at_once_are_answered_as_one_after_the_other(live: Live) -> None:
    random = Random(2)
    for _ in range(5):
        live.lives(random, HOUR)
    reader = live.reader()
    await reader.follow()
    at = live.world.now
    live.lives(random, HOUR)
    one, two = await asyncio.gather(reader.room(at), reader.room(live.world.now))
    assert one == await reader.room(at)
    assert two.wall.position == len(live.world.entries)


def test_a_room_goes_through_the_wire_unchanged(live: Live) -> None:
    wall = live.says()
    document = live.desk_room.document(live.world.now + DAY, wall.shift, wall.feeds)
    assert document
    room = Room(wall, document)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(room), type=Room) == room
