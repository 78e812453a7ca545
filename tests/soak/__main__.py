"""`python -m tests.soak`: does anything grow? Hours of the whole stack, or wall documents without a pause."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.hours import Plan, soak
from tests.soak.memory import table
from tests.soak.updates import flood


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--hours", type=float, default=8.0, help="of the whole stack")
    how_long.add_argument("--minutes", type=float, help="instead of hours")
    how_long.add_argument("--updates", type=int, help="documents published as fast as one browser takes them")
    parser.add_argument("--rate", type=float, default=50.0, help="events a second from the centres")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vigia-soak-", ignore_cleanup_errors=True) as folder:
        if given.updates:
            found = asyncio.run(flood(Path(folder), given.updates, say))
        else:
            seconds = 60 * given.minutes if given.minutes else 3600 * given.hours
            found = asyncio.run(soak(Path(folder), Plan(seconds=seconds, rate=given.rate), say))
    say(table(found))
    growing = [growth.measure for growth in found if growth.judged and not growth.flat]
    say(f"{'Grows: ' + ', '.join(growing) if growing else 'All flat'} after {time.monotonic() - began:.0f} s.")
    return int(bool(growing))


if __name__ == "__main__":
    sys.exit(main())
