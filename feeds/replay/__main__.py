"""`python -m feeds.replay FILE`: serve a call log as a centre, or print its figures. The composition root."""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

import settings
from feeds.replay.figures import figures
from feeds.replay.happenings import events_of
from feeds.replay.performance import Performance
from feeds.replay.rows import DAY, BadRow, Row, day_of, read_rows
from picture.errors import VigiaError

# The clock stands in the last minute of the last day; a wall carries it on between two heartbeats, so not at its end.
STANDS = 30_000


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m feeds.replay", description=__doc__)
    parser.add_argument("file", type=Path, help="call log in the format of the Technion bank data, tab-separated")
    parser.add_argument("--figures", action="store_true", help="print the figures per day and for all as JSON, and end")
    parser.add_argument("--day", action="append", default=[], metavar="YYMMDD", help="only this day; may stand again")
    parser.add_argument("--speed", type=float, default=60.0, help="centre seconds a second; 0 does not wait")
    parser.add_argument(
        "--as-fast-as-possible", dest="speed", action="store_const", const=0.0, help="the same as --speed 0"
    )
    parser.add_argument("--port", type=int, default=8530)
    parser.add_argument("--source", default="bank", help="the centre's source in the site's profile")
    parser.add_argument("--queue", default="bank", help="the one queue's code")
    return parser


def chosen(path: Path, days: list[str]) -> list[Row]:
    """The file's rows of these days, all without any. Raises BadRow, also for a day that the file has not."""
    try:
        rows = list(read_rows(path))
    except OSError as error:
        raise BadRow(f"{path}: {error.strerror}.") from None
    for day in days:
        if all(row.date != day for row in rows):
            raise BadRow(f"{path.name}: date: no row of {day!r}.")
    return [row for row in rows if not days or row.date in days]


async def serve(rows: list[Row], options: argparse.Namespace) -> None:
    """Play the rows to whoever connects, then stand still until interrupted."""
    last = max((day_of(row.date) for row in rows), default=0)
    performance = Performance(
        options.source,
        f"replay-{int(time.time())}",
        events_of(rows, options.queue),
        speed=options.speed,
        stands=last + DAY - STANDS,
        token=settings.token(options.source),
        port=options.port,
    )
    await performance.server.start()
    try:
        await performance.play()
        await asyncio.Event().wait()
    finally:
        await performance.server.stop()


def main(argv: list[str] | None = None) -> int:
    options = arguments().parse_args(argv)
    try:
        rows = chosen(options.file, options.day)
        if options.figures:
            json.dump(figures(rows), sys.stdout, indent=1)
            sys.stdout.write("\n")
        else:
            asyncio.run(serve(rows, options))
    except VigiaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
