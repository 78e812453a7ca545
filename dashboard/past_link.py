"""To the process that reads the past (`watch/past_worker.py`): started when first asked, and again when it died."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import msgspec
import structlog

from watch.past_documents import HEAD, Answer, Question

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20.0  # seconds
WAITS = (0.0, 1.0, 2.0, 5.0, 15.0)  # seconds until one that died again and again is started anew
log = structlog.get_logger()


class _Resting(Exception):
    """Raised while none is to be started yet."""


class PastLink:
    """`folder`: where it keeps its points; empty: none outlives it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._process: Process | None = None
        self._asking = asyncio.Lock()  # one question at a time
        self._died = 0  # times since there was an answer
        self._rests = 0.0  # until then none is started, by the loop's clock

    async def run(self) -> None:
        """For as long as the server lives. Where points are kept, what came since the last one is folded at once."""
        try:
            if self._folder:
                await self.ask(Question(ask="bounds"))
            await asyncio.Event().wait()
        finally:
            await self._end()

    async def ask(self, question: Question) -> Answer:
        """An answer whose `why` is "away" where there was none."""
        return await asyncio.shield(self._exchange(question))  # who asked may leave; the answer is read to its end

    async def _exchange(self, question: Question) -> Answer:
        async with self._asking:
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._answered(await self._running(), question)
                    self._died = 0
                    return answer
            except _Resting:
                return Answer(why="away")
            except (OSError, TimeoutError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
                log.warning("past.away", why=type(error).__name__)
                await self._end()
                self._rests = asyncio.get_running_loop().time() + WAITS[min(self._died, len(WAITS) - 1)]
                self._died += 1
                return Answer(why="away")

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            if asyncio.get_running_loop().time() < self._rests:
                raise _Resting
            line = [sys.executable, "-m", "watch.past_worker", *([self._folder] if self._folder else [])]
            self._process = await asyncio.create_subprocess_exec(*line, cwd=ROOT, stdin=PIPE, stdout=PIPE)
        return self._process

    async def _answered(self, process: Process, question: Question) -> Answer:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(question) + b"\n")
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(HEAD), "big")
        return msgspec.msgpack.decode(await process.stdout.readexactly(length), type=Answer)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
