"""The calibration study: `python -m tests.maps.calibration` runs it and writes its figures into the docs.

Is a p-value what it says? What does the scan find, and when, beside a plain count threshold that is wrong as seldom?
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from tests.maps.calibration_plot import draw
from tests.maps.calibration_study import ONCE_IN, PLANTED, quiet_month, rates_of, thresholds, trial
from tests.maps.calibration_tables import Results, figures

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, PICTURE, KEPT = DOCS / "hotspots_calibration.md", DOCS / "calibration.png", DOCS / "calibration.json"
T = TypeVar("T")
RISKS, MEANS, EXTRAS = (1.0, 2.0, 3.0), (1.0, 10.0), (0.0, 0.1)  # of the rates
MARK = "<!-- below: written by python -m tests.maps.calibration -->\n"


def study(months: int, trials: int, tuning: int, periods: int) -> Results:
    started, cores = time.monotonic(), os.cpu_count() or 1
    limits = thresholds(tuning)
    with ProcessPoolExecutor(cores) as pool:
        quiet = _watched("quiet months", months, pool.map(quiet_month, range(months), chunksize=4))
        asked = [(*what, index, limits) for what in PLANTED for index in range(trials)]
        found = _watched("planted clusters", len(asked), pool.map(trial, *zip(*asked, strict=True), chunksize=2))
        kinds = [(mean, extra, risk, periods) for risk in RISKS for mean in MEANS for extra in EXTRAS]
        rates = _watched("rates", len(kinds), pool.map(rates_of, *zip(*kinds, strict=True)))
    kept = {str(once): limits[once] for once in ONCE_IN}
    return Results(quiet, found, rates, kept, tuning, (time.monotonic() - started) / 60, cores)


def write(results: Results) -> None:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page[: page.index(MARK) + len(MARK)] + "\n" + figures(results), encoding="utf-8")
    draw(results, PICTURE)


def _watched(what: str, many: int, done: Iterable[T]) -> list[T]:
    """All of them, with how far it is said at the terminal."""
    found: list[T] = []
    for each in done:
        found.append(each)
        sys.stderr.write(f"\r{what}: {len(found):,} of {many:,}")
    sys.stderr.write("\n")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.maps.calibration", description=__doc__)
    parser.add_argument("--months", type=int, default=1000, help="quiet months scanned")
    parser.add_argument("--trials", type=int, default=100, help="planted clusters of each kind")
    parser.add_argument("--draw", action="store_true", help="write page and picture anew from the figures kept")
    options = parser.parse_args()
    if options.draw:
        results = msgspec.json.decode(KEPT.read_bytes(), type=Results)
    else:
        results = study(options.months, options.trials, tuning=20_000, periods=2000)
        KEPT.write_bytes(msgspec.json.encode(results))
    write(results)


if __name__ == "__main__":
    main()
