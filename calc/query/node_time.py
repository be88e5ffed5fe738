"""How long one query keeps a saturated node busy, as a function of its output length.

The node time g(L) = L_eff(L) * r(L), in load-weighted seconds, is the only place where output length enters
the energy of a query:

    L_eff(L) = L + w L_in                               [token]
    TPS(L)   = min(TPS_max, A L^b),  A = exp(b0 + b_in ln L_in)      [token/s]
    r(L)     = intercept / TPS(L) + slope / TPS_max     [s/token]

The main analysis has w = 0, intercept = 1, slope = 0, so that g = L / TPS. With power coupled to throughput
(S.IV) the node draws (intercept + slope TPS / TPS_max) of P_max, and g carries that fraction.

g has two pieces: one where TPS is capped and r is constant, and one where it is a power of L. It falls on
(0, l_min) and rises from there on; l_min is 0 unless prefill counts (w > 0) and TPS grows with L (b > 0).
ln g is convex in ln L, as a sum and a maximum of convex functions are, so that Newton's method needs no bracket.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gamma, gammainc, gammaincc

from calc.inputs.check import FloatArray, require
from calc.query import formulas

FAR = 690.0  # ln of a length beyond any query; exp(FAR) is still a finite float
NEWTON_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class NodeTime:
    """The function g and its parts; every attribute is an array, and all of them broadcast together.

    Attributes
    ----------
    lead : ndarray
        intercept / A, the factor of L^-b in r [s/token at L = 1].
    b : ndarray
        Exponent b_out of L in TPS, below 1.
    floor : ndarray
        slope / TPS_max, the part of r that L does not change [s/token].
    rate : ndarray
        r where TPS is capped [s/token].
    extra : ndarray
        w L_in [token].
    ln_l_cap : ndarray
        ln of the length at which TPS meets its cap; the cap holds above it for b >= 0, below it for b < 0.
    """

    lead: FloatArray
    b: FloatArray
    floor: FloatArray
    rate: FloatArray
    extra: FloatArray
    ln_l_cap: FloatArray

    @property
    def closed_form(self) -> bool:
        """Whether g is a pure power of L on both pieces, so that its inverse needs no iteration."""
        return not (self.extra.any() or self.floor.any())

    def ln_at(self, ln_l: FloatArray) -> FloatArray:
        """Return ln g at a length.

        Parameters
        ----------
        ln_l : ndarray
            ln of the output length [ln token]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            ln g [ln s].
        """
        r = np.maximum(self.rate, self.lead * np.exp(-self.b * ln_l) + self.floor)
        return np.asarray(np.log((np.exp(ln_l) + self.extra) * r))

    def ln_l_min(self) -> FloatArray:
        """Return the length at which g is least.

        Returns
        -------
        ndarray
            ln of that length [ln token]; -FAR where g rises from 0 on.
        """
        prefill = self.extra * np.maximum(self.b, 0)
        ln_l = np.log(np.maximum(prefill / (1 - self.b), np.exp(-FAR)))
        if self.floor.any():
            # lead ((1-b) L - b w L_in) + floor L^(b+1) = 0 has one root, left of the one without floor
            for _ in range(NEWTON_ROUNDS):
                length = np.exp(ln_l)
                bend = self.floor * np.exp((self.b + 1) * ln_l)
                value = self.lead * ((1 - self.b) * length - prefill) + bend
                rise = self.lead * (1 - self.b) * length + (self.b + 1) * bend
                step = np.where(prefill > 0, value / rise, 0.0)
                ln_l = np.maximum(ln_l - step, -FAR)
                if np.all(np.abs(step) < 1e-15):
                    break
        return np.asarray(np.where(prefill > 0, np.minimum(ln_l, self.ln_l_cap), -FAR))

    def bounds(self, ln_g: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return a length below, and one above, every L with g(L) = exp(ln_g).

        They are where a part of g that is never more than g reaches exp(ln_g).

        Parameters
        ----------
        ln_g : ndarray
            ln g [ln s]; broadcasts with the attributes.

        Returns
        -------
        tuple of ndarray
            ln L below and above [ln token].
        """
        with np.errstate(divide="ignore"):
            falling = np.where(self.b > 0, self.b, 1.0)  # elsewhere nothing falls and any bound will do
            low = (np.log(self.extra * self.lead) - ln_g) / falling
        capped = np.maximum(np.exp(np.minimum(ln_g, FAR)) / self.rate - self.extra, np.exp(-FAR))
        high = np.minimum((ln_g - np.log(self.lead)) / (1 - self.b), np.log(capped))
        return np.clip(low, -FAR, FAR), np.clip(high, -FAR, FAR)

    def slope(self, ln_l: FloatArray) -> FloatArray:
        """Return d ln g / d ln L; at the cap, that of the capped piece.

        Parameters
        ----------
        ln_l : ndarray
            ln of the output length [ln token]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            The slope [1].
        """
        length = np.exp(ln_l)
        variable = self.lead * np.exp(-self.b * ln_l)
        r = variable + self.floor
        return np.asarray(length / (length + self.extra) - np.where(r > self.rate, self.b * variable / r, 0.0))

    def mean(self, l_mean: FloatArray) -> FloatArray:
        """Return E[g(L)] for an exponential output length, in closed form.

        Parameters
        ----------
        l_mean : ndarray
            Mean of L [token]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            Mean node time [s].

        Notes
        -----
        With t = L_cap / mean and the regularised incomplete gamma function P, the part of E[L^k] below L_cap
        is mean^k Gamma(k+1) P(k+1, t), and 1 - P in place of P gives the part above it.
        """
        t = np.exp(np.minimum(self.ln_l_cap - np.log(l_mean), 700.0))
        rising = self.b >= 0
        lead, order = self.lead * l_mean**-self.b, 1 - self.b

        def piece(moment: int) -> FloatArray:
            powered, capped = _parts(order + moment, t, rising), _parts(1.0 + moment, t, ~rising)
            busy = lead, gamma(order + moment), powered, self.rate, capped
            if not self.floor.any():
                return np.asarray(formulas.mean_busy_piece(*busy))
            return np.asarray(formulas.mean_piece(*busy, self.floor, _parts(1.0 + moment, t, rising)))

        if not self.extra.any():
            return np.asarray(l_mean * piece(1))
        return np.asarray(formulas.mean_node_time(l_mean, piece(1), self.extra, piece(0)))


