"""`python -m tests.bench`: measures the budgets and writes docs/benchmarks.md."""

import argparse
import importlib
import sys
import time
from pathlib import Path

import settings
from tests.bench import peers, report
from tests.bench.report import Group
from tests.bench.row import Row

# In the page's order. Each is a module whose `measure(quick)` gives its rows.
GROUPS = {
    "chain": "chain",
    "desks": "desks",
    "wall": "publishing",
    "viewers": "viewers",
    "intake": "intake",
    "fold": "folding",
    "restart": "restart",
    "pass": "passing",
    "cases": "caring",
    "silence": "silence",
    "alarms": "alarming",
    "scan": "scanning",
    "history": "history",
    "archive": "archiving",
    "briefing": "briefed",
}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def chosen(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if unknown := set(names) - set(GROUPS):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    return names


def tell(rows: list[Row]) -> None:
    for row in rows:
        say(f"  {row.what}\n    {row.measured}\n    limit: {row.limit}\n    {row.ratio}; {row.reached}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", type=chosen, help=f"some of {', '.join(GROUPS)}; without it, or --peers, all")
    parser.add_argument("--quick", action="store_true", help="a few samples of each; nothing is written")
    parser.add_argument("--peers", type=Path, help="folder of the peers' harness: the wall beside all of them")
    parser.add_argument("--events", type=int, default=60, help="of the peers' run, for each number of viewers")
    given = parser.parse_args()
    settings.log_to_stdout("error")
    found = report.kept()
    for name in given.only or ([] if given.peers else GROUPS):
        began = time.monotonic()
        say(f"{name}: measuring")
        rows: list[Row] = importlib.import_module(f"tests.bench.{GROUPS[name]}").measure(given.quick)
        tell(rows)
        say(f"{name}: {time.monotonic() - began:.0f} s")
        found[name] = Group(report.machine(), rows)
        if not given.quick:
            keep(found)
    if given.peers:
        rows, text = peers.measure(given.peers.resolve(), given.events)
        tell(rows)
        found["peers"] = Group(report.machine(), rows, text)
        keep(found)


def keep(found: dict[str, Group]) -> None:
    report.keep({name: found[name] for name in (*GROUPS, "peers") if name in found})


if __name__ == "__main__":
    main()
