"""The client against a real WebSocket server: what it journals, when it holds back, how it comes again."""

import asyncio
import ssl
import subprocess
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import structlog

from feeds.client import LONGEST, Client, trust
from journal.journal import Batch, Mark
from journal.valkey import ValkeyJournal
from picture.errors import BadSetting
from picture.events import FeedGap
from tests.feeds.cast import LINE_070, admission, event
from tests.feeds.pretend import TOKEN, PretendCentre, until
from tests.feeds.room import Room, running


async def test_what_happens_at_the_centre_is_journaled_and_acknowledged(room: Room) -> None:
    async with PretendCentre(3).open() as centre, running(room.client(centre)):
        await until(lambda: room.sequences == [1, 2, 3])
        await centre.happen(2)
        await until(lambda: centre.acks and centre.acks[-1] == 5)
        assert room.sequences == [1, 2, 3, 4, 5]
        assert await room.mark() == Mark("e1", 5)


async def test_after_a_cut_it_comes_again_and_goes_on_after_its_mark(room: Room) -> None:
    async with PretendCentre(3).open() as centre, running(room.client(centre)):
        await until(lambda: centre.acks == [3] or centre.acks[-1:] == [3])
        centre.cut()
        await until(lambda: len(centre.visits) == 2 and centre.links)
        await centre.happen()
        await until(lambda: room.sequences == [1, 2, 3, 4])
        assert [s["subscribe"]["after"] for s in centre.said if "subscribe" in s] == ["000000000000", "000000000003"]


async def test_frames_that_got_lost_are_fetched_and_what_is_lacking_is_a_gap(room: Room) -> None:
    centre = PretendCentre(0)
    centre.lost = {2}
    async with centre.open(), running(room.client(centre)):
        await until(lambda: any("subscribe" in said for said in centre.said))
        centre.last = 4
        await centre.say(event(1), event(4))
        await until(lambda: room.sequences == [1, 0, 3, 4])
        gap = room.store.site("nuevo_leon").entries[1].fact.data
        assert gap == FeedGap(reason="lacking", first=2, last=2)


async def test_a_store_that_is_down_at_the_start_is_waited_for(room: Room) -> None:
    room.store.fall()
    async with PretendCentre(2).open() as centre, running(room.client(centre)) as client:
        await until(lambda: client.held_back)
        assert centre.visits == []
        room.store.rise()
        await until(lambda: room.sequences == [1, 2])


async def test_a_mark_moved_by_another_process_is_read_again(room: Room) -> None:
    async with PretendCentre(1).open() as centre, running(room.client(centre)):
        await until(lambda: centre.acks == [1])
        await room.journal.append(Batch(source=LINE_070, after=Mark("e1", 1), mark=Mark("e1", 2)))
        await centre.happen(2)
        await until(lambda: room.sequences == [1, 3])
        assert len(centre.visits) == 2


async def test_delays_double_up_to_thirty_seconds_with_full_jitter(room: Room) -> None:
    centre = PretendCentre()
    centre.down = True
    async with centre.open(), running(room.client(centre, chance=lambda: 1.0, pause=room.pause)):
        await until(lambda: len(room.pauses) >= 8)
        assert room.pauses[:8] == [1, 2, 4, 8, 16, LONGEST, LONGEST, LONGEST]
    room.pauses.clear()
    async with centre.open(), running(room.client(centre, chance=lambda: 0.25, pause=room.pause)):
        await until(lambda: len(room.pauses) >= 3)
        assert room.pauses[:3] == [0.25, 0.5, 1.0]


