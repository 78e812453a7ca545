"""A site's store, its folder and its briefing process, for tests that ask it for something."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from briefing import spans
from briefing.documents import ASK, SHELF, UNDERWAY, Underway
from briefing.keeping import Keeping
from briefing.making import Asked
from briefing.serving import Briefings
from briefing.sheet import Sheet, Span
from journal.clock import StoreClock
from journal.valkey import ValkeyJournal
from picture.briefing_policy import BriefingPolicy
from picture.clocks import DAY, HOUR
from picture.events import CallAnswered, CallOffered, Fact, SiteConfigured
from tests.briefing.sample import PROFILE
from tests.stores import Server

ZONE = ZoneInfo(PROFILE.zone)
CENTRE = PROFILE.centre[0]
QUEUE = next(queue.code for queue in CENTRE.queue if not queue.apart)


SITE = replace(PROFILE, briefing=BriefingPolicy(every=("day",), forms=("csv",)))


class Room:
    """A site's store, its folder, and yesterday with three calls."""

    def __init__(self, store: Server, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.journal = ValkeyJournal(store.url, PROFILE.code, patience=5)
        self.keeping = Keeping(folder)

    async def open(self) -> None:
        await self.journal.open("demo")
        self.now = await self.journal.now()
        self.yesterday = spans.holding("day", self.now - DAY, PROFILE)
        built = msgspec.to_builtins(SITE)
        await self.journal.record(
            [Fact(time=1, source=PROFILE.code, subject=PROFILE.code, data=SiteConfigured(profile=built))]
        )
        await self.call("a", "b", "c")

    async def call(self, *names: str) -> None:
        noon = self.yesterday.starts + 12 * HOUR
        facts = [
            Fact(time=noon + after, source=CENTRE.source, subject=name, data=data)
            for name in names
            for after, data in ((0, CallOffered(queue=QUEUE)), (3000, CallAnswered()))
        ]
        await self.journal.record(facts)

    @asynccontextmanager
    async def serving(self, *, beside: bool = False, opens: bool = False) -> AsyncIterator[Briefings]:
        """`beside`: with the staffing and the trends, which take their time."""
        span = Span("range", "", 0, 0)
        asked = Asked(self.store.url, None, "demo", SITE, str(self.folder), span, 0)
        briefings = Briefings(self.journal, asked, opens=opens)
        if not beside:
            briefings._rounds.clear()
        task = asyncio.create_task(briefings.run())
        try:
            yield briefings
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def kept(self, name: str, revision: int = 0) -> Sheet:
        async def there() -> bool:
            return any((each.name, each.revision) == (name, revision) for each in self.keeping.listed())

        await until(there)
        return self.keeping.fetch(name, revision)

    async def ask(self, span: Span) -> None:
        await self.journal.publish(ASK, msgspec.json.encode(span))

    async def quiet(self) -> None:
        async def nothing() -> bool:
            said = await self.journal.get(SHELF, UNDERWAY)
            return said is not None and msgspec.json.decode(said, type=Underway).name == ""

        await until(nothing)


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.1)


def offered(sheet: Sheet) -> object:
    table = sheet.table("headline")
    at = [column.key for column in table.columns].index("value")
    return next(row[at] for row in table.rows if row[0] == "calls")


class Ahead(StoreClock):
    """The store's clock, and so many milliseconds."""

    ahead = 0

    def __call__(self) -> int:
        return super().__call__() + self.ahead
