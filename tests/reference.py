"""A deliberately naive second route to the same numbers, for tests only.

Where calc integrates over the lognormal factor and inverts the node time, this integrates over the output length;
where calc integrates over the length, with prefill or coupled power, this integrates over the factor and finds the
lengths by bisection. Eq. 1 is written out as it is printed, without pieces or inverses.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import erfc, exp, expm1, log, log1p, pi, sqrt
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

BENCHMARKS = Path(__file__).resolve().parent.parent / "data" / "benchmarks.csv"
BLEND = ("DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B")  # the paper's section 3


def normal_cdf(z: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * erfc(-z / sqrt(2))


def integral(f: Callable[[float], float], a: float, b: float) -> float:
    """Adaptive quadrature that would rather fail than be off by 1e-12."""
    # full_output keeps it from warning of rounding at 1e-15, which is no harm.
    value, error = quad(f, a, b, epsabs=1e-15, epsrel=1e-12, limit=200, full_output=1)[:2]
    if not error < 1e-12:
        raise ArithmeticError(f"the naive integral is only good to {error}")
    return value


@dataclass(frozen=True)
class Naive:
    """One query: E = exp(kappa + s Z) g(L), L exponential with the given mean."""

    kappa: float
    s: float
    b0: float
    b_in: float
    b_out: float
    tps_max: float
    l_in: float
    l_mean: float
    weight: float = 0.0
    intercept: float = 1.0
    slope: float = 0.0

    def g(self, l_out: float) -> float:
        tps = min(self.tps_max, exp(self.b0 + self.b_in * log(self.l_in) + self.b_out * log(l_out)))
        fraction = self.intercept + self.slope * tps / self.tps_max
        return fraction * (l_out + self.weight * self.l_in) / tps

    @cached_property
    def bottom(self) -> float:
        """ln L at which g is least; as good as none without prefill."""
        if not self.weight:
            return -60.0
        found = minimize_scalar(lambda x: log(self.g(exp(x))), bounds=(-60, 40), options={"xatol": 1e-13})
        return float(found.x)

    def crossings(self, ln_g: float) -> list[float]:
        """ln L at which ln g = ln_g, left and right of the minimum of g."""

        def gap(ln_l: float) -> float:
            return log(self.g(exp(ln_l))) - ln_g

        bottom = self.bottom
        if gap(bottom) > 0:
            return []
        ends = [brentq(gap, bottom, 60, xtol=1e-15, rtol=1e-15, maxiter=500)]
        if self.weight and gap(-60.0) > 0:
            ends.append(brentq(gap, -60, bottom, xtol=1e-15, rtol=1e-15, maxiter=500))
        return ends

    def below(self, ln_g: float) -> float:
        """P(ln g(L) <= ln_g)."""
        ends = [exp(min(c - log(self.l_mean), 7.0)) for c in self.crossings(ln_g)]
        if not ends:
            return 0.0
        return -expm1(-ends[0]) if len(ends) == 1 else -exp(-ends[1]) * expm1(ends[1] - ends[0])

    def cdf(self, wh: float) -> float:
        """P(E <= wh), by the route that calc does not take."""
        if self.s == 0:
            return self.below(log(wh) - self.kappa)
        return self._cdf_by_factor(wh) if self.weight or self.slope else self._cdf_by_length(wh)

    def _cdf_by_factor(self, wh: float) -> float:
        """P(E <= wh) as the integral of phi(z) P(g(L) <= exp(y - s z)) over z = top - w^2, panels at every corner."""
        y = log(wh) - self.kappa
        # P as a function of z ends like a square root at `top`, where only the least g is left.
        top = min((y - log(self.g(exp(self.bottom)))) / self.s, 9.0)
        if top <= -9:
            return 0.0

        def density(w: float) -> float:
            z = top - w * w
            return 2 * w * exp(-z * z / 2) / sqrt(2 * pi) * self.below(y - self.s * z)

        lengths = [log(self.l_mean) + c for c in (-9, -6, -3, 0, 1, 2, 3, 4)]
        if self.b_out:
            lengths.append((log(self.tps_max) - self.b0 - self.b_in * log(self.l_in)) / self.b_out)
        zs = [(y - log(self.g(exp(min(max(c, -60.0), 60.0))))) / self.s for c in lengths]
        ends = sorted(sqrt(top - z) for z in (-9, -5, -2, 0, 2, 5, top, *zs) if -9 <= z <= top)
        return sum(integral(density, a, b) for a, b in pairwise(ends))

    def _cdf_by_length(self, wh: float) -> float:
        """P(E <= wh) as the integral of exp(-t) Phi(...) over ln t, panels at every corner."""
        y = log(wh) - self.kappa
        ln_m = log(self.l_mean)

        def density(ln_t: float) -> float:
            t = exp(ln_t)
            return t * exp(-t) * normal_cdf((y - log(self.g(exp(ln_t + ln_m)))) / self.s)

        corners = {-45.0, 5.0, 0.0, self.bottom - ln_m}
        if self.b_out:
            at = (log(self.tps_max) - self.b0 - self.b_in * log(self.l_in)) / self.b_out
            corners.add(at - ln_m)
        for reach in (-8, -2, 0, 2, 8):
            corners.update(c - ln_m for c in self.crossings(y + reach * self.s))
        ends = sorted(c for c in corners if -45 <= c <= 5)
        return sum(integral(density, a, b) for a, b in pairwise(ends))

    def quantile(self, q: float) -> float:
        """Bisection of the naive cdf."""
        near = self.kappa + log(self.g(self.l_mean * -log1p(-q)))
        reach = 2 + 8 * self.s
        root = brentq(lambda y: self.cdf(exp(y)) - q, near - reach, near + reach, xtol=1e-11, rtol=1e-13)
        return exp(root)

    def mean(self) -> float:
        """Direct integral of g over L, times the lognormal's mean."""
        ln_m = log(self.l_mean)
        corners = {-60.0, -20.0, -5.0, 0.0, 4.5}
        if self.b_out:
            at = (log(self.tps_max) - self.b0 - self.b_in * log(self.l_in)) / self.b_out
            corners.add(min(max(at - ln_m, -60.0), 4.5))
        ends = sorted(corners)
        total = sum(
            quad(lambda x: exp(x - exp(x)) * self.g(exp(x + ln_m)), a, b, epsabs=0, epsrel=1e-12, limit=200)[0]
            for a, b in pairwise(ends)
        )
        return exp(self.kappa + self.s**2 / 2) * total


