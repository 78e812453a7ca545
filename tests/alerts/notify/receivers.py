"""Who is told: a mail server and a webhook receiver, real ones, that may be down and come back on the same port."""

import email
import json
import ssl
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.stores import free_port


class MailRoom:
    """Keeps what it is sent. `refuses`: it takes no mail, and says so."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.refuses = False
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}/?from=vigia@example.mx&to=guardia@example.mx"

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refuses:
            return "554 not here"
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=POLICY)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to.append(list(envelope.rcpt_tos))
        return "250 taken"


class Post(NamedTuple):
    path: str
    key: str
    token: str
    body: dict[str, Any]


class Hook:
    """A webhook. `status`: what it answers; `before`: what it does first."""

    def __init__(self) -> None:
        self.port = free_port()
        self.posts: list[Post] = []
        self.gets: list[str] = []
        self.status = 200
        self.before: Callable[[], object] = lambda: None
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/avisos"

    @property
    def keys(self) -> list[str]:
        return [post.key for post in self.posts]

    def start(self, certificate: Path | None = None) -> None:
        """`certificate`: with its key; it speaks TLS then."""
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                token = self.headers.get("Authorization", "")
                hook.posts.append(Post(self.path, self.headers["Idempotency-Key"], token, body))
                self.answer()

            def do_GET(self) -> None:
                hook.gets.append(self.path)
                self.answer()

            def answer(self) -> None:
                hook.before()
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        if certificate is not None:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
