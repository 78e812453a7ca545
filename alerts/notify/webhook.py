"""Posts a letter to a webhook, and pings. TLS with the system's authorities or VIGIA_CA; no redirect is followed."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

import httpx2
import msgspec

from alerts.notify.letter import Letter, Reason
from alerts.notify.secret import Secret
from picture.errors import BadSetting

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PING_SECONDS = 10.0

logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs each address, and an address may hold a secret


def usable(url: str) -> bool:
    """Encrypted, or not leaving this machine."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    return named and (parts.scheme == "https" or plain) and not any(sign.isspace() for sign in url)


def context(ca: str) -> ssl.SSLContext:
    """`ca`: the setting VIGIA_CA. Raises BadSetting when it cannot be used."""
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as error:
        raise BadSetting(f"VIGIA_CA is {ca!r}, which cannot be used: {error.strerror or error}.") from None


async def post(url: Secret, token: Secret | None, letter: Letter, seconds: float, tls: ssl.SSLContext) -> Reason | None:
    """One attempt of so many seconds; None when it was taken."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": letter.key}
    if token is not None:
        headers["Authorization"] = f"Bearer {token()}"
    body = msgspec.json.encode(letter.payload)
    return await _answer(tls, seconds, lambda client: client.stream("POST", url(), headers=headers, content=body))


async def ping(url: Secret, tls: ssl.SSLContext) -> Reason | None:
    return await _answer(tls, PING_SECONDS, lambda client: client.stream("GET", url()))


async def _answer(
    tls: ssl.SSLContext,
    seconds: float,
    ask: Callable[[httpx2.AsyncClient], AbstractAsyncContextManager[httpx2.Response]],
) -> Reason | None:
    try:
        async with (
            asyncio.timeout(seconds),
            httpx2.AsyncClient(verify=tls, trust_env=False, timeout=seconds) as client,
            ask(client) as answer,
        ):
            return None if answer.is_success else "refused"
    except (TimeoutError, httpx2.TimeoutException):
        return "timeout"
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError):
        return "misconfigured"
    except httpx2.TransportError as error:
        return "misconfigured" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "unreachable"
