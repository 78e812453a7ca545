"""A simulated site for the calibration: hexagons of unequal size, days of unequal size, and what is planted in them."""

from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from maps.statistics import Array

DAYS = 56
CASES = 2000  # expected in all days together
RINGS = 8  # of hexagons around the middle one: 217 cells
SPACING = 2.4  # kilometres between neighbours, as H3's resolution 7
SPREAD = 1.0  # of the logarithm of a cell's cases
WEEK = (0.95, 0.9, 0.9, 0.95, 1.05, 1.2, 1.05)  # of a mean day, Monday first
RAMP = 3  # days until what is planted has grown to its whole size


class Site(NamedTuple):
    """`centres`: cells × 2, kilometres; `usual`: expected cases, cells × DAYS, separable, CASES in all; `touching`:
    cells × cells, a cell with itself and its neighbours."""

    centres: Array
    usual: Array
    touching: NDArray[np.bool_]

    def nearest(self, cell: int, cells: int) -> NDArray[np.intp]:
        """The cell and those closest to it, `cells` in all."""
        apart = np.hypot(*(self.centres - self.centres[cell]).T)
        return np.argsort(np.round(apart, 6), kind="stable")[:cells]


class Planted(Struct, frozen=True):
    """From day `starts` on, `cells` hexagons have `risk` times their usual, reached over RAMP days."""

    risk: float
    cells: int
    starts: int


def build(generator: np.random.Generator) -> Site:
    steps = range(-RINGS, RINGS + 1)
    axial = [(q, r) for q in steps for r in steps if abs(q + r) <= RINGS]
    centres = SPACING * np.array([(q + r / 2, r * np.sqrt(3) / 2) for q, r in axial])
    share = generator.lognormal(0, SPREAD, len(centres))
    day = np.resize(WEEK, DAYS)
    steps_apart = np.hypot(*(centres[:, None, :] - centres[None, :, :]).transpose(2, 0, 1)) / SPACING
    return Site(centres, CASES * np.outer(share / share.sum(), day / day.sum()), steps_apart < 1.1)


def quiet(site: Site, generator: np.random.Generator, days: int = DAYS) -> NDArray[np.int64]:
    """Cases, cells × days, nothing going on."""
    return generator.poisson(site.usual[:, np.arange(days) % DAYS])


def planted(site: Site, what: Planted, days: int, generator: np.random.Generator) -> tuple[NDArray[np.int64], set[int]]:
    """Cases, cells × days, and the cells of the cluster. It is likelier in cells that have more cases: more people."""
    weight = site.usual.sum(axis=1)
    middle = int(generator.choice(len(weight), p=weight / weight.sum()))
    cells = site.nearest(middle, what.cells)
    expected = site.usual[:, np.arange(days) % DAYS].copy()
    grown = np.clip(np.arange(1, days - what.starts + 1) / RAMP, 0, 1)
    expected[cells, what.starts :] *= 1 + (what.risk - 1) * grown
    return generator.poisson(expected), set(cells.tolist())
