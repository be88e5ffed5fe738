"""A year's total whose uncertainty is one factor that the whole fleet shares, beside a fixed part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets.shared_factor import Shared, quantile_of_total
from calc.inputs.check import FloatArray, probability, shapes


@dataclass(frozen=True)
class YearlyTotal:
    """fixed + varying X / E[X]; exact for a lognormal X, since neither sum nor factor leaves that form.

    Attributes
    ----------
    varying : ndarray
        Expected value of the part that follows X [unit of the total a year].
    shared : Lognormal or Mixture
        X: what the whole fleet shares, PUE x power fraction / alpha or the mean energy of a query to a service.
    fixed : ndarray
        The part that does not follow X [same unit], such as the emissions of making nodes.

    Notes
    -----
    The attributes broadcast. Factors that turn energy into the total are taken as known.
    Source: method of the fleet interval, data/limits.csv number 13.
    """

    varying: FloatArray
    shared: Shared
    fixed: FloatArray

    def mean(self) -> FloatArray:
        """Return the expected total.

        Returns
        -------
        ndarray
            varying + fixed [unit of the total a year].
        """
        return np.asarray(self.varying + self.fixed)

    def quantile(self, q: ArrayLike) -> FloatArray:
        """Return the total that a year stays below with a probability.

        Parameters
        ----------
        q : array_like
            Probability, 0 < q < 1; broadcasts with the attributes.

        Returns
        -------
        ndarray
            The total [unit of the total a year], of the shape that they broadcast to.

        Raises
        ------
        ValueError
            If a q lies outside (0, 1) or its shape does not broadcast with the scenarios.
        """
        level = probability("q", q)
        shapes(q=level, scenarios=self.mean())
        return np.asarray(self.fixed + quantile_of_total(self.varying, self.shared, level))
