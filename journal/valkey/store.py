"""Connections to the store: calls, scripts and lines of one's own. Every failure is told as StoreDown, here alone."""

import asyncio
import contextlib
import functools
import hashlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from redis import exceptions as refusals
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from picture.errors import StoreDown

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
CONNECTIONS = 16  # calls at one time; the others wait their turn

UNABLE = (
    refusals.ConnectionError,
    refusals.TimeoutError,
    refusals.ReadOnlyError,
    refusals.OutOfMemoryError,
    refusals.NoPermissionError,
    refusals.ClusterError,
    refusals.InvalidResponse,
)
# The codes that redis-py gives no class of their own; TORN is our scripts' word.
UNABLE_CODES = ("MISCONF", "NOREPLICAS", "BUSY", "UNBLOCKED", "WRONGTYPE", "TORN")

Ask = Callable[..., Awaitable[Any]]  # the reply to one command, on one connection


class Script(NamedTuple):
    text: str
    sha: str


@functools.cache
def script(name: str) -> Script:
    """The script of that name, with the ledger that every script stands on."""
    text = (SCRIPTS / "ledger.lua").read_text() + (SCRIPTS / f"{name}.lua").read_text()
    return Script(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


class Line:
    """One connection of one's own, for reading that waits."""

    def __init__(self, store: "Store", connection: AbstractConnection) -> None:
        self._store = store
        self._connection = connection

    async def send(self, *words: str | int | bytes) -> None:
        with self._store.telling():
            async with asyncio.timeout(self._store.patience):
                await self._connection.send_command(*words)

    async def receive(self, seconds: float) -> Any:
        """The next reply. Raises StoreDown after that many seconds without one."""
        with self._store.telling():
            async with asyncio.timeout(seconds):
                return await self._connection.read_response(timeout=math.inf)

    async def overhear(self, seconds: float) -> Any:
        """The next message, or None after that many seconds of silence."""
        with self._store.telling():
            return await self._connection.read_response(timeout=seconds)


class Store:
    """The store at `url`. `patience`: seconds after which a call counts as failed.

    `greeting` examines every new connection before its first call: a store that was away may come back as another one.
    """

    def __init__(self, url: str, patience: float = 5.0) -> None:
        self.patience = patience
        self.where = _without_secrets(url)
        options: dict[str, Any] = {} if url.startswith("unix") else {"socket_keepalive": True}
        self._pool = ConnectionPool.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=None,
            socket_connect_timeout=patience,
            **options,
        )
        self._idle: list[AbstractConnection] = []
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self.greeting: Callable[[Ask], Awaitable[None]] = _no_greeting

    async def call(self, *words: str | int | bytes) -> Any:
        """The reply to one command."""
        with self.telling():
            async with self._turns, asyncio.timeout(self.patience):
                connection = await self._connection()
                try:
                    return await _ask(connection, *words)
                finally:
                    # redis-py closes a connection whose reply was not read to its end.
                    if connection.is_connected:
                        self._idle.append(connection)

    async def run(self, name: str, keys: tuple[str, ...], *words: bytes) -> Any:
        """What the script of that name answers. A store that has not seen it yet (restarted) is given its text."""
        text, sha = script(name)
        try:
            return await self.call("EVALSHA", sha, len(keys), *keys, *words)
        except refusals.NoScriptError:
            return await self.call("EVAL", text, len(keys), *keys, *words)

    @contextlib.asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        connection = self._new_connection()
        try:
            yield Line(self, connection)
        finally:
            await connection.disconnect(nowait=True)

    async def close(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.disconnect()

    @contextlib.contextmanager
    def telling(self) -> Iterator[None]:
        """Tells every failure of the store as StoreDown; a fault of ours (a wrong command) passes."""
        try:
            yield
        except refusals.ResponseError as error:
            code = str(error).partition(" ")[0]
            if isinstance(error, UNABLE) or code in UNABLE_CODES:
                raise StoreDown(f"The store at {self.where} refuses: {_reason(error)}.") from error
            raise
        except (*UNABLE, OSError) as error:
            raise StoreDown(f"The store at {self.where} cannot be reached: {_reason(error)}.") from error

    async def _connection(self) -> AbstractConnection:
        """An idle connection that still stands, else a new one."""
        while self._idle:
            connection = self._idle.pop()
            try:
                stale = await connection.can_read()
            except refusals.ConnectionError:
                stale = True
            if not stale:
                return connection
            await connection.disconnect(nowait=True)
        connection = self._new_connection()
        try:
            await self.greeting(functools.partial(_ask, connection))
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        return connection

    def _new_connection(self) -> AbstractConnection:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # redis-py's
        return connection


async def _ask(connection: AbstractConnection, *words: str | int | bytes) -> Any:
    await connection.send_command(*words)
    return await connection.read_response(timeout=math.inf)


async def _no_greeting(ask: Ask) -> None:
    """Before `open` nothing is known of what the store must be."""


def _reason(error: Exception) -> str:
    text = str(error).partition(" script: ")[0].rstrip(".")
    return text or type(error).__name__


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else parts.netloc.rpartition("@")[2]
