"""Energies integrated over the length: hostile corners against the naive route, which integrates over the factor."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy
from calc.query.exact import QueryEnergy
from tests.naive_blend import NaiveBlend
from tests.reference import naive

T = 0.14  # the published trimming
LEVELS = (1e-4, 0.05, 0.5, 0.95, 1 - 1e-4)
SAME = 1e-9  # of quantiles; a last Newton step below 1e-5 leaves its square, and the naive sums are good to 1e-12
FIXED = {"fraction": (0.6, 0.6), "pue": (1.2, 1.2)}
NARROW = {"fraction": (0.6, 0.601), "pue": (1.2, 1.2)}
HOSTILE = [
    (300.0, (1, 1.02), {"l_in": 5000.0, "weight": 1.0}),
    (300.0, (1, 1), {"weight": 1 / 30}),
    (300.0, (2, 2.05), {"coupled": (0.24, 0.56)}),
    (300.0, (1, 30), {"weight": 1 / 30, "coupled": (0.24, 0.56)}),
    (1.0, (1, 30), {"l_in": 5000.0, "weight": 1.0}),
    (1.0, (1, 1), {"weight": 1 / 30, **NARROW}),
    (200_000.0, (1, 1), {"l_in": 50.0, "weight": 1 / 30, "coupled": (0.24, 0.56)}),
    (300.0, (1.5, 3), {"l_in": 1e6, "weight": 1.0}),
    (1.0, (1, 1), {"l_in": 1e6, "weight": 1.0, "coupled": (0.24, 0.56), **NARROW}),
    (300.0, (1, 1), {"weight": 1.0, **FIXED}),
    (5000.0, (1, 1.0001), {"l_in": 5000.0, "weight": 1 / 30, **FIXED}),
]


def assumptions(settings: dict):
    """The settings of the naive route in the names of the assumptions."""
    changes: dict = {"l_in": settings.get("l_in", 500.0), "prefill_weight": settings.get("weight", 0.0)}
    for name in ("fraction", "pue"):
        if name in settings:
            key = {"fraction": "power_fraction", "pue": "pue"}[name]
            changes[f"{key}_p5"], changes[f"{key}_p95"] = settings[name]
    if "coupled" in settings:
        changes["power_model"] = "coupled"
    return assumption_set(**changes)


@pytest.mark.parametrize("model", ["DeepSeek-R1", "Llama 3.1 405B", "Llama-3.1 Nemotron Ultra 253B", "Mixtral 8x22B"])
@pytest.mark.parametrize(("l_median", "alpha", "settings"), HOSTILE)
def test_one_model(model, l_median, alpha, settings):
    e = energy(model, l_median, assumptions(settings), alpha=alpha)
    n = naive(model, l_median, alpha=alpha, **settings)
    assert not e.time.closed_form
    for q in LEVELS:
        x = float(e.quantile(q))
        assert n.cdf(x * (1 - SAME)) <= q <= n.cdf(x * (1 + SAME))


@pytest.mark.parametrize(("l_median", "alpha", "settings"), [HOSTILE[i] for i in (0, 2, 7)])
def test_the_trimmed_baseline(l_median, alpha, settings):
    e = energy("Baseline", l_median, assumptions(settings), alpha=alpha)
    n = NaiveBlend(l_median, trim=T, alpha=alpha, **settings)
    # The points of a trimmed model add 1e-9 of their own; the density of ln E stays below 1.
    assert n.cdf(float(e.quantile(0.3))) == pytest.approx(0.3, abs=2 * SAME)


def spread_of_rows(n: int) -> tuple[QueryEnergy, np.ndarray]:
    """More rows than go into one array, some of whose g falls at first, and an energy near the middle of each."""
    rng = np.random.default_rng(7)
    a = assumption_set(l_in=rng.uniform(10, 5000, n), prefill_weight=rng.choice([0.0, 1 / 30, 1.0], n))
    return energy("Mixtral 8x22B", rng.uniform(1, 9000, n), a), rng.uniform(0.02, 0.98, n)


def test_many_rows_are_their_rows():
    e, q = spread_of_rows(300)
    x = e.quantile(q)
    for i in (0, 127, 128, 299):
        one = e.mapped(lambda parameter, i=i: np.broadcast_to(parameter, (300,))[i])
        assert one.quantile(q[i]) == pytest.approx(x[i], rel=SAME)
    # A last Newton step leaves 1e-10 of ln E, the density of which stays below 1 or so.
    assert e.cdf(x) == pytest.approx(q, abs=SAME)
    assert e.cdf(x) + e.prob_above(x) == pytest.approx(1, abs=1e-14)


def test_the_density_is_the_slope_of_both_tails():
    e, q = spread_of_rows(50)
    y, h = np.log(e.quantile(q)), 1e-4
    (low, high_above, _), (high, low_above, _) = e.tails(y - h), e.tails(y + h)
    density = e.tails(y)[2]
    # The third derivative of F, some 1 / s^3 < 100, by h^2 / 6.
    assert (high - low) / (2 * h) == pytest.approx(density, abs=100 * h**2)
    assert (high_above - low_above) / (2 * h) == pytest.approx(density, abs=100 * h**2)


def test_far_away_there_is_nothing_or_all():
    e = energy("Mixtral 8x22B", 300.0, assumption_set(prefill_weight=1.0))
    assert e.cdf([1e-300, 1e-9, 1e12, 1e300]) == pytest.approx([0, 0, 1, 1], abs=1e-15)
    assert e.prob_above([1e-300, 1e-9, 1e12, 1e300]) == pytest.approx([1, 1, 0, 0], abs=1e-15)


def test_bounds_hold_every_length_of_an_energy():
    rng = np.random.default_rng(3)
    e, _ = spread_of_rows(200)
    ln_l = rng.uniform(-5, 12, (50, 200))
    low, high = e.time.bounds(e.time.ln_at(ln_l))
    falls = e.time.extra > 0
    rounding = 1e-9  # a length far below the prompt is its difference to one 1e4 times as long
    assert np.all(ln_l <= high + rounding)
    assert np.all((low <= ln_l)[:, falls])
