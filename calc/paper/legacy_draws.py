"""Replay of the authors' Monte Carlo, draw by draw, so that the published decimals come out exactly.

NumPy's legacy generator starts from the seed once per regime; models follow in the authors' order, and for
each come the output lengths (rounded to whole tokens), the power fractions and the PUEs. Percentiles are
NumPy's default. The trimmed blend is cut on the samples as the authors cut it: P5-P95, then P10-P90 of the
rest. Source: aienergy-simulation. This is the only place that uses the legacy generator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calc.fleets.formulas import gwh_per_day
from calc.inputs.assumptions import AssumptionSet, assumption_set, keys
from calc.inputs.catalogue import BASELINE, REGIMES, blends, median_l_out
from calc.inputs.check import FloatArray
from calc.inputs.levels import LEVELS
from calc.inputs.tables import models
from calc.inputs.units import KJ_PER_WH
from calc.query.estimate import nodes
from calc.query.sampling import N_MAX

SMALLEST_L_OUT = 1e-6  # stands for an output of 0 tokens inside the logarithm


@dataclass(frozen=True)
class Summary:
    """Percentiles and mean of a sample.

    Attributes
    ----------
    p5, p25, p50, p75, p95 : float
        Percentiles, as NumPy takes them by default [Wh].
    mean : float
        Mean [Wh].
    """

    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    mean: float


@dataclass(frozen=True)
class RegimeReplay:
    """One regime of the replay.

    Attributes
    ----------
    models : mapping of str to Summary
        Energy of a query to each model that was drawn.
    baseline : Summary
        Energy of a query to the trimmed baseline.
    mean_untrimmed : float
        Mean energy of a query to the untrimmed baseline [Wh].
    gwh_per_day : float
        A fleet of such queries only [GWh/day].
    l_out_quartiles : mapping of str to (float, float)
        P25 and P75 of the output lengths drawn for each model [token].
    """

    models: Mapping[str, Summary]
    baseline: Summary
    mean_untrimmed: float
    gwh_per_day: float
    l_out_quartiles: Mapping[str, tuple[float, float]]


def summary(sample: FloatArray) -> Summary:
    """Summarise a sample by numpy's default percentiles and its mean.

    Parameters
    ----------
    sample : ndarray, shape (n,)
        Energies [Wh].

    Returns
    -------
    Summary
        Of the sample [Wh].
    """
    p5, p25, p50, p75, p95 = (float(p) for p in np.quantile(sample, LEVELS))
    return Summary(p5, p25, p50, p75, p95, float(sample.mean()))


def _middle(sample: FloatArray, cut: float) -> FloatArray:
    low, high = np.percentile(sample, [100 * cut, 100 * (1 - cut)])
    return np.asarray(sample[(sample >= low) & (sample <= high)])


def replay(
    assumptions: str | AssumptionSet | None = None, *, seed: int = 42, n: int = 10_000
) -> dict[str, RegimeReplay]:
    """Repeat the authors' draws for both regimes.

    Parameters
    ----------
    assumptions : str or AssumptionSet, optional
        A named set or a set with (single-valued) overrides.
    seed : int
        Seed of the legacy generator, 0 to 2**32 - 1; the authors' is 42.
    n : int
        Draws of each model; the authors' is 10,000.

    Returns
    -------
    dict of str to RegimeReplay
        By regime.

    Raises
    ------
    ValueError
        If seed or n break their rule, or an assumption is an array.

    Notes
    -----
    Source: aienergy-simulation.
    """
    a = assumption_set(assumptions)
    for key in keys():
        if np.ndim(getattr(a, key)):
            raise ValueError(f"{key} must be a single number to be replayed: got an array")
    if not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be a whole number from 0 to 2^32 - 1: got {seed!r}")
    if not isinstance(n, (int, np.integer)) or not 100 <= n <= N_MAX:
        raise ValueError(f"n must be a whole number from 100 to {N_MAX:,}: got {n!r}")
    return {regime: _replay_regime(a, regime, int(seed), int(n)) for regime in REGIMES}


def _replay_regime(a: AssumptionSet, regime: str, seed: int, n: int) -> RegimeReplay:
    rng = np.random.RandomState(seed)
    energies: dict[str, FloatArray] = {}
    quartiles: dict[str, tuple[float, float]] = {}
    mean_l_out = float(median_l_out(regime, a)) / np.log(2)
    for _, model in sorted((m.replay_order, m.model) for m in models() if m.replay_order is not None):
        (fit,), (p_max_kw,) = nodes(model, a)
        l_out = np.round(rng.exponential(mean_l_out, n))
        fraction = rng.lognormal(float(a.power_fraction.mu), float(a.power_fraction.sigma), n)
        pue = rng.lognormal(float(a.pue.mu), float(a.pue.sigma), n)
        tps = fit.predict(a.l_in, np.maximum(l_out, SMALLEST_L_OUT)).tps
        if a.coupled:
            fraction = a.coupled_intercept + a.coupled_slope * tps / fit.tps_max
        l_eff = l_out + a.prefill_weight * a.l_in
        energies[model] = pue * p_max_kw * fraction * l_eff / (tps * KJ_PER_WH)
        low, high = np.percentile(l_out, [25, 75])
        quartiles[model] = (float(low), float(high))
    members = [energies[m.model] for m in blends()[BASELINE]]
    cuts = (float(a.trim_first), float(a.trim_second))
    trimmed = np.concatenate([_middle(_middle(e, cuts[0]), cuts[1]) for e in members])
    mean = float(np.concatenate(members).mean())
    return RegimeReplay(
        models={m.model: summary(energies[m.model]) for m in models() if m.model in energies},
        baseline=summary(trimmed),
        mean_untrimmed=mean,
        gwh_per_day=float(gwh_per_day(a.queries_per_day, mean, 1.0, a.beta)),
        l_out_quartiles=quartiles,
    )
