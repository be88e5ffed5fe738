"""Sobol indices: how much of the variance each assumption brings, alone (first order) and in all (total).

Estimated with scipy.stats.sobol_indices (Saltelli 2010) as the mean of eight runs on separately scrambled Sobol
points; the spread of the runs gives every index the half-width of its interval of 95 % (Student's t). Indices of
independent factors that only multiply are known in closed form, which the tests use:
S_i = c_i / (prod(1 + c_j) - 1) with c the squared coefficient of variation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from calc.fleets.arguments import FleetArguments
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, REGIMES, counted, is_blend, model_name
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set
from calc.query.estimate import Energy, OwnModel, energy, not_own
from calc.query.sampling import transform
from calc.query.served import what_varies
from calc.query.served_query import UNIFORMS
from calc.query.throughput import TpsFit
from calc.sensitivity.served_inputs import served_outcome
from calc.sensitivity.tornado_bars import FLEET, outcome
from calc.sensitivity.uncertain_inputs import uncertain

QUERY: Final = "query"
N_LEAST, N_MOST = 2**9, 2**20
SAMPLES: Final = 2**13
QUERY_SAMPLES: Final = 2**16  # a query is computed faster than a fleet and varies more
RUNS: Final = 8  # independent scramblings
TINY: Final = 2.0**-53  # keeps a uniform number inside (0, 1)

Function = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Sobol:
    """Indices of one result; every array has one element for each of `keys`.

    Attributes
    ----------
    of : str
        ``"fleet"`` or ``"query"``.
    keys : tuple of str
        The uncertain inputs.
    first, total : ndarray
        First-order and total indices [1]; estimates may lie a little below 0.
    first_error, total_error : ndarray
        Half-widths of their 95 % intervals [1].
    n : int
        Base points of all runs; the result was computed n (len(keys) + 2) times.
    """

    of: str
    keys: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    first_error: FloatArray
    total_error: FloatArray
    n: int


def _inside(u: FloatArray) -> FloatArray:
    return np.clip(u, TINY, 1 - TINY)


def _points(n: object) -> int:
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or not N_LEAST <= n <= N_MOST or n & (n - 1):
        raise ValueError(f"n must be a power of two from {N_LEAST} to {N_MOST:,}: got {n!r}")
    return int(n)


def _indices(of: str, keys: tuple[str, ...], function: Function, n: int, rng: np.random.Generator) -> Sobol:
    from scipy.stats import sobol_indices, uniform  # heavy, and only needed here

    if not keys:
        raise ValueError("assumptions must leave something uncertain: every range is a single value")
    dists: list[Any] = [uniform()] * len(keys)
    # each run has its own scrambling of the points, so the runs are independent and their spread is the error
    runs = [sobol_indices(func=function, n=n // RUNS, dists=dists, rng=rng) for _ in range(RUNS)]
    orders = [np.stack([np.ravel(order) for order in found]) for found in zip(*map(_orders, runs), strict=True)]
    errors = [float(stdtrit(RUNS - 1, 0.975)) * np.std(order, axis=0, ddof=1) / np.sqrt(RUNS) for order in orders]
    first, total = (np.mean(order, axis=0) for order in orders)
    return Sobol(of, keys, first, total, errors[0], errors[1], n)


def _orders(found: Any) -> tuple[FloatArray, FloatArray]:
    return found.first_order, found.total_order


def fleet_indices(
    share_tts: ArrayLike = 0.0,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    *,
    rng: np.random.Generator,
    n: int = SAMPLES,
    **given: Unpack[FleetArguments],
) -> Sobol:
    """Return the indices of a fleet's total, over the ranges of `calc.sensitivity.uncertain_inputs.uncertain`.

    Parameters
    ----------
    share_tts, alpha
        As for `calc.fleets.daily_total.fleet`, single numbers.
    rng : numpy.random.Generator
        Source of all randomness.
    n : int
        Base points, a power of two from 512 to 1,048,576.
    **given
        As for `calc.fleets.daily_total.fleet` (queries_per_day, model, beta, assumptions, fits), single numbers.

    Returns
    -------
    Sobol
        An index of each kind for each uncertain input [1].

    Raises
    ------
    ValueError
        If a value breaks its rule, or nothing is uncertain.

    Notes
    -----
    Queries a day and beta scale the total and change no index.
    """
    a = any_set(given.get("assumptions"))
    gain = a.factor(alpha)
    if isinstance(a, ServingSet):
        return _of_service(a, gain, float(np.asarray(share_tts)), given, _points(n), rng)
    ranges = uncertain(a, gain, regimes=REGIMES, share_tts=share_tts)
    scaled: FleetArguments = {**given, "queries_per_day": 1e9}  # any number but none, which would leave no variance
    result = outcome(FLEET, a, gain, share_tts=share_tts, **scaled)

    def total(u: FloatArray) -> FloatArray:
        return result({r.key: r.at(ndtri(column)) for r, column in zip(ranges, _inside(u), strict=True)})

    return _indices(FLEET, tuple(r.key for r in ranges), total, _points(n), rng)


def query_indices(
    model: str | OwnModel = BASELINE,
    regime: ArrayLike = "traditional",
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    *,
    rng: np.random.Generator,
    n: int = QUERY_SAMPLES,
    assumptions: str | AssumptionSet | ServingSet | None = None,
    fits: Mapping[str, TpsFit] | None = None,
) -> Sobol:
    """Return the indices of the energy of one query: output length, power fraction, PUE, alpha, and model of a blend.

    Parameters
    ----------
    model, regime, alpha
        As for `calc.query.estimate.energy`; a blend is taken untrimmed, so that its inputs stay independent.
    rng, n
        As for `fleet_indices`.
    assumptions, fits
        As for `calc.query.estimate.energy`.

    Returns
    -------
    Sobol
        An index of each kind for each uncertain input [1].

    Raises
    ------
    ValueError
        If a value breaks its rule or is an array.
    """
    a = any_set(assumptions)
    gain = a.factor(alpha)
    if isinstance(a, ServingSet):
        return _of_query(energy(model, regime, a, alpha=gain), what_varies(not_own(model), regime, a, gain), n, rng)
    served = model if isinstance(model, OwnModel) else model_name(model)
    found = energy(served if isinstance(served, OwnModel) else counted(served), regime, a, alpha=gain, fits=fits)
    if found.shape:
        raise ValueError(f"assumptions must be single numbers for a sensitivity: got shape {found.shape}")
    # the order of calc.query.sampling's uniform numbers
    varies = {
        "l_out": True,
        "power_fraction": bool(a.power_fraction.sigma > 0),
        "pue": bool(a.pue.sigma > 0),
        "alpha": bool(gain.sigma > 0),
        "model": isinstance(served, str) and is_blend(served),
    }
    used = [i for i, on in enumerate(varies.values()) if on]

    def query(u: FloatArray) -> FloatArray:
        every = np.full((u.shape[1], len(varies)), 0.5)
        every[:, used] = _inside(u).T
        return transform(found, every)

    return _indices(QUERY, tuple(key for key, on in varies.items() if on), query, _points(n), rng)


def _of_service(
    a: ServingSet, gain: Lognormal, mix: float, given: FleetArguments, n: int, rng: np.random.Generator
) -> Sobol:
    """Return the indices of the total of a fleet of services; queries and beta scale it and change no index."""
    result = served_outcome(FLEET, a, gain, not_own(given.get("model", BASELINE)), share_tts=mix, queries_per_day=1e9)
    keys = tuple(u.key for u in result.inputs)

    def total(u: FloatArray) -> FloatArray:
        return result.at(dict(zip(keys, ndtri(_inside(u)), strict=True)))

    return _indices(FLEET, keys, total, n, rng)


def _of_query(found: Energy, varies: Mapping[str, bool], n: int, rng: np.random.Generator) -> Sobol:
    """Return the indices of a query to a service: the random numbers that draw its energy, those that matter."""
    if found.shape:
        raise ValueError(f"assumptions must be single numbers for a sensitivity: got shape {found.shape}")
    used = [i for i, key in enumerate(UNIFORMS) if varies[key]]

    def query(u: FloatArray) -> FloatArray:
        every = np.full((u.shape[1], len(UNIFORMS)), 0.5)
        every[:, used] = _inside(u).T
        return transform(found, every)

    return _indices(QUERY, tuple(UNIFORMS[i] for i in used), query, _points(n), rng)
