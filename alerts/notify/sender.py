"""The outbox's worker: sends what is queued, and journals what became of it. At least once.

A crash between sending and journaling sends again, with the same key.
"""

import asyncio
import contextlib
import ssl
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import structlog
from msgspec import Struct
from msgspec.structs import replace

from alerts.board import Board
from alerts.notify import briefings, message, outbox, webhook
from alerts.notify.channels import Channel, Channels
from alerts.notify.letter import Letter, Reason
from alerts.notify.metrics import FAILED, OLDEST, PING_FAILED, SENT
from alerts.notify.outbox import Attempt, Pass
from journal.journal import Journal, Kind
from picture.alert_events import NotificationFailed, NotificationSent
from picture.clocks import SECOND
from picture.errors import StoreDown
from picture.events import Fact
from picture.profile import Profile

EVERY = 0.5  # seconds between looks at the outbox
SOURCE = "vigia/watch"
log = structlog.get_logger()


class Doing(Struct):
    """An attempt under way. `done`: it ended, for that `reason`; `number`: of the entry that says so, until which the
    board does not know."""

    attempt: Attempt
    done: bool = False
    reason: Reason | None = None
    number: int | None = None


class Notifier:
    """`profile_of`, `board`: those in force now. `leading`: whether this watch decides. `ca`: the setting VIGIA_CA.
    `folder`: in which the briefings lie."""

    def __init__(
        self,
        journal: Journal,
        channels: Channels,
        *,
        profile_of: Callable[[], Profile],
        board: Callable[[], Board],
        kind: Kind,
        leading: Callable[[], bool],
        ca: str = "",
        folder: Path | None = None,
    ) -> None:
        self._journal = journal
        self._channels = channels
        self._profile_of = profile_of
        self._board = board
        self._kind: Kind = kind
        self._leading = leading
        self._tls = webhook.context(ca)
        self._folder = folder
        self._doing: dict[str, Doing] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._from: int | None = None  # what was journaled before we led is folded before we send
        self._oldest: float | None = None
        self._briefings = 0

    def wake(self) -> None:
        """Look now: something was queued."""
        self._woken.set()

    def report(self) -> dict[str, object]:
        """For /healthz: how many channels there are, whom none reaches, which fail, how long the oldest waits."""
        return {
            "channels": len(self._channels.channel),
            "nobody_tells": list(self._channels.untold),
            "failing": sorted(outbox.failing(self._board())),
            "oldest_unsent_s": self._oldest,
            "briefings_unsent": self._briefings,
        }

    async def run(self) -> None:
        """Until it is cancelled."""
        if self._channels.untold:
            log.warning("notify.nobody_tells", to=list(self._channels.untold))
        try:
            while True:
                self._woken.clear()
                await self._look_safely()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), EVERY)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ping(self, healthy: Callable[[], bool]) -> None:
        """Tells the dead man's switch that we live, for as long as that is so. Returns at once without one."""
        ping = self._channels.ping
        while ping is not None:
            if not healthy():
                await asyncio.sleep(1)
                continue
            reason = await webhook.ping(ping.url, self._tls)
            if reason is not None:
                PING_FAILED.labels(reason).inc()
                log.warning("notify.ping_failed", reason=reason)
            await asyncio.sleep(ping.every)

    async def _look_safely(self) -> None:
        """Whatever goes wrong once, the next look is taken."""
        try:
            await self._look()
        except StoreDown:
            return  # the watch says so itself
        except Exception as error:
            _broke(error)

    async def _look(self) -> None:
        """Raises StoreDown."""
        await self._journal_outcomes()
        if not self._leading():
            self._from = self._oldest = None
            OLDEST.set(0)
            return
        last, now = await self._journal.tail()
        if self._from is None:
            self._from = last
        board = self._board()
        if board.position < self._from:
            return
        self._doing = {
            name: each for name, each in self._doing.items() if each.number is None or each.number > board.position
        }
        underway = {name for each in self._doing.values() for name in each.attempt.notifications}
        for attempt in outbox.attempts(Pass(board, self._channels, now, tuple(self._doing)), underway):
            self._start(attempt, board, now)
        oldest = outbox.oldest(board, self._channels, now)
        self._oldest = None if oldest is None else round((now - oldest) / SECOND, 1)
        self._briefings = outbox.briefings(board, self._channels, now)
        OLDEST.set(self._oldest or 0)

    def _start(self, attempt: Attempt, board: Board, now: int) -> None:
        channel = self._channels.named(attempt.channel)
        assert channel
        letter = self._letter(attempt, channel, board, now)
        doing = self._doing[attempt.lane] = Doing(attempt)
        task = asyncio.create_task(self._try(doing, channel, letter))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _letter(self, attempt: Attempt, channel: Channel, board: Board, now: int) -> Letter:
        notifications = [board.notifications[name] for name in attempt.notifications]
        heading = message.Heading(
            profile=self._profile_of(), kind=self._kind, language=channel.language, receiver=channel.name, now=now
        )
        if attempt.briefing:
            return briefings.letter(notifications[0], heading, mailed=channel.mails)
        members = [message.Member(one, board.alerts[one.alert]) for one in notifications]
        return message.letter(members, outbox.others(board, {one.alert for one in notifications}), heading)

    async def _try(self, doing: Doing, channel: Channel, letter: Letter) -> None:
        began = time.monotonic()
        if letter.paper:
            letter = replace(letter, content=await asyncio.to_thread(briefings.paper, self._folder, letter.paper))
        doing.reason = await deliver(channel, letter, self._tls)
        doing.done = True
        said: dict[str, str | int] = {
            "channel": channel.name,
            "to": doing.attempt.to,
            "notifications": len(doing.attempt.notifications),
            "ms": round(1000 * (time.monotonic() - began)),
        }
        if doing.attempt.briefing:
            said["briefing"] = doing.attempt.briefing
        if doing.reason is None:
            SENT.labels(channel.name).inc(len(doing.attempt.notifications))
            log.info("notify.sent", **said)
        else:
            FAILED.labels(channel.name, doing.reason).inc()
            log.warning("notify.failed", reason=doing.reason, **said)
        self.wake()

    async def _journal_outcomes(self) -> None:
        """Journals what ended. While the store is down it is kept, and its channel rests. Raises StoreDown."""
        for doing in [each for each in self._doing.values() if each.done and each.number is None]:
            now = await self._journal.now()
            doing.number = await self._journal.record(self._facts(doing, now))

    def _facts(self, doing: Doing, now: int) -> list[Fact]:
        """One for each notification, all of one instant: they went out in one message."""
        board, channel = self._board(), doing.attempt.channel
        facts = []
        for name in doing.attempt.notifications:
            one = board.notifications.get(name)
            tries = 1 + (len(one.failures) if one else 0)
            alert = board.alerts.get(one.alert) if one else None
            data: NotificationSent | NotificationFailed = NotificationSent(channel=channel, tries=tries)
            if doing.reason is not None:
                given_up = one is not None and outbox.gives_up(Pass(board, self._channels, now), one, channel)
                data = NotificationFailed(channel=channel, reason=doing.reason, tries=tries, given_up=given_up)
            facts.append(Fact(time=now, source=SOURCE, subject=name, agency=alert.agency if alert else "", data=data))
        return facts


async def deliver(channel: Channel, letter: Letter, tls: ssl.SSLContext) -> Reason | None:
    """One attempt; None when it was taken. It never raises: a channel that breaks in a new way has failed."""
    if letter.paper and not letter.content:
        return "missing"
    try:
        if channel.kind == "webhook":
            return await webhook.post(channel.url, channel.token, letter, channel.timeout, tls)
        from alerts.notify import apprises  # noqa: PLC0415  # half a second that a site without such a channel is spared

        return await apprises.send(channel.url, letter, channel.timeout)
    except Exception as error:
        _broke(error)
        return "misconfigured"


def _broke(error: Exception) -> None:
    """Where, and what kind of error; its text may quote an address."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    log.error("notify.broke", error=type(error).__name__, at=f"{Path(at.filename).name}:{at.lineno}")
