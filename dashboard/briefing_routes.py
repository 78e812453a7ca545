"""The routes of briefings, trends and decisions, as the desk's server mounts them, for whoever may read briefings.

What is kept is read from its folder; what is made, the process of briefings makes (`briefing/serving.py`).
"""

import asyncio
import contextlib
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

import profiles
import settings
from briefing import rendering
from briefing.documents import SHELF, STAFFING, STATE, TRENDS, UNDERWAY, Underway, state_of
from briefing.forms.edition import Audience, Language
from briefing.keeping import BadKeeping, Keeping
from briefing.outlook import Outlook
from briefing.sheet import Sheet
from briefing.trends import Trends
from dashboard import briefing_files, briefing_wording
from dashboard.acts_entry import Entrance
from dashboard.acts_notes import notes_of
from dashboard.briefing_acts import BriefingActs
from dashboard.gate import audit, welcome
from dashboard.gate.headers import PLAIN
from dashboard.gate.person import MAY, gate_of, person_of
from dashboard.service import Service
from journal.journal import Journal, Kind
from journal.notes import Notes
from picture.errors import BadNote, StoreDown, VigiaError
from picture.profile import Profile

FRESH = {"Cache-Control": "no-cache"}
FRAMES = {"Content-Security-Policy": f"{PLAIN}; frame-src 'self'"}  # the page opens a briefing in a frame
SETTLED = 20  # decisions that are shown after they were settled
PAPER = {  # a briefing runs nothing, and is styled within itself
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
}


class BriefingService:
    """`keeping` None: the site keeps none. `notes` None: decisions cannot be written."""

    def __init__(
        self, journal: Journal, profile: Profile, kind: Kind, keeping: Keeping | None, notes: Notes | None
    ) -> None:
        self._journal, self._profile, self._kind = journal, profile, kind
        self._keeping, self._notes = keeping, notes
        self._files = briefing_files.contents()
        self._rendering = asyncio.Lock()  # one at a time: it takes a processor

    @property
    def routes(self) -> list[BaseRoute]:
        acts = BriefingActs(self._journal, self._profile, self._notes, keeps=self._keeping is not None)
        return [
            Route("/briefings", self._page),
            Route("/trends", self._page),
            Route("/staffing", self._page),
            Route("/briefing/files/{name}", self._file),
            Route("/briefing/state", self._state),
            Route("/trends/data", self._trends),
            Route("/staffing/data", self._staffing),
            Route("/briefing/compare/{name}/{revision}/{other}/{next}", self._compare),
            Route("/briefing/{name}/{revision}.{form}", self._form),
            *acts.routes(Entrance(self._journal)),
        ]

    async def _page(self, request: Request) -> Response:
        if not _may_read(request):
            return _refused()
        which = {"/trends": "trends", "/staffing": "staffing"}.get(request.url.path, "briefing")
        return HTMLResponse(briefing_files.paper(which, _language(request), self._kind), headers=FRESH | FRAMES)

    async def _file(self, request: Request) -> Response:
        content = self._files.get(name := request.path_params["name"])
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type=briefing_files.KINDS[name.rpartition(".")[2]], headers=FRESH)

    async def _state(self, request: Request) -> Response:
        """Everything that the page shows besides a briefing itself."""
        if not _may_read(request):
            return _refused()
        person = person_of(request.scope)
        try:
            state = state_of(await self._journal.get(SHELF, STATE))
            underway = await self._journal.get(SHELF, UNDERWAY)
            body: dict[str, Any] = {
                "now": await self._journal.now(),
                "decisions": [await self._decision(each) for each in _told(state.decisions.values())],
            }
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        kept = await asyncio.to_thread(self._keeping.listed) if self._keeping else []
        body |= {
            "zone": self._profile.zone,
            "shifts": [{"code": each.code, "name": each.name} for each in self._profile.shift],
            "agencies": dict(self._profile.words.agencies),
            "may": [right for right in MAY if person is not None and person.may(right)],
            "keeps": self._keeping is not None,
            "notes": self._notes is not None,
            "underway": msgspec.json.decode(underway, type=Underway) if underway else Underway(),
            "briefings": kept,
        }
        return Response(msgspec.json.encode(body), media_type="application/json", headers=FRESH)

    async def _decision(self, decision: Any) -> dict[str, Any]:
        """With what is asked, where its note is still there and opens."""
        said: dict[str, Any] = msgspec.to_builtins(decision)
        return said | {"text": await self._text(decision.note)}

    async def _text(self, name: str) -> str | None:
        """Of a note that is still there and opens. Raises StoreDown."""
        try:
            note = await self._notes.read(name) if self._notes else None
        except BadNote:
            return None
        return note.text if note else None

    async def _trends(self, request: Request) -> Response:
        if not _may_read(request):
            return _refused()
        try:
            kept = await self._journal.get(SHELF, TRENDS)
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        nothing = msgspec.json.encode(Trends(0, "", self._profile.zone, (), ()))
        return Response(kept or nothing, media_type="application/json", headers=FRESH)

    async def _staffing(self, request: Request) -> Response:
        """With the store's clock: who looks says how old it is."""
        if not _may_read(request):
            return _refused()
        try:
            kept, now = await self._journal.get(SHELF, STAFFING), await self._journal.now()
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        body = {"now": now, "outlook": msgspec.Raw(kept) if kept else Outlook(zone=self._profile.zone)}
        return Response(msgspec.json.encode(body), media_type="application/json", headers=FRESH)

    # what is kept

    async def _form(self, request: Request) -> Response:
        """As it was kept, where that form was and nobody asked for more; else made of the kept sheet."""
        if not _may_read(request):
            return _refused()
        name, revision, form = (request.path_params[key] for key in ("name", "revision", "form"))
        audience = _audience(request, rendering.audience_of(self._profile))
        try:
            sheet = await self._fetched(name, revision)
            content = await self._content(sheet, form, _language(request), audience)
        except BadKeeping:
            return JSONResponse({"error": "unknown"}, status_code=404)
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        called = rendering.file_name(sheet, form, audience)
        if person := person_of(request.scope):
            await audit.note(self._journal, person, "briefing.read", f"{name}/{revision}.{form}", audience=audience)
        named = {"Content-Disposition": f'inline; filename="{called}"'}
        return Response(content, media_type=rendering.MEDIA[form], headers=FRESH | PAPER | named)

    async def _content(self, sheet: Sheet, form: str, language: Language, audience: Audience) -> bytes:
        """Raises BadKeeping, StoreDown."""
        policy, name = self._profile.briefing, sheet.span.name
        if form not in rendering.MEDIA or self._keeping is None:
            raise BadKeeping(f"A briefing has no form {form!r}.")
        texts = await self._texts(sheet) if audience == "internal" else {}
        as_kept = language == policy.language and audience == rendering.audience_of(self._profile) and not texts
        if form in policy.forms and as_kept:
            with contextlib.suppress(BadKeeping):  # the form came into the profile later
                return await asyncio.to_thread(self._keeping.content, name, sheet.revision, form)
        drawn = await asyncio.to_thread(self._keeping.map, sheet, audience)
        render = partial(rendering.render, audience=audience, drawn=drawn, texts=texts)
        async with self._rendering:
            return await asyncio.to_thread(render, sheet, form, self._profile, language)

    async def _texts(self, sheet: Sheet) -> dict[str, str]:
        """What its decisions ask for, by their ids; it is nowhere but in their notes. Raises StoreDown."""
        known = state_of(await self._journal.get(SHELF, STATE)).decisions
        ids = [str(row[0]) for table in sheet.tables if table.key == "decisions" for row in table.rows]
        found = {each: await self._text(known[each].note) for each in ids if each in known}
        return {each: text for each, text in found.items() if text is not None}

    async def _fetched(self, name: str, revision: str) -> Sheet:
        """Raises BadKeeping."""
        if self._keeping is None or not revision.isdecimal():
            raise BadKeeping("No such briefing is kept.")
        return await asyncio.to_thread(self._keeping.fetch, name, int(revision))

    async def _compare(self, request: Request) -> Response:
        """The figures of the second that are not those of the first."""
        if not _may_read(request):
            return _refused()
        at = request.path_params
        try:
            before = await self._fetched(at["name"], at["revision"])
            after = await self._fetched(at["other"], at["next"])
        except BadKeeping:
            return JSONResponse({"error": "unknown"}, status_code=404)
        rows = await asyncio.to_thread(rendering.differing, before, after, self._profile, _language(request))
        return JSONResponse({"rows": rows})


