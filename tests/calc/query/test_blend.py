"""The baseline of three models, trimmed and not, against the table, the naive route and its own limits."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import energy
from tests.naive_blend import NaiveBlend
from tests.reference import BLEND, normal_cdf

Q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
LEVELS = (1e-4, 0.01, 0.5, 0.9, 1 - 1e-4)
T = 0.14  # 0.05, and 0.10 of the 0.90 that is left
PROMISED = 1e-7  # of quantiles and means

# P5, P25, P50, P75, P95 (and mean) [Wh] of arxiv-v1 by numerical integration, independent of this code. The
# integration was good to about 2e-6, which shows in the last digit of the larger values: 8.73827 is 8.738281.
TABLE = {
    ("Baseline", "traditional"): "0.05635 0.17979 0.34165 0.67062 1.4364",
    ("Baseline", "tts"): "0.93924 2.35695 4.31666 7.79488 24.12748",
    ("Baseline untrimmed", "traditional"): "0.02302 0.13185 0.34165 0.76611 2.1013 0.6091",
    ("Baseline untrimmed", "tts"): "0.33879 1.77924 4.31666 9.68514 33.65988 8.73827",
}


@pytest.mark.parametrize(("model", "regime"), TABLE)
def test_values_of_the_table(model: str, regime: str) -> None:
    e = energy(model, regime)
    expected = [float(x) for x in TABLE[model, regime].split()]
    found = [*e.quantile(Q), e.mean()][: len(expected)]
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=0.5e-5)  # and half a unit of the last digit


@pytest.mark.parametrize("model", ["Baseline", "Baseline untrimmed"])
@pytest.mark.parametrize("l_median", [1.0, 300.0, 5000.0, 200_000.0])
@pytest.mark.parametrize("alpha", [(1, 1), (1.5, 10)])
def test_against_the_naive_blend(model: str, l_median: float, alpha: tuple[float, float]) -> None:
    e = energy(model, l_median, alpha=alpha)
    n = NaiveBlend(l_median, trim=T if model == "Baseline" else 0.0, alpha=alpha)
    for q in LEVELS if alpha == (1, 1) else LEVELS[::2]:  # a double integral each
        x = float(e.quantile(q))
        assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=PROMISED)


@pytest.mark.parametrize("settings", [{"prefill_weight": 1.0}, {"power_model": "coupled"}])
def test_against_the_naive_blend_of_the_studies(settings: dict) -> None:
    e = energy("Baseline", "traditional", assumption_set(**settings))
    n = NaiveBlend(
        300.0,
        trim=T,
        weight=settings.get("prefill_weight", 0.0),
        coupled=(0.24, 0.56) if "power_model" in settings else None,
    )
    for q in LEVELS:
        x = float(e.quantile(q))
        assert n.cdf(x * (1 - PROMISED)) <= q <= n.cdf(x * (1 + PROMISED))
    np.testing.assert_allclose(e.mean(), n.mean(), rtol=PROMISED)


@pytest.mark.parametrize("regime", ["traditional", "tts"])
def test_trimming_leaves_the_median_and_narrows_the_quartiles(regime: str) -> None:
    """The median of the blend lies inside what trimming keeps of every model, so that F stays 1/2 there."""
    trimmed, whole = energy("Baseline", regime).quantile(Q), energy("Baseline untrimmed", regime).quantile(Q)
    ends = [energy(m, regime).quantile([T, 1 - T]) for m in BLEND]
    assert all(low < whole[2] < high for low, high in ends)
    np.testing.assert_allclose(trimmed[2], whole[2], rtol=1e-8)  # each good to about 1e-9
    assert np.all(trimmed[:2] > whole[:2])
    assert np.all(trimmed[3:] < whole[3:])


def test_the_trimmed_blend_ends_where_its_models_end() -> None:
    e = energy("Baseline")
    ends = np.array([energy(m).quantile([T, 1 - T]) for m in BLEND])
    low, high = ends.min(), ends.max()
    # Just outside; each end is a quantile, good to about 1e-9.
    assert e.cdf(low * (1 - 1e-6)) == 0
    assert e.cdf(high * (1 + 1e-6)) == 1
    assert 0 < e.cdf(low * (1 + 1e-3)) < 1e-2
    assert 0 < e.prob_above(high * (1 - 1e-3)) < 1e-2


def test_the_order_of_trimming_is_first_the_tails_then_the_rest() -> None:
    assert assumption_set().trim == pytest.approx(0.05 + 0.9 * 0.10, rel=1e-15)
    assert assumption_set(trim_first=0, trim_second=0).trim == 0
    none = energy("Baseline", "tts", assumption_set(trim_first=0, trim_second=0))
    assert np.array_equal(none.quantile(Q), energy("Baseline untrimmed", "tts").quantile(Q))


@pytest.mark.parametrize("alpha", [(1, 1), (1.5, 10)])
@pytest.mark.parametrize("regime", ["traditional", "tts"])
def test_the_trimmed_mean_is_the_integral_of_the_quantiles(regime: str, alpha: tuple[float, float]) -> None:
    e = energy("Baseline", regime, alpha=alpha)
    # u = Phi(z): the integrand is smooth, so that the trapezoidal rule converges at once, but for corners at the
    # models' trimmed ends, which leave an error of about a twelfth of the squared step.
    z, step = np.linspace(-8, 8, 401, retstep=True)
    u = np.array([normal_cdf(x) for x in z])
    inside = u < 1  # at the upper end u rounds to 1
    weight = step * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    np.testing.assert_allclose(e.mean(), e.quantile(u[inside]) @ weight[inside], rtol=step**2 / 12)


def test_cdf_of_quantile_is_q() -> None:
    q = np.array([1e-4, 0.01, 0.3, 0.5, 0.9, 0.99, 1 - 1e-4])
    for model in ("Baseline", "Baseline untrimmed"):
        for alpha in ((1, 1), (1.5, 10), (2, 2)):
            e = energy(model, "tts", alpha=alpha)
            x = e.quantile(q)
            # Quantiles are good to 1e-7; the density at the ends of a trimmed model is a few times q there.
            np.testing.assert_allclose(e.cdf(x), q, rtol=1e-5)
            np.testing.assert_allclose(e.prob_above(x), 1 - q, rtol=1e-5)
            assert np.all(np.diff(x) > 0)


def test_a_narrow_alpha_comes_close_to_a_fixed_one() -> None:
    fixed = energy("Baseline", alpha=(2, 2)).quantile(Q)
    np.testing.assert_allclose(fixed, energy("Baseline").quantile(Q) / 2, rtol=1e-8)  # each to about 1e-9
    for spread in (1e-3, 1e-6):
        narrow = energy("Baseline", alpha=(2 * (1 - spread), 2 * (1 + spread))).quantile(Q)
        # The middle of the range is 2 to the square of the spread, and so is all that a spread of alpha adds.
        np.testing.assert_allclose(narrow, fixed, rtol=10 * spread**2 + 1e-8)
