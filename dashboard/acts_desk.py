"""What else people do at the desk: hand the shift over, read cases and notes, lock a case; and who they are."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.acts import PATIENCE, SOURCE, Desk
from dashboard.acts_bodies import Accept, BadBody, Lock, Offer, Read
from dashboard.acts_entry import Entrance, Refused
from dashboard.gate import audit
from dashboard.gate.person import MAY, Person, gate_of, person_of
from dashboard.live import BLANK, ROOM
from journal.notes import Notes
from picture.alert_events import AnyAlertData, CaseLocked, ShiftOffered
from picture.case_events import ShiftHandedOver
from picture.errors import BadNote, StoreDown
from picture.events import Fact
from watch.alert_documents import ShiftDesk
from watch.desk_documents import CaseRow

DONE = {"ok": True}


class DeskActs:
    """`notes` None: no key was given."""

    def __init__(self, desk: Desk, notes: Notes | None) -> None:
        self._desk = desk
        self._notes = notes

    def routes(self, entrance: Entrance) -> list[BaseRoute]:
        return [
            Route("/me", self._me, methods=["GET"]),
            entrance.post("/shift", "act", Offer | Accept, self._shift),  # type: ignore[arg-type]  # a union is a kind too
            entrance.post("/read", "desk", Read, self._read),
            entrance.post("/lock", "lock", Lock, self._lock),
            entrance.get("/note/{id}", "desk", self._note),
        ]

    async def _me(self, request: Request) -> Response:
        """Whoever came in may ask, whatever the role."""
        person, gate = person_of(request.scope), gate_of(request.scope)
        latest = self._desk.hub.rows.latest
        body: dict[str, Any] = {"id": "", "name": "", "roles": [], "may": [], "people": [], "gate": gate}
        body["agencies"] = (latest.names or {}).get("agencies", {}) if latest else {}
        if person is None:
            return JSONResponse(body if gate == "open" else {"error": "signed_out"}, 200 if gate == "open" else 401)
        try:
            people = await self._desk.people() if person.may("desk") else {}
            body["blank"] = await self._desk.journal.get(ROOM, BLANK) is not None
        except StoreDown:
            return JSONResponse({"error": "store"}, status_code=503)
        body |= {"id": person.id, "name": person.name, "roles": sorted(person.roles)}
        body["may"] = [right for right in MAY if person.may(right)]
        body["people"] = [{"id": p.id, "name": p.name, "roles": sorted(p.roles)} for p in people.values()]
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    # the shift

    async def _shift(self, person: Person, asked: Offer | Accept) -> dict[str, Any]:
        return await (self._offer(person, asked.to) if isinstance(asked, Offer) else self._accept(person))

    async def _offer(self, person: Person, to: str) -> dict[str, Any]:
        """The lead who has the room gives it; a supervisor may, and anybody while nobody has it."""
        turn = self._turn()
        if to not in await self._desk.people():
            raise BadBody("to is not an account that may have the shift.")
        if turn.lead not in ("", person.id) and "supervisor" not in person.roles:
            await audit.note(self._desk.journal, person, "shift.offer", to, ok=False, why="taken")
            raise Refused(409, "taken", by=turn.lead)
        await self._record(person, self._desk.latest().site, ShiftOffered(by=person.id, to=to))
        await audit.note(self._desk.journal, person, "shift.offer", to)
        return await self._came(lambda: self._offered()[1:] == (person.id, to) or self._turn().lead == to)

    async def _accept(self, person: Person) -> dict[str, Any]:
        offered = self._offered()
        if not offered or offered[2] != person.id:
            await audit.note(self._desk.journal, person, "shift.accept", ok=False, why="not_offered")
            raise Refused(409, "not_offered")
        site = self._desk.latest().site
        await self._record(person, site, ShiftHandedOver(to=person.id))
        await audit.note(self._desk.journal, person, "shift.accept", offered[1])
        return await self._came(lambda: self._turn().lead == person.id and not self._offered())

    def _turn(self) -> ShiftDesk:
        return self._desk.latest().turn or ShiftDesk()

    def _offered(self) -> tuple[Any, ...]:
        return self._turn().offered or ()

    # cases and notes

    async def _read(self, person: Person, asked: Read) -> dict[str, Any]:
        self._case(person, asked.case)
        await audit.read(self._desk.journal, person, asked.case)
        return DONE

    async def _lock(self, person: Person, asked: Lock) -> dict[str, Any]:
        """Who is named must be able to see it, and one of them to lift the lock: else the case would be lost to all."""
        row, people = self._case(person, asked.case), await self._desk.people()
        to = tuple(dict.fromkeys(asked.to))
        for at, name in enumerate(to):
            if name not in people:
                raise BadBody(f"to[{at}] is not an account that sees the desk.")
        if to and not any(people[name].may("lock") for name in to):
            raise BadBody("to names nobody who may lift the lock: a supervisor is needed among them.")
        await self._record(person, row.id, CaseLocked(by=person.id, to=to), row.agency)
        await audit.note(self._desk.journal, person, "case.locked", row.id, to=to)
        return await self._came(lambda: self._desk.hub.rows.locks.get(row.id, ()) == to)

    async def _note(self, request: Request, person: Person) -> Response:
        """Of an alert that this person sees."""
        name = request.path_params["id"]
        rows = self._desk.hub.rows
        row = next((row for row in rows.alerts.values() if name in row.notes and rows.seen_by(person, row)), None)
        try:
            note = await self._notes.read(name) if self._notes and row else None
        except BadNote:
            raise Refused(503, "no_key") from None
        if note is None or row is None:
            raise Refused(404, "unknown")
        await audit.note(self._desk.journal, person, "note.read", name, alert=row.id)
        return JSONResponse({"text": note.text, "by": note.by, "at": note.at}, headers={"Cache-Control": "no-store"})

    def _case(self, person: Person, name: str) -> CaseRow:
        """Raises Refused: there is none, or none that this person sees."""
        row = self._desk.hub.rows.cases.get(name)
        if row is None or not self._desk.hub.rows.seen_by(person, row):
            raise Refused(404, "unknown")
        return row

    async def _record(
        self, person: Person, subject: str, data: AnyAlertData | ShiftHandedOver, agency: str = ""
    ) -> None:
        journal = self._desk.journal
        now = await journal.now()
        await journal.record([Fact(time=now, source=SOURCE, subject=subject, agency=agency, data=data)])

    async def _came(self, done: Callable[[], bool]) -> dict[str, Any]:
        """Once the watch has said it back."""
        if not await self._desk.hub.until(done, PATIENCE):
            raise Refused(504, "unanswered", journaled=True)
        return DONE
