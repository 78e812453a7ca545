"""What a centre tells of a caller, wherever it writes it, is nowhere in the house; her call's figures are."""

import contextlib
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from redis import Redis
from websockets.sync.client import connect

from tests.canary_centre import HERS, NAME, PHONE, SOURCE, TEXT, TOKEN, CanaryFeed, canary_centre
from tests.canary_registry import PROFILE, REGISTRY, canary_registry
from tests.dashboard.conftest import Screen
from tests.stack import HERE, PATIENCE, Stack, ports_in_a_row, python
from tests.wall import chromium, document_when
from watch.alert_documents import AlertRow
from watch.desk_documents import CaseRow, DeskDocument, FollowUpRow
from watch.documents import encode

pytestmark = [pytest.mark.store, pytest.mark.browser]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def feeds() -> Iterator[list[CanaryFeed]]:
    """The centre, then the registry, as the profile names them."""
    port = ports_in_a_row(2)
    with canary_centre(port).serving() as centre, canary_registry(port + 1).serving() as registry:
        yield [centre, registry]


@pytest.fixture(scope="module")
def centre(feeds: list[CanaryFeed]) -> CanaryFeed:
    return feeds[0]


@pytest.fixture(scope="module")
def stack(folder: Path, feeds: list[CanaryFeed]) -> Iterator[Stack]:
    """When everything has been told, and her last call stands on the wall."""
    (folder / "nuevo_leon.toml").write_text(PROFILE, encoding="utf-8")
    told = {"VIGIA_LOG": "debug"}
    tokens = {SOURCE: TOKEN, REGISTRY: TOKEN}
    screens = ("wall", "desk")
    with Stack(folder, profiles=folder, centres=feeds[0].port, tokens=tokens, screens=screens, told=told) as stack:
        stack.start()
        stack.until("everything is told", lambda: all(feed.done for feed in feeds), 60)
        stack.until_healthy()
        yield stack


def found(where: bytes | str) -> list[str]:
    """Everything of hers in there, with what stands around it."""
    text = where.encode() if isinstance(where, str) else where
    return [str(text[max(0, m.start() - 60) : m.end() + 20]) for m in HERS.finditer(text)]


def get(stack: Stack, name: str, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.ports[name]}{path}", timeout=5) as answer:
        return bytes(answer.read())


def quarantine(stack: Stack, *options: str) -> str:
    feeds = subprocess.run(
        python("feeds", "quarantine", *options),
        cwd=HERE,
        env=stack.told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return feeds.stdout + feeds.stderr


def test_the_search_finds_what_was_told(feeds: list[CanaryFeed], stack: Stack) -> None:
    for hers in (
        NAME,
        TEXT,
        PHONE,
        "8183765413",
        "81 8376-5413",
        "(81) 8376 5413",
        "25.6714321",
        "-100.3098765",
        TOKEN,
    ):
        assert found(hers)
    for feed, least in zip(feeds, (40, 600), strict=True):
        assert len([frame for frame in feed.told if found(frame)]) > least


def test_her_calls_are_counted(stack: Stack, centre: CanaryFeed) -> None:
    wall = document_when(stack, lambda wall: wall.centres[0].load.shift.answered == 3)
    assert wall.centres[0].classes == {"violence": 3}
    assert wall.feeds[0].refused >= centre.refused


def test_what_was_wrong_is_refused_with_a_reason_and_listed(stack: Stack, feeds: list[CanaryFeed]) -> None:
    listed = quarantine(stack)
    rows = [line.split() for line in listed.splitlines()[1:]]
    for feed, source in zip(feeds, (SOURCE, REGISTRY), strict=True):
        numbered = {row[4] for row in rows if row[2:4] == [source, "e1"]} - {"0"}
        assert len(numbered) == feed.refused
    assert found(listed) == []


def test_nothing_of_hers_is_in_the_store(stack: Stack) -> None:
    stack.until("somebody is told of an order of hers", lambda: any(map(alerted, everything(stack).values())))
    held = everything(stack)
    assert any(b"call.offered" in value for value in held.values())
    assert any(b'"caller":["' in value for value in held.values())
    assert any(b'"open":["c5"]' in value for value in held.values())
    assert any(b'"open":["caso-5"]' in value for value in held.values())
    assert any(b"followup.planned" in value and b'"person":["' in value for value in held.values())
    assert {key: found(key + b" " + value) for key, value in held.items() if found(key + b" " + value)} == {}


def everything(stack: Stack) -> dict[bytes, bytes]:
    """All that the store holds."""
    with Redis.from_url(stack.store_url) as store:
        return {key: contents(store, key) for key in list(store.scan_iter())}


def alerted(value: bytes) -> bool:
    return b'"rule":"order_late"' in value and b"notification.queued" in value


READING = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"stream": ("XRANGE", "-", "+"),
    b"zset": ("ZRANGE", "0", "-1"),
    b"set": ("SMEMBERS",),
}