def range_of(p5: float, p95: float, z: float = 1.645) -> tuple[float, float]:
    """mu and sigma of a lognormal; z as the authors round it."""
    return (log(p5) + log(p95)) / 2, log(p95 / p5) / (2 * z)


def coefficients(model: str, *, published_fit: bool = True) -> tuple[float, float, float, float]:
    """b0, b_in, b_out and the cap of a model, from the rows of the file by numpy's own least squares."""
    with BENCHMARKS.open(encoding="utf-8", newline="") as file:
        own = [r for r in csv.DictReader(file) if r["model"] == model]
    used = [r for r in own if r["in_published_fit"] == "yes" or not published_fit]
    tps, l_in, l_out = (np.array([float(r[k]) for r in used]) for k in ("tps", "l_in", "l_out"))
    cap = max(float(r["tps"]) for r in own)
    if len(used) == 2:
        return log(max(tps)), 0.0, 0.0, cap
    x = np.column_stack([np.ones_like(tps), np.log(l_in), np.log(l_out)])
    b0, b_in, b_out = (float(b) for b in np.linalg.lstsq(x, np.log(tps))[0])
    return b0, b_in, b_out, cap


def naive(
    model: str,
    l_median: float,
    *,
    alpha: tuple[float, float] = (1, 1),
    fraction: tuple[float, float] = (0.4, 0.9),
    pue: tuple[float, float] = (1.05, 1.6),
    l_in: float = 500,
    weight: float = 0.0,
    coupled: tuple[float, float] | None = None,
) -> Naive:
    """One query with the paper's settings, written out from the start; knows nothing of calc."""
    p_max_kw = 14.1 if model == "DeepSeek-R1" else 11.3
    (f, s_f), (p, s_p), (a, s_a) = (
        range_of(*fraction) if coupled is None else (0.0, 0.0),
        range_of(*pue),
        range_of(*alpha),
    )
    b0, b_in, b_out, cap = coefficients(model)
    intercept, slope = coupled or (1.0, 0.0)
    return Naive(
        log(p_max_kw / 3.6) + f + p - a, sqrt(s_f**2 + s_p**2 + s_a**2),
        b0, b_in, b_out, cap, l_in, l_median / log(2), weight, intercept, slope,
    )  # fmt: skip
