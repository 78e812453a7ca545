"""What the calibration found, as kept in a file and as told in docs/hotspots_calibration.md."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct
from scipy import stats

from maps.search import REPLICATIONS
from tests.maps.calibration_methods import Threshold
from tests.maps.calibration_study import ONCE_IN, TRIAL_REPLICATIONS, WATCHED, Quiet, Rates, Trial

METHODS = {
    "scan": "permutation scan",
    "zone": "hexagon with its neighbours, against its usual",
    "cell": "hexagon, against its usual",
    "count": "hexagon, plain count",
}
SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1 / 365)


class Results(Struct):
    """`minutes` on `cores`; `limits` by once-in days."""

    quiet: list[Quiet]
    trials: list[Trial]
    rates: list[Rates]
    limits: dict[str, dict[str, Threshold]]
    tuned_on: int
    minutes: float = 0.0
    cores: int = 1


class Row(Struct, frozen=True):
    """`power`: share of trials found; `delay`: median days of those; None where fewer than half were."""

    method: str
    once: int
    risk: float
    cells: int
    trials: int
    power: float
    delay: float | None


def summary(results: Results) -> list[Row]:
    return list(_rows(results.trials))


def _rows(trials: Sequence[Trial]) -> Iterator[Row]:
    for risk, cells in sorted({(trial.risk, trial.cells) for trial in trials}):
        these = [trial for trial in trials if (trial.risk, trial.cells) == (risk, cells)]
        for method in METHODS:
            for once in ONCE_IN:
                days = [trial.delays[f"{method} {once}"] for trial in these]
                waited = float(np.median([day or WATCHED + 1 for day in days]))
                delay = waited if waited <= WATCHED else None
                yield Row(method, once, risk, cells, len(these), sum(map(bool, days)) / len(these), delay)


def uniform(p: Sequence[float]) -> tuple[float, float]:
    """Kolmogorov–Smirnov statistic against the uniform, and its p."""
    found = stats.kstest(p, "uniform")
    return float(found.statistic), float(found.pvalue)


def figures(results: Results) -> str:
    return "\n\n".join([_quiet(results), _power(results), _rates(results.rates), _how(results)]) + "\n"


def _quiet(results: Results) -> str:
    exact, gumbel = [month.p for month in results.quiet], [month.gumbel for month in results.quiet]
    rows = [
        (
            _share(share),
            *(f"{sum(p <= share for p in ps) / len(ps):.2%}" for ps in (exact, gumbel)),
            _band(share, len(exact)),
        )
        for share in SHARES
    ]
    (d, d_p), (g, g_p) = uniform(exact), uniform(gumbel)
    apart = np.abs(np.subtract(exact, gumbel))
    lines = (
        f"{len(exact):,} quiet months, {REPLICATIONS} replications each. Against the uniform (Kolmogorov–Smirnov): "
        f"Monte Carlo p D = {d:.4f}, p = {d_p:.2f}; Gumbel p D = {g:.4f}, p = {g_p:.2g}. The two differ by "
        f"{apart.mean():.4f} on average and {apart.max():.4f} at most."
    )
    head = ("p at most", "months, Monte Carlo", "months, Gumbel", "95 % of such studies, if uniform")
    return f"### Quiet months\n\n{lines}\n\n{_table(head, rows)}"


def _share(share: float) -> str:
    return "1 in 365" if share == 1 / 365 else f"{share:.0%}"


def _band(share: float, n: int) -> str:
    low, high = stats.binom(n, share).ppf([0.025, 0.975])
    return f"{low / n:.2%} to {high / n:.2%}"


def _power(results: Results) -> str:
    rows = summary(results)
    parts = []
    for once in ONCE_IN:
        table = [
            (
                f"{risk:g} ×",
                cells,
                *(_cell(row) for row in rows if (row.once, row.risk, row.cells) == (once, risk, cells)),
            )
            for risk, cells in sorted({(row.risk, row.cells) for row in rows})
        ]
        limits = "; ".join(
            f"{METHODS[name]} > {limit.above:.2f} (1 day in {limit.days:.0f})"
            for name, limit in results.limits[str(once)].items()
        )
        head = ("risk", "hexagons", *METHODS.values())
        parts.append(f"At most one false alarm in {once} days; thresholds: {limits}.\n\n{_table(head, table)}")
    said = (
        f"{rows[0].trials} trials each, {TRIAL_REPLICATIONS} replications a night. Share found within {WATCHED} days · "
        "median days until told (–: fewer than half were found)."
    )
    return "\n\n".join(["### Planted clusters", said, *parts])


def _cell(row: Row) -> str:
    return f"{row.power:.0%} · {'–' if row.delay is None else f'{row.delay:g}'}"


def _rates(rates: Iterable[Rates]) -> str:
    rows = [
        (f"{row.mean:g}", f"{row.extra:g}", f"{row.risk:g} ×", *(f"{x:.2%}" for x in (row.less, row.more, row.much)),
         f"{row.some_much:.1%}" if row.risk == 1 else "")
        for row in rates
    ]  # fmt: skip
    head = ("usual of the middle place", "c", "risk", "less", "more", "much", "periods with some *much*")
    return f"### Rates\n\n{_table(head, rows)}"


def _how(results: Results) -> str:
    tuned = f"Thresholds tuned on {results.tuned_on:,} quiet months."
    return f"{tuned} The whole study: {results.minutes:.0f} minutes on {results.cores} cores."


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
