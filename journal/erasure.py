"""One person's facts, on legal order: found by her case, her hashes and what hangs on them, and erased everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog

from journal.journal import START, Journal
from journal.notes import SHELF
from picture.alert_events import AlertNoted
from picture.case_events import CaseOpened
from picture.events import CallOffered, Entry, Fact, FeedGap
from picture.keeping_events import FactErased, PersonErased

DERIVED = "map"  # the shelf of what the maps made of the journal
PAGE = 5000
log = structlog.get_logger()


@dataclass
class Person:
    """What is known to be hers; `learn` adds to it until nothing new is found.

    `hashes` are of the person, and lead to her other cases; `phones`, of her own phone, lead to calls only: a phone may
    be shared. `things`: kind and id of cases, services, hand-overs, referrals, follow-ups, alerts and notifications;
    `calls`: source (empty: any) and id.
    """

    hashes: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    things: set[tuple[str, str]] = field(default_factory=set)
    calls: set[tuple[str, str]] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)

    @property
    def known(self) -> int:
        return len(self.hashes) + len(self.phones) + len(self.things) + len(self.calls) + len(self.notes)

    def hers(self, fact: Fact) -> bool:
        if not self.hashes.isdisjoint(getattr(fact.data, "person", ())):
            return True
        if not self.things.isdisjoint(_named(fact)) or not self.calls.isdisjoint(_named(fact, "call")):
            return True
        return _kind(fact) == "call" and self._her_call(fact)

    def _her_call(self, fact: Fact) -> bool:
        if {(fact.source, fact.subject), ("", fact.subject)} & self.calls:
            return True
        data = fact.data
        if not isinstance(data, CallOffered):
            return False
        return not self.phones.isdisjoint(data.caller) or bool({("", data.linked)} & self.calls)

    def learn(self, fact: Fact) -> None:
        """Of a fact that is hers, what else is."""
        data: Any = fact.data
        self.hashes.update(getattr(data, "person", ()))
        if _kind(fact) == "call":
            self.calls |= {(fact.source, fact.subject), ("", fact.subject)}
            if isinstance(data, CallOffered) and data.linked:
                self.calls.add(("", data.linked))
            return
        self.things.add((_kind(fact), fact.subject))
        if case := getattr(data, "case", None):
            self.things.add(("case", case))
        if call := getattr(data, "call", None):
            self.calls.add((getattr(data, "centre", None) or getattr(data, "giver", None) or fact.source, call))
        if isinstance(data, CaseOpened):
            self.phones.update(data.caller)
        if isinstance(data, AlertNoted):
            self.notes.add(data.note)

    def instead(self, entry: Entry, site: str) -> Fact | None:
        """What is to stand in the entry's place; None: it stays."""
        fact = entry.fact
        if self.hers(fact):
            return Fact(time=entry.recorded, source=site, subject=site, data=FactErased())
        if isinstance(fact.data, FeedGap) and fact.data.open:
            ids = {name for _, name in self.things | self.calls}
            left = tuple(name for name in fact.data.open if name not in ids)
            if left != fact.data.open:
                return msgspec.structs.replace(fact, data=msgspec.structs.replace(fact.data, open=left))
        return None


def _named(fact: Fact, only: str = "") -> Iterator[tuple[str, str]]:
    """What the fact is of, and what it names: kind and id. `only`: ids of that kind, with no source."""
    data: Any = fact.data
    named = (
        (_kind(fact), fact.subject),
        ("case", getattr(data, "case", None)),
        ("alert", getattr(data, "alert", None)),
        (getattr(data, "kind", None), getattr(data, "about", None)),
    )
    for kind, name in named:
        if name and not only:
            yield str(kind), name
        elif name and kind == only and kind != _kind(fact):
            yield "", name


def _kind(fact: Fact) -> str:
    return str(fact.data.__struct_config__.tag).partition(".")[0]


async def known(journal: Journal, cases: list[str], hashes: list[str]) -> Person:
    """All that the journal, from its first entry kept, says is hers; it is read until a reading finds nothing new."""
    person = Person(hashes=set(hashes), things={("case", case) for case in cases})
    before = -1
    while person.known != before:
        before, after = person.known, START
        while entries := await journal.read(after, PAGE):
            for entry in entries:
                if person.hers(entry.fact):
                    person.learn(entry.fact)
            after = entries[-1].number
    return person


async def erase(journal: Journal, site: str, cases: list[str], hashes: list[str]) -> tuple[int, int, bool]:
    """How many entries and notes were erased, and whether the store's files were rewritten without them. The journal
    tells how many, never whose. Raises BadArchive, StoreDown; who is stopped half-way does it again."""
    person, now = await known(journal, cases, hashes), await journal.now()
    notes = len(person.notes & set(await journal.shelf(SHELF)))

    def told(entries: int) -> Fact:
        return Fact(time=now, source=site, subject=site, data=PersonErased(entries=entries, notes=notes))

    for note in person.notes:  # before the entries that name them are gone
        await journal.drop(SHELF, note)
    entries = await journal.redact(lambda entry: person.instead(entry, site), told)
    for key in await journal.shelf(DERIVED):
        await journal.drop(DERIVED, key)
    log.info("erasure.done", entries=entries, notes=notes)
    return entries, notes, await journal.rewrite()
