"""The baseline: an equal-weight blend of the models above 200B, trimmed as published or not.

The published quartiles belong to a trimmed blend: every model is cut to its own quantiles t to 1 - t
(t = 0.14) before they are pooled with equal weights; an efficiency factor alpha divides what is left.
With F_i the models' distribution functions at alpha = 1, and alpha = exp(mu + sigma Z),

    F(e) = mean_i E_Z[ clip((F_i(e alpha) - t) / (1 - 2 t), 0, 1) ]

Untrimmed, alpha goes into every F_i and F is their mean. Source: aienergy-simulation (blend and trimming).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.query.distribution import Distribution
from calc.query.exact import S_FLOOR, QueryEnergy
from calc.query.inverse_cdf import Tails, invert
from calc.query.quadrature import Z_END, gauss
from calc.query.trimmed import NODES_BY_SIGMA, Points, classes, pick, points

LEVER_NODES = 40  # between the points where a model's trimmed range begins and ends


@dataclass(frozen=True)
class Blend(Distribution):
    """The energy of one query [Wh] served by one of several models, each as likely as the others.

    Attributes
    ----------
    parts : QueryEnergy
        The models, along the LAST axis of every parameter; alpha is 1 in them where `trim` > 0.
    alpha : Lognormal
        Efficiency factor that divides the trimmed energy, of the shape of `parts` without the last axis.
    trim : float
        Share cut from each end of each model, 0 <= trim < 0.5.
    """

    parts: QueryEnergy
    alpha: Lognormal
    trim: float

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the parameters, models apart."""
        return np.broadcast_shapes(self.parts.shape[:-1], np.shape(self.alpha.mu), np.shape(self.alpha.sigma))

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
        inner = self.trim + (1 - 2 * self.trim) * q
        guess = np.mean(self.parts.ln_quantile(self._models(inner)), axis=-1) - self.alpha.mu
        return invert(self.tails, q, guess)

    def mean(self) -> FloatArray:
        """Return the expected energy of this distribution: of the trimmed one where it is trimmed.

        Returns
        -------
        ndarray
            E[E] [Wh], of the shape of the parameters.
        """
        mean = self._points.mean() if self.trim else np.mean(self.parts.mean(), axis=-1)
        return np.asarray(self.alpha.inverse().mean() * mean)

    def tails(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return both tails and the density of ln E.

        Parameters
        ----------
        y : ndarray
            ln E [ln Wh], broadcast against the parameters.

        Returns
        -------
        below, above, density : ndarray
            P(ln E <= y), P(ln E > y) and dP/dy, each of the shape of `y`.
        """
        if not self.trim:
            return _pooled(self.parts.tails(y[..., None]))
        if not np.any(self.alpha.sigma):
            return _pooled(self._cut(self.parts.tails((y + self.alpha.mu)[..., None])))
        if y.shape == self.shape and self._classes:
            found = np.empty((3, *y.shape))
            for mask, tails in self._classes:
                found[:, mask] = tails(y[mask])
            return found[0], found[1], found[2]
        if self._fine is not None:
            return self._fine.divided(y, self.alpha)
        return _pooled(self._divided(y[..., None]))

    def _models(self, value: FloatArray) -> FloatArray:
        return np.broadcast_to(value[..., None], (*value.shape, self.parts.shape[-1]))

    def _cut(self, tails: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray, FloatArray]:
        below, above, density = tails
        kept = 1 - 2 * self.trim
        return (
            np.clip((below - self.trim) / kept, 0, 1),
            np.clip((above - self.trim) / kept, 0, 1),
            np.where((below > self.trim) & (above > self.trim), density / kept, 0.0),
        )

    @cached_property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Return ln of each model's quantiles at both ends of what trimming keeps."""
        shape = self.parts.shape
        low = self.parts.ln_quantile(np.full(shape, self.trim))
        return low, self.parts.ln_quantile(np.full(shape, 1 - self.trim))

    @cached_property
    def _points(self) -> Points:
        """The trimmed models at alpha = 1."""
        return points(self.parts, self.trim)

    @cached_property
    def _fine(self) -> Points | None:
        """The points that serve all of alpha, or None where it varies too little for points."""
        kind = int(np.min(classes(self.alpha.sigma)))
        return self._points.refined(NODES_BY_SIGMA[kind - 1]) if kind > 0 else None

    @cached_property
    def _classes(self) -> list[tuple[NDArray[np.bool_], Tails]]:
        """Rows whose alpha varies about as much, apart: one narrow alpha must not make all of them slow."""
        kinds = np.broadcast_to(classes(self.alpha.sigma), self.shape)
        if len(np.unique(kinds)) < 2:
            return []
        found: list[tuple[NDArray[np.bool_], Tails]] = []
        for kind in np.unique(kinds):
            mask = kinds == kind
            alpha = Lognormal(*(np.broadcast_to(x, self.shape)[mask] for x in (self.alpha.mu, self.alpha.sigma)))
            if kind > 0:
                rows = self._points.rows(self.shape, mask).refined(NODES_BY_SIGMA[kind - 1])
                found.append((mask, partial(rows.divided, alpha=alpha)))
            else:
                found.append((mask, Blend(pick(self.parts, self.shape, mask), alpha, self.trim).tails))
        return found

    def _divided(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Trimmed energy over alpha: an integral over the Z that put e alpha inside a model's range."""
        mu, sigma = self.alpha.mu[..., None], np.maximum(self.alpha.sigma, S_FLOOR)[..., None]
        z_in, z_out = (np.clip((end - y - mu) / sigma, -Z_END, Z_END)[..., None] for end in self.ends)
        nodes, weights = gauss(LEVER_NODES)
        z = z_in + (z_out - z_in) * nodes
        mass = np.exp(-0.5 * z * z) * (z_out - z_in) * weights / np.sqrt(2 * np.pi)
        ln_e = y[..., None] + mu[..., None] + sigma[..., None] * z
        below, above, density = self._cut(self.parts.expand().tails(ln_e))
        return (
            np.vecdot(mass, below) + ndtr(-z_out[..., 0]),
            np.vecdot(mass, above) + ndtr(z_in[..., 0]),
            np.vecdot(mass, density),
        )


def _pooled(tails: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray, FloatArray]:
    below, above, density = (np.mean(part, axis=-1) for part in tails)
    return below, above, density
