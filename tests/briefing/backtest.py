"""The backtest of expected load: `python -m tests.briefing.backtest` runs it and writes its figures into the docs.

Every forecast is made from what was known at its beginning, and scored beside the naive one: the same slot last week.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from msgspec import Struct

import profiles
from briefing.load import QUARTER, Forecast, forecast
from feeds.replay.rows import read_rows
from feeds.simulator.past import Past
from feeds.simulator.world import World
from picture.clocks import DAY, HALF_HOUR, HOUR, WEEK, half_hour, weeks_before
from tests.briefing.backtest_page import draw, page

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, PICTURE, KEPT = DOCS / "staffing.md", DOCS / "staffing.png", DOCS / "staffing.json"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MARK = "<!-- below: written by python -m tests.briefing.backtest -->\n"
SITES = ("nuevo_leon", "quintana_roo", "peru", "chile")
BEGINS = round(datetime(2026, 11, 23, 6, tzinfo=UTC).timestamp() * 1000)
WEEKS, TESTED = 13, 28  # of the simulator; days of them that are forecast
SHIFTED = 14  # days before the end from which three times as many call
LOCKDOWN = "2020-03-20"
Counts = dict[int, int]


class Score(Struct, frozen=True):
    """Of one queue: `calls` a week; mean absolute error in calls per slot, of the forecast and the naive one; the
    same of squares (roots); pinball loss at 10 and 90 %, of the band and of the naive one's single value; percent of
    the calls by which the days' sums are off; share of slots within the band."""

    name: str
    calls: float
    mae: float
    naive_mae: float
    rmse: float
    naive_rmse: float
    pinball: float
    naive_pinball: float
    day: float
    naive_day: float
    covered: float
    shifts: int
    forecasts: int


class Step(Struct, frozen=True):
    """Expected ÷ real calls of a day that begins so many days after a shift, over the queues."""

    day: int
    ours: float
    naive: float


class Day(Struct, frozen=True):
    date: str
    real: int
    ours: float
    naive: int
    shifted: bool


class Results(Struct, frozen=True):
    scores: list[Score]
    steps: list[Step]
    days: list[Day]  # of the line 144
    planted: list[Day]  # the same with three times the calls from LOCKDOWN on


Predictor = Callable[[Counts, int], Forecast]


def scored(name: str, quarters: Counts, origins: list[int], zone: ZoneInfo, least_weeks: int = 3) -> Score:
    """`quarters`: calls by quarter hour; the forecast is given their half hours."""
    halves = in_halves(quarters)
    rows: list[tuple[float, ...]] = []
    days, shifts = [], 0
    for now in origins:
        found = forecast(halves, now, zone, least_weeks=least_weeks)
        shifts += bool(found.shifted)
        day = list(_rows(found, quarters, zone))
        rows += day
        days.append(np.array(day).sum(axis=0))
    real, mid, naive, low, high = np.array(rows).T
    sums = np.array(days).T
    return Score(
        name=name,
        calls=len(quarters) and sum(quarters.values()) / (len(quarters) * QUARTER / WEEK),
        mae=float(np.abs(mid - real).mean()),
        naive_mae=float(np.abs(naive - real).mean()),
        rmse=float(np.sqrt(((mid - real) ** 2).mean())),
        naive_rmse=float(np.sqrt(((naive - real) ** 2).mean())),
        pinball=(pinball(real, low, 0.1) + pinball(real, high, 0.9)) / 2,
        naive_pinball=(pinball(real, naive, 0.1) + pinball(real, naive, 0.9)) / 2,
        day=float(100 * np.abs(sums[1] - sums[0]).sum() / sums[0].sum()),
        naive_day=float(100 * np.abs(sums[2] - sums[0]).sum() / sums[0].sum()),
        covered=float(((low <= real) & (real <= high)).mean()),
        shifts=shifts,
        forecasts=len(origins),
    )


def _rows(found: Forecast, quarters: Counts, zone: ZoneInfo) -> Iterator[tuple[float, ...]]:
    """Real, expected, naive, low, high of every quarter of a forecast."""
    for start, mid, low, high in zip(found.starts, found.mid, found.low, found.high, strict=True):
        assert mid is not None and low is not None and high is not None
        yield quarters[start], mid, quarters[weeks_before(start, 1, zone)], low, high


def pinball(real: np.ndarray, said: np.ndarray, share: float) -> float:
    return float(np.maximum(share * (real - said), (share - 1) * (real - said)).mean())


def in_halves(quarters: Counts) -> Counts:
    halves: Counter[int] = Counter()
    for start, calls in quarters.items():
        halves[half_hour(start)] += calls
    return dict(halves)


