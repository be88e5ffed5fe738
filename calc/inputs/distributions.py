"""The two distributions of the method: lognormal from (P5, P95) and exponential from its median."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs import formulas
from calc.inputs.check import FloatArray, positive, require, shapes


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A lognormal variable X; `mu` and `sigma` are the mean and standard deviation of ln X.

    Attributes
    ----------
    mu, sigma : ndarray
        Dimensionless; any shapes that broadcast together. `sigma` = 0 is the constant exp(mu).
    """

    mu: FloatArray
    sigma: FloatArray

    @classmethod
    def from_p5_p95(
        cls, p5: ArrayLike, p95: ArrayLike, name: str, *, z: ArrayLike, names: tuple[str, str] | None = None
    ) -> Self:
        """Build the variable from its 5th and 95th percentiles.

        Parameters
        ----------
        p5, p95 : array_like
            Percentiles, both above 0, p5 <= p95, in the unit of X.
        name : str
            Prefix of the arguments in error messages, e.g. ``"pue"``.
        z : array_like
            Standard normal value of the 95th percentile (assumption z_p95).
        names : tuple of str, optional
            The arguments' full names where they are not ``<name>_p5`` and ``<name>_p95``.

        Returns
        -------
        Lognormal
            Of the shape that the arguments broadcast to.

        Raises
        ------
        ValueError
            If a percentile is not above 0 or p5 exceeds p95.

        Notes
        -----
        mu = (ln P5 + ln P95) / 2 and sigma = ln(P95 / P5) / (2 z).
        """
        low_name, high_name = names or (f"{name}_p5", f"{name}_p95")
        low, high = positive(low_name, p5), positive(high_name, p95)
        shapes(**{low_name: low, high_name: high})
        require(low <= high, low_name, f"must not exceed {high_name}", low)
        mu, sigma = formulas.lognormal_mu(low, high), formulas.lognormal_sigma(low, high, np.asarray(z))
        return cls(np.asarray(mu), np.asarray(sigma))

    @classmethod
    def constant(cls, value: ArrayLike = 1.0) -> Self:
        """Return the variable that always has one value.

        Parameters
        ----------
        value : array_like
            The value, above 0, in the unit of X.

        Returns
        -------
        Lognormal
            With sigma 0, of the shape of `value`.

        Raises
        ------
        ValueError
            If the value is not above 0.
        """
        return cls(np.log(positive("value", value)), np.asarray(0.0))

    def times(self, other: Lognormal) -> Lognormal:
        """Return the product with an independent lognormal variable.

        Parameters
        ----------
        other : Lognormal
            The other factor, whose shape broadcasts with this one's.

        Returns
        -------
        Lognormal
            Lognormal too: mu adds, sigma adds in quadrature.
        """
        return Lognormal(self.mu + other.mu, np.hypot(self.sigma, other.sigma))

    def mean(self) -> FloatArray:
        """Return the expected value.

        Returns
        -------
        ndarray
            E[X] = exp(mu + sigma^2 / 2), in the unit of X.
        """
        return np.asarray(formulas.lognormal_mean(self.mu, self.sigma))

    def inverse(self) -> Lognormal:
        """Return 1 / X.

        Returns
        -------
        Lognormal
            With -mu and the same sigma.
        """
        return Lognormal(-self.mu, self.sigma)

    def from_normal(self, z: FloatArray) -> FloatArray:
        """Map standard normal values to values of X.

        Parameters
        ----------
        z : ndarray
            Standard normal values [1]; broadcast with `mu` and `sigma`.

        Returns
        -------
        ndarray
            exp(mu + sigma z), in the unit of X.
        """
        return np.asarray(formulas.lognormal_value(self.mu, self.sigma, z))


def exponential_mean(median: ArrayLike) -> FloatArray:
    """Return the mean of an exponential variable from its median.

    Parameters
    ----------
    median : array_like
        Median, above 0, in the unit of the variable; any shape.

    Returns
    -------
    ndarray
        Mean = median / ln 2, in the same unit.

    Raises
    ------
    ValueError
        If a median is not above 0.
    """
    return np.asarray(formulas.exponential_mean(positive("median", median)))