def briefings_of(service: Service) -> list[BaseRoute]:
    """Stops the process with one sentence when it may not start."""
    try:
        profile = profiles.load(settings.get("VIGIA_SITE"), Path(settings.get("VIGIA_PROFILES")))
        kind, folder = service.gate.house.kind, settings.folder("VIGIA_BRIEFINGS")
        notes = notes_of(service.journal, kind, settings.get("VIGIA_NOTES_KEYS"))
        keeping = Keeping(folder) if folder else None
    except VigiaError as error:
        raise SystemExit(str(error)) from None
    return BriefingService(service.journal, profile, kind, keeping, notes).routes


def _told(decisions: Any) -> list[Any]:
    """What waits, the most urgent first, then the last that were settled."""
    waits = sorted((each for each in decisions if each.pending), key=lambda each: (each.due, each.asked))
    over = sorted((each for each in decisions if not each.pending), key=lambda each: -(each.settled or 0))
    return [*waits, *over[:SETTLED]]


def _may_read(request: Request) -> bool:
    """The gate has looked; this is the lock on the inner door."""
    if "vigia.gate" not in request.scope:
        return welcome(request.scope["headers"])
    person = person_of(request.scope)
    return gate_of(request.scope) == "open" or (person is not None and person.may("briefing"))


def _refused() -> Response:
    return JSONResponse({"error": "role"}, status_code=403)


def _audience(request: Request, otherwise: Audience) -> Audience:
    """Whoever reads may have it as it is published; nobody sees more than the site's own readers do."""
    return "published" if request.query_params.get("audience") == "published" else otherwise


def _language(request: Request) -> Language:
    return briefing_wording.spoken(request.query_params.get("lang"))
