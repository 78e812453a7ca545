"""A pretend centre, spoken to over a real WebSocket by a plain client, obeys docs/protocol.md."""

import asyncio
from itertools import pairwise
from random import Random

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from feeds.frames import millis
from feeds.simulator.disorder import Disorder
from feeds.simulator.wire import event
from picture.codec import decode_envelope, read_data
from tests.feeds.simulator.clients import NOON, TOKEN, client, offered, server, until


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
async def test_without_its_token_nobody_is_served(token: str) -> None:
    async with server() as centre:
        with pytest.raises(InvalidStatus, match="401"):
            async with client(centre, token):
                pass


async def test_the_feed_is_at_one_path_only() -> None:
    async with server() as centre:
        with pytest.raises(InvalidStatus, match="404"):
            async with connect(
                centre.url.replace("/feed", "/"), additional_headers={"Authorization": f"Bearer {TOKEN}"}
            ):
                pass


async def test_the_subprotocol_is_spoken_without_compression() -> None:
    async with server() as centre, client(centre) as feeds:
        assert feeds.connection.subprotocol == "cloudevents.json"
        assert feeds.connection.response is not None
        assert "Sec-WebSocket-Extensions" not in feeds.connection.response.headers


async def test_the_first_frame_is_a_hello_with_what_can_still_be_sent() -> None:
    async with server() as centre:
        centre.push(offered(n) for n in range(3))
        async with client(centre) as feeds:
            hello = (await feeds.control()).hello
            assert hello is not None
            assert (hello.epoch, hello.oldest, hello.last) == ("e1", "000000000001", "000000000003")
            assert millis(hello.now) == NOON + 2


async def test_a_centre_that_has_said_nothing_ends_before_it_begins() -> None:
    async with server() as centre, client(centre) as feeds:
        hello = (await feeds.control()).hello
        assert hello is not None
        assert (hello.oldest, hello.last) == ("000000000001", "000000000000")


async def test_a_subscription_gets_what_follows_and_then_what_happens() -> None:
    async with server() as centre:
        centre.push(offered(n) for n in range(1, 6))
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.subscribe(after=2)
            assert await feeds.numbers(3) == [3, 4, 5]
            centre.push([offered(6)])
            centre.push([offered(7), offered(8)])
            assert await feeds.numbers(3) == [6, 7, 8]


async def test_what_is_sent_is_read_by_our_codec() -> None:
    async with server() as centre:
        centre.push([offered(1), event(NOON, "agent.changed.v2", "a1", {"state": "busy", "queues": ["psicologia"]})])
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.subscribe(after=0)
            first, second = decode_envelope(await feeds.frame()), decode_envelope(await feeds.frame())
            assert (first.number, first.millis, first.source) == (1, NOON + 1, "nl/070")
            assert read_data(first)[1] == read_data(second)[1] == 0


async def test_twenty_thousand_frames_reach_a_client_that_reads_slowly() -> None:
    async with server() as centre:
        centre.push(offered(n) for n in range(20_000))
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.subscribe(after=0)
            await asyncio.sleep(0.05)
            centre.push(offered(n) for n in range(100))
            assert await feeds.numbers(20_100) == list(range(1, 20_101))


async def test_several_clients_are_served_each_from_its_own_place() -> None:
    async with server() as centre:
        centre.push(offered(n) for n in range(4))
        async with client(centre) as feeds, client(centre) as standby:
            await feeds.control()
            await standby.control()
            await feeds.subscribe(after=0)
            await standby.subscribe(after=3)
            assert await feeds.numbers(4) == [1, 2, 3, 4]
            assert await standby.numbers(1) == [4]
            centre.push([offered(5)])
            assert await feeds.numbers(1) == await standby.numbers(1) == [5]


async def test_heartbeats_tell_the_last_sequence_and_the_clock() -> None:
    async with server(beat=0.02) as centre:
        centre.push([offered(1)])
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.subscribe(after=0)
            await feeds.numbers(1)
            heartbeat = (await feeds.control()).heartbeat
            assert heartbeat is not None
            assert heartbeat.last == "000000000001"
            assert millis(heartbeat.now) in (NOON, NOON + 1)