def simulated(site: str, seed: int = 5) -> dict[str, Counts]:
    """Calls by queue and quarter hour of the simulator's world."""
    profile = profiles.load(site, Path(profiles.__file__).parent)
    world = World(profile, seed=seed, begins=BEGINS, weeks=WEEKS)
    found: dict[str, Counts] = {}
    for source, stage in world.stages.items():
        models = [each.model for each in world.stages.values()]
        past = Past(stage.model, models, profile, world.random(source, "backtest"))
        for queue in stage.queues:
            found[f"{source} {queue}"] = dict.fromkeys(range(BEGINS - WEEKS * WEEK, BEGINS, QUARTER), 0)
        for at, place in past._arrivals(BEGINS - WEEKS * WEEK, BEGINS):
            found[f"{source} {past._streams[place][1].code}"][at - at % QUARTER] += 1
    return found


def bank() -> Counts:
    """Calls by quarter hour of the bank's fourteen days, whose civil clock is taken as UTC."""
    rows = [row for row in read_rows(DATA / "bank_1999" / "february_01_14.tsv") if row.queued]
    first = min(row.offered for row in rows) // DAY * DAY
    found = dict.fromkeys(range(first, first + 14 * DAY, QUARTER), 0)
    for row in rows:
        if row.outcome != "PHANTOM" and row.offered < first + 14 * DAY:
            found[row.offered - row.offered % QUARTER] += 1
    return found


def line_144() -> dict[str, int]:
    """Consultations a day, 2020 and 2021."""
    found: Counter[str] = Counter()
    for year in (2020, 2021):
        with (DATA / "linea144" / f"linea144-{year}.csv").open(encoding="utf-8-sig", newline="") as file:
            found.update(row["fecha"] for row in csv.DictReader(file))
    return dict(sorted(found.items()))


def by_day(days: dict[str, int]) -> list[Day]:
    """Every day of which eight weeks are known, forecast from its midnight on. A day's calls are spread evenly: of
    these data only the day is known."""
    starts = {round(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() * 1000): day for day in days}
    halves = {
        start + at * HALF_HOUR: days[day] * (at + 1) // 48 - days[day] * at // 48
        for start, day in starts.items()
        for at in range(48)
    }
    found = []
    for start, day in list(starts.items())[56:]:
        if start - WEEK in starts:
            expected = forecast(halves, start, ZoneInfo("UTC"))
            ours = sum(mid for mid in expected.mid if mid is not None)
            found.append(Day(day, days[day], round(ours, 1), days[starts[start - WEEK]], bool(expected.shifted)))
    return found


def steps(queues: dict[str, tuple[Counts, ZoneInfo]]) -> list[Step]:
    """Three times as many calls from SHIFTED days before the end on: what is expected of each day after it."""
    since = BEGINS - SHIFTED * DAY
    found = []
    for day in range(SHIFTED):
        now, ours, naive = since + day * DAY, [], []
        for counts, zone in queues.values():
            tripled = {at: calls * (3 if at >= since else 1) for at, calls in in_halves(counts).items()}
            real = sum(tripled[at] for at in range(now, now + DAY, HALF_HOUR))
            ours.append(sum(mid or 0.0 for mid in forecast(tripled, now, zone).mid) / real)
            naive.append(sum(tripled[at - WEEK] for at in range(now, now + DAY, HALF_HOUR)) / real)
        found.append(Step(day, float(np.median(ours)), float(np.median(naive))))
    return found


def study() -> Results:
    queues = {
        name: (counts, ZoneInfo(profiles.load(site, Path(profiles.__file__).parent).zone))
        for site in SITES
        for name, counts in simulated(site).items()
    }
    origins = [BEGINS - day * DAY + HOUR for day in range(2, TESTED + 2)]
    scores = [scored(name, counts, origins, zone) for name, (counts, zone) in queues.items()]
    calls = bank()
    week = [min(calls) + day * DAY for day in range(7, 14)]
    scores.append(scored("bank 1999, second week", calls, week, ZoneInfo("UTC"), least_weeks=1))
    days = line_144()
    planted = {day: calls * (3 if day >= LOCKDOWN else 1) for day, calls in days.items()}
    until = date.fromordinal(date.fromisoformat(LOCKDOWN).toordinal() + SHIFTED).isoformat()
    large = {name: queue for name, queue in queues.items() if sum(queue[0].values()) >= 500 * WEEKS}
    return Results(scores, steps(large), by_day(days), [day for day in by_day(planted) if LOCKDOWN <= day.date < until])


def write(results: Results) -> None:
    before = PAGE.read_text(encoding="utf-8").split(MARK)[0]
    PAGE.write_text(f"{before}{MARK}\n{page(results)}", encoding="utf-8")
    draw(results, PICTURE)


def main() -> None:
    results = study()
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))
    write(results)


if __name__ == "__main__":
    main()