async def test_after_a_healthy_minute_delays_begin_anew(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.client.HEALTHY", 0.05)
    centre = PretendCentre(1)
    centre.down = True
    async with centre.open(), running(room.client(centre, chance=lambda: 1.0, pause=room.pause)):
        await until(lambda: len(room.pauses) >= 4)
        centre.down = False
        await until(lambda: centre.acks)
        await asyncio.sleep(0.1)
        told = len(room.pauses)
        centre.down = True
        centre.cut()
        await until(lambda: len(room.pauses) >= told + 2)
        assert room.pauses[told : told + 2] == [1, 2]


@pytest.mark.parametrize(
    ("token", "status", "why"),
    [
        ("wrong", None, "the centre answered 401"),
        (TOKEN, HTTPStatus.FOUND, "the centre answered 302"),
        (TOKEN, HTTPStatus.SERVICE_UNAVAILABLE, "the centre answered 503"),
    ],
)
async def test_a_refusal_is_said_in_the_log(room: Room, token: str, status: HTTPStatus | None, why: str) -> None:
    centre = PretendCentre()
    if status:
        centre.down, centre.status = True, status
    with structlog.testing.capture_logs() as logs:
        async with centre.open(), running(room.client(centre, token, pause=room.pause)):
            await until(lambda: room.pauses)
    assert (logs[0]["event"], logs[0]["why"], logs[0]["source"]) == ("feed.disconnected", why, LINE_070)


async def test_a_centre_that_speaks_another_protocol_is_left(room: Room) -> None:
    centre = PretendCentre()
    centre.subprotocols = None
    with structlog.testing.capture_logs() as logs:
        async with centre.open(), running(room.client(centre, pause=room.pause)):
            await until(lambda: room.pauses)
    assert logs[0]["why"] == "it does not speak cloudevents.json"


async def test_a_centre_that_is_not_there_is_tried_again(room: Room) -> None:
    centre = PretendCentre(1)
    async with centre.open():
        pass  # now its port is free again
    async with running(room.client(centre)):
        await asyncio.sleep(0.1)
        async with centre.open():
            await until(lambda: room.sequences == [1])


async def test_the_beat_is_written_while_the_feed_speaks_and_says_when_it_is_gone(room: Room) -> None:
    site = room.store.site("nuevo_leon")
    centre = PretendCentre(2)
    async with centre.open(), running(room.client(centre)):
        await until(lambda: LINE_070 in site.beats and site.beats[LINE_070].connected)
        first = site.beats[LINE_070].heard
        await until(lambda: site.beats[LINE_070].heard > first)
        centre.down = True
        centre.cut()
        await until(lambda: not site.beats[LINE_070].connected)
        assert site.beats[LINE_070].heard <= room.store.clock()


async def test_a_feed_that_never_spoke_writes_no_beat(room: Room) -> None:
    centre = PretendCentre()
    centre.down = True
    async with centre.open(), running(room.client(centre)):
        await asyncio.sleep(0.6)
    assert room.store.site("nuevo_leon").beats == {}


async def test_no_value_of_a_refused_frame_stands_in_the_log(room: Room) -> None:
    def frame(n: int) -> bytes:
        return event(n, data={"queue": "maria", "Maria Elena": "+528112345678", "phone": "+528112345678"})

    with structlog.testing.capture_logs() as logs:
        async with PretendCentre(5, frame=frame).open() as centre, running(room.client(centre)):
            await until(lambda: any(line["event"] == "frames.refused" for line in logs))
    said = repr(logs)
    assert "frames.refused" in said
    assert "is no queue of this centre's profile" in said
    assert not any(word in said for word in ("aria", "8112345678", "data.Maria", TOKEN))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.pem, another.pem and a certificate of 127.0.0.1 signed by ca."""
    folder = tmp_path_factory.mktemp("authority")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("ca", "another"):
        openssl(*new, "-x509", "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(*new, "-subj", "/CN=070", "-keyout", "070.key", "-out", "070.csr")
    openssl(
        "x509", "-req", "-in", "070.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "names", "-out", "070.pem",
    )  # fmt: skip
    return folder


def served_with(authority: Path) -> PretendCentre:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "070.pem", authority / "070.key")
    return PretendCentre(2, tls=context)


@pytest.mark.parametrize("name", ["nowhere.pem", "070.key"])
def test_authorities_that_cannot_be_read_stop_the_start_in_one_sentence(authority: Path, name: str) -> None:
    with pytest.raises(BadSetting, match=r"^VIGIA_CA is '.+', which holds no certificate of an authority, or cannot"):
        trust(str(authority / name))


async def test_a_centre_whose_certificate_our_authority_signed_is_heard(room: Room, authority: Path) -> None:
    tls = trust(str(authority / "ca.pem"))
    async with served_with(authority).open() as centre, running(room.client(centre, tls=tls)):
        await until(lambda: room.sequences == [1, 2])


@pytest.mark.parametrize("ca", ["another.pem", ""])
async def test_a_centre_whose_certificate_nobody_we_trust_signed_is_not_heard(
    room: Room, authority: Path, ca: str
) -> None:
    tls = trust(str(authority / ca) if ca else "")
    with structlog.testing.capture_logs() as logs:
        async with served_with(authority).open() as centre, running(room.client(centre, tls=tls, pause=room.pause)):
            await until(lambda: room.pauses)
            assert centre.said == []
    assert "its certificate is not trusted" in logs[0]["why"]


@pytest.mark.store
async def test_it_journals_into_a_real_store_across_its_death(valkey: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = ValkeyJournal(valkey.url, "nuevo_leon")
    await journal.open("demo")
    now: Callable[[], int] = lambda: time.time_ns() // 1_000_000  # noqa: E731
    async with PretendCentre(500).open() as centre:
        client = Client(admission(), centre.url, TOKEN, journal, now, chance=lambda: 0.05)
        async with running(client):
            await until(lambda: centre.acks and centre.acks[-1] == 500)
            valkey.kill()
            await centre.happen(300)
            await until(lambda: client.held_back)
            assert centre.acks[-1] == 500
            valkey.start()
            await until(lambda: centre.acks[-1] == 800)
    entries = await journal.read(0, 2_000)
    assert [entry.fact.sequence for entry in entries] == list(range(1, 801))
    await journal.close()
