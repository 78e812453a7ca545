"""What supervisors do with the room: hide every wall at once, let screens in and shut them out; and the audit's export.

None of it needs the watch: the store is enough.
"""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from dashboard.acts_bodies import BadBody, Blank, ScreenId, ScreenName
from dashboard.acts_desk import DONE
from dashboard.acts_entry import Entrance, Refused
from dashboard.gate import audit
from dashboard.gate.person import Person
from dashboard.gate.screens import CONTROL, Screens, coded
from dashboard.live import BLANK, ROOM
from journal.journal import Journal

PAGE = 1000  # records read at once
COLUMNS = ("place", "recorded", "by", "session", "what", "about", "ok")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with


class RoomActs:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._screens = Screens(journal)

    def routes(self, entrance: Entrance) -> list[BaseRoute]:
        return [
            entrance.post("/blank", "blank", Blank, self._blank),
            entrance.get("/screens", "screens", self._listed),
            entrance.post("/screens/code", "screens", ScreenName, self._code),
            entrance.post("/screens/revoke", "screens", ScreenId, self._revoke),
            entrance.get("/audit.csv", "audit", self._export),
        ]

    async def _blank(self, person: Person, asked: Blank) -> dict[str, Any]:
        """The walls before the audit: somebody may stand at the door."""
        if asked.blank:
            said = msgspec.json.encode({"by": person.id, "at": await self._journal.now()})
            await self._journal.put(ROOM, BLANK, said)
        else:
            await self._journal.drop(ROOM, BLANK)
        await self._journal.publish(CONTROL, b"blank")
        await audit.note(self._journal, person, "walls.hidden" if asked.blank else "walls.shown")
        return DONE

    async def _listed(self, _request: Request, _person: Person) -> Response:
        screens = msgspec.to_builtins(await self._screens.listed())
        return JSONResponse({"screens": screens}, headers={"Cache-Control": "no-store"})

    async def _code(self, person: Person, asked: ScreenName) -> dict[str, Any]:
        try:
            code, expires = await self._screens.code(asked.name, person.id)
        except ValueError as error:
            raise BadBody(str(error)) from None
        await audit.note(self._journal, person, "screen.code", coded(asked.name))
        return {"code": code, "expires": expires}

    async def _revoke(self, person: Person, asked: ScreenId) -> dict[str, Any]:
        known = await self._screens.revoke(asked.id, person.id)
        await audit.note(self._journal, person, "screen.revoked", asked.id, ok=known)
        if not known:
            raise Refused(404, "unknown")
        return DONE

    async def _export(self, _request: Request, person: Person) -> Response:
        """The audit as a table, oldest first, this export included. Times in UTC."""
        await audit.note(self._journal, person, "audit.exported")
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
        return StreamingResponse(self._lines(), media_type="text/csv; charset=utf-8", headers=headers)

    async def _lines(self) -> AsyncIterator[str]:
        yield _line([*COLUMNS, "more"])
        after = ""
        while page := await self._journal.audited(after, PAGE):
            yield "".join(_line(_cells(*record)) for record in page)
            after = page[-1][0]


def _cells(place: str, recorded: int, record: bytes) -> list[str]:
    said: dict[str, Any] = msgspec.json.decode(record)
    at = datetime.fromtimestamp(recorded / 1000, UTC).isoformat(timespec="milliseconds")
    plain = [str(said.pop(key, "")) for key in COLUMNS[2:]]
    return [place, at, *plain, msgspec.json.encode(said).decode() if said else ""]


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return written.getvalue()
