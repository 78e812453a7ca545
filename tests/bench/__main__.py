"""`python -m tests.bench`: measures the budgets and writes docs/benchmarks.md."""

import argparse
import importlib
import sys
import time

import settings
from tests.bench import report
from tests.bench.report import Group
from tests.bench.row import Row

# In the page's order. Each is a module whose `measure(quick)` gives its rows.
GROUPS = {
    "chain": "chain",
    "wall": "publishing",
    "viewers": "viewers",
    "intake": "intake",
    "fold": "folding",
    "restart": "restart",
    "pass": "passing",
    "silence": "silence",
}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def chosen(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if unknown := set(names) - set(GROUPS):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    return names


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", type=chosen, default=list(GROUPS), help=f"some of {', '.join(GROUPS)}")
    parser.add_argument(
        "--quick", action="store_true", help="a few samples of each, to see that it works; keeps nothing"
    )
    given = parser.parse_args()
    settings.log_to_stdout("error")
    found = report.kept()
    for name in given.only:
        began = time.monotonic()
        say(f"{name}: measuring")
        rows: list[Row] = importlib.import_module(f"tests.bench.{GROUPS[name]}").measure(given.quick)
        for row in rows:
            say(f"  {row.what}\n    {row.measured}\n    limit: {row.limit}\n    {row.ratio}; {row.reached}")
        say(f"{name}: {time.monotonic() - began:.0f} s")
        found[name] = Group(report.machine(), rows)
        if not given.quick:
            report.keep({name: found[name] for name in (*GROUPS, "peers") if name in found})


if __name__ == "__main__":
    main()
