"""`python -m journal find | count`: what a person asks the journal, archive and store as one."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import aclosing
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from journal.archive.search import FIRST, LAST, By, Sought
from journal.valkey import ValkeyJournal
from picture.deadlines import civil_day, first_instant
from picture.errors import BadSetting
from picture.events import Entry

PAGE = 1000  # entries that are printed unless more are asked for
UNSAID = {
    "type",
    "person",
    "caller",
    "cell",
    "cells",
    "folio",
    "note",
    "profile",
}  # of a fact: who, where, or too long to read
BY: tuple[By, ...] = ("day", "type", "source")
SLOW = 2.0  # seconds between two words of how far it is


def add_to(commands: Any) -> None:
    """Both commands, to the parser of all."""
    finding = commands.add_parser("find", help="print entries; without the keyed hashes, cells and folios")
    of = finding.add_mutually_exclusive_group()
    of.add_argument("--case", help="the registry's id: the case and whatever names it")
    of.add_argument("--subject", help="an id of anything: only its own facts")
    finding.add_argument("--after", type=int, default=FIRST, help="number of the last entry that is not wanted")
    finding.add_argument("--through", type=int, default=LAST, help="number of the last that is")
    finding.add_argument("--limit", type=int, default=PAGE, help=f"how many at most; {PAGE:,}")
    finding.add_argument("--json", action="store_true", help="one JSON object a line")
    counting = commands.add_parser("count", help="how many entries; no fact is read")
    counting.add_argument("--by", action="append", choices=BY, default=[], help="apart by it; may be said again")
    for each in (finding, counting):
        each.add_argument("--type", action="append", default=[], metavar="TYPE", help="of this type; may be said again")
        each.add_argument("--source", action="append", default=[], help="from this source; may be said again")
        each.add_argument("--since", help="recorded at that instant or later: 2026-11-20 or 2026-11-20T07:00")
        each.add_argument("--until", help="recorded before that instant")


async def find(journal: ValkeyJournal, zone: str, given: argparse.Namespace) -> None:
    """Prints it, and says in the audit that it was asked. Raises BadSetting, BadArchive, StoreDown."""
    if given.limit < 1:
        raise BadSetting(f"--limit is {given.limit}; it must be 1 or more.")
    sought = msgspec.structs.replace(
        _sought(given, zone),
        subjects=(given.subject,) if given.subject else (),
        case=given.case or "",
        after=given.after,
        through=given.through,
    )
    await journal.audit(msgspec.json.encode(_asked(given)))
    progress = Progress((await journal.tail())[0])
    if sought.case:
        sought = await journal.story(sought, progress)
    last = many = 0
    async with aclosing(journal.find(sought, given.limit, progress)) as found:
        async for entries in found:
            for entry in entries:
                sys.stdout.write(_json(entry) if given.json else _line(entry, ZoneInfo(zone)))
            last, many = entries[-1].number, many + len(entries)
    if many == given.limit:
        sys.stderr.write(f"These are {many:,}; --after {last} gives what follows.\n")


async def count(journal: ValkeyJournal, zone: str, given: argparse.Namespace) -> None:
    """Prints how many, a line for each day, type or source that has any. Raises BadSetting, BadArchive, StoreDown."""
    sought, by = _sought(given, zone), tuple(dict.fromkeys(given.by))
    progress, edges = Progress((await journal.tail())[0]), []
    if "day" in by:
        async with aclosing(journal.find(msgspec.structs.replace(sought, types=(), sources=()), 1)) as begins:
            first = await anext(begins, None)
        days = range(civil_day(first[0].recorded, zone), civil_day(await journal.now(), zone) + 2) if first else ()
        edges = [first_instant(day, zone) for day in days]
    found = await journal.count_by(sought, by, edges, progress)
    for key, many in sorted(found.items()):
        words = (_day(edges[int(word)], zone) if name == "day" else word for name, word in zip(by, key, strict=True))
        sys.stdout.write("\t".join((*map(str, words), str(many))) + "\n")


class Progress:
    """Says on stderr how far it is, where it takes long. `end`: the journal's last number."""

    def __init__(self, end: int) -> None:
        self._end, self._said = end, time.monotonic()

    def __call__(self, number: int) -> None:
        if time.monotonic() - self._said > SLOW:
            self._said = time.monotonic()
            sys.stderr.write(f"… {number:,} of {max(number, self._end):,}\n")


def _sought(given: argparse.Namespace, zone: str) -> Sought:
    return Sought(
        types=tuple(given.type),
        sources=tuple(given.source),
        since=_instant("--since", given.since, zone) if given.since else FIRST,
        until=_instant("--until", given.until, zone) if given.until else LAST,
    )


def _instant(name: str, written: str, zone: str) -> int:
    """Raises BadSetting."""
    try:
        if len(written) == len("2026-11-20"):
            return first_instant(date.fromisoformat(written).toordinal(), zone)
        at = datetime.fromisoformat(written)
    except ValueError:
        raise BadSetting(f"{name} is {written!r}, which is no instant; one is 2026-11-20T07:00.") from None
    return round((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)


def _asked(given: argparse.Namespace) -> dict[str, object]:
    """A record of the audit, as the desk writes them; who sits at the console is known to the machine alone."""
    what = "case.read" if given.case else "journal.read"
    about = given.case or given.subject or ",".join(given.type)
    return {"by": "console", "session": "", "what": what, "about": about, "ok": True, "uid": os.getuid()}


def _said(entry: Entry) -> Iterator[tuple[str, Any]]:
    fact = msgspec.to_builtins(entry.fact)
    yield "number", entry.number
    yield "recorded", entry.recorded
    yield from ((name, fact[name]) for name in ("time", "source", "subject", "agency") if fact.get(name))
    yield "type", fact["data"]["type"]
    yield from ((name, value) for name, value in fact["data"].items() if name not in UNSAID)


def _json(entry: Entry) -> str:
    return msgspec.json.encode(dict(_said(entry))).decode() + "\n"


def _line(entry: Entry, zone: ZoneInfo) -> str:
    said = dict(_said(entry))
    at = datetime.fromtimestamp(entry.recorded / 1000, zone).isoformat(" ", "seconds")
    head = [str(said.pop("number")), at, *(said.pop(name) for name in ("source", "type", "subject"))]
    told = [f"{name}={_plain(value)}" for name, value in said.items() if name not in ("recorded", "time")]
    return "\t".join((*head, " ".join(told))) + "\n"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _day(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date().isoformat()
