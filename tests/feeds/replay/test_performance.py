"""A recording, served: a plain client gets every event, at the chosen speed, with a clock that fits them."""

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.admission import Admission
from feeds.door import Door
from feeds.frames import is_event, millis, read_control
from feeds.keyring import Key, Keyring
from feeds.outputs import Append, Send
from feeds.replay.__main__ import STANDS, main
from feeds.replay.clock import ReplayClock
from feeds.replay.figures import BANK, bank
from feeds.replay.happenings import events_of
from feeds.replay.performance import Performance
from feeds.replay.rows import DAY, day_of, read_rows
from feeds.session import Session
from feeds.simulator.live import real_millis
from feeds.simulator.wire import Event
from journal.journal import Mark
from picture import fold
from picture.calls import CallFigures
from picture.codec import decode_envelope
from picture.events import Entry, Fact
from picture.picture import Picture
from tests.feeds.replay.logs import line, log
from tests.feeds.simulator.clients import TOKEN, client, offered

FIRST = 917_827_200_000
LAST_INSTANT = FIRST + DAY - 1
LOG = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank_1999"


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


async def through_a_session(show: Performance, session: Session) -> list[Fact]:
    """Every fact that the feeds' session takes from the centre, and then its clock as it stands."""
    facts: list[Fact] = []
    async with client(show.server) as feeds:
        while len(facts) < len(show.events) or session.beat(real_millis()).offset + real_millis() > show.stands + 2000:
            asked = session.receive([await feeds.frame()], real_millis())
            while asked:
                output = asked.pop(0)
                if isinstance(output, Send):
                    await feeds.say(output.text)
                elif isinstance(output, Append):
                    assert not output.batch.quarantined
                    facts += output.batch.facts
                    asked += session.durable(output.batch.mark, real_millis())
                else:
                    pytest.fail(output.reason)
    return facts


@pytest.mark.skipif(not LOG.exists(), reason="the bank's call log is not beside this checkout (../shared/data)")
@pytest.mark.parametrize("date", ["990210", "990214"])
async def test_a_day_through_socket_and_session_gives_the_figures_computed_from_its_rows(date: str) -> None:
    rows = [row for row in read_rows(LOG / "february_01_14.tsv") if row.date == date]
    show = Performance(
        "bank", "e1", events_of(rows, "bank"), speed=0.0, stands=day_of(date) + DAY - STANDS, token=TOKEN
    )
    centre = bank().centre[0]
    session = Session(Admission(centre, Door("MX", Keyring(Key(b"a" * 32, 0))), bank()), Mark(), real_millis())
    await show.server.start()
    playing = asyncio.create_task(show.play())
    try:
        facts = await through_a_session(show, session)
    finally:
        await playing
        await show.server.stop()
    picture = Picture()
    for number, fact in enumerate(facts, 1):
        picture = fold.apply(picture, Entry(number, fact.time, fact))
    calls = CallFigures(picture, bank(), centre)
    calls.look(real_millis() + session.beat(real_millis()).offset)
    period = calls.period(calls.shift, lambda *_: True)
    expected = json.loads((LOG / "expected_01_14.json").read_text())[date]
    assert (period.tally.answered, period.tally.abandoned) == (expected["answered"], expected["abandoned"])
    assert period.tally.before_queue == expected["hung_up_before_queue"]
    assert (period.longest, period.peak) == (expected["longest_wait_s"] * 1000, expected["peak_waiting"])
    assert period.asa == pytest.approx(expected["asa_s"], abs=0.001)
    assert period.talk == pytest.approx(expected["talk_mean_s"], abs=0.001)
    assert period.service_level("strict") == pytest.approx(expected["sl20_strict"], abs=0.001)
