"""The gate itself, before everything else of a server: each request and each socket is somebody's, or is refused."""

import contextlib
import unicodedata
from collections.abc import Sequence

import msgspec
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.gate import audit, cookies, headers, pages
from dashboard.gate.doors import CLOSED, Cookies, Held, Known
from dashboard.gate.house import House
from dashboard.gate.loopback import LOOPBACK, name_of
from dashboard.gate.person import Person, Screen
from dashboard.gate.surfaces import ANYONE, NOBODY, SOCKET, Surface, allowed, surfaces
from picture.errors import StoreDown

IDENTITY = b"x-vigia-user-"  # what .streamlit/config.toml trusts: set here and nowhere else
FORBIDDEN = 4403  # a socket's close code: known, and not allowed
PASSED_ON = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")
LIVE = "/live"
STATIC = ("/static/", "/gate/", "/map/files/", "/favicon.png", "/manifest.json")  # says nothing of anybody


class Gate:
    """ASGI middleware. `policy`: the content security policy of this server's pages."""

    def __init__(self, app: ASGIApp, *, house: House, policy: str) -> None:
        self._app = app
        self._house = house
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        entry = Entry(scope, self._house)
        protected = self._protected(entry, send)
        try:
            refusal = entry.foreign() or await self._enter(entry)
            if refusal is None:
                await self._let_in(entry, receive, protected)
        except StoreDown:
            if entry.begun:
                raise
            refusal = Refusal(503, "store")
        if refusal is not None:
            await self._refuse(entry, refusal, receive, protected)
        return None

    async def _enter(self, entry: "Entry") -> "Refusal | None":
        """Finds out who it is, and whether that is enough. Raises StoreDown."""
        if self._house.state == "open":
            return None if any(each.right != NOBODY for each in entry.surfaces) else Refusal(403, "unknown")
        if any(each.right == ANYONE for each in entry.surfaces):
            entry.known = await self._known_or_nobody(entry.cookies)
            return None
        if entry.allowed(None, None):
            return None
        entry.known = person, screen = await self._house.entering(entry.cookies) if any(entry.cookies) else (None, None)
        if entry.allowed(person, screen):
            return None
        if person is None and (screen is None or self._house.side.entrance != "/enrol"):
            return Refusal(401, "signed_out")
        await self._note(entry, person)
        return Refusal(403, "role" if entry.surfaces else "unknown")

    async def _known_or_nobody(self, held: Cookies) -> Known:
        """At the doors themselves nobody needs to be known, also while the store is away."""
        try:
            return await self._house.entering(held) if any(held) else (None, None)
        except StoreDown:
            return None, None

    async def _note(self, entry: "Entry", person: Person | None) -> None:
        right = entry.surfaces[0].right if entry.surfaces else "unknown"
        if person and await self._house.journal.put("reads", f"{person.id} !{right}", b"", audit.AGAIN, new=True):
            await audit.note(self._house.journal, person, "gate.refused", right, ok=False)

    async def _let_in(self, entry: "Entry", receive: Receive, send: Send) -> None:
        scope = entry.scope_for(self._house.state)
        if entry.method != SOCKET or self._house.state == "open":
            return await self._app(scope, receive, send)
        with self._house.doors.opened(entry.cookies, entry.surfaces) as door:
            held = Held(door, receive, send)
            try:
                await self._app(scope, held.receive, held.send)
            finally:
                held.end()
        return None

    def _protected(self, entry: "Entry", send: Send) -> Send:
        """The same way out, with the headers that every answer has."""

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(raw=message.setdefault("headers", []))
                about_people = self._house.state == "closed" and not entry.path.startswith(STATIC)
                policy = self._policy if entry.path == "/" else headers.PLAIN
                headers.protect(answer, policy, secure=entry.secure, about_people=about_people)
                if entry.known[1] and entry.path == "/" and self._house.side.entrance == "/enrol":
                    again = cookies.line(cookies.SCREEN, entry.cookies[1], secure=entry.secure, seconds=cookies.LASTING)
                    answer.append("set-cookie", again.decode("latin-1"))
            entry.begun = True
            await send(message)

        return protected

    async def _refuse(self, entry: "Entry", refusal: "Refusal", receive: Receive, send: Send) -> None:
        if entry.method == SOCKET:
            with contextlib.suppress(OSError):
                await receive()
                if refusal.status == 401 and entry.path == LIVE and entry.of_a_page:
                    await send(
                        {"type": "websocket.accept"}
                    )  # else a page could not tell this from a server that is gone
                await send({"type": "websocket.close", "code": CLOSED if refusal.status == 401 else FORBIDDEN})
            return
        await self._answer(entry, refusal)(entry.scope, receive, send)

    def _answer(self, entry: "Entry", refusal: "Refusal") -> Response:
        if not entry.wants_page:
            return JSONResponse({"error": refusal.code}, status_code=refusal.status)
        if refusal.status == 401:
            return RedirectResponse(self._house.side.entrance + entry.query, status_code=303)
        if refusal.status == 503:
            return pages.away(entry.scope, self._house)
        if refusal.code == "role" and entry.known[0]:
            return pages.closed(entry.scope, self._house, entry.known[0])
        return PlainTextResponse(refusal.code, status_code=refusal.status)


