"""The trimmed baseline as weighted points of ln E, found once and used for many efficiency factors.

Between its two cuts a model's quantile function is smooth but for a corner where throughput meets its cap,
which PUE and power fraction round off over a few s. Gauss-Legendre nodes in probability, with panels around a
sharp corner, then hold the whole distribution. A mean is a weighted sum; division by a lognormal alpha too,

    P(ln E - ln alpha <= y) = sum_k w_k Phi((y + mu - x_k) / sigma)

which is as good as exact where sigma is not small beside the distance of the points x_k.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.query.exact import QueryEnergy
from calc.query.quadrature import gauss

NODES = 48  # of each panel
# Least sigma of alpha, and the nodes of each panel that then keep the error of a quantile near 1e-9.
LEAST_SIGMA = (0.01, 0.03, 0.05, 0.1)
NODES_BY_SIGMA = (480, 160, 96, NODES)
ROUND = 0.1  # an s above it leaves no corner to build panels around
LENGTHS = (17, 33, 65, 129)  # how many lengths are interpolated between, until it is good enough
INTERPOLATED = 1e-10  # in ln E


@dataclass(frozen=True)
class Points:
    """Weighted points of ln E.

    Attributes
    ----------
    x : ndarray, shape (..., n)
        The points [ln Wh].
    w : ndarray, shape (..., n)
        Their weights, which sum to 1 over the last axis.
    """

    x: FloatArray
    w: FloatArray

    def mean(self) -> FloatArray:
        """Return the expected energy.

        Returns
        -------
        ndarray, shape (...)
            E[E] [Wh].
        """
        return np.asarray(np.vecdot(np.exp(self.x), self.w))

    def rows(self, shape: tuple[int, ...], mask: NDArray[np.bool_]) -> Points:
        """Return some of the rows; what all rows share stays shared.

        Parameters
        ----------
        shape : tuple of int
            Shape of all rows.
        mask : ndarray of bool
            Which rows, of that shape.

        Returns
        -------
        Points
            Their points, shape (rows, n) or, shared by all, (n,).
        """

        def some(a: FloatArray) -> FloatArray:
            shared = prod(a.shape[:-1]) <= 1
            return a.reshape(-1) if shared else np.broadcast_to(a, (*shape, a.shape[-1]))[mask]

        return Points(some(self.x), some(self.w))

    def refined(self, nodes: int) -> Points:
        """Return more nodes in each panel, interpolated: the quantile functions are smooth in it.

        Parameters
        ----------
        nodes : int
            How many nodes a panel gets.

        Returns
        -------
        Points
            The same distribution.
        """
        if nodes == NODES:
            return self
        at, weights = gauss(nodes)
        known, of_known = gauss(NODES)
        # barycentric weights of Gauss-Legendre nodes
        signs = np.where(np.arange(NODES) % 2, -1.0, 1.0)
        matrix = _barycentric(at, known, signs * np.sqrt(known * (1 - known) * of_known))
        x, w = (a.reshape(*a.shape[:-1], -1, NODES) for a in (self.x, self.w))
        fine = w.sum(axis=-1, keepdims=True) * weights
        return Points((x @ matrix.T).reshape(*x.shape[:-2], -1), fine.reshape(*w.shape[:-2], -1))

    def divided(self, y: FloatArray, alpha: Lognormal) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return both tails and the density of the energy divided by an efficiency factor.

        Parameters
        ----------
        y : ndarray
            ln of the energy so divided [ln Wh], of the shape of the points without the last axis.
        alpha : Lognormal
            The factor, of the same shape; sigma above 0.

        Returns
        -------
        below, above, density : ndarray
            P(ln E - ln alpha <= y), P(... > y) and the density at y, each of the shape of `y`.
        """
        z = ((y + alpha.mu)[..., None] - self.x) / alpha.sigma[..., None]
        density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
        return (
            np.vecdot(ndtr(z), self.w),
            np.vecdot(ndtr(-z), self.w),
            np.vecdot(density, self.w) / alpha.sigma,
        )


def classes(sigma: FloatArray) -> NDArray[np.int64]:
    """Sort the sigmas of alpha by what they need.

    Parameters
    ----------
    sigma : ndarray
        Standard deviations of ln alpha, 0 or above.

    Returns
    -------
    ndarray of int
        -1 where sigma is 0, 0 where it is too small for points, else the class by nodes needed.
    """
    return np.where(sigma > 0, np.searchsorted(LEAST_SIGMA, sigma, side="right"), -1)


