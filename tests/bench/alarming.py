"""From the instant a deadline is due to its alert.raised in the journal, with 10,000 open follow-ups: while one watch
leads, and when it is killed in the midst of them and another takes over."""

import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from msgspec import Struct

from alerts.condition import alert_id
from journal.valkey import ValkeyJournal
from picture import case_events as said
from picture.alert_events import AlertRaised
from picture.clocks import HOUR, MINUTE, SECOND
from picture.events import AnyData, Entry, Fact
from picture.profile import Profile
from tests.bench import caseload, volume
from tests.bench.processes import Process, answers
from tests.bench.row import Bound, Row, figure, spread, verdict
from tests.bench.silence import append_takes
from tests.bench.site import Site
from tests.stores import embedded, free_port

HELD, TAKEN_OVER = 1_000, 4_000  # milliseconds
ASSIGNED = 15 * MINUTE  # of Nuevo León's severe pathway
FIRST, LASTS = 6 * SECOND, 20 * SECOND  # from telling to the first deadline; from the first to the last
KILLED_AFTER = 5 * SECOND  # from the first deadline
RESTS = 4.0  # seconds without a new alert: what was late at the start is told


class Load(Struct, frozen=True):
    cases: int
    followups: int
    deadlines: int  # of a round
    rounds: int


FULL = Load(caseload.CASES, caseload.FOLLOWUPS, 60, 3)
QUICK = Load(100, 500, 20, 1)


class Round(Struct, frozen=True):
    """Of the deadlines of one round: milliseconds from due to recorded, and what is wrong."""

    delays: list[float]
    lost: int
    twice: int


class Deadlines:
    """Facts of which one deadline each follows, evenly spread; `due`: alert → when. In turn a severe case that nobody
    has taken, and a follow-up whose window closes."""

    def __init__(self, profile: Profile, now: int, number: int, count: int) -> None:
        random = Random(f"{number}/alarms")
        self.facts: list[Fact] = []
        self.due: dict[str, int] = {}
        self.first = now + FIRST
        for place in range(count):
            due = self.first + LASTS * place // count + random.randrange(100)
            name = f"alarm-{number}-{place}"
            self._case(profile, name, due) if place % 2 else self._followup(profile, name, due)

    def _case(self, profile: Profile, name: str, due: int) -> None:
        for data in (said.CaseOpened(), said.CaseAssessed(level="severe")):
            self.facts.append(_told(profile, due - ASSIGNED, name, data))
        self.due[alert_id("severe_unassigned", "case", name, due)] = due

    def _followup(self, profile: Profile, name: str, due: int) -> None:
        plan = said.FollowUpPlanned(
            case="bench-C0", opens=due - 36 * HOUR, closes=due, consent=True, safe_hours=("00:00-24:00",)
        )
        self.facts.append(_told(profile, due - 40 * HOUR, name, plan))
        self.due[alert_id("followup_overdue", "followup", name, due)] = due


def _told(profile: Profile, time: int, subject: str, data: AnyData) -> Fact:
    return Fact(time=time, source=profile.registry[0].source, subject=subject, data=data)


class Raised:
    """Every alert.raised of the journal so far."""

    def __init__(self, journal: ValkeyJournal) -> None:
        self._journal = journal
        self._read = 0
        self.entries: list[tuple[Entry, AlertRaised]] = []

    async def look(self) -> int:
        """How many there are by now."""
        while entries := await self._journal.read(self._read, 5000):
            self._read = entries[-1].number
            self.entries += [(e, e.fact.data) for e in entries if isinstance(e.fact.data, AlertRaised)]
        return len(self.entries)

    async def rest(self) -> None:
        """Until none has come for a while. Raises TimeoutError."""
        async with asyncio.timeout(180):
            known, since = await self.look(), time.monotonic()
            while time.monotonic() - since < RESTS:
                await asyncio.sleep(0.5)
                if (found := await self.look()) != known:
                    known, since = found, time.monotonic()

    def round(self, deadlines: Deadlines, since: int, until: int) -> Round:
        """What became of these; delays are of every alert due in [since, until], the caseload's own too."""
        times = Counter(entry.fact.subject for entry, _ in self.entries)
        delays = [float(entry.recorded - data.due) for entry, data in self.entries if since <= data.due <= until]
        lost = sum(name not in times for name in deadlines.due)
        return Round(delays, lost, sum(number - 1 for number in times.values()))


