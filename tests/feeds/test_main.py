"""The process: its settings, its health, its end, its quarantine."""

import asyncio
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feeds.__main__ import site
from journal.valkey import ValkeyJournal
from picture.errors import BadProfile, BadSetting
from tests.feeds.cast import event, write_profile
from tests.feeds.pretend import TOKEN, PretendCentre, until
from tests.stores import Server, free_port


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A demo's settings, in the environment."""
    write_profile(tmp_path)
    environment = {
        "VIGIA_SITE": "nuevo_leon",
        "VIGIA_KIND": "demo",
        "VIGIA_STORE": "redis://127.0.0.1:1",
        "VIGIA_PROFILES": str(tmp_path),
        "VIGIA_KEYRING": str(tmp_path / "keyring"),
        "VIGIA_CENTRES_URL": "ws://127.0.0.1:9100",
        "VIGIA_FEEDS_PORT": str(free_port()),
        "VIGIA_TOKEN_NL_070": TOKEN,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


def test_in_a_demo_the_centre_is_the_simulators(told: dict[str, str]) -> None:
    (way,) = site().ways
    assert (way.url, way.token, way.tls) == ("ws://127.0.0.1:9100/feed", TOKEN, None)


def test_a_real_site_does_not_listen_to_a_simulator(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_KIND", "real")
    with pytest.raises(BadSetting, match="simulated centres are for a demo"):
        site()


def test_a_real_site_is_reached_by_tls_only(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIA_KIND", "real")
    monkeypatch.setenv("VIGIA_CENTRES_URL", "")
    with pytest.raises(BadProfile, match=r"url: 'ws://127\.0\.0\.1:1/feed' of nl/070 is not wss://"):
        site()


def test_a_real_centre_is_checked_against_the_authorities(
    told: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIA_KIND", "real")
    monkeypatch.setenv("VIGIA_CENTRES_URL", "")
    profile = tmp_path / "nuevo_leon.toml"
    profile.write_text(profile.read_text().replace("ws://127.0.0.1:1/feed", "wss://070.example/feed"))
    (way,) = site().ways
    assert way.tls is not None
    assert way.tls.check_hostname


def test_a_centre_without_a_token_stops_the_start(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIA_TOKEN_NL_070")
    with pytest.raises(BadSetting, match="VIGIA_TOKEN_NL_070 is not set"):
        site()


REGISTRY = """
[[registry]]
source = "nl/casos"
name = "Casos"
about = "registro"
url = "wss://casos.example/feed"
[[registry]]
source = "nl/tabla"
name = "Tabla"
about = "registro"
table = { view = "vw", fact = [{ type = "case.arrived", subject = "caso", time = "cuando" }] }
"""


@pytest.fixture
def registries(told: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two case registries beside the centre, one of which is read by rows."""
    profile = tmp_path / "nuevo_leon.toml"
    profile.write_text(profile.read_text().replace("ws://", "wss://") + REGISTRY)
    monkeypatch.setenv("VIGIA_TOKEN_NL_CASOS", "token-casos")
    monkeypatch.setenv("VIGIA_TOKEN_NL_TABLA", "token-tabla")


@pytest.mark.usefixtures("registries")
def test_in_a_demo_the_simulator_serves_every_feed_centres_first() -> None:
    ways = site().ways
    assert [(way.feed.source, way.url, way.token) for way in ways] == [
        ("nl/070", "ws://127.0.0.1:9100/feed", TOKEN),
        ("nl/casos", "ws://127.0.0.1:9101/feed", "token-casos"),
        ("nl/tabla", "ws://127.0.0.1:9102/feed", "token-tabla"),
    ]
    assert site().tables == ()


@pytest.mark.usefixtures("registries")
@pytest.mark.parametrize("kind", ["real", "demo"])
def test_without_a_simulator_a_registry_with_a_table_is_read_by_rows(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIA_KIND", kind)
    monkeypatch.setenv("VIGIA_CENTRES_URL", "")
    monkeypatch.delenv("VIGIA_TOKEN_NL_TABLA")
    monkeypatch.setenv("VIGIA_TABLE_NL_TABLA", "sqlite:///casos.db")
    told = site()
    assert [way.url for way in told.ways] == ["wss://127.0.0.1:1/feed", "wss://casos.example/feed"]
    assert [way.registry.source for way in told.tables] == ["nl/tabla"]


def start(told: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "feeds", *words], env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def vitals(told: dict[str, str], path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{told['VIGIA_FEEDS_PORT']}{path}", timeout=5) as answer:
        return str(answer.read().decode())


def test_a_wrong_setting_ends_the_process_with_one_sentence(told: dict[str, str]) -> None:
    process = start(told | {"VIGIA_KIND": "test"})
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == "VIGIA_KIND is 'test', which does not fit: demo or real; the two never share a store.\n"


@pytest.mark.store
async def test_the_process_journals_says_how_it_is_ends_cleanly_and_shows_its_quarantine(
    told: dict[str, str], valkey: Server
) -> None:
    def frame(n: int) -> bytes:
        phone = {"queue": "psicologia", "phone": "+52 81 1234 5678", "Maria": "x"}
        return event(n, data=phone, subject=f"{time.time_ns()}-{n}") if n != 2 else event(2, "call.8112345678")

    async with PretendCentre(5, frame=frame).open() as centre:
        told |= {"VIGIA_STORE": valkey.url, "VIGIA_CENTRES_URL": f"ws://127.0.0.1:{centre.port}"}
        process = start(told)
        try:
            await until(lambda: centre.acks and centre.acks[-1] == 5, 30)
            health = json.loads(await _off_loop(vitals, told, "/healthz"))
            assert health == {"alive": True, "store": "ok", "feeds": {"nl/070": "connected"}}
            metrics = await _off_loop(vitals, told, "/metrics")
            assert 'vigia_feeds_facts_total{source="nl/070"} 4.0' in metrics
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = await _off_loop(process.communicate, None, 20)
        assert (process.returncode, err) == (0, "")
        lines = [json.loads(line) for line in out.splitlines()]
        assert {"feed.connected", "frames.refused"} <= {line["event"] for line in lines}

        shelf = start(told, "quarantine", "--source", "nl/070")
        listed, _ = await _off_loop(shelf.communicate, None, 30)
        again = start(told, "quarantine", "--redrive")
        redriven, _ = await _off_loop(again.communicate, None, 30)
    assert "type: is no fact that a centre may send" in listed
    assert (redriven, again.returncode) == (
        "1  nl/070  2  is refused again: type: is no fact that a centre may send\n",
        1,
    )
    journal = ValkeyJournal(valkey.url, "nuevo_leon")
    facts = repr([entry.fact for entry in await journal.read(0)])
    await journal.close()
    assert not any("8112345678" in said or "Maria" in said for said in (out, listed, redriven, metrics, facts))


async def _off_loop(call: Callable[..., Any], *parts: object) -> Any:
    return await asyncio.to_thread(call, *parts)
