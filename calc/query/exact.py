"""The energy of one query as a distribution: exact cdf, quantiles and mean, without sampling.

    E [Wh] = PUE P_node [kW] g(L) [s] / 3.6 [kJ/Wh] / alpha,   P_node = P_max x power fraction

PUE, power fraction and alpha are independent lognormals, so their product is one lognormal exp(kappa + s Z);
L is exponential; g is the node time of `calc.query.node_time`, or T of `calc.query.linear_time`, which has a
quadrature of its own. Hence, with y = ln E - kappa,

    P(E <= e) = E_Z[ P( g(L) <= exp(y - s Z) ) ]

an integral over the standard normal Z alone where g is a power of L, which is inverted exactly. The integrand is
smooth but where y - s Z crosses the kink of g: Gauss-Legendre panels end there. The same sum gives both tails and
the density, and it stays accurate as s goes to 0. Other g are integrated over the length (`calc.query.over_length`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import cast

import numpy as np
from scipy.special import ndtri

from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.units import KJ_PER_WH
from calc.query import linear_tails, over_length
from calc.query.distribution import Distribution
from calc.query.inverse_cdf import invert
from calc.query.linear_time import LinearTime
from calc.query.node_time import NodeTime
from calc.query.quadrature import Z_END, gauss

S_FLOOR = 1e-12  # stands for s = 0: no digit of a result changes
LN_T_MAX = 50.0  # exp(-exp(50)) is 0


def panel_nodes(steepness: float) -> int:
    """Return how many nodes a panel of exp(-t) needs for errors near 1e-10.

    Parameters
    ----------
    steepness : float
        d ln t / dz in the panel.

    Returns
    -------
    int
        The number of nodes.
    """
    return next((n for limit, n in ((0.5, 48), (1.0, 72), (2.0, 96), (4.0, 160)) if steepness <= limit), 400)


@dataclass(frozen=True)
class QueryEnergy(Distribution):
    """The energy of one query [Wh] for a model, a regime and a set of assumptions.

    Attributes
    ----------
    p_max_kw : ndarray
        Maximum power of the node [kW].
    power_fraction, pue, alpha : Lognormal
        Share of P_max drawn, power usage effectiveness, and efficiency factor; independent.
    time : NodeTime or LinearTime
        g, or T, the node time by output length.
    l_mean : ndarray
        Mean of the exponential output length [token].

    Notes
    -----
    All attributes broadcast to a common `shape`; methods broadcast their argument against it.
    Source: oviedo-2025, Eq. 1 and section 2.
    """

    p_max_kw: FloatArray
    power_fraction: Lognormal
    pue: Lognormal
    alpha: Lognormal
    time: NodeTime | LinearTime
    l_mean: FloatArray

    @cached_property
    def _factor(self) -> Lognormal:
        """Power fraction x PUE / alpha."""
        return self.power_fraction.times(self.pue).times(self.alpha.inverse())

    @cached_property
    def _kappa(self) -> FloatArray:
        return np.asarray(np.log(self.p_max_kw / KJ_PER_WH) + self._factor.mu)

    @cached_property
    def _s(self) -> FloatArray:
        return np.maximum(self._factor.sigma, S_FLOOR)

    @cached_property
    def ln_l_mean(self) -> FloatArray:
        """Natural logarithm of the mean output length."""
        return np.asarray(np.log(self.l_mean))

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the parameters."""
        parts = [getattr(self.time, f.name) for f in fields(self.time)]
        return np.broadcast_shapes(*(np.shape(p) for p in (self._kappa, self._s, self.ln_l_mean, *parts)))

    def expand(self, axes: int = 1) -> QueryEnergy:
        """Return the same energies with axes of length 1 appended to every parameter.

        Parameters
        ----------
        axes : int
            How many axes.

        Returns
        -------
        QueryEnergy
            Its shape is that of this one, then (1,) * axes.
        """

        def wide(x: FloatArray) -> FloatArray:
            return np.asarray(x)[(...,) + (None,) * axes]

        return self.mapped(wide)

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> QueryEnergy:
        """Return the energies whose every parameter is changed in the same way.

        Parameters
        ----------
        change : callable
            From a parameter to the new one, both ndarray: a change of shape, mostly.

        Returns
        -------
        QueryEnergy
            Of the shape that `change` leaves.
        """

        def lognormal(x: Lognormal) -> Lognormal:
            return Lognormal(change(x.mu), change(x.sigma))

        return QueryEnergy(
            p_max_kw=change(self.p_max_kw),
            power_fraction=lognormal(self.power_fraction),
            pue=lognormal(self.pue),
            alpha=lognormal(self.alpha),
            time=type(self.time)(*(change(getattr(self.time, f.name)) for f in fields(self.time))),
            l_mean=change(self.l_mean),
        )

    def mean(self) -> FloatArray:
        """Return the expected energy, in closed form.

        Returns
        -------
        ndarray
            E[E] [Wh], of the shape of the parameters.
        """
        return self._factor.mean() * (self.p_max_kw * self.time.mean(self.l_mean) / KJ_PER_WH)

    def kink(self) -> tuple[FloatArray, FloatArray]:
        """Return where throughput meets its cap.

        Returns
        -------
        ln_e, half_width : ndarray
            ln of that energy [ln Wh], and how far s smooths the corner to either side of it.
        """
        return self._kappa + self.time.ln_at(self.time.ln_l_cap), 8 * self._s

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
        return invert(self.tails, q, self._guess(q))

    def _guess(self, q: FloatArray) -> FloatArray:
        """First guess: the spreads of ln g and of s Z added in quadrature, less a shift seen near the median.

        Only the number of Newton steps depends on it, not the result.
        """
        variance = self._s**2
        shift = 0.72 * q * (1 - q) * variance / (1 + variance)
        spread = np.hypot(self.time.ln_at(self.ln_l_mean + np.log(-np.log1p(-q))) - self._centre, self._s * ndtri(q))
        return np.asarray(self._kappa + self._centre + np.copysign(spread, q - 0.5) - shift)

    @cached_property
    def _centre(self) -> FloatArray:
        return self.time.ln_at(self.ln_l_mean + np.log(np.log(2)))

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
        v = y - self._kappa
        if isinstance(self.time, LinearTime):
            return linear_tails.tails(v, self._s, self.time, self.l_mean)
        return self._tails_power(v) if self.time.closed_form else self._tails_general(v)

    @cached_property
    def _panels(self) -> tuple[FloatArray, ...]:
        """The closed form's two panels laid end to end: ln t = at + slope (v - s z), t = L / mean."""
        g = cast("NodeTime", self.time)  # `tails` has asked
        kink = np.where(g.b >= 0, np.log(g.rate) + g.ln_l_cap, np.log(g.lead) + (1 - g.b) * g.ln_l_cap)
        power_slope = 1 / (1 - g.b)
        capped = (np.ones_like(g.b), -np.log(g.rate) - self.ln_l_mean)
        power = (power_slope, -np.log(g.lead) * power_slope - self.ln_l_mean)
        # The first panel has the small z, that is the large g, which is the capped piece where b >= 0.
        slope, at = (
            np.stack([np.where(g.b >= 0, c, p), np.where(g.b >= 0, p, c)], axis=-1)
            for c, p in zip(capped, power, strict=True)
        )
        nodes, weights = gauss(panel_nodes(float(np.max(self._s) * np.max(slope))))
        slope, at = (np.repeat(x, nodes.size, axis=-1) for x in (slope, at))
        # Panels (-Z_END, k) and (k, Z_END) have nodes z = start + k move and weights base + k shift.
        start = Z_END * np.concatenate([nodes - 1, nodes])
        move = np.concatenate([nodes, 1 - nodes])
        base, shift = np.concatenate([weights, weights]), np.concatenate([weights, -weights])
        scale = 1 / np.sqrt(2 * np.pi)
        return kink, at, slope, start, move, Z_END * scale * base, scale * shift, self._s[..., None] * slope

    def _tails_power(self, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        kink, at, slope, start, move, base, shift, slope_s = self._panels
        z_kink = np.minimum(np.maximum((v - kink) / self._s, -Z_END), Z_END)[..., None]
        z = start + z_kink * move
        mass = np.exp(-0.5 * z * z) * (base + z_kink * shift)
        ln_t = at + slope * v[..., None] - slope_s * z
        minus_t = -np.exp(np.minimum(ln_t, LN_T_MAX))
        above = mass * np.exp(minus_t)
        return (
            -np.vecdot(mass, np.expm1(minus_t)),
            np.add.reduce(above, axis=-1),
            -np.vecdot(above, minus_t * slope),
        )

    @cached_property
    def _ln_l_min(self) -> FloatArray:
        return cast("NodeTime", self.time).ln_l_min()

    def _tails_general(self, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Prefill or coupled power: g has no closed inverse."""
        return over_length.tails(cast("NodeTime", self.time), self._ln_l_min, self.ln_l_mean, self._s, v)