class Refusal(msgspec.Struct, frozen=True):
    """Why somebody is not let in: an HTTP status, and a code for programs."""

    status: int
    code: str


class Entry:
    """One request or one socket, as it came."""

    def __init__(self, scope: Scope, house: House) -> None:
        self.scope = scope
        self.begun = False  # something was answered already
        self.known: Known = (None, None)
        self.path: str = scope["path"]
        self.method: str = SOCKET if scope["type"] == "websocket" else scope["method"]
        self.secure: bool = scope.get("scheme") in ("https", "wss")
        self._names = {*LOOPBACK, *house.hosts}
        self._headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        self.surfaces: Sequence[Surface] = surfaces(house.side.surfaces, self.method, self.path)
        self.cookies: Cookies = (
            cookies.found(self._headers, cookies.SESSION, secure=self.secure),
            cookies.found(self._headers, cookies.SCREEN, secure=self.secure),
        )

    def _header(self, name: bytes) -> str | None:
        """None where it is absent; of several the last, joined by a comma that fits nothing."""
        values = [value.decode("latin-1") for key, value in self._headers if key == name]
        return ",".join(values) if values else None

    def foreign(self) -> Refusal | None:
        """Whether it came by another name than ours, or from another site's page."""
        host, origin = self._header(b"host") or "", self._header(b"origin")
        if name_of(host) not in self._names:
            return Refusal(403, "host")
        if self.method in ("GET", "HEAD"):
            return None
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return Refusal(403, "origin")
        if self.method == SOCKET:
            return None
        if any(each.form for each in self.surfaces):
            return None if origin else Refusal(403, "origin")
        return None if self._header(b"x-vigia") == "1" else Refusal(403, "csrf")

    @property
    def local(self) -> bool:
        """From a program on this machine that nobody passed on."""
        client = self.scope.get("client")
        direct = not any(key in PASSED_ON for key, _ in self._headers)
        near = client is not None and client[0] in LOOPBACK
        return near and direct and name_of(self._header(b"host") or "") in LOOPBACK

    def allowed(self, person: Person | None, screen: Screen | None) -> bool:
        return any(allowed(each.right, person, screen, local=self.local) for each in self.surfaces)

    @property
    def of_a_page(self) -> bool:
        return self._header(b"origin") is not None

    @property
    def wants_page(self) -> bool:
        return self.method == "GET" and "text/html" in (self._header(b"accept") or "")

    @property
    def query(self) -> str:
        """What the entrance keeps of the address: the language."""
        asked = self.scope.get("query_string", b"").decode("latin-1")
        return next((f"?{part}" for part in asked.split("&") if part in ("lang=es", "lang=en")), "")

    def scope_for(self, state: str) -> Scope:
        """The scope for what is behind the gate: who it is, said by us alone."""
        person, screen = self.known
        given = [(key, value) for key, value in self._headers if not key.startswith(IDENTITY)]
        who = {}
        if person:
            who = {"id": person.id, "name": person.name, "roles": " ".join(sorted(person.roles))}
        elif screen:
            who = {"id": screen.id, "name": screen.name, "roles": "screen"}
        given += [(IDENTITY + key.encode(), written(value)) for key, value in who.items()]
        return {
            **self.scope,
            "headers": given,
            "vigia.person": person,
            "vigia.screen": screen,
            "vigia.gate": state,
        }


def written(value: str) -> bytes:
    """A header's bytes: Streamlit reads them as Latin-1, which has every sign of Spanish. Of what it has not, the
    plain letter is kept."""
    plain = "".join(
        sign if ord(sign) < 256 else unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        for sign in unicodedata.normalize("NFC", value)
    )
    return "".join(sign for sign in plain if sign.isprintable()).strip().encode("latin-1")
