"""The closed formulas of the assumptions, each stated once: on arrays here, on cells in the workbook.

Pure lines of operators and NumPy's functions: no checks, no conversions. What is checked calls them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from calc.inputs.quantity import Quantity

LN2: Final = float(np.log(2.0))


def lognormal_mu(p5: Quantity, p95: Quantity) -> Quantity:
    """Return the mean of ln X [1] from the percentiles of X.

    (ln p5 + ln p95) / 2
    """
    return (np.log(p5) + np.log(p95)) / 2


def lognormal_sigma(p5: Quantity, p95: Quantity, z: Quantity) -> Quantity:
    """Return the standard deviation of ln X [1] from the percentiles of X.

    ln(p95 / p5) / (2 z), with z the standard normal's 95th percentile
    """
    return np.log(p95 / p5) / (2 * z)


def lognormal_value(mu: Quantity, sigma: Quantity, z: Quantity) -> Quantity:
    """Return X [unit of X] at a standard normal value z; `mu`, `sigma` of ln X.

    exp(mu + sigma z)
    """
    return np.exp(mu + sigma * z)


def lognormal_mean(mu: Quantity, sigma: Quantity) -> Quantity:
    """Return E[X] of a lognormal X [unit of X]; `mu`, `sigma` of ln X.

    exp(mu + sigma^2 / 2)
    """
    return np.exp(mu + sigma**2 / 2)


def ln_above_one(x: Quantity) -> Quantity:
    """Return the normal variable of a factor that cannot pass below 1 [1].

    ln(x - 1)
    """
    return np.log(x - 1)


def ln_odds(x: Quantity) -> Quantity:
    """Return the normal variable of a share that cannot pass below 0 or above 1 [1].

    ln(x) - ln(1 - x)
    """
    return np.log(x) - np.log(1 - x)


def middle(low: Quantity, high: Quantity) -> Quantity:
    """Return the mean of a normal variable [1] from its 5th and 95th percentile.

    (low + high) / 2
    """
    return (low + high) / 2


def spread(low: Quantity, high: Quantity, z: Quantity) -> Quantity:
    """Return the standard deviation of a normal variable [1] from its 5th and 95th percentile.

    (high - low) / (2 z), with z the standard normal's 95th percentile
    """
    return (high - low) / (2 * z)


def above_one(y: Quantity) -> Quantity:
    """Return a factor that cannot pass below 1 [1], from its normal variable y.

    1 + exp(y)
    """
    return 1 + np.exp(y)


def share_of_one(y: Quantity) -> Quantity:
    """Return a share that cannot pass below 0 or above 1 [1], from its normal variable y.

    1 / (1 + exp(-y))
    """
    return 1 / (1 + np.exp(-y))


def exponential_mean(median: Quantity, ln2: Quantity = LN2) -> Quantity:
    """Return the mean of an exponential variable from its median [unit of `median`].

    median / ln2
    """
    return median / ln2


def exponential_median(mean: Quantity, ln2: Quantity = LN2) -> Quantity:
    """Return the median of an exponential variable from its mean [unit of `mean`].

    mean ln2
    """
    return mean * ln2


def trim_share(first: Quantity, second: Quantity) -> Quantity:
    """Return the share cut from each end by two cuts [1], the second of what the first leaves.

    first + (1 - 2 first) second
    """
    return first + (1 - 2 * first) * second


def load_profile(mean_load: Quantity, p_max_kw: Quantity, p_idle_kw: Quantity) -> Quantity:
    """Return the energy of part-loaded nodes over that of the work they do [1], from powers [kW]; oviedo-2025, S.V.

    (p_idle_kw + (p_max_kw - p_idle_kw) mean_load) / (mean_load p_max_kw)
    """
    return (p_idle_kw + (p_max_kw - p_idle_kw) * mean_load) / (mean_load * p_max_kw)


def fleet_overhead(redundancy: Quantity, profile: Quantity, network: Quantity) -> Quantity:
    """Return beta, the fleet's overhead [1]; oviedo-2025, S.V.

    redundancy x profile x network
    """
    return redundancy * profile * network
