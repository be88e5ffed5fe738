"""Levers: each alone, all together, after the trimming."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.tables import levers
from calc.query.estimate import energy
from calc.query.levers import FIGURE2, lever_alpha

RANGES = {"model": (1.5, 10), "serving": (1.5, 5), "hardware": (1.5, 2.5)}
# Ratio of the baseline's medians without and with the lever, to the digits that were noted.
REDUCTIONS = {"hardware": "1.94", "serving": "2.7", "model": "3.9"}


@pytest.mark.parametrize("name", RANGES)
def test_alpha_of_a_lever_has_its_range(name: str) -> None:
    alpha, (lo, hi) = lever_alpha(name), RANGES[name]
    # z is 1.645 here, as the authors round it.
    np.testing.assert_allclose(alpha.from_normal(np.array([-1.645, 1.645])), [lo, hi], rtol=1e-14)


def test_levers_together_multiply() -> None:
    together = lever_alpha(FIGURE2)
    alone = [lever_alpha(name) for name in RANGES]
    assert together.mean() == pytest.approx(np.prod([x.mean() for x in alone]), rel=1e-14)
    assert np.exp(together.mu) == pytest.approx(np.sqrt(15 * 7.5 * 3.75), rel=1e-14)
    reordered = lever_alpha(["hardware", "Model", " serving "])
    assert reordered.mean() == pytest.approx(together.mean(), rel=1e-14)
    assert lever_alpha(()).mean() == 1
    assert lever_alpha(()).sigma == 0


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reduction_of_the_median_as_noted(name: str) -> None:
    places = len(REDUCTIONS[name].partition(".")[2])
    ratio = energy("Baseline").quantile(0.5) / energy("Baseline", alpha=lever_alpha(name)).quantile(0.5)
    assert f"{ratio:.{places}f}" == REDUCTIONS[name]


@pytest.mark.parametrize("model", ["Baseline", "Baseline untrimmed", "405B"])
@pytest.mark.parametrize("name", [*RANGES, FIGURE2])
def test_mean_is_divided_by_the_harmonic_mean_of_alpha(model: str, name: str) -> None:
    """E[E/alpha] = E[E] E[1/alpha] exactly, since alpha is independent."""
    alpha = lever_alpha(name)
    ratio = energy(model, "tts", alpha=alpha).mean() / energy(model, "tts").mean()
    np.testing.assert_allclose(ratio, np.exp(-alpha.mu + alpha.sigma**2 / 2), rtol=1e-14)


@pytest.mark.parametrize("regime", ["traditional", "tts"])
def test_quantiles_fall_with_every_lever(regime: str) -> None:
    q = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    base = energy("Baseline", regime).quantile(q)
    for name in RANGES:
        alone = energy("Baseline", regime, alpha=lever_alpha(name)).quantile(q)
        together = energy("Baseline", regime, alpha=lever_alpha(FIGURE2)).quantile(q)
        assert np.all(together < alone)
        assert np.all(alone < base)


def test_a_pair_of_numbers_is_the_same_as_the_lever() -> None:
    assert energy("405B", alpha=(1.5, 10)).quantile(0.3) == energy("405B", alpha=lever_alpha("model")).quantile(0.3)
    assert levers()["model"].alpha_p95 == 10


def test_levers_use_the_z_of_the_assumptions() -> None:
    narrower = lever_alpha("model", assumption_set(z_p95=1.7))
    assert narrower.sigma == pytest.approx(lever_alpha("model").sigma * 1.645 / 1.7, rel=1e-14)
