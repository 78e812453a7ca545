"""What the backtest found, as docs/staffing.md tells it, and its picture in the palette of Okabe and Ito."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import vl_convert

if TYPE_CHECKING:
    from tests.briefing.backtest import Day, Results, Score

SERIES = ("real", "forecast", "same day last week")
COLOURS = ("#000000", "#0072B2", "#D55E00")
DASHES = ([1, 0], [1, 0], [5, 3])
FROM, UNTIL = "2020-02-26", "2020-05-16"  # of what the picture shows
Spec = dict[str, Any]


def page(results: "Results") -> str:
    blocks = (_queues(results.scores), _line_144(results.days), _planted(results.planted), _stepwise(results))
    return "\n".join(blocks)


def _queues(scores: "list[Score]") -> str:
    heads = (
        *("queue", "calls a week", "error, calls a quarter", "naive", "MASE", "root of squares", "pinball", "naive"),
        *("a day's sum off", "naive", "within the band", "shifts seen"),
    )
    said = (
        "Per quarter hour. MASE: error ÷ naive error. Root of squares: of the mean square, ÷ the naive one's; of "
        "Poisson calls whose mean is known it is 0.71.\nPinball: the mean of the losses at 10 and at 90 %; the naive "
        "one says one value for both.\n"
    )
    return "\n".join([f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(heads) - 1)}", *map(_row, scores), "", said])


def _line_144(days: "list[Day]") -> str:
    spring = [day for day in days if FROM <= day.date < UNTIL]
    return (
        f"**Line 144, days.** {len(days)} days of 2020 and 2021, each forecast from its midnight: mean error "
        f"{_error(days):.1f} consultations, {100 * _error(days) / _mean(days):.0f} % of the mean day\n(naive "
        f"{_naive(days):.1f}, {100 * _naive(days) / _mean(days):.0f} %); MAPE {_mape(days):.0f} % (naive "
        f"{_mape(days, naive=True):.0f} %). From {FROM} to {UNTIL}, over the lockdown: {_error(spring):.1f} (naive "
        f"{_naive(spring):.1f}).\nShifts seen: {', '.join(day.date for day in days if day.shifted) or 'none'}.\n"
    )


def _planted(days: "list[Day]") -> str:
    ours, naive = (
        [f"{said / day.real:.2f}" for day in days for said in [getattr(day, of)]] for of in ("ours", "naive")
    )
    return f"**Line 144, three times the calls from {days[0].date} on.** Expected ÷ real:\n\n" + _by_day(ours, naive)


def _stepwise(results: "Results") -> str:
    ours, naive = ([f"{getattr(step, of):.2f}" for step in results.steps] for of in ("ours", "naive"))
    return (
        "**Simulator, three times the calls.** Expected ÷ real, the middle of the queues with 500 calls a week and "
        "more:\n\n" + _by_day(ours, naive)
    )


def _by_day(ours: list[str], naive: list[str]) -> str:
    head = f"| days since the shift | {' | '.join(map(str, range(len(ours))))} |\n|---|{'--:|' * len(ours)}\n"
    return head + f"| forecast | {' | '.join(ours)} |\n| naive | {' | '.join(naive)} |\n"


def _row(score: "Score") -> str:
    return (
        f"| {score.name} | {score.calls:,.0f} | {score.mae:.2f} | {score.naive_mae:.2f} "
        f"| {score.mae / score.naive_mae:.2f} | {score.rmse / score.naive_rmse:.2f} | {score.pinball:.3f} "
        f"| {score.naive_pinball:.3f} | {score.day:.1f} % | {score.naive_day:.1f} % | {100 * score.covered:.0f} % "
        f"| {score.shifts} of {score.forecasts} |"
    )


def _error(days: "list[Day]") -> float:
    return float(np.mean([abs(day.ours - day.real) for day in days]))


def _naive(days: "list[Day]") -> float:
    return float(np.mean([abs(day.naive - day.real) for day in days]))


def _mean(days: "list[Day]") -> float:
    return float(np.mean([day.real for day in days]))


def _mape(days: "list[Day]", *, naive: bool = False) -> float:
    return float(100 * np.mean([abs((d.naive if naive else d.ours) - d.real) / d.real for d in days if d.real]))


def draw(results: "Results", path: Path) -> None:
    spec = {
        "background": "white",
        "config": {"font": "Liberation Sans", "axis": {"labelFontSize": 11, "titleFontSize": 12}},
        "hconcat": [_spring(results), _steps(results)],
        "spacing": 40,
    }
    path.write_bytes(vl_convert.vegalite_to_png(spec, scale=1.5))


def _spring(results: "Results") -> Spec:
    values = [
        {"x": day.date, "y": value, "which": name}
        for day in results.days
        if FROM <= day.date < UNTIL
        for name, value in zip(SERIES, (day.real, day.ours, day.naive), strict=True)
    ]
    x = {"field": "x", "type": "temporal", "title": None, "axis": {"format": "%d-%m"}}
    return _lines("Line 144 over the lockdown of March 2020", values, x, "consultations a day")


def _steps(results: "Results") -> Spec:
    values = [
        {"x": step.day, "y": value, "which": name}
        for step in results.steps
        for name, value in zip(SERIES, (1.0, step.ours, step.naive), strict=True)
    ]
    x = {"field": "x", "type": "ordinal", "title": "days since three times as many call", "axis": {"labelAngle": 0}}
    return _lines("A planted shift, simulated queues", values, x, "expected ÷ real")


def _lines(title: str, values: list[Spec], x: Spec, y: str) -> Spec:
    """One panel; a series differs by colour and by dash."""
    scale = {"domain": list(SERIES)}
    return {
        "title": title,
        "width": 420,
        "height": 240,
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": {"field": "y", "type": "quantitative", "title": y},
            "color": {"field": "which", "type": "nominal", "title": None, "scale": {**scale, "range": COLOURS}},
            "strokeDash": {"field": "which", "type": "nominal", "title": None, "scale": {**scale, "range": DASHES}},
        },
    }
