"""How an attempt may end, the ping, and that nothing goes out unencrypted beyond this machine."""

import asyncio
import socket
import ssl
import threading
from pathlib import Path

import pytest
from structlog.typing import EventDict

from alerts.notify import webhook
from alerts.notify.channels import Channels, Ping
from alerts.notify.letter import Letter
from alerts.notify.secret import Secret
from alerts.notify.sender import Notifier, deliver
from picture.errors import BadSetting
from tests.alerts.notify.cast import Site, a_channel, at_work, until
from tests.alerts.notify.receivers import Hook
from tests.stores import free_port

LETTER = Letter(key="k1", subject="asunto", body="texto", payload={"version": "4"})


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    return webhook.context("")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, None),
        (202, None),
        (302, "refused"),
        (401, "refused"),
        (404, "refused"),
        (500, "refused"),
        (503, "refused"),
    ],
)
async def test_only_a_success_is_one(hook: Hook, tls: ssl.SSLContext, status: int, reason: str | None) -> None:
    hook.status = status
    assert await deliver(a_channel("guardia", url=hook.url), LETTER, tls) == reason


async def test_who_is_not_there_is_unreachable(tls: ssl.SSLContext) -> None:
    assert await deliver(a_channel("guardia", url=f"http://127.0.0.1:{free_port()}/"), LETTER, tls) == "unreachable"
    mail = f"mailto://127.0.0.1:{free_port()}/?from=a@example.mx"
    assert await deliver(a_channel("correo", kind="apprise", url=mail), LETTER, tls) == "unreachable"


async def test_who_takes_the_connection_and_says_nothing_is_timed_out(tls: ssl.SSLContext) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        ways = [
            a_channel("guardia", url=f"http://127.0.0.1:{port}/", timeout=0.3),
            a_channel("correo", kind="apprise", url=f"mailto://127.0.0.1:{port}/?from=a@example.mx", timeout=0.3),
        ]
        assert await asyncio.gather(*(deliver(way, LETTER, tls) for way in ways)) == ["timeout", "timeout"]


async def test_a_certificate_counts_when_an_authority_of_ours_signed_it(tls: ssl.SSLContext, certificate: Path) -> None:
    hook = Hook()
    hook.start(certificate)
    web = a_channel("guardia", url=hook.url.replace("http", "https"))
    assert await deliver(web, LETTER, tls) == "misconfigured"
    assert await deliver(web, LETTER, webhook.context(str(certificate))) is None
    hook.stop()


def test_an_authoritys_file_that_is_not_there_refuses_the_start() -> None:
    with pytest.raises(
        BadSetting, match=r"^VIGIA_CA is '/nowhere', which cannot be used: No such file or directory\.$"
    ):
        webhook.context("/nowhere")


async def test_a_token_that_no_header_can_hold_is_a_failure_and_no_crash(
    hook: Hook, tls: ssl.SSLContext, logged: list[EventDict]
) -> None:
    assert await deliver(a_channel("guardia", url=hook.url, token=Secret("ficha\nñ")), LETTER, tls) == "misconfigured"
    assert "ficha" not in str(logged)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://guardia.example/x", True),
        ("https://guardia.example:8443", True),
        ("http://127.0.0.1:9/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://guardia.example/x", False),
        ("http://127.0.0.1.example/x", False),
        ("ftp://127.0.0.1/x", False),
        ("https:///x", False),
        ("https://guardia.example:99999/", False),
        ("https://guardia.example/a b", False),
        ("", False),
    ],
)
def test_an_address_is_encrypted_or_does_not_leave_this_machine(url: str, may: bool) -> None:
    assert webhook.usable(url) is may


def a_pinger(site: Site, url: str) -> Notifier:
    return Notifier(
        site.journal,
        Channels((), Ping(url=Secret(url), every=1)),
        profile_of=lambda: site.profile,
        board=lambda: site.board,
        kind="demo",
        leading=lambda: True,
    )


async def test_the_dead_mans_switch_is_told_while_we_are_well_and_only_then(hook: Hook) -> None:
    well = threading.Event()
    async with at_work(a_pinger(Site(), hook.url).ping(well.is_set)):
        await asyncio.sleep(0.3)
        assert hook.gets == []
        well.set()
        await until(lambda: len(hook.gets) == 2)
        well.clear()
        await asyncio.sleep(1.3)
        assert len(hook.gets) == 2


async def test_a_ping_that_fails_is_logged_and_goes_on(logged: list[EventDict]) -> None:
    hook = Hook()
    async with at_work(a_pinger(Site(), f"{hook.url}?llave=SECRETO").ping(lambda: True)):
        await until(lambda: logged)
        hook.start()
        await until(lambda: hook.gets)
    hook.stop()
    assert logged == [{"event": "notify.ping_failed", "log_level": "warning", "reason": "unreachable"}]


async def test_without_a_switch_there_is_nothing_to_do() -> None:
    await Site().notifier().ping(lambda: True)
