"""The uncertain factor that a whole fleet shares, and the quantiles of a total that follows it."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from calc.fleets import formulas
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.query.lognormal_mixture import Mixture

Shared = Lognormal | Mixture


def quantile_of_total(total: FloatArray, shared: Shared, q: FloatArray) -> FloatArray:
    """Return a quantile of a total that is known but for a factor.

    Parameters
    ----------
    total : ndarray
        Its expected value [unit of the total].
    shared : Lognormal or Mixture
        The factor, in any unit: only its spread counts.
    q : ndarray
        Probability, 0 < q < 1; broadcasts with the others.

    Returns
    -------
    ndarray
        [unit of the total].
    """
    if isinstance(shared, Mixture):
        return np.asarray(total * shared.quantile(q) / shared.mean())
    return np.asarray(formulas.total_quantile(total, shared.sigma, ndtri(q)))
