"""How often chance makes such a cluster, judged by the largest ratio of each replica."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maps.kernels import TIE

EULER = 0.57721566490153286
FEW = 10  # a Monte Carlo p of a lower rank rests on too few replicas


class Chance(NamedTuple):
    p: float
    p_gumbel: float

    def recurrence(self, interval: float, replications: int) -> float:
        """Once in so many periods, if it is looked every `interval` of them: interval ÷ p, the Gumbel one where the
        cluster's rank among the replicas is below 10 (SaTScan's rule for the one that it reports)."""
        rank = round(self.p * (replications + 1))
        p = self.p_gumbel if rank < FEW else self.p
        return interval / p if p > 0 else math.inf


def chance(ratio: float, maxima: NDArray[np.float64]) -> Chance:
    """p = (1 + #{maxima ≥ ratio}) / (1 + R). p_gumbel = 1 − exp(−exp(−(ratio − m) / b)), b = s √6 / π, m = mean − γ b
    by the moments of the maxima (Abrams, Kleinman, Kulldorff 2010); p itself where all maxima are one."""
    p = (1 + int((maxima >= ratio * (1 - TIE)).sum())) / (1 + len(maxima))
    deviation = float(maxima.std(ddof=1)) if len(maxima) > 1 else 0.0
    if deviation == 0:
        return Chance(p, p)
    b = deviation * math.sqrt(6) / math.pi
    return Chance(p, -math.expm1(-math.exp(min((float(maxima.mean()) - EULER * b - ratio) / b, 700.0))))