class Trial:
    """One site with its caseload, and two watches."""

    def __init__(self, site: Site, journal: ValkeyJournal, load: Load) -> None:
        self._site = site
        self._journal = journal
        self._load = load
        self.raised = Raised(journal)
        self.leader = site.watch()
        self._up(self.leader, site.watch_port)
        self.standby = self._another()
        self._rounds = 0

    def _up(self, process: Process, port: int) -> None:
        process.until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 120)

    def _another(self) -> Process:
        port = free_port()
        standby = self._site.standby(port)
        self._up(standby, port)
        return standby

    async def once(self, takeover: bool) -> Round:
        """Deadlines fall due one after the other; with `takeover` the leader is killed meanwhile."""
        self._rounds += 1
        deadlines = Deadlines(self._site.profile, await self._journal.now(), self._rounds, self._load.deadlines)
        for fact in deadlines.facts:
            await self._journal.record([fact])
        last = max(deadlines.due.values())
        since, until = deadlines.first, last
        if takeover:
            await self._sleep_until(deadlines.first + KILLED_AFTER)
            self.leader.kill()
            killed = await self._journal.now()
            since, until = killed - HELD, killed + TAKEN_OVER
        await self._sleep_until(last + TAKEN_OVER)
        await self.raised.rest()
        if takeover:
            self.leader, self.standby = self.standby, self._another()
        return self.raised.round(deadlines, since, until)

    async def _sleep_until(self, instant: int) -> None:
        await asyncio.sleep(max(0, instant - await self._journal.now()) / 1000)

    def end(self) -> None:
        self.standby.end()
        self.leader.end()


async def fill(journal: ValkeyJournal, profile: Profile, load: Load) -> None:
    now = await journal.now()
    made = caseload.facts(profile, now, load.cases, load.followups)
    facts = [volume.configured(profile, made[0].time), *made]
    for at in range(0, len(facts), 1000):
        await journal.record(facts[at : at + 1000])


async def _measure(load: Load) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, embedded(Path(name)) as store:
        profile = volume.nuevo_leon()
        journal = ValkeyJournal(store.url, profile.code)
        await journal.open("demo")
        await fill(journal, profile, load)
        trial = Trial(Site(profile, store.url, Path(name)), journal, load)
        try:
            await trial.raised.rest()
            found = {takeover: [await trial.once(takeover) for _ in range(load.rounds)] for takeover in (False, True)}
        finally:
            trial.end()
        append = await append_takes(journal)
        await journal.close()
    return [_row(rounds, load, takeover, append) for takeover, rounds in found.items()]


def _row(rounds: list[Round], load: Load, takeover: bool, append: float) -> Row:
    late = spread([delay for each in rounds for delay in each.delays])
    lost, twice = sum(each.lost for each in rounds), max(each.twice for each in rounds)
    how = "the leading watch killed among them, a standby takes over" if takeover else "the lease held"
    most = TAKEN_OVER if takeover else HELD
    return Row(
        what=f"deadline due → alert.raised journaled, with {load.followups:,} open follow-ups and "
        f"{load.cases:,} cases, {how}",
        budget=f"≤ {most // 1000} s, exactly once",
        measured=f"{late.text()}; of {load.deadlines * len(rounds)} deadlines {lost} lost; {twice} told twice",
        limit=f"one durable append: {figure(append)} ms",
        ratio=f"{figure(late.p50 / append)} × (p50)",
        reached=verdict(
            [
                Bound("the latest", late.highest, most, "ms"),
                Bound("lost", lost, 0, ""),
                Bound("told twice", twice, 0, ""),
            ]
        ),
    )


def measure(quick: bool) -> list[Row]:
    return asyncio.run(_measure(QUICK if quick else FULL))
