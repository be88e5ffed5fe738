"""The energy of one query as a distribution: exact cdf, quantiles and mean, without sampling.

    E [Wh] = PUE P_node [kW] g(L) [s] / 3.6 [kJ/Wh] / alpha,   P_node = P_max x power fraction

PUE, power fraction and alpha are independent lognormals, so their product is one lognormal exp(kappa + s Z);
L is exponential; g is the node time of `calc.query.node_time`, or T of `calc.query.linear_time`, which has a
quadrature of its own. Hence, with y = ln E - kappa,

    P(E <= e) = E_Z[ P( g(L) <= exp(y - s Z) ) ]

an integral over the standard normal Z alone, because g is inverted exactly. The integrand is smooth but where
y - s Z crosses the kink of g (and, with prefill, its minimum): Gauss-Legendre panels end there. The same sum
gives both tails and the density, and it stays accurate as s goes to 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from calc.inputs.check import FloatArray, positive, probability, shapes
from calc.inputs.distributions import Lognormal
from calc.inputs.units import KJ_PER_WH
from calc.query.inverse_cdf import invert
from calc.query.linear_tails import linear_tails
from calc.query.linear_time import LinearTime
from calc.query.node_time import FAR, NodeTime
from calc.query.quadrature import Z_END, gauss

S_FLOOR = 1e-12  # stands for s = 0: no digit of a result changes
LN_T_MAX = 50.0  # exp(-exp(50)) is 0
# Panel ends of the general case, as ln of L / mean: below and above them the exponential's mass is spent.
LN_T_EDGES = np.log([1e-6, 1e-3, 0.05, 0.5, 2.0, 8.0, 40.0])
Z_EDGES = np.array([-Z_END, -4.0, -1.5, 1.5, 4.0, Z_END])  # and where the normal's mass lies
GENERAL_NODES = 24  # of each of its panels


def panel_nodes(steepness: float) -> int:
    """Return the nodes of a panel of exp(-t) with d ln t / dz = `steepness`; errors stay near 1e-10."""
    return next((n for limit, n in ((0.5, 48), (1.0, 72), (2.0, 96), (4.0, 160)) if steepness <= limit), 400)


@dataclass(frozen=True)
class QueryEnergy:
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
        """Return the same energies with `axes` axes of length 1 appended to every parameter."""

        def wide(x: FloatArray) -> FloatArray:
            return np.asarray(x)[(...,) + (None,) * axes]

        return self.mapped(wide)

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> QueryEnergy:
        """Return the energies whose every parameter is `change` of this one's: a change of shape, mostly."""

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

    def cdf(self, wh: ArrayLike) -> FloatArray:
        """Return P(E <= wh); `wh` in Wh, above 0."""
        return self.tails(np.log(self._fit(wh=positive("wh", wh, "Wh"))))[0]

    def prob_above(self, wh: ArrayLike) -> FloatArray:
        """Return P(E > wh); `wh` in Wh, above 0."""
        return self.tails(np.log(self._fit(wh=positive("wh", wh, "Wh"))))[1]

    def quantile(self, q: ArrayLike) -> FloatArray:
        """Return the energy [Wh] that a query stays below with probability q, 0 < q < 1.

        Raises
        ------
        ValueError
            If a q lies outside (0, 1) or its shape does not broadcast with the parameters.
        """
        return np.exp(self.ln_quantile(self._fit(q=probability("q", q))))

    def mean(self) -> FloatArray:
        """Return E[E] [Wh], in closed form."""
        return self._factor.mean() * (self.p_max_kw * self.time.mean(self.l_mean) / KJ_PER_WH)

    def kink(self) -> tuple[FloatArray, FloatArray]:
        """Return ln E where throughput meets its cap, and the half-width over which s smooths that corner."""
        return self._kappa + self.time.ln_at(self.time.ln_l_cap), 8 * self._s

    def _fit(self, **argument: FloatArray) -> FloatArray:
        (value,) = argument.values()
        if not self.shape:
            return value
        shapes(**argument, parameters=np.empty(self.shape))
        return np.broadcast_to(value, np.broadcast_shapes(value.shape, self.shape))

    def ln_quantile(self, q: FloatArray) -> FloatArray:
        """Return ln of the quantile for checked q, broadcast against the parameters."""
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
        """Return P(ln E <= y), P(ln E > y) and the density of ln E at y."""
        v = y - self._kappa
        if isinstance(self.time, LinearTime):
            return linear_tails(v, self._s, self.time, self.l_mean)
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
    def _landmarks(self) -> tuple[FloatArray, FloatArray, FloatArray, NodeTime, QueryEnergy]:
        """Return ln L and ln g at the minimum, and ln g where panels of the general case end."""
        wide = self.expand()
        g, g_wide = (cast("NodeTime", e.time) for e in (self, wide))  # `tails` has asked
        ln_l_min = g.ln_l_min()
        lengths = np.concatenate(np.broadcast_arrays(
            *((self.ln_l_mean + ln_t)[..., None] for ln_t in LN_T_EDGES), g.ln_l_cap[..., None]
        ), axis=-1)  # fmt: skip
        return ln_l_min, g.ln_at(ln_l_min), g_wide.ln_at(lengths), g_wide, wide

    def _tails_general(self, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Prefill or coupled power: g is inverted by iteration, on both sides of its minimum.

        With z = z_min - w^2, z_min where exp(v - s z) is the least g, the inverse is smooth in w.
        """
        ln_l_min, ln_g_min, ln_g_edges, g, wide = self._landmarks
        s = np.asarray(self._s)
        z_min = np.clip((v - ln_g_min) / s, -Z_END, Z_END)
        z_edges = np.clip((v[..., None] - ln_g_edges) / s[..., None], -Z_END, z_min[..., None])
        z_fixed = np.minimum(Z_EDGES, z_min[..., None])
        w = np.sort(np.sqrt(z_min[..., None] - np.concatenate([z_edges, z_fixed], axis=-1)), axis=-1)
        nodes, weights = gauss(GENERAL_NODES)
        width = np.diff(w, axis=-1)[..., None]
        panels = (*width.shape[:-2], -1)
        w_nodes = (w[..., :-1, None] + width * nodes).reshape(panels)
        z = z_min[..., None] - w_nodes**2
        mass = np.exp(-0.5 * z * z) * (2 * w_nodes) * (width * weights).reshape(panels) / np.sqrt(2 * np.pi)
        ln_g = v[..., None] - s[..., None] * z
        capped = (g.b >= 0) == (ln_g >= ln_g_edges[..., -1:])
        ln_long = np.where(capped, g.invert_capped(ln_g), g.invert_power(ln_g))
        share_long, density = _beyond(ln_long, wide.ln_l_mean, g.slope(ln_long, capped))
        share_short = np.ones_like(share_long)
        falls = (ln_l_min > -FAR)[..., None]
        if falls.any():
            ln_short = np.where(falls, g.invert_power(ln_g, rising=False), -FAR)
            short, fall = _beyond(ln_short, wide.ln_l_mean, g.slope(ln_short, np.zeros_like(capped)))
            share_short = np.where(falls, short, 1.0)
            density = density - np.where(falls, fall, 0.0)
        inside = share_short - share_long
        return (
            np.vecdot(mass, inside),
            np.vecdot(mass, 1 - inside) + ndtr(-z_min),
            np.vecdot(mass, density),
        )


def _beyond(ln_l: FloatArray, ln_m: FloatArray, slope: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return P(L > l) of the exponential, and minus its derivative by ln g, given d ln g / d ln l."""
    t = np.exp(np.minimum(ln_l - ln_m, LN_T_MAX))
    share = np.exp(-t)
    with np.errstate(divide="ignore", invalid="ignore"):
        return share, np.nan_to_num(share * t / slope, posinf=0.0, neginf=0.0)
