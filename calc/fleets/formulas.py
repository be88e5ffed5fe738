"""The formulas of a fleet, bare: no checks and no conversions, so that arrays and cells go through the same line.

Arguments broadcast. Source: oviedo-2025, section 4 and S.V.
"""

from __future__ import annotations

import numpy as np

from calc.inputs.quantity import Quantity
from calc.inputs.units import GWH_PER_TWH, WH_PER_GWH


def mix(share_tts: Quantity, traditional: Quantity, tts: Quantity) -> Quantity:
    """Return the mean over a fleet's queries of what has a mean in each regime [unit of `traditional` and `tts`].

    (1 - share_tts) traditional + share_tts tts
    """
    return (1 - share_tts) * traditional + share_tts * tts


def alpha_factor(mu: Quantity, sigma: Quantity) -> Quantity:
    """Return E[1/alpha], what a lognormal efficiency factor leaves of the energy [1]; `mu`, `sigma` of ln alpha.

    exp(-mu + sigma^2 / 2)
    """
    return np.exp(-mu + sigma**2 / 2)


def query_wh(mean_wh: Quantity, alpha_factor: Quantity, beta: Quantity) -> Quantity:
    """Return the energy of a query of a fleet [Wh], from its mean before efficiency and overhead [Wh].

    mean_wh x alpha_factor x beta
    """
    return mean_wh * alpha_factor * beta


def gwh_per_day(
    queries_per_day: Quantity,
    mean_wh: Quantity,
    alpha_factor: Quantity,
    beta: Quantity,
    *,
    wh_per_gwh: Quantity = WH_PER_GWH,
) -> Quantity:
    """Return the energy of a fleet [GWh/day] from its queries [query/day] and the mean of one [Wh].

    queries_per_day x mean_wh x alpha_factor x beta / wh_per_gwh
    """
    return queries_per_day * mean_wh * alpha_factor * beta / wh_per_gwh


def gwh_per_year(gwh_per_day: Quantity, days_per_year: Quantity) -> Quantity:
    """Return the energy of a year [GWh/year] from that of a day [GWh/day] and the days of a year [day/year].

    gwh_per_day x days_per_year
    """
    return gwh_per_day * days_per_year


def twh_per_year(gwh_per_day: Quantity, days_per_year: Quantity, *, gwh_per_twh: Quantity = GWH_PER_TWH) -> Quantity:
    """Return the energy of a year [TWh/year] from that of a day [GWh/day] and the days of a year [day/year].

    gwh_per_day x days_per_year / gwh_per_twh
    """
    return gwh_per_day * days_per_year / gwh_per_twh


def shared_spread(fraction_sigma: Quantity, pue_sigma: Quantity, alpha_sigma: Quantity) -> Quantity:
    """Return sigma of ln of what the whole fleet shares [1]: power fraction, PUE and alpha, independent lognormals.

    sqrt(fraction_sigma^2 + pue_sigma^2 + alpha_sigma^2)
    """
    return np.sqrt(fraction_sigma**2 + pue_sigma**2 + alpha_sigma**2)


def total_quantile(total: Quantity, spread: Quantity, z: Quantity) -> Quantity:
    """Return a quantile of a total [unit of `total`] from its mean and the sigma of its lognormal factor.

    total exp(spread z - spread^2 / 2), with z the standard normal quantile
    """
    return total * np.exp(spread * z - spread**2 / 2)


def growth_factor(growth: Quantity, years: Quantity) -> Quantity:
    """Return what equal relative changes a year amount to [1], after so many years [year].

    (1 + growth)^years
    """
    return (1 + growth) ** years


def grown(start: Quantity, growth: Quantity, years: Quantity) -> Quantity:
    """Return a quantity after some years [year] of equal relative change [unit of `start`].

    start (1 + growth)^years
    """
    return start * growth_factor(growth, years)
