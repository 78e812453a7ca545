"""`python -m tests.chaos`: events from three centres over a bad line, while all who listen are killed; with
`--alarms`, deadlines that fall due while the leading watch is."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos import alarms
from tests.chaos.run import Plan, Run
from tests.chaos.verdict import Row, table

SHORT = Plan(events=6_000, kills=2, lasts=15.0, drains=120.0)
EVENTS_A_SECOND = 333  # that the centres say unless told how long they shall take


def plan_of(given: argparse.Namespace) -> Plan:
    if given.short:
        return Plan(events=SHORT.events, kills=SHORT.kills, lasts=SHORT.lasts, drains=SHORT.drains, seed=given.seed)
    lasts = given.seconds or max(15.0, given.events / EVENTS_A_SECOND)
    return Plan(events=given.events, kills=given.kills, seed=given.seed, lasts=lasts)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def rows_of(given: argparse.Namespace, plan: Plan, folder: Path) -> list[Row]:
    if given.alarms:
        say(f"alarms, {given.alarms} kills, seed {plan.seed}")
        return await alarms.run(alarms.Plan(kills=given.alarms, seed=plan.seed), folder, say)
    say(f"{plan.events:,} events, {plan.kills} kills of each, {plan.lasts:.0f} s, seed {plan.seed}")
    return await Run(plan, folder, say).run()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="valid ones, of all centres together")
    parser.add_argument("--kills", type=int, default=10, help="of each: store, feeds, watch, wall")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="another one each time without it")
    parser.add_argument("--seconds", type=float, help="in which the centres say everything")
    parser.add_argument("--alarms", type=int, metavar="KILLS", help="instead: alerts while the leading watch is killed")
    parser.add_argument("--short", action="store_true", help="6,000 events, two kills of each")
    parser.add_argument("--keep", type=Path, help="folder for data and logs, kept; without it they are removed")
    plan = plan_of(given := parser.parse_args())
    folder = given.keep or Path(tempfile.mkdtemp(prefix="vigia-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        rows = asyncio.run(rows_of(given, plan, folder))
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    say(table(rows))
    failed = sum(not row.holds for row in rows)
    say(f"{'All holds' if not failed else f'{failed} of {len(rows)} fail'} after {time.monotonic() - began:.0f} s.")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
