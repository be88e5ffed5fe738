"""The blend over models whose node time is linear in tokens: trimmed and not, under every width of alpha."""

import numpy as np
import pytest

from calc.inputs.distributions import Lognormal, exponential_mean
from calc.query.blend import Blend
from calc.query.exact import QueryEnergy
from calc.query.linear_time import linear_node_time
from calc.query.sampling import sample
from calc.query.trimmed import points
from tests.naive_linear import NaiveLinearBlend, naive_linear

PROMISED = 1e-7
SAME = 5e-9  # quantiles settle to about 1e-10; the points of a trimmed blend add their own 1e-9
TRIM = 0.14
LEVELS = (0.05, 0.5, 0.95)
Z = 1.645
FRACTION, PUE = (0.5, 0.8), (1.05, 1.4)
# Llama 3.1 405B on 8 H100, Mixtral 8x22B on 8 H200 and gpt-oss-120b on 2 B200, and their nodes' kW
MODELS = ((1.178e-4, 1.343e-4, 6.94e-8, 10.2), (1.915e-5, 2.222e-5, 6.84e-9, 10.2), (5.73e-6, 7.11e-6, 4.14e-9, 3.6))


def lognormal(p5: object, p95: object) -> Lognormal:
    return Lognormal.from_p5_p95(p5, p95, "x", z=Z)


def blend(l_median, *, l_in=500.0, trim=TRIM, alpha=(1, 1), fraction=FRACTION, pue=PUE) -> Blend:
    a, b, c, p_max = (np.array(column) for column in zip(*MODELS, strict=True))
    inner, outer = (lognormal(1, 1), lognormal(*alpha)) if trim else (lognormal(*alpha), lognormal(1, 1))
    wide = Lognormal(inner.mu[..., None], inner.sigma[..., None])
    time = linear_node_time(a=a, b=b, c=c, l_in=np.asarray(l_in)[..., None])
    l_mean = exponential_mean(np.asarray(l_median, dtype=float)[..., None])
    return Blend(QueryEnergy(p_max, lognormal(*fraction), lognormal(*pue), wide, time, l_mean), outer, trim)


def naive(l_median: float, *, l_in=500.0, trim=TRIM, alpha=(1, 1), fraction=FRACTION, pue=PUE) -> NaiveLinearBlend:
    models = [
        naive_linear(l_median, a=a, b=b, c=c, l_in=l_in, p_max_kw=p, fraction=fraction, pue=pue)
        for a, b, c, p in MODELS
    ]
    return NaiveLinearBlend(models, trim=trim, alpha=alpha)


@pytest.mark.parametrize("trim", [0.0, TRIM])
@pytest.mark.parametrize(("l_median", "l_in"), [(300.0, 500.0), (20.0, 20_000.0), (5000.0, 0.0)])
@pytest.mark.parametrize("alpha", [(1, 1), (1.5, 10)])
def test_against_the_naive_blend(trim: float, l_median: float, l_in: float, alpha: tuple[float, float]) -> None:
    e, n = (f(l_median, l_in=l_in, trim=trim, alpha=alpha) for f in (blend, naive))
    for q in LEVELS if alpha == (1, 1) else LEVELS[::2]:  # a double integral each
        x = float(e.quantile(q))
        assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=PROMISED)


def test_a_narrow_factor_leaves_a_sharp_start_that_is_found() -> None:
    """Long prompts and hardly any spread: each model's energies begin abruptly, at the cost of its prompt."""
    narrow = {"l_in": 20_000.0, "fraction": (0.6, 0.6001), "pue": (1.2, 1.2)}
    e, n = blend(100.0, alpha=(1, 3), **narrow), naive(100.0, alpha=(1, 3), **narrow)
    for q in LEVELS[::2]:
        x = float(e.quantile(q))
        assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=PROMISED)


def test_weights_are_equal() -> None:
    whole = blend(300.0, trim=0.0)
    assert whole.mean() == pytest.approx(np.mean(whole.parts.mean()), rel=1e-15)
    wh = np.array([0.01, 0.1, 0.5])
    alone = [[float(whole.parts.cdf(x)[i]) for i in range(3)] for x in wh]
    np.testing.assert_allclose(whole.cdf(wh), np.mean(alone, axis=1), rtol=1e-14)


@pytest.mark.parametrize("hi", [1.01, 1.05, 1.2, 3, 30])
def test_points_are_the_integral_over_alpha(hi: float) -> None:
    e = blend(300.0, alpha=(1, hi))
    other = Blend(e.parts, e.alpha, e.trim)
    other.__dict__.update(_fine=None, _classes=[])
    q = np.array([0.01, 0.05, 0.5, 0.8, 0.99])
    assert e.quantile(q) == pytest.approx(other.quantile(q), rel=SAME)


def test_arrays_are_the_loop_over_their_elements() -> None:
    rng = np.random.default_rng(3)
    regime, l_in, lo = rng.uniform(50, 9000, 12), rng.uniform(0, 9000, 12), rng.uniform(1, 2, 12)
    hi = lo * np.exp(np.r_[np.zeros(3), np.geomspace(1e-4, 2, 9)])
    together = blend(regime, l_in=l_in, alpha=(lo, hi))
    alone = [blend(r, l_in=i, alpha=(a, b)) for r, i, a, b in zip(regime, l_in, lo, hi, strict=True)]
    assert together.quantile(0.7) == pytest.approx([float(x.quantile(0.7)) for x in alone], rel=SAME)
    assert together.mean() == pytest.approx([float(x.mean()) for x in alone], rel=SAME)


def test_many_lengths_are_interpolated_without_loss() -> None:
    regimes = np.geomspace(50, 9000, 150)
    many = points(blend(regimes).parts, TRIM)
    for i in (0, 1, 77, 149):
        alone = np.ravel(points(blend(regimes[i]).parts, TRIM).x)
        assert np.broadcast_to(many.x, (150, alone.size))[i] == pytest.approx(alone, abs=1e-9)


@pytest.mark.parametrize("trim", [0.0, TRIM])
def test_draws_agree(trim: float) -> None:
    e, n, q = blend(300.0, trim=trim, alpha=(1.5, 3)), 100_000, np.array([0.01, 0.25, 0.5, 0.75, 0.99])
    drawn = sample(e, n, np.random.default_rng(31))
    below = np.array([np.count_nonzero(drawn <= x) for x in e.quantile(q)])
    # Five binomial standard deviations: a correct program leaves them once in two million draws of a seed.
    assert np.all(np.abs(below - n * q) < 5 * np.sqrt(n * q * (1 - q)))
