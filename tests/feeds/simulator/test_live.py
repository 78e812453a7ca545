"""The simulator in real time: its centres serve, its faults strike, a restart goes on where it stood."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import pytest

import profiles
from feeds.frames import millis
from feeds.simulator import control
from feeds.simulator.__main__ import main
from feeds.simulator.faults import CLOCK, Chaos, Fault, Name, fault_of
from feeds.simulator.live import Live, real_millis
from feeds.simulator.record import Record, Wanted, fresh
from picture.errors import BadSetting
from picture.profile import Profile
from tests.feeds.simulator.clients import TOKEN, client, until
from tests.feeds.simulator.rooms import MONDAY, profile

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
SITE = profile("nl/070", "nl/911", queues=("psicologia",))
TOKENS = {"nl/070": TOKEN, "nl/911": TOKEN}


def record(speed: float = 1.0, hours: float = 2.0, now: int | None = None) -> Record:
    return fresh(SITE, Wanted(weeks=0, hours=hours, speed=speed), real_millis() if now is None else now)


@asynccontextmanager
async def running(kept: Record, chaos: Chaos | None = None, site: Profile = SITE) -> AsyncIterator[Live]:
    live = Live(site, kept, tokens=TOKENS, chaos=chaos)
    await live.start()
    task = asyncio.create_task(live.run())
    try:
        yield live
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await live.stop()


def soon(live: Live, name: Name, seconds: float = 60.0, centre: str = "nl/070") -> Fault:
    return fault_of(name, live.clock(), seconds, centre)


async def test_the_past_is_there_at_once_and_life_goes_on() -> None:
    async with running(record(speed=600, hours=12)) as live, client(live.channels["nl/070"].server) as feeds:
        hello = (await feeds.control()).hello
        assert hello is not None
        past = int(hello.last)
        assert past > 20
        await feeds.subscribe(after=past - 5)
        assert await feeds.numbers(15) == list(range(past - 4, past + 11))


async def test_the_centres_clock_runs_at_the_chosen_speed() -> None:
    now = [MONDAY]
    live = Live(SITE, record(speed=60, now=MONDAY), tokens=TOKENS, real=lambda: now[0])
    assert live.clock() == MONDAY
    now[0] += 1000
    assert live.clock() == MONDAY + 60_000


async def test_a_restarted_simulator_is_the_same_world_with_the_same_numbers() -> None:
    now = [MONDAY]
    kept = record(now=MONDAY)
    first = Live(SITE, kept, tokens=TOKENS, real=lambda: now[0], chaos=Chaos())
    first.advance()
    for name in ("gap", "garbage", "surge", "leave", "clock"):
        first.inject(fault_of(name, MONDAY, 1800))
    for _ in range(360):
        now[0] += 10_000
        first.advance()
    again = Live(SITE, kept, tokens=TOKENS, real=lambda: now[0])
    again.advance()
    for source, channel in first.channels.items():
        assert channel.server.spool.last > 100
        everything = channel.server.spool.after(0, 10**6)
        assert again.channels[source].server.spool.after(0, 10**6) == everything
        assert again.channels[source].outlet.lost == channel.outlet.lost


async def test_a_renumbered_source_says_hello_under_another_epoch() -> None:
    async with running(record(speed=3000)) as live:
        server = live.channels["nl/070"].server
        async with client(server) as feeds:
            hello = (await feeds.control()).hello
            live.inject(soon(live, "renumber"))
            await until(lambda: server.spool.epoch.endswith(".1"))
            await feeds.connection.wait_closed()
        async with client(server) as feeds:
            again = (await feeds.control()).hello
            assert hello is not None
            assert again is not None
            assert (again.epoch, again.oldest) == (hello.epoch + ".1", "000000000001")


async def test_a_clock_four_minutes_off_is_told_in_the_hello() -> None:
    async with running(record()) as live:
        live.inject(soon(live, "clock"))
        await until(lambda: live.channels["nl/070"].server.clock() - live.clock() == CLOCK)
        async with client(live.channels["nl/070"].server) as feeds, client(live.channels["nl/911"].server) as other:
            off, right = (await feeds.control()).hello, (await other.control()).hello
            assert off is not None
            assert right is not None
            assert millis(off.now) - real_millis() == pytest.approx(CLOCK, abs=2000)
            assert millis(right.now) - real_millis() == pytest.approx(0, abs=2000)


async def test_a_dropped_link_comes_back() -> None:
    async with running(record()) as live:
        server = live.channels["nl/070"].server
        async with client(server) as feeds:
            await feeds.control()
            live.inject(soon(live, "link", seconds=0.05))
            await feeds.connection.wait_closed()
        await asyncio.sleep(0.1)
        async with client(server) as feeds:
            assert (await feeds.control()).hello is not None


async def test_duplicates_and_swaps_last_as_long_as_they_are_said_to() -> None:
    async with running(record()) as live:
        disorder = live.channels["nl/070"].disorder
        live.inject(soon(live, "duplicate", seconds=0.1))
        live.inject(soon(live, "swap", seconds=0.1))
        await until(lambda: disorder.duplicate == disorder.swap == 0.2)
        await until(lambda: disorder.quiet)
        assert live.channels["nl/911"].disorder.quiet


async def test_a_fault_of_a_centre_that_is_none_is_refused() -> None:
    live = Live(SITE, record(), tokens=TOKENS)
    with pytest.raises(BadSetting, match="fault: 'nl/112' is none of nl/070, nl/911"):
        live.inject(soon(live, "gap", centre="nl/112"))


async def test_a_registry_is_one_more_feed_that_serves_and_can_be_disturbed() -> None:
    site = profiles.load("quintana_roo", PROFILES)
    kept = fresh(site, Wanted(weeks=0, days=3), real_millis())
    live = Live(site, kept, tokens={feed.source: TOKEN for feed in site.feeds})
    await live.start()
    try:
        server = live.channels["qr/registro"].server
        async with client(server) as feeds:
            hello = (await feeds.control()).hello
            assert hello is not None
            assert int(hello.last) > 50
        live.inject(soon(live, "gap", centre="qr/banavim"))
        live.inject(soon(live, "surge", centre=""))
        with pytest.raises(BadSetting, match="fault: surge strikes a centre's calls or people; 'qr/banavim' has none"):
            live.inject(soon(live, "surge", centre="qr/banavim"))
    finally:
        await live.stop()


async def test_an_order_plans_a_fault_and_nonsense_is_answered_as_such() -> None:
    planned: list[Fault] = []
    listening = await control.serve(0, planned.append, lambda: MONDAY)
    port = listening.sockets[0].getsockname()[1]
    try:
        assert await control.order(port, control.Order("surge", "nl/070", 5)) == "done"
        assert (await control.order(port, control.Order("flood"))).startswith("fault: 'flood' is none of surge")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n")
        assert await reader.readline() == b"This is no order.\n"
        writer.close()
        await writer.wait_closed()
    finally:
        listening.close()
        await listening.wait_closed()
    assert planned == [Fault(name="surge", at=MONDAY, until=MONDAY + 5000, centre="nl/070")]


def test_without_a_token_the_simulator_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VIGIA_TOKEN_NL_070", raising=False)
    site = PROFILES / "nuevo_leon.toml"
    assert main(["--profile", str(site), "--past-weeks", "0", "--past-hours", "0"]) == 1
    assert "VIGIA_TOKEN_NL_070 is not set" in capsys.readouterr().err


def test_a_profile_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--profile", str(tmp_path / "nowhere.toml")]) == 1
    assert "nowhere.toml" in capsys.readouterr().err


def test_an_order_without_a_simulator_fails_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fault", "gap", "--base-port", "2"]) == 1
    assert capsys.readouterr().err


def test_what_is_kept_of_a_world_has_no_secret() -> None:
    assert TOKEN.encode() not in msgspec.json.encode(record())
