"""The energy of a fleet, as cells ask for it."""

from __future__ import annotations

from numpy.typing import ArrayLike

from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.catalogue import BASELINE
from calc.inputs.check import FloatArray


def fleet_gwh(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    queries_per_day: ArrayLike | None = None,
    model: str = BASELINE,
    beta: ArrayLike | None = None,
    assumptions: AssumptionSet | None = None,
) -> FloatArray:
    """Return the expected energy of a fleet [GWh/day]; numbers may be arrays that broadcast."""
    return fleet(
        share_tts,
        (alpha_lo, alpha_hi),
        queries_per_day=queries_per_day,
        model=model,
        beta=beta,
        assumptions=assumptions,
    ).gwh_per_day


def fleet_twh_year(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    queries_per_day: ArrayLike | None = None,
    model: str = BASELINE,
    beta: ArrayLike | None = None,
    assumptions: AssumptionSet | None = None,
) -> FloatArray:
    """Return the expected energy of a fleet [TWh/year]."""
    return fleet(
        share_tts,
        (alpha_lo, alpha_hi),
        queries_per_day=queries_per_day,
        model=model,
        beta=beta,
        assumptions=assumptions,
    ).twh_per_year


def fleet_interval(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    q: ArrayLike,
    queries_per_day: ArrayLike | None = None,
    model: str = BASELINE,
    beta: ArrayLike | None = None,
    assumptions: AssumptionSet | None = None,
) -> FloatArray:
    """Return the energy [GWh/day] that the fleet stays below with probability q; PUE, power, alpha shared."""
    return fleet(
        share_tts,
        (alpha_lo, alpha_hi),
        queries_per_day=queries_per_day,
        model=model,
        beta=beta,
        assumptions=assumptions,
    ).quantile(q)


def fleet_beta(
    redundancy: ArrayLike | None = None,
    mean_load: ArrayLike | None = None,
    network: ArrayLike | None = None,
    p_max_kw: ArrayLike | None = None,
    p_idle_kw: ArrayLike | None = None,
) -> FloatArray:
    """Return the fleet's overhead; what is left out is as in the default set."""
    given = {
        "redundancy": redundancy,
        "mean_load": mean_load,
        "network": network,
        "load_p_max_kw": p_max_kw,
        "load_p_idle_kw": p_idle_kw,
    }
    return assumption_set(None, **{key: value for key, value in given.items() if value is not None}).beta
