"""The only WebSocket client: connects to one centre for ever, with patience, and hands frames to a session."""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable

import structlog
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from feeds.admission import Admission
from feeds.frames import SUBPROTOCOL
from feeds.outputs import Tally
from feeds.pump import Pump
from feeds.refusal import BIGGEST
from feeds.session import Session
from journal.journal import Batch, Beat, Journal, Mark
from picture.errors import BadSetting, MarkMoved, StoreDown

QUEUE = 64  # frames that may wait in the library before the socket is not read
SHORTEST, LONGEST = 1.0, 30.0  # seconds of the first and the last delay, before jitter
HEALTHY = 60.0  # seconds of connection after which delays begin anew
STORE_AGAIN = 1.0  # seconds between two tries at most, while the store is down
BEAT = 0.25  # seconds
BEAT_AT_LEAST = 1_000  # milliseconds

log = structlog.get_logger()


class Socket(connect):
    """Follows no redirect: the token is for the centre of the profile and for nobody else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


def dial(url: str, token: str, tls: ssl.SSLContext | None) -> Socket:
    """The connection to be awaited or entered. Raises OSError, TimeoutError or WebSocketException when it fails."""
    return Socket(
        url,
        additional_headers={"Authorization": f"Bearer {token}"},
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        ssl=tls,
        compression=None,
        proxy=None,
        user_agent_header=None,
        max_size=BIGGEST,
        max_queue=QUEUE,
        open_timeout=10,
        close_timeout=2,
        ping_interval=10,
        ping_timeout=20,
    )


def trust(ca: str) -> ssl.SSLContext:
    """Checks the centre's certificate and name against the authorities in the file `ca` (empty: the system's). Raises
    BadSetting."""
    try:
        context = ssl.create_default_context(cafile=ca or None)
    except OSError:  # ssl's own errors are such too
        raise BadSetting(
            f"VIGIA_CA is {ca!r}, which holds no certificate of an authority, or cannot be read."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Client:
    """One centre's feed. `now`: the store's clock. `chance` (0 to 1), `pause` (seconds): jitter and waiting.
    `appended`: told how many seconds each append took. `longest`: seconds of delay at most."""

    def __init__(
        self,
        admission: Admission,
        url: str,
        token: str,
        journal: Journal,
        now: Callable[[], int],
        *,
        tls: ssl.SSLContext | None = None,
        chance: Callable[[], float] = random.random,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        appended: Callable[[float], None] = lambda _: None,
        longest: float = LONGEST,
    ) -> None:
        self.source = admission.source
        self.tally = Tally()
        self.held_back = False  # the store is down: nothing is read, nothing acknowledged
        self._admission = admission
        self._url = url
        self._token = token
        self._journal = journal
        self._now = now
        self._tls = tls
        self._chance = chance
        self._pause = pause
        self._appended = appended
        self._longest = longest
        self._session: Session | None = None
        self._choked = (Mark(), 0)
        self._beat: Beat | None = None
        self._log = log.bind(source=self.source)

    @property
    def beat(self) -> Beat | None:
        """What the feed said last; None until it has spoken."""
        session = self._session
        if session and session.heard is not None:
            self._beat = session.beat(self._now())
        elif self._beat:
            self._beat = replace(self._beat, connected=False)
        return self._beat

    @property
    def connected(self) -> bool:
        return bool(self._session and self._session.live)

    async def run(self) -> None:
        """Until cancelled."""
        beats = asyncio.create_task(self._beats())
        try:
            await self._visits()
        finally:
            beats.cancel()
            await asyncio.gather(beats, return_exceptions=True)
            self._tell_refusal()

    async def _visits(self) -> None:
        attempt = -1
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            why = await self._visit()
            attempt = 0 if loop.time() - began >= HEALTHY else min(attempt + 1, 10)
            delay = self._chance() * min(self._longest, SHORTEST * 2**attempt)
            self._log.warning("feed.disconnected", why=why, again_in_s=round(delay, 1))
            await self._pause(delay)

    async def _visit(self) -> str:
        """One connection, from our mark on; why it ended."""
        mark = await self._insist(lambda: self._journal.mark(self.source))
        try:
            async with dial(self._url, self._token, self._tls) as socket:
                return await self._listen(socket, mark)
        except InvalidStatus as error:
            return f"the centre answered {error.response.status_code}"
        except MarkMoved:
            return "another feeds process has moved the mark"
        except ssl.SSLCertVerificationError as error:
            return f"its certificate is not trusted ({error.verify_message})"
        except (OSError, TimeoutError, WebSocketException) as error:
            return f"it cannot be reached ({type(error).__name__})"
        finally:
            self._session = None

    async def _listen(self, socket: ClientConnection, mark: Mark) -> str:
        if socket.subprotocol != SUBPROTOCOL:
            return f"it does not speak {SUBPROTOCOL}"
        self._log.info("feed.connected", epoch=mark.epoch, sequence=mark.sequence)
        session = Session(self._admission, mark, self._now(), self.tally, pass_over=self._choked == (mark, 2))
        pump = Pump(socket, session, self._append, self._now)
        self._session = session
        try:
            return await pump.run()
        finally:
            # A frame too big to be read gives no sequence: it is passed over once it has stood twice after one mark.
            again = self._choked[1] + 1 if self._choked[0] == mark else 1
            self._choked = (mark, again) if pump.choked and session.untouched else (mark, 0)

    async def _append(self, batch: Batch) -> Mark:
        """The same batch until it is durable: what failed wrote all of it or nothing, and its mark tells."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        mark = await self._insist(lambda: self._journal.append(batch))
        self._appended(loop.time() - began)
        return mark

    async def _insist(self, call: Callable[[], Awaitable[Mark]]) -> Mark:
        while True:
            try:
                mark = await call()
            except StoreDown as error:
                if not self.held_back:
                    self._log.error("store.down", why=str(error))
                self.held_back = True
                await self._pause(STORE_AGAIN * self._chance())
                continue
            if self.held_back:
                self._log.info("store.back")
            self.held_back = False
            return mark

    def _tell_refusal(self) -> None:
        if self.tally.refusal:
            self._log.warning("frames.refused", so_far=self.tally.quarantined, latest=self.tally.refusal)
            self.tally.refusal = ""

    async def _beats(self) -> None:
        told: Beat | None = None
        told_at = 0
        while True:
            await asyncio.sleep(BEAT)
            self._tell_refusal()
            beat, now = self.beat, self._now()
            if beat is None or (beat == told and now - told_at < BEAT_AT_LEAST):
                continue
            try:
                await self._journal.beat(self.source, beat)
            except StoreDown:
                continue
            told, told_at = beat, now
