"""The live cells' numbers, computed as the cells compute them: the same trials, the same percentiles.

The workbook's quantiles come from a rank-1 lattice of N points, made by a formula from the row number i: coordinate
j of point i is (i g_j mod N + 1/2) / N. N is prime and every coordinate runs through the N midpoints exactly, which
is far more even than random numbers; the vector g was searched for. Every quantile of a query and of a baseline stays
within 1 % (P5 within 2 %) of calc's exact value over the range of inputs that the Inputs sheet allows, and so it does
under the published levers at the published power fraction and PUE. Where levers, power fraction and PUE are all of
other ranges, a row in 700 misses that with levers up to 10, a row in 120 with levers up to 30; the worst of 17,200
such rows was off by 1.8 times as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.special import ndtri

from calc.inputs.catalogue import BASELINE, REGIMES, blends, single_models
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal, exponential_mean
from calc.inputs.units import KJ_PER_WH
from workbook.model.inputs import OWN, WorkbookInputs

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
MODELS: Final = single_models()
BIG: Final = tuple(m.model for m in blends()[BASELINE])
FIGURE2: Final = ("model", "serving", "hardware")
COMBINED: Final = "combined"


@dataclass(frozen=True)
class Lattice:
    """A rank-1 lattice: `n` points, one generator a coordinate."""

    n: int
    generators: tuple[int, ...]

    def column(self, coordinate: int) -> FloatArray:
        """Return one coordinate of all points, inside (0, 1)."""
        steps = np.arange(self.n) * self.generators[coordinate] % self.n
        return (steps + 0.5) / self.n

    def exponential(self, coordinate: int) -> FloatArray:
        """Return a coordinate as draws of an exponential with mean 1, by the cells' own formula."""
        return -np.log(1 - self.column(coordinate))

    def normal(self, coordinate: int) -> FloatArray:
        """Return a coordinate as draws of a standard normal."""
        return np.asarray(ndtri(self.column(coordinate)))


TRIALS: Final = Lattice(10007, (1, 4663, 1545, 7822))  # output length, power fraction, PUE, lever


@dataclass(frozen=True)
class Node:
    """What a trial column's head holds: energy = k factor (L + extra) (a / min(cap, A L^b) + d)."""

    k: float
    cap: float
    a_tps: float
    b: float
    extra: float
    a: float
    d: float

    def energy(self, factor: FloatArray, l_out: FloatArray) -> FloatArray:
        """Return the energy [Wh] of trials with the given power fraction x PUE and output tokens."""
        tps = np.minimum(self.cap, self.a_tps * l_out**self.b)
        return np.asarray(self.k * factor * (l_out + self.extra) * (self.a / tps + self.d))


def percentiles(sample: FloatArray, levels: Sequence[float] = LEVELS) -> list[float]:
    """Return PERCENTILE.INC of a sample."""
    return [float(p) for p in np.quantile(sample, levels)]


class Live:
    """The workbook's live numbers at some inputs."""

    def __init__(self, inputs: WorkbookInputs) -> None:
        self.inputs = inputs
        self.a = inputs.assumptions

    @cached_property
    def power_fraction(self) -> FloatArray:
        """Power fraction of each trial; 1 where power is coupled to throughput."""
        return self.a.power_fraction.from_normal(TRIALS.normal(1))

    @cached_property
    def pue(self) -> FloatArray:
        """PUE of each trial."""
        return self.a.pue.from_normal(TRIALS.normal(2))

    @cached_property
    def factor(self) -> FloatArray:
        """Power fraction x PUE of each trial."""
        return self.power_fraction * self.pue

    def l_mean(self, regime: str) -> float:
        """Return the mean output tokens of a regime or of the user's own query ("own")."""
        medians = {r: getattr(self.a, f"l_out_median_{r}") for r in REGIMES}
        medians["own"] = self.inputs.query.l_out_median
        return float(exponential_mean(medians[regime]))

    def l_out(self, regime: str) -> FloatArray:
        """Return the output tokens of each trial."""
        return TRIALS.exponential(0) * self.l_mean(regime)

    def node(self, model: str, regime: str) -> Node:
        """Return the head of a model's trial column; power 0 where the user's own model has no rows yet."""
        own = regime == "own"
        fit = self.inputs.fits[model]
        l_in = self.inputs.query.l_in if own else float(self.a.l_in)
        if fit is None:
            return Node(0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0)
        a = float(self.a.coupled_intercept) if self.a.coupled else 1.0
        return Node(
            k=self.inputs.p_max_kw(model) / KJ_PER_WH,
            cap=fit.tps_max,
            a_tps=float(np.exp(fit.b0 + fit.b_in * np.log(l_in))),
            b=fit.b_out,
            extra=float(self.a.prefill_weight) * l_in,
            a=a,
            d=float(self.a.coupled_slope) / fit.tps_max if self.a.coupled else 0.0,
        )

    def trials(self, model: str, regime: str) -> FloatArray:
        """Return the energy of each trial [Wh]."""
        return self.node(model, regime).energy(self.factor, self.l_out(regime))

    @cached_property
    def energies(self) -> dict[tuple[str, str], FloatArray]:
        """Trials of every model and regime, and of the user's own query."""
        trials = {(m, r): self.trials(m, r) for r in REGIMES for m in MODELS}
        return trials | {(OWN, "own"): self.trials(self.inputs.query.model, "own")}

    def limits(self, model: str, regime: str) -> tuple[float, float]:
        """Return a model's own quantiles between which the trimmed baseline keeps its trials."""
        low, high = percentiles(self.energies[model, regime], (self.a.trim, 1 - self.a.trim))
        return low, high

    def lever(self, name: str | None) -> Lognormal:
        """Return a lever's alpha: `combined` is the three of Figure 2, "own" the user's fleet's, None no gain."""
        if name is None:
            return Lognormal.constant()
        if name == "own":
            return self.a.alpha(self.inputs.fleet.alpha_lo, self.inputs.fleet.alpha_hi)
        if name != COMBINED:
            return self.a.alpha(*self.inputs.levers[name])
        product = Lognormal.constant()
        for each in FIGURE2:
            product = product.times(self.lever(each))
        return product

    def alpha(self, lever: str) -> FloatArray:
        """Return alpha of each trial."""
        return self.lever(lever).from_normal(TRIALS.normal(3))

    def baseline(self, regime: str, lever: str | None = None, *, trimmed: bool = True) -> FloatArray:
        """Return the pooled trials of the baseline's models, trimmed or not, over a lever's alpha."""
        block = np.column_stack([self.energies[m, regime] for m in BIG])
        divided = block / self.alpha(lever)[:, None] if lever else block
        if not trimmed:
            return divided.ravel()
        low, high = np.transpose([self.limits(m, regime) for m in BIG])
        return np.asarray(divided[(block >= low) & (block <= high)])
