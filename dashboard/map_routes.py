"""The map's routes, as one server mounts them: page, files, live socket; at the desk its past, and to search again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

import profiles
import settings
from dashboard import map_wording
from dashboard.acts_bodies import Body
from dashboard.acts_entry import Entrance
from dashboard.gate import audit, welcome
from dashboard.gate.person import Person, gate_of, person_of
from dashboard.map_files import Files, On, Site
from dashboard.map_live import MapHub
from dashboard.service import Service
from journal.journal import Journal
from maps import boundaries
from maps.documents import ASK, LAYERS, MAP, History, Layer, Window, encode, history_key
from maps.place_names import ATTRIBUTION, towns
from picture.errors import StoreDown, VigiaError

KINDS = {"js": "text/javascript", "css": "text/css"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # a file that changes gets another address
FRESH = {"Cache-Control": "no-cache"}
NO_MAP = '<!doctype html><html lang="{language}"><meta charset="utf-8"><body bgcolor="#151f29" text="#a3b3c2">{text}'


class Scan(Body, frozen=True):
    """Nothing needs to be said."""


class MapService:
    """The map of one server: hub, page and files. `side`: the wall's server knows no other map than the wall's."""

    def __init__(self, journal: Journal, hub: MapHub, files: Files, side: On) -> None:
        self.hub = hub
        self._journal = journal
        self._files = files
        self._side = side

    @property
    def routes(self) -> list[BaseRoute]:
        always: list[BaseRoute] = [
            Route("/map", self._page),
            Route("/map/files/{folder}/{name}", self._file),
            WebSocketRoute("/map/live", self.hub),
        ]
        if self._side == "wall":
            return always
        scan = Entrance(self._journal).post("/map/scan", "act", Scan, self._scan)
        return [*always, Route("/map/history/{window}/{layer}", self._history), scan]

    async def _page(self, request: Request) -> Response:
        asked = request.query_params
        on: Literal["wall", "desk"] = "wall" if self._side == "wall" or asked.get("on") == "wall" else "desk"
        return HTMLResponse(self._files.pages[on, map_wording.spoken(asked.get("lang"))], headers=FRESH)

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        content = self._files.contents.get(name)
        if content is None or request.path_params["folder"] != self._files.folder:
            return Response(status_code=404)
        return Response(content, media_type=KINDS[name.rpartition(".")[2]], headers=FOREVER)

    async def _history(self, request: Request) -> Response:
        """Play-back as the process of maps keeps it, for whoever may sit at the desk."""
        if not _may_look(request):
            return JSONResponse({"error": "role"}, status_code=403)
        window, layer = request.path_params["window"], request.path_params["layer"]
        if layer not in LAYERS.get(window, ()):
            return JSONResponse({"error": "unknown"}, status_code=404)
        try:
            kept = await self._journal.get(MAP, history_key(window, layer))
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        nothing = History(cast(Window, window), cast(Layer, layer), ())
        return Response(kept or encode(nothing), media_type="application/json", headers=FRESH)

    async def _scan(self, person: Person, _asked: Scan) -> dict[str, Any]:
        """Asked for and no more: what is found reaches every map by itself."""
        await audit.note(self._journal, person, "map.scan")
        await self._journal.publish(ASK, b"")
        return {"ok": True}


def _may_look(request: Request) -> bool:
    """The gate has looked; this is the lock on the inner door."""
    if "vigia.gate" not in request.scope:
        return welcome(request.scope["headers"])
    person = person_of(request.scope)
    return gate_of(request.scope) == "open" or (person is not None and person.may("desk"))


def map_of(service: Service, side: On) -> list[BaseRoute]:
    """Stops the process with one sentence when it may not start. A site without boundaries has no map, and says so."""
    if not boundaries.known(settings.get("VIGIA_SITE"), _folder(settings.get("VIGIA_BOUNDARIES"))):
        return [Route("/map", _no_map)]
    try:
        files = Files(site_of(settings.get), ("wall",) if side == "wall" else ("wall", "desk"))
    except VigiaError as error:
        raise SystemExit(str(error)) from None
    hub = MapHub(journal=service.journal, kind=service.gate.house.kind, right=side)
    service.beside(hub.run)
    return MapService(service.journal, hub, files, side).routes


async def _no_map(request: Request) -> Response:
    words = map_wording.LANGUAGES[map_wording.spoken(request.query_params.get("lang"))]
    return HTMLResponse(
        NO_MAP.format(language=words["locale"].partition("-")[0], text=words["map.nowhere"]), headers=FRESH
    )


def _folder(path: str) -> Path | None:
    return Path(path) if path else None


def site_of(setting: Callable[[str], str]) -> Site:
    """Raises BadBoundaries, BadProfile, BadSetting."""
    code = setting("VIGIA_SITE")
    profile = profiles.load(code, Path(setting("VIGIA_PROFILES")))
    theirs = _folder(setting("VIGIA_BOUNDARIES"))
    drawn = boundaries.load(code, theirs)
    names = [{"name": name, "at": [latitude, longitude]} for name, latitude, longitude, _ in towns(code, theirs)]
    return Site(drawn.geojson(), names, dict(profile.words.services), f"{drawn.attribution} · {ATTRIBUTION}")
