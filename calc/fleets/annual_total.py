"""A year's total whose uncertainty is one lognormal factor that the whole fleet shares, beside a fixed part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from calc.fleets import formulas
from calc.inputs.check import FloatArray, probability, shapes
from calc.inputs.distributions import Lognormal


@dataclass(frozen=True)
class YearlyTotal:
    """fixed + varying X / E[X], with X lognormal; exact, since neither sum nor factor leaves that form.

    Attributes
    ----------
    varying : ndarray
        Expected value of the part that follows X [unit of the total a year].
    shared : Lognormal
        X: what the whole fleet shares, PUE x power fraction / alpha.
    fixed : ndarray
        The part that does not follow X [same unit], such as the emissions of making nodes.

    Notes
    -----
    The attributes broadcast. Factors that turn energy into the total are taken as known.
    Source: method of the fleet interval, data/limits.csv number 13.
    """

    varying: FloatArray
    shared: Lognormal
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
        z = ndtri(probability("q", q))
        shapes(q=z, scenarios=self.mean())
        return np.asarray(self.fixed + formulas.total_quantile(self.varying, self.shared.sigma, z))
