"""The baseline the naive way, for tests only: mixtures of the naive route, alpha by direct integration."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, pi, sqrt

from scipy.integrate import quad

from tests.reference import BLEND, Naive, naive, range_of


class NaiveBlend:
    """Equal-weight mixture; every model cut to its quantiles trim to 1 - trim, then divided by alpha."""

    def __init__(
        self, l_median: float, *, trim: float = 0.0, alpha: tuple[float, float] = (1, 1), **settings: object
    ) -> None:
        self.trim = trim
        self.mu, self.sigma = range_of(*alpha)
        self.models = [naive(m, l_median, **settings) for m in BLEND]  # type: ignore[arg-type]
        self.ends = [(m.quantile(trim), m.quantile(1 - trim)) if trim else (0.0, 0.0) for m in self.models]

    def kept(self, model: Naive, wh: float) -> float:
        """Distribution function of one model after its cut."""
        return min(max((model.cdf(wh) - self.trim) / (1 - 2 * self.trim), 0.0), 1.0)

    def cdf(self, wh: float) -> float:
        """P(E <= wh) = E over alpha of the mixture at wh alpha."""
        return sum(self._divided(m, ends, wh) for m, ends in zip(self.models, self.ends, strict=True)) / 3

    def _divided(self, model: Naive, ends: tuple[float, float], wh: float) -> float:
        if not self.sigma:
            return self.kept(model, wh * exp(self.mu))

        def integrand(z: float) -> float:
            return exp(-z * z / 2) / sqrt(2 * pi) * self.kept(model, wh * exp(self.mu + self.sigma * z))

        corners = {-9.0, -3.0, 0.0, 3.0, 9.0}
        if self.trim:
            corners.update(min(max((log(end / wh) - self.mu) / self.sigma, -9.0), 9.0) for end in ends)
        panels = pairwise(sorted(corners))
        return sum(quad(integrand, a, b, epsabs=1e-13, epsrel=1e-11, limit=100)[0] for a, b in panels)

    def mean(self) -> float:
        """Mean of the mixture, of a cut model as the integral of what lies above, times E[1/alpha]."""
        left = exp(-self.mu + self.sigma**2 / 2)
        if not self.trim:
            return left * sum(m.mean() for m in self.models) / 3
        return left * sum(self._cut_mean(m, *e) for m, e in zip(self.models, self.ends, strict=True)) / 3

    def _cut_mean(self, model: Naive, low: float, high: float) -> float:
        above = quad(lambda wh: 1 - self.kept(model, wh), low, high, epsabs=0, epsrel=1e-10, limit=200)[0]
        return low + above
