"""A recording, served: a plain client gets every event, at the chosen speed, with a clock that fits them."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.frames import is_event, millis, read_control
from feeds.replay.__main__ import main
from feeds.replay.clock import ReplayClock
from feeds.replay.figures import BANK, bank
from feeds.replay.happenings import events_of
from feeds.replay.performance import Performance
from feeds.replay.rows import DAY, read_rows
from feeds.simulator.wire import Event
from picture.codec import decode_envelope
from tests.feeds.replay.logs import line, log
from tests.feeds.simulator.clients import TOKEN, client, offered

FIRST = 917_827_200_000
LAST_INSTANT = FIRST + DAY - 1


def performance(events: list[Event], speed: float) -> Performance:
    return Performance("bank", "e1", events, speed=speed, stands=LAST_INSTANT, token=TOKEN)


def morning(folder: Path) -> list[Event]:
    lines = [line("HANG", queue=f"9:{n:02d}:00", q_time="30") for n in range(60)]
    return events_of(read_rows(log(folder, *lines)), "bank")


@pytest.mark.parametrize("speed", [0.0, 36_000.0])
async def test_every_event_arrives_and_never_more_than_ten_seconds_before_the_clock(
    tmp_path: Path, speed: float
) -> None:
    events = morning(tmp_path)
    show = performance(events, speed)
    await show.server.start()
    try:
        async with client(show.server) as feeds:
            hello = (await feeds.control()).hello
            assert hello is not None
            told, heard = millis(hello.now), time.monotonic()
            await feeds.subscribe(after=0)
            playing = asyncio.create_task(show.play())
            times: list[int] = []
            while len(times) < len(events):
                frame = await feeds.frame()
                if is_event(frame):
                    times.append(decode_envelope(frame).millis)
                    assert times[-1] <= told + (time.monotonic() - heard) * 1000 + 10_000
                elif heartbeat := read_control(frame).heartbeat:
                    told, heard = millis(heartbeat.now), time.monotonic()
            assert times == [e.time for e in events]
            await playing
    finally:
        await show.server.stop()


async def test_when_all_is_sent_the_clock_stands_at_the_last_instant_of_the_day(tmp_path: Path) -> None:
    show = performance(morning(tmp_path), 0.0)
    await show.play()
    assert show.clock.now() == LAST_INSTANT
    await asyncio.sleep(0.02)
    assert show.clock.now() == LAST_INSTANT


async def test_whoever_comes_late_is_told_a_clock_that_covers_a_call_past_midnight(tmp_path: Path) -> None:
    late = line("AGENT", entry="23:50:00", queue="23:50:10", q_time="30", talk="3000")
    show = performance(events_of(read_rows(log(tmp_path, late)), "bank"), 0.0)
    await show.server.start()
    try:
        await show.play()
        async with client(show.server) as feeds:
            hello = (await feeds.control()).hello
            assert hello is not None
            assert millis(hello.now) == show.events[-1].time > LAST_INSTANT
            await feeds.subscribe(after=0)
            assert await feeds.numbers(3) == [1, 2, 3]
            heartbeat = (await feeds.control()).heartbeat
            assert heartbeat is not None
            assert millis(heartbeat.now) == LAST_INSTANT
    finally:
        await show.server.stop()


async def test_a_night_without_calls_is_skipped() -> None:
    events = [offered(1, FIRST), offered(2, FIRST + 10 * 3_600_000)]
    show = performance(events, 60.0)
    async with asyncio.timeout(5):
        await show.play()
    assert show.server.spool.last == 2


def test_the_clock_runs_at_its_speed_until_it_stands() -> None:
    seconds = [0.0]
    clock = ReplayClock(FIRST, 60.0, lambda: seconds[0])
    seconds[0] = 2.0
    assert clock.now() == FIRST + 120_000
    assert clock.seconds_until(FIRST + 180_000) == 1.0
    clock.stand(LAST_INSTANT)
    seconds[0] = 9.0
    assert clock.now() == LAST_INSTANT


async def test_a_log_without_calls_stands_at_once() -> None:
    show = performance([], 60.0)
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await show.play()
    assert show.clock.now() == LAST_INSTANT


def test_the_banks_profile_is_one_centre_with_the_whole_day_as_one_shift() -> None:
    profile = bank()
    assert BANK.exists()
    assert (profile.zone, [s.starts for s in profile.shift]) == ("UTC", ["00:00"])
    assert (profile.centre[0].service_level.within, profile.centre[0].short_abandon) == (20, 5)


def test_serving_without_a_token_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VIGIA_TOKEN_BANK", raising=False)
    assert main([str(log(tmp_path, line("HANG")))]) == 1
    assert "VIGIA_TOKEN_BANK is not set" in capsys.readouterr().err