def points(parts: QueryEnergy, trim: float) -> Points:
    """Return the points of several models, each cut to its own middle.

    Parameters
    ----------
    parts : QueryEnergy
        The models along the last axis, at alpha = 1.
    trim : float
        Share cut from each end: the quantiles trim to 1 - trim stay.

    Returns
    -------
    Points
        Of the models pooled with equal weights, a row for each element of the other axes.
    """
    found = None
    if prod(parts.shape[:-1]) > LENGTHS[0] and _only_length_varies(parts):
        found = _interpolated(parts, trim)
    return found or _direct(parts, trim)


def _direct(parts: QueryEnergy, trim: float) -> Points:
    inside: list[FloatArray] = []
    kink, half_width = parts.kink()
    if np.min(half_width) < 8 * ROUND:
        inside = [parts.tails(kink + side * half_width)[0] for side in (-1, 1)]
    edges = [np.clip(e, trim, 1 - trim) for e in (np.zeros(()), *inside, np.ones(()))]
    at, weights = gauss(NODES)
    wide = parts.expand()
    x, w = [], []
    for start, end in pairwise(edges):
        width = np.broadcast_to(end - start, parts.shape)[..., None]
        if np.any(width > 0):
            u = np.broadcast_to(start, parts.shape)[..., None] + width * at
            x.append(wide.ln_quantile(u))
            w.append(width * weights / ((1 - 2 * trim) * parts.shape[-1]))
    together = (*parts.shape[:-1], -1)
    return Points(np.concatenate(x, axis=-1).reshape(together), np.concatenate(w, axis=-1).reshape(together))


def pick(parts: QueryEnergy, shape: tuple[int, ...], mask: NDArray[np.bool_]) -> QueryEnergy:
    """Return some of the rows of several models; what rows share stays shared.

    Parameters
    ----------
    parts : QueryEnergy
        The models along the last axis.
    shape : tuple of int
        Shape of all rows.
    mask : ndarray of bool
        Which rows, of that shape.

    Returns
    -------
    QueryEnergy
        The models of those rows, shape (rows, models).
    """

    def rows(x: FloatArray) -> FloatArray:
        x = np.asarray(x)
        if prod(x.shape[:-1]) <= 1:
            return x.reshape(x.shape[-1:])
        return np.broadcast_to(x, (*shape, x.shape[-1]))[mask]

    return parts.mapped(rows)


def _only_length_varies(parts: QueryEnergy) -> bool:
    return all(prod(np.shape(x)[:-1]) <= 1 for x in _others(parts))


def _others(parts: QueryEnergy) -> list[FloatArray]:
    shared = [x for v in (parts.power_fraction, parts.pue, parts.alpha) for x in (v.mu, v.sigma)]
    return [parts.p_max_kw, *shared, *(getattr(parts.time, f.name) for f in fields(parts.time))]


def _at(parts: QueryEnergy, ln_l_mean: FloatArray) -> QueryEnergy:
    """Return the models at the given mean lengths, one a row."""
    shared = parts.mapped(lambda x: np.asarray(x).reshape(-1)[-np.shape(x)[-1] :] if np.ndim(x) else x)
    return replace(shared, l_mean=np.exp(ln_l_mean)[:, None])


def _interpolated(parts: QueryEnergy, trim: float) -> Points | None:
    """Interpolate the points between Chebyshev lengths (barycentric form), or return None if that is poor.

    ln E of a fixed probability is a smooth function of the log of the mean length.
    """
    ln_l = np.log(np.broadcast_to(parts.l_mean, (*parts.shape[:-1], 1))[..., 0])
    low, high = float(ln_l.min()), float(ln_l.max())
    if low == high:
        return None
    tests = np.linspace(low, high, 7)[1:-1] + (high - low) / 100
    true = _direct(_at(parts, tests), trim)
    if true.x.shape[-1] != NODES * parts.shape[-1]:  # panels whose ends move with the length
        return None
    for count in (c for c in LENGTHS if c < ln_l.size):
        angle = np.pi * (np.arange(count) + 0.5) / count
        grid = (low + high) / 2 + (high - low) / 2 * np.cos(angle)
        weights = np.where(np.arange(count) % 2, -1.0, 1.0) * np.sin(angle)
        known = _direct(_at(parts, grid), trim)
        if known.x.shape[-1] != true.x.shape[-1]:
            return None
        if np.abs(_barycentric(tests, grid, weights) @ known.x - true.x).max() < INTERPOLATED:
            return Points(_barycentric(ln_l, grid, weights) @ known.x, known.w[0])
    return None


def _barycentric(at: FloatArray, grid: FloatArray, weights: FloatArray) -> FloatArray:
    gap = at[..., None] - grid
    terms = weights / np.where(gap == 0, 1e-300, gap)
    return np.asarray(terms / terms.sum(axis=-1, keepdims=True))
