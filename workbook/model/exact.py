"""Calc's exact values at the workbook's inputs: what the live cells are held against."""

from __future__ import annotations

from calc.fleets.daily_fleet import Fleet
from calc.fleets.daily_total import fleet
from calc.inputs.catalogue import BASELINE, UNTRIMMED
from calc.inputs.check import FloatArray
from calc.inputs.levels import LEVELS
from calc.query.estimate import Energy, OwnModel, energy
from workbook.model.inputs import OWN, WorkbookInputs


class Exact:
    """Exact distributions and fleets at some inputs.

    Benchmark switches of the user are honoured: the fits are those of the inputs.
    """

    def __init__(self, inputs: WorkbookInputs) -> None:
        self.inputs = inputs
        self.fits = inputs.known_fits

    def query(self, model: str, regime: str) -> Energy | None:
        """Return the distribution of a model, a baseline or the user's own query; None without rows to fit."""
        if model != OWN:
            return energy(model, regime, self.inputs.assumptions, fits=self.fits)
        query = self.inputs.query
        fit = self.inputs.fits[query.model]
        if fit is None:
            return None
        own = OwnModel(query.model, fit, self.inputs.p_max_kw(query.model))
        return energy(own, query.median, self.inputs.assumptions.override(l_in=query.l_in))

    def levered(self, regime: str, lever: str | None, *, trimmed: bool = True) -> Energy:
        """Return the baseline over a lever's alpha, at the lever ranges of the inputs."""
        alpha = self.inputs.lever(lever)
        return energy(BASELINE if trimmed else UNTRIMMED, regime, self.inputs.assumptions, alpha=alpha, fits=self.fits)

    def fleet(self, share: float, lever: str | None, queries_per_day: float | None = None) -> Fleet:
        """Return a fleet with a lever's alpha ("own" for the user's range, None for none)."""
        alpha, a = self.inputs.lever(lever), self.inputs.assumptions
        return fleet(share, alpha, queries_per_day=queries_per_day, assumptions=a, fits=self.fits)


def summary(distribution: Energy) -> list[float]:
    """Return the five quantiles and the mean [Wh]."""
    quantiles: FloatArray = distribution.quantile(LEVELS)
    return [*(float(v) for v in quantiles), float(distribution.mean())]