async def test_a_clock_that_leapt_is_told_before_the_events_that_lie_ahead() -> None:
    async with server() as centre, client(centre) as feeds:
        await feeds.control()
        await feeds.subscribe(after=0)
        await until(lambda: all(link.cursor == 0 for link in centre.links))
        centre.push([offered(1, NOON + 3_600_000)])
        heartbeat = (await feeds.control()).heartbeat
        assert heartbeat is not None
        assert millis(heartbeat.now) == NOON + 3_600_001
        assert heartbeat.last == "000000000000"
        assert await feeds.numbers(1) == [1]


async def test_a_fetch_sends_again_and_names_what_is_lacking() -> None:
    async with server() as centre:
        centre.push(offered(n) for n in (1, 2))
        centre.spool.lose(NOON)
        centre.spool.lose(NOON)
        centre.push([offered(5)])
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.fetch(2, 9)
            assert await feeds.numbers(1) == [2]
            lacking = (await feeds.control()).lacking
            assert lacking is not None
            assert (lacking.first, lacking.last) == ("000000000003", "000000000004")
            assert await feeds.numbers(1) == [5]


async def test_what_was_acknowledged_and_is_a_day_old_is_forgotten() -> None:
    async with server(keep=1000) as centre:
        centre.push(offered(n) for n in range(2048))
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.say('{"ack":"2000"}')
            await until(lambda: centre.spool.acknowledged == 2000)
            centre.push(offered(n, NOON + 500) for n in range(1024))
            assert centre.spool.oldest > 1
            await feeds.fetch(1, centre.spool.oldest)
            lacking = (await feeds.control()).lacking
            assert lacking is not None
            assert int(lacking.last) == centre.spool.oldest - 1
            assert await feeds.numbers(1) == [centre.spool.oldest]


async def test_a_snapshot_says_again_what_is_open_and_names_it() -> None:
    async with server() as centre:
        centre.push(
            [
                offered(1),
                offered(2),
                event(NOON + 10, "call.answered", "call-2", {"agent": "a1"}),
                offered(3),
                event(NOON + 11, "call.abandoned", "call-1"),
            ]
        )
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.say('{"snapshot":{}}')
            begin = (await feeds.control()).snapshot
            assert begin is not None
            assert begin.begin is not None
            said = await feeds.events(3)
            assert [(e["type"], e["subject"]) for e in said] == [
                ("call.offered", "call-2"),
                ("call.offered", "call-3"),
                ("call.answered", "call-2"),
            ]
            assert all("sequence" not in e for e in said)
            end = (await feeds.control()).snapshot
            assert end is not None
            assert end.end is not None
            assert (end.end.open, end.end.last) == (("call-2", "call-3"), "000000000005")


async def test_nonsense_from_a_client_is_passed_over() -> None:
    async with server() as centre:
        centre.push([offered(1)])
        async with client(centre) as feeds:
            await feeds.control()
            await feeds.say("nonsense")
            await feeds.connection.send(b"\x00\x01")
            await feeds.say("{}")
            await feeds.subscribe(after=0)
            assert await feeds.numbers(1) == [1]


async def test_a_dropped_link_is_cut_without_goodbye_and_refused_for_a_while() -> None:
    async with server() as centre:
        centre.push([offered(1)])
        async with client(centre) as feeds:
            await feeds.control()
            centre.drop(0.2)
            with pytest.raises(ConnectionClosedError):
                await feeds.frame()
        with pytest.raises(InvalidStatus, match="503"):
            async with client(centre):
                pass
        await asyncio.sleep(0.25)
        async with client(centre) as feeds:
            assert (await feeds.control()).hello is not None


async def test_a_bad_line_repeats_and_swaps_but_loses_nothing() -> None:
    disorder = Disorder(Random(1), duplicate=0.1, swap=0.1)
    async with server(disorder=disorder) as centre, client(centre) as feeds:
        await feeds.control()
        await feeds.subscribe(after=0)
        for n in range(500):
            centre.push([offered(n)])
        await until(lambda: all(link.cursor == 500 for link in centre.links))
        came = await feeds.numbers(500 + disorder.duplicated)
        assert sorted(set(came)) == list(range(1, 501))
        assert disorder.duplicated > 20
        assert sum(after < before for before, after in pairwise(came)) > 20


async def test_the_last_frame_of_a_swap_comes_even_if_nothing_follows() -> None:
    async with server(disorder=Disorder(Random(1), swap=1.0)) as centre, client(centre) as feeds:
        await feeds.control()
        await feeds.subscribe(after=0)
        await until(lambda: all(link.cursor == 0 for link in centre.links))
        centre.push([offered(1)])
        assert await feeds.numbers(1) == [1]