def contents(store: Redis, key: bytes) -> bytes:
    """Everything a key holds, whatever its kind."""
    ask: Callable[..., Any] = store.execute_command
    command, *rest = READING[ask("TYPE", key)]
    return flat(ask(command, key, *rest))


def flat(answer: object) -> bytes:
    if isinstance(answer, dict):
        answer = [*answer.keys(), *answer.values()]
    if isinstance(answer, list | tuple | set):
        return b" ".join(map(flat, answer))
    return answer if isinstance(answer, bytes) else str(answer).encode()


def test_nothing_of_hers_is_in_a_file_or_a_log(stack: Stack) -> None:
    stack.vitals("feeds")
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert any("aof" in path.name for path in files)
    assert any(b"frames.refused" in path.read_bytes() for path in files)
    assert {str(path): found(path.read_bytes()) for path in files if found(path.read_bytes())} == {}


@pytest.mark.parametrize("name", ["feeds", "watch", "wall", "desk"])
def test_nothing_of_hers_is_in_a_metric_or_a_health_report(stack: Stack, name: str) -> None:
    assert found(get(stack, name, "/metrics") + get(stack, name, "/healthz")) == []


def test_nothing_of_hers_is_on_the_wall(stack: Stack) -> None:
    wall = document_when(stack, lambda wall: wall.alerts is not None and len(wall.alerts.rows) > 1)
    assert found(encode(wall)) == []
    with chromium() as browser:
        screen = Screen(browser, stack.page)
        screen.until(screen.centre("070"))
        screen.until(".alert")
        seen = screen.page.locator(".wall").evaluate("wall => wall.outerHTML + document.documentElement.outerHTML")
        assert "psicología" in seen.lower()
        assert found(seen + " ".join(screen.requests)) == []
        screen.close()


def test_nothing_of_hers_is_in_what_the_desk_is_told(stack: Stack) -> None:
    """Her cases stand there, with story, follow-ups, hand-overs and what the registry calls each, and an alert."""
    alerts: dict[str, AlertRow] = {}
    cases: dict[str, CaseRow] = {}
    followups: dict[str, FollowUpRow] = {}
    deadline = time.monotonic() + PATIENCE
    with connect(stack.live_of("desk"), proxy=None) as socket:
        while {"caso-1", "caso-3", "caso-4"} - cases.keys() or {"cita-1"} - followups.keys() or not alerts:
            assert time.monotonic() < deadline, (list(cases), list(followups))
            frame = socket.recv(PATIENCE)
            assert found(frame) == []
            with contextlib.suppress(msgspec.ValidationError):  # a word of the server's own
                document = msgspec.json.decode(frame, type=DeskDocument)
                cases |= {row.id: row for row in document.cases}
                followups |= {row.id: row for row in document.followups}
                alerts |= {row.id: row for row in document.alerts if row.case}
    assert {step.what for step in cases["caso-1"].story} >= {"registered", "service.legal", "handover.offered"}


def test_nothing_of_hers_is_on_a_page_of_the_desk(stack: Stack) -> None:
    with chromium() as browser:
        screen = browser.new_page(viewport={"width": 1440, "height": 900})
        requests: list[str] = []
        screen.on("request", lambda request: requests.append(request.url))
        screen.goto(stack.page_of("desk"))
        for name in ("board", "cases", "followups", "ledgers", "attention", "shift"):
            screen.locator(f"[data-bind='tab.{name}']").click(timeout=20_000)
            screen.locator(f"[data-page={name}]").wait_for(state="visible")
            if name in ("board", "cases", "followups"):
                screen.locator(f"[data-page={name}] .line:visible").first.click(timeout=20_000)
                screen.locator(f"[data-page={name}] .pane .filled").wait_for(state="visible")
            seen = screen.locator(".desk").evaluate("desk => desk.outerHTML + document.documentElement.outerHTML")
            assert "caso-" in seen
            assert found(seen + " ".join(requests)) == []


def test_a_second_look_at_what_was_refused_tells_nothing_either(stack: Stack) -> None:
    assert found(quarantine(stack, "--redrive")) == []
    assert found((stack.folder / "feeds.log").read_bytes()) == []
