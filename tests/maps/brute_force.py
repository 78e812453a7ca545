"""The scans once more, slowly: every cylinder, one by one, in whole numbers and fractions, with nothing of ours."""

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

Point = tuple[int, int]
Table = Sequence[Sequence[int]]
MARGIN = 1 + 1e-10  # larger by less is larger by rounding


class Cylinder(NamedTuple):
    centre: int
    members: tuple[int, ...]
    start: int
    end: int
    observed: int
    expected: Fraction
    llr: float


class Shape(NamedTuple):
    shortest: int
    longest: int
    prospective: bool
    share: Fraction = Fraction(1, 2)
    radius: int | None = None
    together: bool = False


def llr(c: int, mu: Fraction, total: int) -> float:
    def term(n: Fraction | int, of: Fraction) -> float:
        return 0.0 if n == 0 else float(n) * math.log(n / of)

    return term(c, mu) + term(total - c, total - mu)


def zones(points: Sequence[Point], weights: Sequence[Fraction | int], shape: Shape) -> Iterator[tuple[int, ...]]:
    """Every zone: the centre, then places by distance, ties by x, then y."""
    for centre, (x, y) in enumerate(points):

        def apart(i: int, x: int = x, y: int = y) -> int:
            return (points[i][0] - x) ** 2 + (points[i][1] - y) ** 2

        def key(i: int, apart: Callable[[int], int] = apart, centre: int = centre) -> tuple[object, ...]:
            return apart(i), i != centre, points[i], i

        ordered = sorted(range(len(points)), key=key)
        for size in range(1, len(ordered) + 1):
            inside, following = ordered[:size], ordered[size : size + 1]
            parted = points[inside[-1]] != points[following[0]] if following else True
            if shape.together and following:
                parted = apart(inside[-1]) != apart(following[0])
            if (
                parted
                and sum(weights[i] for i in inside) <= shape.share * sum(weights)
                and (shape.radius is None or apart(inside[-1]) <= shape.radius**2)
            ):
                yield tuple(inside)


def spans(periods: int, shape: Shape) -> list[tuple[int, int]]:
    every = [(a, b) for a in range(periods) for b in range(a, periods) if shape.shortest <= b - a + 1 <= shape.longest]
    return sorted((s for s in every if not shape.prospective or s[1] == periods - 1), key=lambda s: (s[1] - s[0], s[0]))


def cylinders(
    points: Sequence[Point],
    cases: Table,
    expected: Sequence[Sequence[Fraction]],
    shape: Shape,
    *,
    rates: str,
    least: int,
) -> Iterator[Cylinder]:
    total, periods = sum(map(sum, cases)), len(cases[0])
    for members in zones(points, [sum(row) for row in expected], shape):
        for start, end in spans(periods, shape):
            c = sum(cases[i][t] for i in members for t in range(start, end + 1))
            mu = sum((expected[i][t] for i in members for t in range(start, end + 1)), Fraction(0))
            if (rates != "low" and c > mu and c >= least) or (rates != "high" and c < mu):
                yield Cylinder(members[0], members, start, end, c, mu, llr(c, mu, total))


def proportional(cases: Table, weights: Table) -> list[list[Fraction]]:
    """As many expected as there are cases, in proportion to the weights."""
    total, all_weights = sum(map(sum, cases)), sum(map(sum, weights))
    return [[Fraction(w * total, all_weights) for w in row] for row in weights]


def marginal(cases: Table) -> list[list[Fraction]]:
    """C_z · C_d / C"""
    total = sum(map(sum, cases))
    return [[Fraction(sum(row) * sum(day), total) for day in zip(*cases, strict=True)] for row in cases]


def best(found: Sequence[Cylinder]) -> Cylinder:
    """The first of those that none exceeds by more than rounding."""
    chosen = found[0]
    for cylinder in found[1:]:
        if cylinder.llr > chosen.llr * MARGIN:
            chosen = cylinder
    return chosen


def report(found: Sequence[Cylinder], secondary: str) -> list[Cylinder]:
    """Most likely first, then those that share no place with one before them."""
    kept = list(found)
    if secondary == "centres":
        kept = [best([each for each in found if each.centre == centre]) for centre in sorted({c.centre for c in found})]
    chosen = []
    while kept:
        # of every centre its best, and of those the first: as the scan goes
        of_each = [
            best([each for each in kept if each.centre == centre]) for centre in sorted({c.centre for c in kept})
        ]
        highest = max(each.llr for each in of_each)
        chosen.append(next(each for each in of_each if each.llr * MARGIN >= highest))
        kept = [each for each in kept if not set(each.members) & set(chosen[-1].members)]
    return chosen
