"""Sends a letter through Apprise, in a thread. The only import of Apprise."""

import asyncio
import logging
import re
from pathlib import PurePath

from apprise import Apprise, AppriseAsset, AppriseResultStatus, NotifyBase, NotifyFormat
from apprise.attachment.memory import AttachMemory

from alerts.notify.letter import Letter, Reason
from alerts.notify.secret import Secret

GRACE = 2.0  # seconds over an attempt's own limit until it is left alone

_log = logging.getLogger("apprise")
_log.propagate = False  # it names addresses and servers; what became of an attempt is read from its result
_log.addHandler(logging.NullHandler())
_log.setLevel(logging.DEBUG)


def fault(url: Secret) -> str:
    """What is wrong with an address, without saying it; "" when it can be used."""
    plugin = _plugin(url, 10)
    if plugin is None:
        return "is no address that Apprise knows"
    if not plugin.verify_certificate:
        return "says verify=no; certificates are always checked"
    return ""


async def send(url: Secret, letter: Letter, timeout: float) -> Reason | None:  # noqa: ASYNC109  # bounds the thread
    """None when it was taken. A thread that does not come back is left to the limits of its socket."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(_send, url, letter, timeout), timeout + GRACE)
    except TimeoutError:
        return "timeout"


def _send(url: Secret, letter: Letter, timeout: float) -> Reason | None:
    plugin = _plugin(url, timeout)
    if plugin is None:
        return "misconfigured"
    if "headers" in plugin.template_kwargs:  # mail, and HTTP that is not a service of its own
        plugin.headers["Idempotency-Key"] = letter.key  # type: ignore[attr-defined]  # as its template says
    plugin.socket_connect_timeout = plugin.socket_read_timeout = timeout
    apprise = Apprise(asset=plugin.asset)
    apprise.add(plugin)
    result = apprise.notify(
        title=letter.subject,
        body=letter.body,
        body_format=NotifyFormat.TEXT,
        attach=_paper(letter),
        log_level=logging.DEBUG,
    )
    if result.status == AppriseResultStatus.SUCCESS:
        return None
    if result.status == AppriseResultStatus.TIMEOUT:
        return "timeout"
    return _reason(" ".join(entry.message for entry in result.logs()))


def _paper(letter: Letter) -> AttachMemory | None:
    if not letter.content:
        return None
    return AttachMemory(letter.content, PurePath(letter.paper).name, "application/pdf")  # type: ignore[no-untyped-call]


def _plugin(url: Secret, timeout: float) -> NotifyBase | None:
    asset = AppriseAsset(
        app_id="Vigía",
        storage_mode="memory",
        async_mode=False,
        service_timeout=timeout,
        allow_templates=False,
        pgp_autogen=False,
    )
    return Apprise.instantiate(url(), asset=asset)


def _reason(said: str) -> Reason:
    """From what Apprise logged of the attempt, which is read here and kept nowhere."""
    if re.search(r"timed out", said, re.IGNORECASE):
        return "timeout"
    if re.search(r"CERTIFICATE_VERIFY_FAILED|not supported by server", said):
        return "misconfigured"
    if re.search(r"connection error", said, re.IGNORECASE) and not re.search(r"Socket Exception: \(\d{3}, ", said):
        return "unreachable"
    return "refused"
