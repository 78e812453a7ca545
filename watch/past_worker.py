"""`python -m watch.past_worker [FOLDER]`: reads the past for the desk's server that started it, and ends with it.

Folding takes seconds, and that server has none. Questions come on stdin, answers go to stdout, logs to stderr.
"""

import asyncio
import gc
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
from watch.past_lines import ROOM
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
    reader = Reader(journal, Points(folder, site), kind, journal)
    gc.disable()  # an answer makes a million objects and keeps none: the collector looks after each
    answering = asyncio.create_task(answer_all(reader, questions, write))
    following = asyncio.create_task(follow(journal, reader, kind))
    try:
        await asyncio.wait((answering, following), return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = [task for task in (answering, following) if task.done()]
        for task in (answering, following):
            task.cancel()
        await asyncio.gather(answering, following, return_exceptions=True)
        await journal.close()
    for task in ended:
        task.result()  # who cannot follow any more ends, and says why


async def answer_all(reader: Reader, questions: asyncio.StreamReader, write: Callable[[bytes], None]) -> None:
    """Until nobody asks any more."""
    while line := await questions.readline():
        payload = msgspec.msgpack.encode(await answer(reader, msgspec.json.decode(line, type=Question)))
        write(len(payload).to_bytes(HEAD, "big") + payload)
        del payload
        settle()


async def follow(journal: ValkeyJournal, reader: Reader, kind: Kind) -> None:
    await until_open(journal, kind)
    while True:
        try:
            await reader.follow()
        except (StoreDown, BadArchive) as error:
            reader.broken = isinstance(error, BadArchive)
            log.warning("past.not_read", why=str(error))
        else:
            reader.broken = False
        await asyncio.sleep(EVERY)


async def answer(reader: Reader, asked: Question) -> Answer:
    try:
        return await _answered(reader, asked)
    except NoPast as error:
        return Answer(why=error.why, done=error.done, since=error.since)
    except (StoreDown, BadArchive) as error:
        return Answer(why="archive" if isinstance(error, BadArchive) else "store")


async def _answered(reader: Reader, asked: Question) -> Answer:
    match asked.ask:
        case "bounds":
            return Answer(bounds=await reader.bounds())
        case "room":
            return Answer(room=await reader.room(asked.at))
        case "lines":
            return Answer(lines=await reader.lines(asked.at, asked.until, asked.kinds or ROOM))
        case "case":
            return Answer(found=await reader.case(asked.folio))


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
