"""Receivers that stand, and a log that is kept."""

import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from apprise import Apprise
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.alerts.notify.receivers import Hook, MailRoom


@pytest.fixture(scope="session", autouse=True)
def apprise() -> None:
    """Loaded, with what its mail still imports of an old Python."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'imghdr' is deprecated", DeprecationWarning)
        Apprise.instantiate("mailto://127.0.0.1/?from=a@example.mx")


@pytest.fixture
def mail_room() -> Iterator[MailRoom]:
    room = MailRoom()
    room.start()
    yield room
    room.stop()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    hook.start()
    yield hook
    hook.stop()


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, with its key, signed by itself."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ["-subj", "/CN=guardia", "-addext", "subjectAltName=IP:127.0.0.1"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*new, "-keyout", f"{file}.key", "-out", str(file)], check=True, capture_output=True)
    file.write_text(file.read_text() + Path(f"{file}.key").read_text())
    return file
