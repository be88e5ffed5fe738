"""Monte Carlo against the exact values, with bounds that follow from the number of draws."""

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.query.estimate import Energy, energy
from calc.query.sampling import DIMENSIONS, sample, uniforms

N = 100_000
Q = np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999])
SIGMAS = 5  # a correct program leaves them once in two million draws of a seed, and the seeds are fixed

ENERGIES = {
    "one model": lambda: energy("405B", "traditional"),
    "alpha": lambda: energy("R1", "tts", alpha=(1.5, 10)),
    "prefill and coupled": lambda: energy(
        "Mixtral", 100, assumption_set(prefill_weight=1, power_model="coupled"), alpha=(1, 3)
    ),
    "no spread": lambda: energy(
        "70B",
        "tts",
        assumption_set(power_fraction_p5=0.6, power_fraction_p95=0.6, pue_p5=1.2, pue_p95=1.2),
    ),
    "baseline": lambda: energy("Baseline", "traditional"),
    "baseline, lever": lambda: energy("Baseline", "tts", alpha=(1.5, 10)),
    "untrimmed": lambda: energy("Baseline untrimmed", "tts", alpha=(1.5, 5)),
}


def misses(exact: Energy, drawn: np.ndarray) -> np.ndarray:
    """How far the draws below the exact quantiles are from n q, in binomial standard deviations."""
    below = np.array([np.count_nonzero(drawn <= x) for x in exact.quantile(Q)])
    return np.abs(below - drawn.size * Q) / np.sqrt(drawn.size * Q * (1 - Q))


@pytest.mark.parametrize("method", ["pseudo", "sobol"])
@pytest.mark.parametrize("name", ENERGIES)
def test_draws_follow_the_exact_distribution(name: str, method: str) -> None:
    exact = ENERGIES[name]()
    drawn = sample(exact, N, np.random.default_rng(2026), method)
    assert drawn.shape == (N,)
    # Scrambled Sobol points vary no more than independent ones, so the same bound holds for them.
    assert np.all(misses(exact, drawn) < SIGMAS)
    assert abs(drawn.mean() - exact.mean()) < SIGMAS * drawn.std() / np.sqrt(N)


def test_the_bound_would_notice_a_difference() -> None:
    """5 % more power moves the cdf by about 0.05 x 0.35 at the median: ten standard deviations of 0.5 / sqrt(N)."""
    more = energy("405B", "traditional", assumption_set(p_max_kw=11.3 * 1.05))
    drawn = sample(more, N, np.random.default_rng(2026))
    assert np.any(misses(energy("405B"), drawn) > SIGMAS)


@pytest.mark.parametrize("model", ["405B", "Baseline", "Baseline untrimmed"])
@pytest.mark.parametrize("method", ["pseudo", "sobol"])
def test_the_generator_decides_every_draw(model: str, method: str) -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002 (the global state is what is watched)
    e = energy(model)
    one, same, other = (sample(e, 1000, np.random.default_rng(seed), method) for seed in (5, 5, 6))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize("model", ["405B", "Baseline", "Baseline untrimmed"])
@pytest.mark.parametrize("method", ["pseudo", "sobol"])
@pytest.mark.parametrize("n", [1, 2, 3, 1000, 1025])
def test_as_many_draws_as_asked_for(model: str, method: str, n: int) -> None:
    drawn = sample(energy(model), n, np.random.default_rng(1), method)
    assert drawn.shape == (n,)
    assert np.all(np.isfinite(drawn) & (drawn > 0))


def test_sobol_points_fill_every_interval_once() -> None:
    """What sets Sobol points apart: 2^k of them put one point into each of 2^k equal intervals of an axis."""
    u = uniforms(1024, np.random.default_rng(0), "sobol")
    assert u.shape == (1024, DIMENSIONS)
    for axis in range(DIMENSIONS):
        assert np.array_equal(np.sort(np.floor(u[:, axis] * 1024)), np.arange(1024))
    assert np.array_equal(uniforms(700, np.random.default_rng(0), "sobol"), u[:700])


@pytest.mark.parametrize("method", ["pseudo", "sobol"])
def test_points_lie_inside_the_open_cube(method: str) -> None:
    u = uniforms(10_000, np.random.default_rng(0), method)
    assert np.all((u > 0) & (u < 1))


def test_trimmed_draws_stay_inside_what_is_kept() -> None:
    e = energy("Baseline")
    drawn = sample(e, 10_000, np.random.default_rng(0))
    low, high = (np.exp(end) for end in e.ends)
    assert drawn.min() >= low.min()
    assert drawn.max() <= high.max()
