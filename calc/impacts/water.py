"""Water: on site per kWh of IT energy (WUE), and at the power plant per kWh of all energy.

    litres = IT energy x WUE_site + total energy x WUE_generation,   total energy = PUE x IT energy

WUE is defined on IT energy, so the energy of a query, which includes PUE, is divided by it first. A year's water is
then C X (WUE_site + WUE_generation PUE) with X = power fraction / alpha: PUE acts on one of two terms, and the
quantiles are an integral over PUE alone. Source: green-grid-2011 (definition).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from calc.impacts import formulas
from calc.inputs.check import FloatArray, not_negative, positive, probability, require, shapes
from calc.inputs.distributions import Lognormal
from calc.inputs.units import WH_PER_KWH
from calc.query.inverse_cdf import invert
from calc.query.quadrature import Z_END, gauss

NODES = 48  # of each of the panels around the point where the integrand turns


def query_water_l(wh: ArrayLike, pue: ArrayLike, wue_site: ArrayLike, wue_generation: ArrayLike = 0.0) -> FloatArray:
    """Return the water of a query from its energy, which includes PUE.

    Parameters
    ----------
    wh : array_like
        Energy of the query at the meter of the site [Wh].
    pue : array_like
        Site energy per unit of IT energy, at least 1.
    wue_site : array_like
        Water used on site [L per kWh of IT energy].
    wue_generation : array_like
        Water used to generate the electricity [L per kWh of all energy].

    Returns
    -------
    ndarray
        Water [L], of the shape that they broadcast to.

    Raises
    ------
    ValueError
        If a value breaks its rule or shapes do not broadcast.

    Notes
    -----
    Source: green-grid-2011 (definition of WUE).

    Examples
    --------
    >>> float(query_water_l(1300.0, 1.3, 0.5, 2.0))  # 1 kWh of IT at 0.5 L, 1.3 kWh in all at 2 L
    3.1
    """
    energy, overhead = not_negative("wh", wh, "Wh"), positive("pue", pue)
    require(overhead >= 1, "pue", "must be at least 1", overhead)
    site = not_negative("wue_site", wue_site, "L/kWh")
    plant = not_negative("wue_generation", wue_generation, "L/kWh")
    shapes(wh=energy, pue=overhead, wue_site=site, wue_generation=plant)
    kwh = energy / WH_PER_KWH
    return np.asarray(formulas.water_l(kwh / overhead, kwh, site, plant))


@dataclass(frozen=True)
class YearlyWater:
    """A year's water: scale X (site + generation P); the attributes broadcast.

    Attributes
    ----------
    scale : ndarray
        IT energy at X = 1 [GWh], which gives the water in ML, since 1 L/kWh is 1 ML/GWh.
    x : Lognormal
        Power fraction / alpha, shared by the fleet.
    pue : Lognormal
        P, shared by the fleet and independent of X.
    site, generation : ndarray
        WUE_site and WUE_generation [L/kWh].
    """

    scale: FloatArray
    x: Lognormal
    pue: Lognormal
    site: FloatArray
    generation: FloatArray

    def mean(self) -> FloatArray:
        """Return the expected water.

        Returns
        -------
        ndarray
            Water [ML where `scale` is in GWh].
        """
        it = self.scale * self.x.mean()
        return np.asarray(formulas.water_l(it, it * self.pue.mean(), self.site, self.generation))

    def quantile(self, q: ArrayLike) -> FloatArray:
        """Return the water that a year stays below with a probability.

        Parameters
        ----------
        q : array_like
            Probability, 0 < q < 1; broadcasts with the attributes.

        Returns
        -------
        ndarray
            Water [ML where `scale` is in GWh], of the shape that they broadcast to.

        Raises
        ------
        ValueError
            If a q lies outside (0, 1) or its shape does not broadcast with the scenarios.
        """
        level = probability("q", q)
        shapes(q=level, scenarios=self.mean())
        wide = np.broadcast_arrays(
            level, self.x.mu, self.x.sigma, self.pue.mu, self.pue.sigma, self.site, self.generation, self.scale
        )
        flat = [np.ravel(part) for part in wide]
        found = flat[-1] * _relative(*flat[:-1])
        return np.asarray(found.reshape(wide[0].shape))


def _relative(
    q: FloatArray,
    mu: FloatArray,
    sigma: FloatArray,
    mu_p: FloatArray,
    sigma_p: FloatArray,
    site: FloatArray,
    plant: FloatArray,
) -> FloatArray:
    """Return the quantiles of X (site + plant P), shape (n,); closed where one term or one variable is constant."""
    z = ndtri(q)
    both = np.where(site > 0, sigma, np.hypot(sigma, sigma_p))
    spread = np.where(plant > 0, both, sigma)
    one = (site + plant * np.exp(mu_p)) * np.exp(mu + spread * z)  # right where plant, site or sigma_p is 0
    sharp = np.exp(mu) * (site + plant * np.exp(mu_p + sigma_p * z))  # right where sigma is 0
    result = np.where(sigma == 0, sharp, one)
    hard = (site > 0) & (plant > 0) & (sigma > 0) & (sigma_p > 0)
    if hard.any():
        parts = [part[hard] for part in (mu, sigma, mu_p, sigma_p, site, plant)]
        result[hard] = np.exp(invert(lambda y: _tails(y, *parts), q[hard], np.log(one[hard])))
    return np.asarray(result)


def _tails(
    y: FloatArray,
    mu: FloatArray,
    sigma: FloatArray,
    mu_p: FloatArray,
    sigma_p: FloatArray,
    site: FloatArray,
    plant: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return P(ln W <= y), P(ln W > y) and the density, W = X (site + plant P), integrated over P."""
    v = y - mu
    pue_turn = np.maximum(np.exp(v) - site, 0) / plant
    with np.errstate(divide="ignore"):
        turn = np.clip((np.log(pue_turn) - mu_p) / sigma_p, -Z_END, Z_END)
    # The integrand falls from 1 to 0 around `turn`, over a width that shrinks with sigma.
    bend = sigma_p * plant * np.exp(mu_p + sigma_p * turn) / (site + plant * np.exp(mu_p + sigma_p * turn))
    width = np.minimum(8 * sigma / bend, 2 * Z_END)
    ends = np.stack([np.full_like(v, -Z_END), turn - width, turn, turn + width, np.full_like(v, Z_END)], axis=-1)
    ends = np.clip(ends, -Z_END, Z_END)
    nodes, weights = gauss(NODES)
    length = np.diff(ends, axis=-1)[..., None]
    z = (ends[..., :-1, None] + length * nodes).reshape(*v.shape, -1)
    mass = np.exp(-0.5 * z * z) * (length * weights).reshape(*v.shape, -1) / np.sqrt(2 * np.pi)
    pue = np.exp(mu_p[..., None] + sigma_p[..., None] * z)
    t = (v[..., None] - np.log(site[..., None] + plant[..., None] * pue)) / sigma[..., None]
    normal = np.exp(-0.5 * t * t) / np.sqrt(2 * np.pi) / sigma[..., None]
    return np.vecdot(mass, ndtr(t)), np.vecdot(mass, ndtr(-t)), np.vecdot(mass, normal)
