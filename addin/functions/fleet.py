"""The energy of a fleet, as cells ask for it; names and order of arguments are the registry's."""

from __future__ import annotations

from typing import Unpack

from numpy.typing import ArrayLike

from calc.fleets.arguments import Scale
from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import assumption_set
from calc.inputs.check import FloatArray


def fleet_gwh(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the expected energy of a fleet [GWh/day]; numbers may be arrays that broadcast."""
    return fleet(share_tts, (alpha_lo, alpha_hi), **scale).gwh_per_day


def fleet_twh_year(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the expected energy of a fleet [TWh/year]."""
    return fleet(share_tts, (alpha_lo, alpha_hi), **scale).twh_per_year


def fleet_interval(
    share_tts: ArrayLike,
    alpha_lo: ArrayLike,
    alpha_hi: ArrayLike,
    q: ArrayLike,
    **scale: Unpack[Scale],
) -> FloatArray:
    """Return the energy [GWh/day] that the fleet stays below with probability q; PUE, power, alpha shared."""
    return fleet(share_tts, (alpha_lo, alpha_hi), **scale).quantile(q)


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
