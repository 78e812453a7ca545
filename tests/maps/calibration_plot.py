"""The calibration's picture, in the palette of Okabe and Ito: every mark differs by shape too."""

from pathlib import Path
from typing import Any

import numpy as np
import vl_convert

from tests.maps.calibration_study import ONCE_IN, PLANTED, WATCHED
from tests.maps.calibration_tables import METHODS, Results, summary

BINS = 20
RAREST = max(ONCE_IN)
LARGEST = max(risk for risk, _ in PLANTED)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#56B4E9")
SHAPES = ("circle", "square", "triangle-up", "diamond")
Spec = dict[str, Any]


def draw(results: Results, path: Path) -> None:
    spec = {
        "background": "white",
        "config": {
            "font": "Liberation Sans",
            "axis": {"labelFontSize": 11, "titleFontSize": 12},
            "legend": {"labelLimit": 320},
        },
        "vconcat": [
            {"hconcat": [_histogram(results), _quantiles(results)], "spacing": 40},
            _facets(_power(results), "risk", "times the usual", f"found within {WATCHED} days"),
            _facets(_nights(results), "night", f"night, at {LARGEST:g} times the usual", "found by then"),
        ],
        "spacing": 30,
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }
    path.write_bytes(vl_convert.vegalite_to_png(spec, scale=1.5))


def _histogram(results: Results) -> Spec:
    p = [month.p for month in results.quiet]
    counts, edges = np.histogram(p, BINS, (0, 1))
    even = len(p) / BINS
    spread = 1.96 * np.sqrt(even * (1 - 1 / BINS))
    values = [{"from": a, "to": b, "n": int(n)} for n, a, b in zip(counts, edges, edges[1:], strict=False)]
    return {
        "title": f"p-values of {len(p):,} quiet months",
        "width": 330,
        "height": 230,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "color": "#999999"},
                "encoding": {
                    "x": {"field": "from", "type": "quantitative", "title": "p (Monte Carlo)", "bin": {"binned": True}},
                    "x2": {"field": "to"},
                    "y": {"field": "n", "type": "quantitative", "title": "months"},
                },
            },
            *(_rule(level, dash) for level, dash in ((even, [1, 0]), (even - spread, [4, 3]), (even + spread, [4, 3]))),
        ],
    }


def _rule(level: float, dash: list[int]) -> Spec:
    mark = {"type": "rule", "color": COLOURS[0], "strokeDash": dash, "strokeWidth": 2}
    return {"data": {"values": [{"y": level}]}, "mark": mark, "encoding": {"y": {"field": "y", "type": "quantitative"}}}


def _quantiles(results: Results) -> Spec:
    """Ordered p-values beside those of chance alone, on logarithms: what is rare decides."""
    n = len(results.quiet)
    even = (np.arange(n) + 0.5) / n
    series = {"Monte Carlo": [q.p for q in results.quiet], "Gumbel": [q.gumbel for q in results.quiet]}
    values = [
        {"even": e, "p": p, "which": name}
        for name, ps in series.items()
        for e, p in zip(even.tolist(), sorted(ps), strict=True)
    ]
    scale = {"type": "log", "domain": [3e-4, 1]}
    color, shape = _marks("which", list(series), None)
    return {
        "title": "their order, beside chance alone",
        "width": 330,
        "height": 230,
        "layer": [
            {
                "data": {"values": [{"x": 3e-4, "y": 3e-4}, {"x": 1, "y": 1}]},
                "mark": {"type": "line", "color": "#000000", "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative", "scale": scale},
                    "y": {"field": "y", "type": "quantitative", "scale": scale},
                },
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "size": 22, "filled": False, "clip": True},
                "encoding": {
                    "x": {"field": "even", "type": "quantitative", "scale": scale, "title": "expected p"},
                    "y": {"field": "p", "type": "quantitative", "scale": scale, "title": "p found"},
                    "color": color,
                    "shape": shape,
                },
            },
        ],
    }


def _power(results: Results) -> list[Spec]:
    return [
        {"risk": row.risk, "cells": row.cells, "method": METHODS[row.method], "share": row.power}
        for row in summary(results)
        if row.once == RAREST
    ]


def _nights(results: Results) -> list[Spec]:
    """Share of the trials at the largest risk that a method had told of by each night."""
    trials = [trial for trial in results.trials if trial.risk == LARGEST]
    values = []
    for cells in sorted({trial.cells for trial in trials}):
        for method, name in METHODS.items():
            days = np.array([trial.delays[f"{method} {RAREST}"] or np.inf for trial in trials if trial.cells == cells])
            for night in range(1, WATCHED + 1):
                share = float((days <= night).mean())
                values.append({"night": night, "cells": cells, "method": name, "share": share})
    return values


def _facets(values: list[Spec], field: str, x: str, y: str) -> Spec:
    color, shape = _marks("method", list(METHODS.values()), f"at most 1 false in {RAREST} days")
    return {
        "data": {"values": values},
        "facet": {"column": {"field": "cells", "type": "ordinal", "title": "hexagons of the planted cluster"}},
        "spec": {
            "width": 215,
            "height": 190,
            "mark": {"type": "line", "point": {"filled": True, "size": 60}, "strokeWidth": 2},
            "encoding": {
                "x": {"field": field, "type": "ordinal", "title": x, "axis": {"labelAngle": 0}},
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "title": y,
                    "scale": {"domain": [0, 1]},
                    "axis": {"format": ".0%"},
                },
                "color": color,
                "shape": shape,
            },
        },
    }


def _marks(field: str, names: list[str], title: str | None) -> tuple[Spec, Spec]:
    """Colour and shape of each name, in one legend."""
    return (
        {"field": field, "type": "nominal", "title": title, "scale": {"domain": names, "range": COLOURS[: len(names)]}},
        {"field": field, "type": "nominal", "title": title, "scale": {"domain": names, "range": SHAPES[: len(names)]}},
    )
