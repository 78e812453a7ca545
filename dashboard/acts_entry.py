"""How the desk's server takes what people do: who it is, whether they may, what they ask; every refusal has a code.

The gate has looked at all this before. It is looked at again here, for a route that somebody forgets to put into the
gate's table must not be open.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.acts_bodies import MOST_BYTES, BadBody, read
from dashboard.gate import audit
from dashboard.gate.person import Person, gate_of, person_of
from journal.journal import Journal
from picture.errors import StoreDown

T = TypeVar("T")


class Refused(Exception):
    """Raised when something is not done: an HTTP status, and why, a code for programs. `journaled`: it was written
    down, and what becomes of it is not known yet."""

    def __init__(self, status: int, code: str, *, journaled: bool = False, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": code, **({"journaled": True} if journaled else {}), **more}


class Entrance:
    """Makes routes. `journal`: where refusals are audited."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def post(
        self, path: str, right: str, kind: type[T], handle: Callable[[Person, T], Awaitable[dict[str, Any]]]
    ) -> Route:
        """A route that takes a body of this kind and answers with JSON."""

        async def answer(request: Request, person: Person) -> Response:
            return JSONResponse(await handle(person, read(await _body(request), kind)))

        return Route(path, self._guarded(path, right, answer), methods=["POST"])

    def get(self, path: str, right: str, handle: Callable[[Request, Person], Awaitable[Response]]) -> Route:
        return Route(path, self._guarded(path, right, handle), methods=["GET"])

    def _guarded(
        self, path: str, right: str, handle: Callable[[Request, Person], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await handle(request, await self._enter(request, path, right))
            except Refused as refused:
                return JSONResponse(refused.body, status_code=refused.status)
            except BadBody as bad:
                return JSONResponse({"error": str(bad)}, status_code=400)
            except StoreDown:
                return JSONResponse({"error": "store"}, status_code=503)
            except ClientDisconnect:
                return Response(status_code=400)

        return endpoint

    async def _enter(self, request: Request, path: str, right: str) -> Person:
        person = person_of(request.scope)
        if person is None:
            raise Refused(403, "open") if gate_of(request.scope) == "open" else Refused(401, "signed_out")
        if request.method == "POST" and request.headers.get("x-vigia") != "1":
            raise Refused(403, "csrf")
        if not person.may(right):
            await audit.note(self._journal, person, "act.refused", path.split("{", maxsplit=1)[0], ok=False, why="role")
            raise Refused(403, "role")
        return person


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > MOST_BYTES:
            raise Refused(413, f"The body is larger than {MOST_BYTES // 1024} KiB.")
    return bytes(found)
