"""Sobol indices against answers known in closed form."""

from math import pi

import numpy as np
import pytest

from calc.inputs.assumptions import assumption_set
from calc.sensitivity import sobol
from calc.sensitivity.sobol import Sobol, fleet_indices, query_indices
from tests.reference import range_of

# The error given is 2.36 standard errors of eight runs (Student's t, 7 degrees). Three of it are 7 standard errors,
# which a t value exceeds in 2 of 10,000 indices; the seeds are fixed.
ERRORS = 3


def near(found: Sobol, first: dict[str, float], total: dict[str, float]) -> None:
    assert found.keys == tuple(first)
    for i, key in enumerate(found.keys):
        assert abs(found.first[i] - first[key]) < ERRORS * found.first_error[i], key
        assert abs(found.total[i] - total[key]) < ERRORS * found.total_error[i], key
        assert 0 < found.first_error[i] < 0.05  # an error that says nothing would pass anything
        assert 0 < found.total_error[i] < 0.05


def product(squared_cv: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Indices of a product of independent factors, from their squared coefficients of variation."""
    every = np.prod([1 + c for c in squared_cv.values()])
    first = {k: c / (every - 1) for k, c in squared_cv.items()}
    return first, {k: c * every / (1 + c) / (every - 1) for k, c in squared_cv.items()}


def lognormal_cv2(p5: float, p95: float) -> float:
    return float(np.expm1(range_of(p5, p95)[1] ** 2))


def test_ishigami() -> None:
    """The standard test function, a = 7, b = 0.1, on (-pi, pi): variances as in Ishigami and Homma (1990)."""
    a, b = 7.0, 0.1

    def ishigami(u: np.ndarray) -> np.ndarray:
        x = pi * (2 * u - 1)
        return np.sin(x[0]) + a * np.sin(x[1]) ** 2 + b * x[2] ** 4 * np.sin(x[0])

    v1, v2 = 0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8
    v13 = b**2 * pi**8 * (1 / 18 - 1 / 50)
    all_of_it = v1 + v2 + v13
    found = sobol._indices("query", ("x1", "x2", "x3"), ishigami, 2**15, np.random.default_rng(2))
    near(
        found,
        {"x1": v1 / all_of_it, "x2": v2 / all_of_it, "x3": 0.0},
        {"x1": (v1 + v13) / all_of_it, "x2": v2 / all_of_it, "x3": v13 / all_of_it},
    )


def test_a_fleet_of_constant_throughput_is_a_product_of_lognormals() -> None:
    """Nemotron's TPS does not depend on length: without tts, total = PUE x fraction x length / alpha x constant."""
    cv2 = {
        "pue": lognormal_cv2(1.05, 1.6), "power_fraction": lognormal_cv2(0.4, 0.9), "alpha": lognormal_cv2(1.5, 3),
        "l_out_median_traditional": lognormal_cv2(150, 600),
    }  # fmt: skip
    found = fleet_indices(0.0, (1.5, 3), rng=np.random.default_rng(3), model="Nemotron")
    near(found, *product(cv2))


def test_a_query_of_constant_throughput_is_a_product_with_an_exponential() -> None:
    """... and a query's energy has the output length itself, exponential: variance = mean squared."""
    cv2 = {
        "l_out": 1.0, "power_fraction": lognormal_cv2(0.4, 0.9), "pue": lognormal_cv2(1.05, 1.6),
        "alpha": lognormal_cv2(1.5, 3),
    }  # fmt: skip
    found = query_indices("Nemotron", "traditional", (1.5, 3), rng=np.random.default_rng(4))
    near(found, *product(cv2))


def test_a_blend_adds_its_model_and_a_share_its_odds() -> None:
    rng = np.random.default_rng(5)
    assert query_indices(rng=rng, n=512).keys == ("l_out", "power_fraction", "pue", "model")
    keys = fleet_indices(0.1, (1.5, 3), rng=rng, n=512).keys
    assert keys[-3:] == ("l_out_median_traditional", "l_out_median_tts", "share_tts")


def test_the_same_generator_gives_the_same_indices() -> None:
    first, again = (fleet_indices(0.1, rng=np.random.default_rng(6), n=512) for _ in range(2))
    np.testing.assert_array_equal(first.total, again.total)


@pytest.mark.parametrize("n", [0, 500, 256, 2.0**10, True, 2**21])
def test_bad_n(n: object) -> None:
    with pytest.raises(ValueError, match="n must be a power of two from 512 to"):
        query_indices(rng=np.random.default_rng(1), n=n)  # type: ignore[arg-type]


def test_arrays_are_refused() -> None:
    with pytest.raises(ValueError, match="must be single numbers for a sensitivity"):
        query_indices(rng=np.random.default_rng(1), assumptions=assumption_set(pue_p95=[1.2, 1.3]))
