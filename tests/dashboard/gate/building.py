"""Both servers behind the gate, a real OpenID Connect provider beside them, and who comes to the doors."""

import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.conftest import Dashboard
from tests.dashboard.gate.cast import LEDGER, PASSWORD
from tests.stores import free_port

CLAIMS = [
    {"sub": "1", "name": "Begoña Núñez Ávila", "groups": ["vigia-jefas", "otras"], "zones": ["policia"]},
    {"sub": "2@example", "name": "Łucja Ñ", "groups": ["vigia-lectura"], "zones": ["*"]},
    {"sub": "3", "name": "Sin Papel", "groups": ["otras"], "zones": ["*"]},
    {"sub": "4", "name": "Sin Zona", "groups": ["vigia-jefas"]},
]
OIDC = """
[oidc]
issuer = "{issuer}"
client_id = "vigia"
client_secret = "secreto"
roles_claim = "groups"
agencies_claim = "zones"
roles = {{ "vigia-jefas" = "lead", "vigia-lectura" = "reader" }}
"""


def gate_file(folder: Path, issuer: str = "") -> Path:
    """The cast's accounts, and OIDC where there is an issuer."""
    lines = ["[session]", "idle = 30", "whole = 12"]
    for account in LEDGER.account:
        lines.append("[[account]]")
        fields = msgspec.to_builtins(account)
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value != []]
        lines += [] if account.roles else ["roles = []"]
    path = folder / "gate.toml"
    path.write_text("\n".join(lines) + (OIDC.format(issuer=issuer) if issuer else ""), encoding="utf-8")
    return path


@contextlib.contextmanager
def provider() -> Iterator[str]:
    """The issuer's address."""
    port = free_port()
    users = [word for claims in CLAIMS for word in ("--user-claims", json.dumps(claims))]
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "oidc_provider_mock",
            "--port",
            str(port),
            "--require-nonce",
            "true",
            *users,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"{issuer}/.well-known/openid-configuration", trust_env=False)
                break
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("The provider does not start.")
            time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


_opened: list[httpx2.Client] = []


def close_all() -> None:
    while _opened:
        _opened.pop().close()


class Visitor:
    """A browser without a screen: it keeps cookies, says its origin, and follows nothing by itself."""

    def __init__(self, server: Dashboard, **headers: str) -> None:
        self.server = server
        self.headers = {"Origin": server.url} | {key.replace("_", "-"): value for key, value in headers.items()}
        self.client = httpx2.Client(base_url=server.url, trust_env=False, verify=False, timeout=10)
        _opened.append(self.client)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.client.get(path, headers=self.headers | headers)

    def page(self, path: str = "/") -> httpx2.Response:
        return self.get(path, Accept="text/html")

    def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return self.client.post(
            path, json={} if body is None else body, headers=self.headers | {"X-Vigia": "1"} | headers
        )

    def form(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> httpx2.Response:
        return self.client.post(path, data=fields, headers=self.headers if headers is None else headers)

    def sign_in(self, account: str, password: str = PASSWORD) -> httpx2.Response:
        return self.form("/sign-in", account=account, password=password)

    def enrol(self, code: str) -> httpx2.Response:
        return self.form("/enrol", code=code)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)

    def at(self, server: Dashboard) -> "Visitor":
        """The same browser at the other server: a host's cookies know no ports."""
        other = Visitor(server)
        other.client.cookies = self.client.cookies
        return other

    def socket(self, path: str = "/live", **headers: str) -> ClientConnection:
        """Raises InvalidStatus when it is refused."""
        sent = {"Cookie": self.cookie, **headers}
        address = self.server.url.replace("http", "ws", 1) + path
        origin = headers.pop("Origin", self.headers.get("Origin"))
        sent.pop("Origin", None)
        return connect(address, additional_headers=sent, origin=origin, proxy=None, subprotocols=None)  # type: ignore[arg-type]

    def looks(self, path: str = "/live", **headers: str) -> int:
        """101 when the socket stays open and says something, its close code or the HTTP status otherwise."""
        try:
            with self.socket(path, **headers) as socket:
                with contextlib.suppress(TimeoutError):
                    socket.recv(timeout=0.1)
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0

    def request(self, method: str, path: str) -> int:
        if method == "SOCKET":
            return self.looks(path)
        sent = self.headers | {"X-Vigia": "1"}
        return self.client.request(
            method, path, headers=sent, json={} if method in ("POST", "PUT", "PATCH") else None
        ).status_code

    def by_oidc(self, subject: str) -> httpx2.Response:
        """Through the provider and back: what the server answered at the end."""
        away = self.page("/oidc/start")
        assert away.status_code == 303, away.text
        back = httpx2.post(away.headers["location"], data={"sub": subject}, trust_env=False)
        assert back.status_code == 302, back.text
        address = back.headers["location"]
        assert address.startswith(f"{self.server.url}/oidc/return?")
        return self.page(address.removeprefix(self.server.url))


def closed_after(socket: ClientConnection) -> tuple[int, float]:
    """The code with which the server closed the socket, and seconds until then."""
    start = time.monotonic()
    try:
        while time.monotonic() - start < 5:
            with contextlib.suppress(TimeoutError):
                socket.recv(timeout=1)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0, time.monotonic() - start
    return 0, 5.0


def routes_of(app: str, **environment: str) -> list[tuple[str, str]]:
    """Method and a path of every route that the server has, Streamlit's own included."""
    code = f"""
import json, re
from starlette.routing import Mount, WebSocketRoute
from {app} import app
found = []
for route in app._build_starlette_app().routes:
    path = re.sub(r"{{[^}}]*}}", "x", route.path)
    methods = ["SOCKET"] if isinstance(route, WebSocketRoute) else getattr(route, "methods", None) or ["GET"]
    found += [(method, path) for method in methods if method != "HEAD"]
print(json.dumps(found))
"""
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return sorted({(method, re.sub("^$", "/", path)) for method, path in json.loads(ended.stdout.splitlines()[-1])})
