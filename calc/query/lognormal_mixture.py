"""A distribution as a mixture of lognormals, whose weighted points lie on lattices.

ln E = X + sigma Z, where X collects what has no closed sum (concurrency, power, PUE, the answer's length) and sigma Z
what is lognormal (software, fit, efficiency). X is integrated on fine nodes of its own inputs; each node is then shared
among the six lattice points nearest to it such that any polynomial up to degree 5 keeps its sum. With a lattice ten
times as fine as sigma, the smooth Phi((y - X) / sigma) keeps it too, to about 1e-8; sums of independent parts are
convolutions of lattices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from calc.inputs.check import FloatArray
from calc.query.distribution import Distribution
from calc.query.inverse_cdf import invert

FINENESS = 10  # lattice points in a sigma
SPREAD = np.arange(-2, 4)  # the six lattice points that a node is shared among


class Lattice(NamedTuple):
    """Weights at start, start + step, start + 2 step and so on.

    Attributes
    ----------
    start, step : float
        The first point, and the distance to the next [ln of the unit].
    weights : ndarray, shape (n,)
        They sum to 1; some may be a little below 0.
    """

    start: float
    step: float
    weights: FloatArray

    @property
    def points(self) -> FloatArray:
        """Where the weights are."""
        return np.asarray(self.start + self.step * np.arange(self.weights.size, dtype=np.float64))

    def plus(self, other: Lattice) -> Lattice:
        """Return the distribution of the sum with an independent one of the same step.

        Parameters
        ----------
        other : Lattice
            The other term.

        Returns
        -------
        Lattice
            Of the same step.
        """
        return Lattice(self.start + other.start, self.step, np.convolve(self.weights, other.weights))


def lattice(x: FloatArray, weights: FloatArray, step: float) -> Lattice:
    """Share weighted nodes among the points of a lattice.

    Parameters
    ----------
    x : ndarray
        The nodes.
    weights : ndarray
        Their weights, of the same shape.
    step : float
        Distance of the points, above 0 [unit of `x`].

    Returns
    -------
    Lattice
        With the same sum of weights, and of weights times any polynomial of `x` up to degree 5.
    """
    place = np.ravel(x) / step
    left = np.floor(place)
    first = left.min() + SPREAD[0]
    size = int(left.max() + SPREAD[-1] - first) + 1
    offset = place - left
    total = np.zeros(size)
    for one in SPREAD:
        others = SPREAD[one != SPREAD]
        share = np.prod([(offset - other) / (one - other) for other in others], axis=0)
        total += np.bincount((left + one - first).astype(int), np.ravel(weights) * share, size)
    return Lattice(float(first * step), step, total)


@dataclass(frozen=True)
class Mixture(Distribution):
    """Weighted lognormals: ln E is `x` + `sigma` Z with probability `w`.

    Attributes
    ----------
    x, sigma, w : ndarray, shape (..., n)
        Points [ln of the unit], standard deviations [1] and weights that sum to 1, along the last axis.
    """

    x: FloatArray
    sigma: FloatArray
    w: FloatArray

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the parameters."""
        return self.x.shape[:-1]

    def tails(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return both tails and the density of ln E, without checks.

        Parameters
        ----------
        y : ndarray
            ln E, broadcast against the parameters.

        Returns
        -------
        below, above, density : ndarray
            P(ln E <= y), P(ln E > y) and dP/dy, each of the shape of `y`.
        """
        t = (y[..., None] - self.x) / self.sigma
        normal = np.exp(-0.5 * t * t) / (np.sqrt(2 * np.pi) * self.sigma)
        return np.vecdot(self.w, ndtr(t)), np.vecdot(self.w, ndtr(-t)), np.vecdot(self.w, normal)

    def ln_quantile(self, q: FloatArray) -> FloatArray:
        """Return ln of the quantiles, without checks.

        Parameters
        ----------
        q : ndarray
            Probabilities in (0, 1), broadcast against the parameters.

        Returns
        -------
        ndarray
            ln E, of the shape of `q`.
        """
        centre = np.vecdot(self.w, self.x)
        return invert(self.tails, q, np.broadcast_to(centre, q.shape))

    def mean(self) -> FloatArray:
        """Return the expected value.

        Returns
        -------
        ndarray
            E[E] [unit], of the shape of the parameters.
        """
        return np.asarray(np.vecdot(self.w, np.exp(self.x + self.sigma**2 / 2)))


def mixture(parts: Sequence[tuple[float, Lattice, float]]) -> Mixture:
    """Return the mixture of lattices, each with its own weight and sigma.

    Parameters
    ----------
    parts : sequence of (float, Lattice, float)
        Weight, points [ln of the unit] and standard deviation [1] of each.

    Returns
    -------
    Mixture
        Of shape ().
    """
    x = np.concatenate([points.points for _, points, _ in parts])
    w = np.concatenate([weight * points.weights for weight, points, _ in parts])
    sigma = np.concatenate([np.full(points.weights.size, spread) for _, points, spread in parts])
    return Mixture(x, sigma, w)


def stacked(found: Sequence[Mixture], shape: tuple[int, ...]) -> Mixture:
    """Return mixtures of single numbers as one of a shape.

    Parameters
    ----------
    found : sequence of Mixture
        In the order of the shape's elements.
    shape : tuple of int
        The shape.

    Returns
    -------
    Mixture
        With points of weight 0 where one has fewer than another.
    """
    most = max(one.x.size for one in found)

    def filled(name: str, value: float) -> FloatArray:
        rows = [np.pad(getattr(one, name), (0, most - one.x.size), constant_values=value) for one in found]
        return np.reshape(rows, (*shape, most))

    return Mixture(filled("x", 0.0), filled("sigma", 1.0), filled("w", 0.0))
