"""What a fleet's energy is told by: the expected total of a day and a year, and its quantiles."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from calc.fleets.shared_factor import Shared, quantile_of_total
from calc.inputs.check import FloatArray, probability, shapes


@dataclass(frozen=True)
class Fleet:
    """A fleet's energy; every attribute is an array that broadcasts to the shape of the call.

    Attributes
    ----------
    gwh_per_day : ndarray
        Expected energy [GWh/day].
    twh_per_year : ndarray
        Expected energy [TWh/year].
    mean_wh : ndarray
        Mean energy of a query before alpha and beta [Wh].
    beta : ndarray
        Fleet overhead.
    alpha_factor : ndarray
        E[1/alpha], what the efficiency factor leaves of the energy.
    queries_per_day : ndarray
        Queries a day [query/day].
    shared : Lognormal or Mixture
        What the whole fleet shares: PUE x power fraction / alpha, or the mean energy of a query to a service.
    """

    gwh_per_day: FloatArray
    twh_per_year: FloatArray
    mean_wh: FloatArray
    beta: FloatArray
    alpha_factor: FloatArray
    queries_per_day: FloatArray
    shared: Shared

    def quantile(self, q: ArrayLike) -> FloatArray:
        """Return the total that a day stays below with a probability, with what the whole fleet shares.

        Parameters
        ----------
        q : array_like
            Probability, 0 < q < 1; broadcasts with the attributes.

        Returns
        -------
        ndarray
            Energy [GWh/day], of the shape that they broadcast to.

        Raises
        ------
        ValueError
            If a q lies outside (0, 1) or its shape does not broadcast with the scenarios.
        """
        level = probability("q", q)
        shapes(q=level, scenarios=self.gwh_per_day)
        return quantile_of_total(self.gwh_per_day, self.shared, level)
