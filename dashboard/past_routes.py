"""The past's routes, as the desk's server mounts them: read-only, filtered as the rows of now are, audited as reads."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

import settings
from dashboard import desk_wording, past_views
from dashboard.acts_bodies import BadBody
from dashboard.acts_entry import Refused
from dashboard.gate import audit, welcome
from dashboard.gate.person import Person, gate_of, person_of
from dashboard.past_files import PastFiles
from dashboard.past_link import PastLink
from dashboard.scopes import Anyone, Scoped
from dashboard.service import Service
from journal.journal import Journal
from picture.clocks import HOUR, MINUTE
from picture.errors import StoreDown
from watch.past import Room
from watch.past_documents import Answer, Question
from watch.past_lines import KINDS

STEPS = (2 * MINUTE, HOUR // 2, 4 * HOUR, 20 * HOUR)  # looked through one after the other for something that happened
LONG = 80  # characters of a folio at the most
MEDIA = {"js": "text/javascript", "css": "text/css"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # a file that changes gets another address
SECRET = {"Cache-Control": "no-store"}
STATUS = {"folding": 503, "store": 503, "archive": 503, "away": 503, "nothing": 404, "unkept": 404}
Handle = Callable[[Request, Person | None], Awaitable[Response]]


class PastService:
    def __init__(self, journal: Journal, link: PastLink, files: PastFiles) -> None:
        self.link = link
        self._journal = journal
        self._files = files

    @property
    def routes(self) -> list[BaseRoute]:
        asked = {
            "/past/bounds": self._bounds,
            "/past/room": self._room,
            "/past/story": self._story,
            "/past/changes": self._changes,
            "/past/step": self._step,
            "/past/case": self._case,
            "/past/wall": self._page,
        }
        return [
            *(Route(path, _guarded(handle), methods=["GET"]) for path, handle in asked.items()),
            Route("/past/files/{folder}/{name}", self._file, methods=["GET"]),
        ]

    async def _bounds(self, _request: Request, _person: Person | None) -> Response:
        bounds = (await self._ask(Question(ask="bounds"))).bounds
        return JSONResponse(msgspec.to_builtins(bounds), headers=SECRET)

    async def _room(self, request: Request, person: Person | None) -> Response:
        """Wall and desk as they were: the wall as every wall had it, of the desk what this person sees."""
        at = _instant(request, "at")
        room = await self._room_at(at)
        await self._note(person, "past.read", at)
        desks = b",".join(past_views.desk(room.desk, _who(person)))
        body = b'{"at":%d,"wall":%b,"desk":[%b]}' % (at, msgspec.json.encode(room.wall), desks)
        return Response(body, media_type="application/json", headers=SECRET)

    async def _story(self, request: Request, person: Person | None) -> Response:
        at = _instant(request, "at")
        case, alert = (request.query_params.get(name, "") for name in ("case", "alert"))
        room = await self._room_at(at)
        story = past_views.story(room.desk, _who(person), case, alert)
        if story is None:
            raise Refused(404, "unknown")
        if person is not None and story.case is not None:
            await audit.read(self._journal, person, story.case.id)
        if person is not None:
            await audit.note(self._journal, person, "past.story", story.case.id if story.case else alert, at=at)
        return Response(msgspec.json.encode(story), media_type="application/json", headers=SECRET)

    async def _case(self, request: Request, person: Person | None) -> Response:
        """The case of a folio, mask or id, when the desk had it last; with its story, where /past/story is no use."""
        name = unquote(request.headers.get("vigia-folio", "")).strip()  # in no address, which may be logged
        if not 0 < len(name) <= LONG:
            raise BadBody(f"Vigia-Folio has not 1 to {LONG} characters.")
        found = (await self._ask(Question(ask="case", folio=name))).found
        assert found is not None
        desk = found.desk or (await self._room_at(found.at)).desk
        story = past_views.story(desk, _who(person), found.case, "")
        if story is None or story.case is None:
            raise Refused(404, "unkept", since=found.since)  # as of one that nobody knows
        if person is not None:
            await audit.read(self._journal, person, found.case)
            await audit.note(self._journal, person, "past.story", found.case, at=found.at)
        told = {"case": found.case, "at": found.at, "story": story if found.desk else None}
        names = desk.names if found.desk else None
        return Response(msgspec.json.encode({**told, "names": names}), media_type="application/json", headers=SECRET)

    async def _changes(self, request: Request, person: Person | None) -> Response:
        """What changed in [from, until)."""
        start, end = _instant(request, "from"), _instant(request, "until")
        answer = await self._ask(Question(ask="lines", at=start, until=end, kinds=past_views.ORDER))
        await self._note(person, "past.changes", start)
        groups = past_views.groups(past_views.shown(answer.lines, _who(person)))
        return Response(msgspec.json.encode({"groups": groups}), media_type="application/json", headers=SECRET)

    async def _step(self, request: Request, person: Person | None) -> Response:
        """The instant before or after, within a day, at which something of those kinds happened that they see."""
        at, by, kinds = _instant(request, "at"), request.query_params.get("by"), _kinds(request)
        if by not in ("1", "-1"):
            raise BadBody("by is neither 1 nor -1.")
        bounds = (await self._ask(Question(ask="bounds"))).bounds
        assert bounds is not None
        near = at + 1 if by == "1" else at
        for span in STEPS:
            start, end = (near, near + span) if by == "1" else (near - span, near)
            first, until = max(start, bounds.first), min(end, bounds.last + 1)
            if first >= until:
                break
            answer = await self._ask(Question(ask="lines", at=first, until=until, kinds=kinds))
            lines = past_views.step(past_views.shown(answer.lines, _who(person)), int(by))
            if lines:
                body = {"at": lines[0].at, "lines": lines}
                return Response(msgspec.json.encode(body), media_type="application/json", headers=SECRET)
            near = end if by == "1" else start
        return JSONResponse({"at": None, "lines": []}, headers=SECRET)

    async def _page(self, request: Request, _person: Person | None) -> Response:
        language = request.query_params.get("lang")
        words = desk_wording.chosen(language)
        return HTMLResponse(self._files.pages[words["locale"][:2]], headers={"Cache-Control": "no-cache"})

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = self._files.contents.get(name)
        if content is None or request.path_params["folder"] != self._files.folder:
            return Response(status_code=404)
        return Response(content, media_type=MEDIA[name.rpartition(".")[2]], headers=FOREVER)

    async def _room_at(self, at: int) -> Room:
        room = (await self._ask(Question(ask="room", at=at))).room
        assert room is not None
        return room

    async def _ask(self, question: Question) -> Answer:
        """Raises Refused where there is no answer."""
        answer = await self.link.ask(question)
        if answer.why:
            said = {"done": round(answer.done, 3) if answer.why == "folding" else 0, "since": answer.since}
            told: dict[str, Any] = {name: value for name, value in said.items() if value}
            raise Refused(STATUS.get(answer.why, 400), answer.why, **told)
        return answer

    async def _note(self, person: Person | None, what: str, at: int) -> None:
        """Once per person, instant and 15 minutes."""
        if person is not None and await self._journal.put(
            "reads", f"{person.id} {what} {at}", b"", audit.AGAIN, new=True
        ):
            await audit.note(self._journal, person, what, at=at)


def _who(person: Person | None) -> Scoped:
    return person or Anyone()


def _instant(request: Request, name: str) -> int:
    """Milliseconds since 1970 UTC. Raises BadBody."""
    given = request.query_params.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise BadBody(f"{name} is not an instant in milliseconds.")
    return int(given)


def _kinds(request: Request) -> tuple[str, ...]:
    """What counts as a step. Raises BadBody."""
    kinds = tuple(kind for kind in request.query_params.get("kinds", "").split(",") if kind)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise BadBody(f"kinds has {unknown[0][:LONG]!r}, not of {', '.join(KINDS)}.")
    return kinds


def _guarded(handle: Handle) -> Callable[[Request], Awaitable[Response]]:
    """The gate has looked; this is the lock on the inner door."""

    async def endpoint(request: Request) -> Response:
        person = person_of(request.scope)
        if "vigia.gate" not in request.scope:
            welcomed = welcome(request.scope["headers"])
        else:
            welcomed = gate_of(request.scope) == "open" or (person is not None and person.may("desk"))
        if not welcomed:
            return JSONResponse({"error": "role"}, status_code=403)
        try:
            return await handle(request, person)
        except Refused as refused:
            return JSONResponse(refused.body, status_code=refused.status)
        except BadBody as bad:
            return JSONResponse({"error": str(bad)}, status_code=400)
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)

    return endpoint


def past_of(service: Service) -> list[BaseRoute]:
    link = PastLink(settings.get("VIGIA_HISTORY"))
    service.beside(link.run)
    return PastService(service.journal, link, PastFiles()).routes
