"""What the energy of a query answers as a distribution, whether one model serves it or several.

Probabilities and quantiles come from both tails of ln E alone; where those come from is each distribution's own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, positive, probability, shapes


class Distribution(ABC):
    """A distribution of energies of a query [Wh], of any shape."""

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """The common shape of the parameters."""

    @abstractmethod
    def tails(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return both tails and the density of ln E, without checks.

        Parameters
        ----------
        y : ndarray
            ln E [ln Wh], broadcast against the parameters.

        Returns
        -------
        below, above, density : ndarray
            P(ln E <= y), P(ln E > y) and dP/dy, each of the shape of `y`.
        """

    @abstractmethod
    def ln_quantile(self, q: FloatArray) -> FloatArray:
        """Return ln of the quantiles, without checks.

        Parameters
        ----------
        q : ndarray
            Probabilities in (0, 1), broadcast against the parameters.

        Returns
        -------
        ndarray
            ln E [ln Wh], of the shape of `q`.
        """

    @abstractmethod
    def mean(self) -> FloatArray:
        """Return the expected energy.

        Returns
        -------
        ndarray
            E[E] [Wh], of the shape of the parameters.
        """

    def cdf(self, wh: ArrayLike) -> FloatArray:
        """Return the probability that a query uses no more than an energy.

        Parameters
        ----------
        wh : array_like
            Energy, above 0 [Wh]; broadcasts with the parameters.

        Returns
        -------
        ndarray
            P(E <= wh), of the shape that they broadcast to.

        Raises
        ------
        ValueError
            If an energy is not above 0 or its shape does not broadcast.
        """
        return self.tails(np.log(self._fit(wh=positive("wh", wh, "Wh"))))[0]

    def prob_above(self, wh: ArrayLike) -> FloatArray:
        """Return the probability that a query uses more than an energy.

        Parameters
        ----------
        wh : array_like
            Energy, above 0 [Wh]; broadcasts with the parameters.

        Returns
        -------
        ndarray
            P(E > wh), of the shape that they broadcast to; accurate however small.

        Raises
        ------
        ValueError
            If an energy is not above 0 or its shape does not broadcast.
        """
        return self.tails(np.log(self._fit(wh=positive("wh", wh, "Wh"))))[1]

    def quantile(self, q: ArrayLike) -> FloatArray:
        """Return the energy that a query stays below with a probability.

        Parameters
        ----------
        q : array_like
            Probability, 0 < q < 1; broadcasts with the parameters.

        Returns
        -------
        ndarray
            Energy [Wh], of the shape that they broadcast to.

        Raises
        ------
        ValueError
            If a q lies outside (0, 1) or its shape does not broadcast with the parameters.
        """
        return np.exp(self.ln_quantile(self._fit(q=probability("q", q))))

    def _fit(self, **argument: FloatArray) -> FloatArray:
        (value,) = argument.values()
        if not self.shape:
            return value
        shapes(**argument, parameters=np.empty(self.shape))
        return np.broadcast_to(value, np.broadcast_shapes(value.shape, self.shape))
