"""The baseline as points gives what the integral over alpha gives, one row at a time."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.distributions import Lognormal
from calc.query.blend import Blend
from calc.query.estimate import energy
from calc.query.trimmed import LEAST_SIGMA, classes, points

# Both routes settle quantiles to about 1e-10; the points add their own 1e-9.
SAME = 5e-9
Q = np.array([0.01, 0.05, 0.5, 0.8, 0.99])


def integrated(blend: Blend, q: np.ndarray) -> np.ndarray:
    """The same quantiles by the integral over Z that divides each model's trimmed range."""
    other = Blend(blend.parts, blend.alpha, blend.trim)
    other.__dict__.update(_fine=None, _classes=[])
    return other.quantile(q)


@pytest.mark.parametrize("sigma", [*LEAST_SIGMA, 0.02, 0.04, 0.07, 0.21, 0.6])
@pytest.mark.parametrize("regime", [60.0, 300.0, 5000.0])
def test_quantiles_over_one_alpha(sigma, regime):
    alpha = Lognormal(np.asarray(0.5), np.asarray(sigma * 1.0000001))
    blend = energy("Baseline", regime, alpha=alpha)
    assert blend._fine is not None
    assert blend.quantile(Q) == pytest.approx(integrated(blend, Q), rel=SAME)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"pue_p5": 1.2, "pue_p95": 1.2, "power_fraction_p5": 0.6, "power_fraction_p95": 0.601},
        {"power_model": "coupled"},
        {"prefill_weight": 1 / 30},
        {"prefill_weight": 1.0, "l_in": 5000},
        {"trim_first": 0.2, "trim_second": 0.3},
    ],
)
def test_other_assumptions(changes):
    blend = energy("Baseline", "traditional", assumption_set(**changes), alpha=(1.5, 3))
    assert blend.quantile(Q) == pytest.approx(integrated(blend, Q), rel=SAME)
    assert blend.cdf(blend.quantile(Q)) == pytest.approx(Q, rel=SAME)
    wh = np.array([0.01, 0.3, 4.0])
    assert blend.cdf(wh) + blend.prob_above(wh) == pytest.approx(1, rel=1e-12)


def test_rows_of_every_width_at_once_are_their_rows():
    rng = np.random.default_rng(11)
    n = 40
    regime, lo, q = rng.uniform(50, 9000, n), rng.uniform(1, 2, n), rng.uniform(0.01, 0.99, n)
    hi = lo * np.exp(np.r_[np.zeros(4), np.geomspace(1e-4, 2, n - 4)])
    together = energy("Baseline", regime, alpha=(lo, hi)).quantile(q)
    alone = [
        float(energy("Baseline", r, alpha=(a, h)).quantile(p)) for r, a, h, p in zip(regime, lo, hi, q, strict=True)
    ]
    assert together == pytest.approx(alone, rel=SAME)
    assert set(classes(np.array([0, 0.001, 0.01, 0.03, 0.05, 0.1]))) == {-1, 0, 1, 2, 3, 4}


@pytest.mark.parametrize("span", [(50, 9000), (1, 1e5), (4000, 4100)])
def test_many_lengths_are_interpolated_without_loss(span):
    regimes = np.geomspace(*span, 150)
    parts = energy("Baseline", regimes).parts
    many = points(parts, 0.14)
    for i in (0, 1, 77, 149):
        (alone,) = np.atleast_2d(points(energy("Baseline", regimes[i]).parts, 0.14).x)
        assert np.broadcast_to(many.x, (150, alone.size))[i] == pytest.approx(alone, abs=1e-9)


def test_the_mean_of_many_lengths_is_their_means():
    regimes = np.geomspace(20, 20_000, 60)
    alone = [float(energy("Baseline", r).mean()) for r in regimes]
    assert energy("Baseline", regimes).mean() == pytest.approx(alone, rel=SAME)
