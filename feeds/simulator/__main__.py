"""`python -m feeds.simulator`: pretend centres and registries for a demo; `fault NAME` after it disturbs them."""

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

import structlog

import profiles
import settings
from feeds.simulator import control
from feeds.simulator.faults import LASTS, NAMES, parse_chaos, parse_fault
from feeds.simulator.live import Live, real_millis
from feeds.simulator.record import Record, Wanted, fresh, load, resumed, save
from picture.errors import VigiaError
from picture.profile import Profile

BASE_PORT = 8520
log = structlog.get_logger()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m feeds.simulator", description="Pretend centres for a demo.")
    parser.add_argument("--profile", type=Path, required=True, help="the site, e.g. profiles/nuevo_leon.toml")
    parser.add_argument("--base-port", type=int, default=BASE_PORT, help="of the first centre; one less takes faults")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--speed", type=float, default=1.0, help="centre seconds a second")
    parser.add_argument("--past-weeks", type=int, default=8, help="of half-hour totals")
    parser.add_argument("--past-days", type=int, default=63, help="of casework before the first single call")
    parser.add_argument("--past-hours", type=float, default=26.0, help="of single calls")
    parser.add_argument("--state", type=Path, help="file that makes a restart the same world again")
    parser.add_argument(
        "--totals", action="append", default=[], metavar="SOURCE", help="a centre that sends totals only"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="[CENTRE:]NAME@SECONDS[:DURATION]",
        help=f"one of {', '.join(NAMES)}; lasts {LASTS} s unless said otherwise",
    )
    parser.add_argument("--chaos", default="", help="shares of all frames: dup=0.01,swap=0.01,garbage=0.005")
    return parser


def order_arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m feeds.simulator fault", description="Disturb a running simulator.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--centre", default="", help="its source; all without it")
    parser.add_argument("--seconds", type=float, default=LASTS, help="how long it lasts")
    parser.add_argument("--base-port", type=int, default=BASE_PORT)
    return parser


def record_of(options: argparse.Namespace, profile: Profile, garbage: float) -> Record:
    """The world that the options ask for, the kept one where there is one."""
    wanted = Wanted(
        seed=options.seed,
        weeks=options.past_weeks,
        days=options.past_days,
        hours=options.past_hours,
        speed=options.speed,
        garbage=garbage,
        totals_only=tuple(options.totals),
    )
    kept = load(options.state) if options.state else None
    if kept is None:
        return fresh(profile, wanted, real_millis())
    return resumed(kept, profile, wanted, real_millis())


async def simulate(options: argparse.Namespace) -> None:
    """Serve until interrupted. Raises VigiaError for what cannot be used."""
    profile = profiles.load(options.profile.stem, options.profile.parent)
    chaos = parse_chaos(options.chaos)
    record = record_of(options, profile, chaos.garbage)
    live = Live(
        profile,
        record,
        tokens={feed.source: settings.token(feed.source) for feed in profile.feeds},
        base_port=options.base_port,
        chaos=chaos,
        kept=lambda kept: save(kept, options.state) if options.state else None,
    )
    if options.state:
        save(record, options.state)
    await live.start()
    for written in options.fault:
        live.inject(parse_fault(written, live.clock()))
    listening = await control.serve(options.base_port - 1, live.inject, live.clock)
    running = asyncio.create_task(live.run())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await running
    finally:
        listening.close()
        await live.stop()


def main(argv: list[str]) -> int:
    try:
        if argv[:1] == ["fault"]:
            options = order_arguments().parse_args(argv[1:])
            what = control.Order(options.name, options.centre, options.seconds)
            reply = asyncio.run(control.order(options.base_port - 1, what))
            sys.stdout.write(reply + "\n")
            return int(reply != "done")
        asyncio.run(simulate(arguments().parse_args(argv)))
    except (VigiaError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
