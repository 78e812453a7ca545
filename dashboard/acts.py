"""What people do with alerts, and what became of it: an intent is journaled, and the watch's verdict is the answer.

Several desk servers may serve one site. Each waits for the verdicts on its own intents in the documents that the
watch publishes to all.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import structlog
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from starlette.routing import BaseRoute

from dashboard.acts_bodies import Acts, Asked, BadBody, checked, fact_of
from dashboard.acts_entry import Entrance, Refused
from dashboard.desk_live import DeskHub
from dashboard.gate import audit
from dashboard.gate.house import House
from dashboard.gate.person import Person
from journal.journal import Journal
from journal.notes import Notes
from picture.errors import StoreDown
from picture.events import Fact
from watch.alert_documents import AlertRow, Verdict
from watch.desk_documents import DeskDocument

SOURCE = "vigia/desk"
PATIENCE = 3.0  # seconds within which the watch answers, or has not
NOTED = 86_400_000  # ms in which an intent said again is known to have its note already

log = structlog.get_logger()


class Desk:
    """What the routes of one desk server work with."""

    def __init__(self, hub: DeskHub, journal: Journal, house: House) -> None:
        self.hub = hub
        self.journal = journal
        self.house = house

    def latest(self) -> DeskDocument:
        """Raises Refused before the watch has said anything."""
        if self.hub.rows.latest is None:
            raise Refused(503, "watch")
        return self.hub.rows.latest

    async def people(self) -> dict[str, Person]:
        """Who may act, by account: may be assigned, may receive the shift. Raises StoreDown."""
        return {person.id: person for person in await self.house.people() if person.may("act")}

    def alert(self, person: Person, name: str) -> AlertRow | None:
        """As this person sees it."""
        row = self.hub.rows.alerts.get(name)
        return row if row is not None and self.hub.rows.seen_by(person, row) else None


class AlertActs:
    """The route /act. `notes` None: no key was given, and no note can be written."""

    def __init__(self, desk: Desk, notes: Notes | None, counts: "ActCounts") -> None:
        self._desk = desk
        self._notes = notes
        self._counts = counts

    def routes(self, entrance: Entrance) -> list[BaseRoute]:
        return [entrance.post("/act", "act", Acts, self._act)]

    async def _act(self, person: Person, asked: Acts) -> dict[str, Any]:
        people = await self._desk.people()
        checked(asked.acts, self._desk.latest().names or {}, set(people))
        rows = {each.intent: self._desk.alert(person, each.alert) for each in asked.acts}
        self._within_sight(asked.acts, rows, people)
        if self._notes is None and any(each.act == "note" for each in asked.acts):
            raise Refused(503, "no_notes")
        meant = [(each, row) for each in asked.acts if (row := rows[each.intent]) is not None]
        verdicts = await self._intend(person, meant)
        verdicts |= {each.intent: unknown(each) for each in asked.acts if rows[each.intent] is None}
        await self._written_down(person, asked.acts, verdicts)
        answers = [verdicts[each.intent] for each in asked.acts if each.intent in verdicts]
        if len(answers) < len(asked.acts):
            raise Refused(504, "unanswered", journaled=True, answers=msgspec.to_builtins(answers))
        return {"answers": msgspec.to_builtins(answers)}

    def _within_sight(self, acts: list[Asked], rows: dict[str, AlertRow | None], people: dict[str, Person]) -> None:
        """What is given to somebody who does not see it is in nobody's hands."""
        for at, each in enumerate(acts):
            row, to = rows[each.intent], people.get(str(each.to))
            if row is not None and to is not None and not self._desk.hub.rows.seen_by(to, row):
                raise BadBody(f"acts[{at}].to is an account that does not see this alert.")

    async def _intend(self, person: Person, meant: list[tuple[Asked, AlertRow]]) -> dict[str, Verdict]:
        """Journals all of them together; the verdicts that came in time. Raises StoreDown: none or all was journaled,
        and said again it does no harm."""
        if not meant:
            return {}
        hub, journal = self._desk.hub, self._desk.journal
        noted = {each.intent: await self._note(person, each) for each, _ in meant if each.act == "note"}
        now = await journal.now()
        facts = [
            Fact(
                time=now,
                source=SOURCE,
                subject=row.id,
                agency=row.agency,
                data=fact_of(each, person.id, row, noted.get(each.intent, "")),
            )
            for each, row in meant
        ]
        awaited = {each.intent: hub.verdicts.await_of(each.intent) for each, _ in meant}
        try:
            await journal.record(facts)
            await asyncio.wait(awaited.values(), timeout=PATIENCE)
        finally:
            came = {intent: future.result() for intent, future in awaited.items() if future.done()}
            for future in awaited.values():
                future.cancel()
        for each, _ in meant:
            if each.act == "note" and each.intent in came and not came[each.intent].accepted:
                await self._forget(each.intent, noted[each.intent])
        return came

    async def _note(self, person: Person, asked: Asked) -> str:
        """Where the text lies, encrypted. An intent that is said again has its note already. Raises StoreDown."""
        assert self._notes is not None
        kept = await self._desk.journal.get("noted", asked.intent)
        if kept is not None:
            return kept.decode()
        name = await self._notes.write(person.id, str(asked.note))
        await self._desk.journal.put("noted", asked.intent, name.encode(), NOTED)
        return name

    async def _forget(self, intent: str, note: str) -> None:
        """A note that the journal names nowhere is nobody's."""
        assert self._notes is not None
        await self._notes.delete(note)
        await self._desk.journal.drop("noted", intent)

    async def _written_down(self, person: Person, acts: list[Asked], verdicts: dict[str, Verdict]) -> None:
        """Counted and audited. What was journaled stands, also where the store went away before the audit."""
        for each in acts:
            verdict = verdicts.get(each.intent)
            became = "unanswered" if verdict is None else "accepted" if verdict.accepted else verdict.why
            self._counts.add(each.act, became)
            more: dict[str, Any] = {"intent": each.intent, "ok": became == "accepted"}
            more |= {"to": each.to} if each.act == "assign" else {}
            more |= {} if became == "accepted" else {"why": became}
            try:
                await audit.note(self._desk.journal, person, f"alert.{each.act}", each.alert, **more)
            except StoreDown:
                log.warning("act.unaudited", act=each.act, alert=each.alert)
                raise Refused(503, "store", journaled=True) from None


def unknown(asked: Asked) -> Verdict:
    """There is none, or none that this person sees: the two are not told apart."""
    return Verdict(intent=asked.intent, accepted=False, alert=asked.alert, why="unknown")


class ActCounts(Collector):
    """What /metrics tells of acts."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, act: str, verdict: str) -> None:
        self._counts[act, verdict] = self._counts.get((act, verdict), 0) + 1

    def collect(self) -> Iterator[Metric]:
        acts = CounterMetricFamily("vigia_acts", "What people did with alerts", labels=["act", "verdict"])
        for labels, count in sorted(self._counts.items()):
            acts.add_metric(labels, count)
        yield acts
