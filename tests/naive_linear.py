"""One query whose node time is linear in tokens, the naive way, for tests only.

calc integrates over the lognormal factor and inverts the node time; this integrates over the output length, writes
the node time out term by term and finds its crossings by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, expm1, log, log1p, sqrt

from scipy.integrate import quad
from scipy.optimize import brentq

from tests.naive_blend import NaiveBlend
from tests.reference import integral, normal_cdf, range_of


@dataclass(frozen=True)
class NaiveLinear:
    """E = exp(kappa + s Z) T(L), L exponential with the given mean."""

    kappa: float
    s: float
    a: float
    b: float
    c: float
    l_in: float
    cached: float
    l_mean: float

    def seconds(self, l_out: float) -> float:
        """Reading the prompt, writing the answer, and each answer token attending to what stands before it."""
        return self.a * (self.l_in - self.cached) + self.b * l_out + self.c * (l_out * self.l_in + l_out * l_out / 2)

    def crossing(self, ln_t: float) -> float | None:
        """ln(L / mean) at which ln T = ln_t, between the lengths that count; None if there is none."""

        def gap(x: float) -> float:
            return log(self.seconds(self.l_mean * exp(x))) - ln_t

        if gap(-45.0) > 0 or gap(5.0) < 0:
            return None
        return float(brentq(gap, -45.0, 5.0, xtol=1e-15, rtol=1e-15, maxiter=500))

    def cdf(self, wh: float) -> float:
        """P(E <= wh) as the integral of exp(-t) Phi(...) over ln t, panels where Phi turns."""
        y = log(wh) - self.kappa
        if self.s == 0:
            at = self.crossing(y)
            return -expm1(-exp(at)) if at is not None else float(self.seconds(self.l_mean) < exp(y))

        def density(x: float) -> float:
            return exp(x - exp(x)) * normal_cdf((y - log(self.seconds(self.l_mean * exp(x)))) / self.s)

        reaches = (-8, -4, -2, -1, 0, 1, 2, 4, 8)
        turns = {self.crossing(y + reach * self.s) for reach in reaches} - {None}
        return sum(integral(density, a, b) for a, b in pairwise(sorted({-45.0, -10.0, 0.0, 2.0, 5.0} | turns)))

    def quantile(self, q: float) -> float:
        """Bisection of the naive cdf."""
        near = self.kappa + log(self.seconds(-self.l_mean * log1p(-q)))
        reach = 2 + 8 * self.s
        return exp(brentq(lambda y: self.cdf(exp(y)) - q, near - reach, near + reach, xtol=1e-11, rtol=1e-13))

    def mean(self) -> float:
        """Direct integral of T over L, times the lognormal's mean."""
        total = sum(
            quad(lambda t: exp(-t) * self.seconds(self.l_mean * t), a, b, epsabs=0, epsrel=1e-12, limit=200)[0]
            for a, b in pairwise((0.0, 1.0, 8.0, 60.0))
        )
        return exp(self.kappa + self.s**2 / 2) * total


def naive_linear(
    l_median: float,
    *,
    a: float,
    b: float,
    c: float,
    l_in: float,
    cached: float = 0.0,
    p_max_kw: float = 10.2,
    fraction: tuple[float, float] = (0.5, 0.8),
    pue: tuple[float, float] = (1.05, 1.4),
    alpha: tuple[float, float] = (1, 1),
) -> NaiveLinear:
    """One query with everything written out."""
    (f, s_f), (p, s_p), (k, s_k) = range_of(*fraction), range_of(*pue), range_of(*alpha)
    kappa = log(p_max_kw / 3.6) + f + p - k
    return NaiveLinear(kappa, sqrt(s_f**2 + s_p**2 + s_k**2), a, b, c, l_in, cached, l_median / log(2))


class NaiveLinearBlend(NaiveBlend):
    """Three of them with equal weights, trimmed or not, divided by alpha."""

    def __init__(self, models: list[NaiveLinear], *, trim: float, alpha: tuple[float, float]) -> None:
        self.trim = trim
        self.mu, self.sigma = range_of(*alpha)
        self.models = models
        self.ends = [(m.quantile(trim), m.quantile(1 - trim)) if trim else (0.0, 0.0) for m in models]
