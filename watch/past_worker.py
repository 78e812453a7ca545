"""`python -m watch.past_worker [FOLDER]`: reads the past for the desk's server that started it, and ends with it.

Folding takes seconds, and that server has none. Questions come on stdin, answers go to stdout, logs to stderr.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

import settings
from journal.journal import Kind
from journal.valkey import ValkeyJournal
from journal.waiting import until_open
from picture.errors import BadArchive, StoreDown, VigiaError
from watch.memory import settle
from watch.past_documents import HEAD, Answer, Question
from watch.past_points import Points
from watch.past_reader import NoPast, Reader

EVERY = 5.0  # seconds between two looks at what came
MOST = 1 << 16  # bytes of a question
log = structlog.get_logger()


async def main(folder: Path, write: Callable[[bytes], None]) -> None:
    kind: Kind = "demo" if settings.get("VIGIA_KIND") == "demo" else "real"
    site = settings.get("VIGIA_SITE")
    journal = ValkeyJournal(settings.get("VIGIA_STORE"), site, archive=settings.folder("VIGIA_ARCHIVE"))
    questions = asyncio.StreamReader(MOST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(questions), sys.stdin)
    reader = Reader(journal, Points(folder, site), kind)
    following = asyncio.create_task(follow(journal, reader, kind))
    try:
        while line := await questions.readline():
            payload = msgspec.msgpack.encode(await answer(reader, msgspec.json.decode(line, type=Question)))
            write(len(payload).to_bytes(HEAD, "big") + payload)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await journal.close()


async def follow(journal: ValkeyJournal, reader: Reader, kind: Kind) -> None:
    await until_open(journal, kind)
    settled = False
    while True:
        try:
            await reader.follow()
            if not settled:
                settle()  # else each answer makes the collector look through all that is folded
                settled = True
        except (StoreDown, BadArchive) as error:
            log.warning("past.not_read", why=str(error))
        await asyncio.sleep(EVERY)


async def answer(reader: Reader, asked: Question) -> Answer:
    try:
        match asked.ask:
            case "bounds":
                return Answer(bounds=await reader.bounds())
            case "room":
                return Answer(room=await reader.room(asked.at))
            case "lines":
                return Answer(lines=await reader.lines(asked.at, asked.until))
    except NoPast as error:
        return Answer(why=error.why, done=error.done)
    except (StoreDown, BadArchive):
        return Answer(why="store")


def _run(folder: Path) -> None:
    answers, sys.stdout = sys.stdout.buffer, sys.stderr

    def write(payload: bytes) -> None:
        answers.write(payload)
        answers.flush()

    settings.log_to_stdout(settings.get("VIGIA_LOG"))
    asyncio.run(main(folder, write))


if __name__ == "__main__":
    try:
        if sys.argv[1:]:
            _run(Path(sys.argv[1]))
        else:
            with tempfile.TemporaryDirectory(prefix="vigia-past-") as made:
                _run(Path(made))
    except VigiaError as error:
        sys.exit(str(error))
