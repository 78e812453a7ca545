"""What people do with briefings: ask for one, ask an authority for a decision, say what became of it."""

import secrets
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType
from starlette.routing import BaseRoute

from briefing import spans
from briefing.documents import ASK, SHELF, STATE, state_of
from dashboard.acts_bodies import BadBody, Body, Id, Note
from dashboard.acts_desk import DONE
from dashboard.acts_entry import Entrance, Refused
from dashboard.gate import audit
from dashboard.gate.person import Person
from journal.journal import Journal
from journal.notes import Notes
from picture.decision_events import AnyDecisionData, Became, DecisionAsked, DecisionSettled
from picture.events import Fact
from picture.profile import Profile

SOURCE = "vigia/desk"


class Make(Body, frozen=True):
    """`name`: of a period, as `briefing/spans.py` reads it."""

    name: Annotated[str, Meta(max_length=40)]


class Ask(Body, frozen=True):
    text: Note
    owner: Id
    due: Id


class Settle(Body, frozen=True):
    decision: Id
    became: Became
    due: Annotated[str, Meta(max_length=10)] | UnsetType = UNSET


class BriefingActs:
    """`notes` None: no key was given. `keeps`: whether this site keeps briefings."""

    def __init__(self, journal: Journal, profile: Profile, notes: Notes | None, *, keeps: bool) -> None:
        self._journal, self._profile, self._notes, self._keeps = journal, profile, notes, keeps

    def routes(self, entrance: Entrance) -> list[BaseRoute]:
        return [
            entrance.post("/briefing/make", "act", Make, self._make),
            entrance.post("/decision", "decide", Ask, self._ask),
            entrance.post("/decision/settle", "decide", Settle, self._settle),
        ]

    async def _make(self, person: Person, asked: Make) -> dict[str, Any]:
        """Asked for and no more: what is made comes into the list by itself."""
        if not self._keeps:
            raise Refused(503, "no_folder")
        try:
            span = spans.named(asked.name, self._profile)
        except spans.BadSpan:
            raise BadBody("name is no period.") from None
        if span.ends > await self._journal.now():
            raise BadBody("name is of a period that is not over.")
        await audit.note(self._journal, person, "briefing.asked", span.name)
        await self._journal.publish(ASK, msgspec.json.encode(span))
        return DONE

    async def _ask(self, person: Person, asked: Ask) -> dict[str, Any]:
        if self._notes is None:
            raise Refused(503, "no_notes")
        if asked.owner not in self._profile.words.agencies:
            raise BadBody("owner is not an agency of the profile.")
        due = _civil_day(asked.due)
        note = await self._notes.write(person.id, asked.text)
        name = f"d-{secrets.token_hex(4)}"
        await self._record(name, DecisionAsked(by=person.id, owner=asked.owner, due=due, note=note))
        await audit.note(self._journal, person, "decision.asked", name, owner=asked.owner)
        return DONE | {"decision": name}

    async def _settle(self, person: Person, asked: Settle) -> dict[str, Any]:
        due = _civil_day(asked.due) if isinstance(asked.due, str) and asked.due else None
        if (asked.became == "postponed") != (due is not None):
            raise BadBody("due belongs to what is postponed, and only to it.")
        known = state_of(await self._journal.get(SHELF, STATE)).decisions
        if asked.decision not in known:
            raise Refused(404, "unknown")
        await self._record(asked.decision, DecisionSettled(by=person.id, became=asked.became, due=due))
        await audit.note(self._journal, person, "decision.settled", asked.decision, became=asked.became)
        return DONE

    async def _record(self, name: str, data: AnyDecisionData) -> None:
        now = await self._journal.now()
        await self._journal.record([Fact(time=now, source=SOURCE, subject=name, data=data)])


def _civil_day(text: str) -> str:
    """Raises BadBody."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadBody("due is no day; one is written YYYY-MM-DD.") from None