def _parts(order: FloatArray | float, t: FloatArray, below: NDArray[np.bool_]) -> FloatArray:
    """Return the share of a gamma variable's mass below t, or above t where `below` is False."""
    return np.where(below, gammainc(order, t), gammaincc(order, t))


def power_law_time(
    *,
    b0: ArrayLike,
    b_in: ArrayLike,
    b_out: ArrayLike,
    tps_max: ArrayLike,
    l_in: ArrayLike,
    prefill_weight: ArrayLike = 0.0,
    intercept: ArrayLike = 1.0,
    slope: ArrayLike = 0.0,
) -> NodeTime:
    """Build g from the throughput fit; all arguments broadcast.

    Parameters
    ----------
    b0, b_in, b_out : array_like
        Coefficients of ln TPS on (1, ln L_in, ln L_out); b_out below 1.
    tps_max : array_like
        Cap of TPS [token/s].
    l_in : array_like
        Input tokens of every query [token].
    prefill_weight : array_like
        Weight w of an input token in L_eff; 0 in the main analysis.
    intercept, slope : array_like
        Power fraction as intercept + slope TPS / TPS_max; (1, 0) leaves the fraction out of g.

    Returns
    -------
    NodeTime
        g, with attributes that broadcast to the shape of the arguments.

    Raises
    ------
    ValueError
        If b_out is 1 or more: a longer answer would then take no more time than a short one.

    Notes
    -----
    Source: oviedo-2025, Eq. 1 and S.III, S.IV.
    """
    b = np.asarray(b_out, dtype=np.float64)
    require(b < 1, "b_out", "must be below 1 (TPS may not outgrow the output length)", b)
    cap = np.asarray(tps_max, dtype=np.float64)
    ln_a = np.asarray(b0 + np.multiply(b_in, np.log(np.asarray(l_in, dtype=np.float64))))
    with np.errstate(divide="ignore", invalid="ignore"):
        ln_l_cap = np.clip((np.log(cap) - ln_a) / b, -FAR, FAR)
    # A flat TPS is one piece: capped from length 0 on, at the cap or below it.
    flat_tps = np.minimum(cap, np.exp(ln_a))
    ln_l_cap = np.where(b == 0, -FAR, ln_l_cap)
    floor = np.asarray(np.divide(slope, cap))
    return NodeTime(
        lead=np.asarray(intercept * np.exp(-ln_a)),
        b=b,
        floor=floor,
        rate=np.asarray(np.divide(intercept, np.where(b == 0, flat_tps, cap)) + floor),
        extra=np.asarray(np.multiply(prefill_weight, l_in), dtype=np.float64),
        ln_l_cap=ln_l_cap,
    )
