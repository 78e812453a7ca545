"""A period through the real path: feed servers, feeds, store, watch and desk as they run; and what comes out of it."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from playwright.sync_api import expect
from redis import Redis
from redis.exceptions import ConnectionError as NotThere

import profiles
from journal.valkey import ValkeyJournal
from picture.profile import Profile
from tests.scripted.centres import TOKEN, Told, speaking
from tests.scripted.script import Period
from tests.stack import HERE, PROFILES, Stack, ports_in_a_row, python
from tests.wall import chromium
from watch.case_documents import CaseBoard
from watch.desk_documents import DESK, DESK_ASK, CaseRow, DeskDocument, DeskLedgers
from watch.documents import WALL, WallDocument
from watch.figures import Figures

PATIENCE = 120.0  # seconds for each of journaling and folding 250,000 events, on a busy machine
SETTLES = 20.0  # seconds in which the ledgers are walked again and the desk is told
T = TypeVar("T")
Page = dict[str, tuple[str, str]]  # by its name, a figure's unit and what 28 days come to


class Desk(Struct, frozen=True):
    """What the desk knows at one instant."""

    now: int
    ledgers: DeskLedgers
    cases: dict[str, CaseRow]


class Shown(Struct, frozen=True):
    """What wall and desk were told, and what `python -m watch.figures` answers of the period's `days`.
    `page`: the counts on the desk's page of ledgers."""

    period: Period
    profile: Profile
    wall: WallDocument
    desk: Desk
    query: Figures
    page: Page


def shown(period: Period, days: int, folder: Path) -> Shown:
    """Raises TimeoutError with the logs when it does not come out at the other end."""
    profile = profiles.load(period.site, PROFILES)
    port = ports_in_a_row(len(profile.feeds))
    tokens = {feed.source: TOKEN for feed in profile.feeds}
    stack = Stack(folder, site=period.site, centres=port, tokens=tokens, screens=("desk",))
    with speaking(period, profile, port) as told, stack:
        spoken = {source: events for source, events in told.items() if events}
        stack.start()
        stack.until("everything is journaled", lambda: journaled(stack) == spoken, PATIENCE)
        position = entries(stack)
        stack.until(
            "everything is folded", lambda: int(stack.vitals("watch")[1].get("position", 0)) >= position, PATIENCE
        )
        found = query(stack, days)
        wall, desk = asyncio.run(documents(stack, period, found))
        return Shown(period, profile, wall, desk, found, page(stack, desk))


def journaled(stack: Stack) -> Told:
    """By source, how far the store is."""
    try:
        with Redis.from_url(stack.store_url) as store:
            marks = store.hgetall(f"{{{stack.site}}}:marks")
    except NotThere:
        return {}
    assert isinstance(marks, dict)
    return {source.decode(): int(kept.split()[0]) for source, kept in marks.items()}


def entries(stack: Stack) -> int:
    with Redis.from_url(stack.store_url) as store:
        return int(store.xlen(f"{{{stack.site}}}:journal"))


def query(stack: Stack, days: int) -> Figures:
    asked = subprocess.run(
        python("watch.figures", "--days", days), cwd=HERE, env=stack.told, capture_output=True, timeout=120, check=True
    )
    return msgspec.json.decode(asked.stdout, type=Figures)


def page(stack: Stack, desk: Desk) -> Page:
    """As somebody at the desk reads it, in Spanish."""
    with chromium() as browser:
        screen = browser.new_page(viewport={"width": 1440, "height": 2400})
        screen.goto(f"{stack.page_of('desk')}#ledgers")
        rows = screen.locator("[data-page=ledgers] .totals .total")
        expect(rows).to_have_count(len(desk.ledgers.totals), timeout=20_000)
        cells = [row.locator("[data-bind]").all_inner_texts() for row in rows.all()]
        return {" · ".join(filter(None, (name, apart))): (unit, month) for name, apart, unit, _, month in cells}


async def documents(stack: Stack, period: Period, found: Figures) -> tuple[WallDocument, Desk]:
    """Both, as soon as their tables are the query's; what they say last where they never are."""
    journal = stack.journal()
    await journal.open("demo")
    rows = period.figures.get("cases.opened", 0)
    try:
        wall = await settled(walls(journal), lambda w: bool(w.cases and found.board and like(w.cases, found.board)))
        desk = await settled(desks(journal), lambda d: d.ledgers == found.ledgers and len(d.cases) == rows)
    finally:
        await journal.close()
    return wall, desk


def like(board: CaseBoard, other: CaseBoard) -> bool:
    return (board.ledgers, board.totals) == (other.ledgers, other.totals)


async def settled(said: AsyncGenerator[T, None], right: Callable[[T], bool]) -> T:
    """The first that is right; after SETTLES the last."""
    last: T | None = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLES), contextlib.aclosing(said):
            async for each in said:
                last = each
                if right(each):
                    break
    assert last is not None
    return last


async def walls(journal: ValkeyJournal) -> AsyncGenerator[WallDocument, None]:
    async with contextlib.aclosing(journal.listen(WALL)) as payloads:
        async for payload in payloads:
            if payload:
                yield msgspec.json.decode(payload, type=WallDocument)


async def desks(journal: ValkeyJournal) -> AsyncGenerator[Desk, None]:
    """Asked for everything; then what changes."""
    known: Desk | None = None
    async with contextlib.aclosing(journal.listen(DESK)) as payloads:
        async for payload in payloads:
            if payload is None:
                await journal.publish(DESK_ASK, b"")
                continue
            said = msgspec.json.decode(payload, type=DeskDocument)
            rows = {row.id: row for row in said.cases}
            if said.whole and said.ledgers:
                known = Desk(said.now, said.ledgers, rows)
            elif known:
                known = Desk(said.now, said.ledgers or known.ledgers, known.cases | rows)
            if known:
                yield known
