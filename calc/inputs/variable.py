"""Uncertain inputs that keep within their bounds: a normal variable behind a function that cannot leave them.

A lognormal stays above 0, but PUE must stay above 1 and a share below 1. Each is a function of a normal variable:

    lognormal   exp(y)          above 1   1 + exp(y)          share   1 / (1 + exp(-y)),      y = mu + sigma z

with mu and sigma such that the stated P5 and P95 are met exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs import formulas
from calc.inputs.check import FloatArray, numbers, require, shapes

Kind = Literal["lognormal", "above 1", "share"]


class Link(NamedTuple):
    """What leads from a value to its normal variable and back, and the bounds between which a value lies.

    Attributes
    ----------
    inward, outward : callable
        From a value to its normal variable [1], and back.
    least, greatest : float
        The bounds, which only a constant may reach [unit of the value].
    """

    inward: Callable[[FloatArray], FloatArray]
    outward: Callable[[FloatArray], FloatArray]
    least: float
    greatest: float


LINKS: Final[dict[Kind, Link]] = {
    "lognormal": Link(np.log, np.exp, 0.0, np.inf),
    "above 1": Link(formulas.ln_above_one, formulas.above_one, 1.0, np.inf),
    "share": Link(formulas.ln_odds, formulas.share_of_one, 0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Variable:
    """An uncertain input; `mu` and `sigma` are the mean and standard deviation of its normal variable.

    Attributes
    ----------
    kind : {"lognormal", "above 1", "share"}
        The function that leads from the normal variable to the value.
    mu, sigma : ndarray
        Of any shapes that broadcast together; `sigma` = 0 is a constant.
    """

    kind: Kind
    mu: FloatArray
    sigma: FloatArray

    @classmethod
    def from_p5_p95(cls, kind: Kind, name: str, p5: ArrayLike, p95: ArrayLike, *, z: ArrayLike) -> Variable:
        """Build the variable from its 5th and 95th percentiles.

        Parameters
        ----------
        kind : {"lognormal", "above 1", "share"}
            The function that leads from the normal variable to the value.
        name : str
            Prefix of the arguments in messages.
        p5, p95 : array_like
            Percentiles, p5 <= p95 [unit of the value]. Equal ones make a constant, which may lie on a bound; others
            must lie strictly between the bounds.
        z : array_like
            Standard normal value of the 95th percentile.

        Returns
        -------
        Variable
            Of the shape that the arguments broadcast to.

        Raises
        ------
        ValueError
            If a percentile lies outside the bounds or p5 exceeds p95.
        """
        low, high = numbers(f"{name}_p5", p5), numbers(f"{name}_p95", p95)
        shapes(**{f"{name}_p5": low, f"{name}_p95": high})
        require(low <= high, f"{name}_p5", f"must not exceed {name}_p95", low)
        link, same = LINKS[kind], low == high
        rule = f"must be above {link.least:g}" + ("" if np.isinf(link.greatest) else f" and below {link.greatest:g}")
        require((low > link.least) | (same & (low == link.least)), f"{name}_p5", rule, low)
        require((high < link.greatest) | (same & (high == link.greatest)), f"{name}_p95", rule, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            inner, outer = link.inward(low), link.inward(high)
            mu = np.where(same, inner, formulas.middle(inner, outer))
            sigma = np.where(same, 0.0, formulas.spread(inner, outer, np.asarray(z)))
        return cls(kind, np.asarray(mu), np.asarray(sigma))

    @property
    def varies(self) -> bool:
        """Whether it has a range at all."""
        return bool(np.any(self.sigma > 0))

    def at(self, z: ArrayLike) -> FloatArray:
        """Return the value at a standard normal value; 0 is the median.

        Parameters
        ----------
        z : array_like
            Standard normal value [1]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            The value [its unit].
        """
        return np.asarray(LINKS[self.kind].outward(self.mu + self.sigma * np.asarray(z, dtype=np.float64)))
