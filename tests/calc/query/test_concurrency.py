"""Energy by concurrency: exact rows, a published measurement, another solver, and what it refuses."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import nnls

from calc.query.concurrency import concurrency_factor, fit_concurrency

BATCH = np.array([8, 16, 32, 64, 128, 256.0])


def test_exact_rows_give_their_numbers_back() -> None:
    fit = fit_concurrency(BATCH, 1.68 + 96 / BATCH)
    np.testing.assert_allclose((fit.e_inf, fit.k), (1.68, 96), rtol=1e-12)
    assert (fit.rows, fit.batch_range) == (6, (8, 256))
    assert fit.max_abs_ln < 1e-12
    np.testing.assert_allclose(fit.joules_per_token(BATCH), 1.68 + 96 / BATCH, rtol=1e-12)
    # by hand: (1.68 + 12) / (1.68 + 0.375), and at a batch of one (1.68 + 96) / 2.055
    np.testing.assert_allclose(fit.factor([8, 256, 1]), [13.68 / 2.055, 1, 97.68 / 2.055], rtol=1e-12)
    np.testing.assert_allclose(fit.factor(8, saturated=64), 13.68 / 3.18, rtol=1e-12)


@pytest.mark.parametrize("shape", [(5.0, 0.0), (0.0, 7.0)])
def test_either_part_may_be_nothing(shape: tuple[float, float]) -> None:
    fit = fit_concurrency(BATCH, shape[0] + shape[1] / BATCH)
    np.testing.assert_allclose((fit.e_inf, fit.k), shape, rtol=1e-12, atol=1e-13)


def test_rows_that_rise_with_concurrency_share_nothing() -> None:
    fit = fit_concurrency([1, 2, 4], [1, 2, 3])
    assert fit.k == 0
    # The least relative error of a constant: sum(1/e) / sum(1/e^2)
    assert fit.e_inf == pytest.approx((1 + 1 / 2 + 1 / 3) / (1 + 1 / 4 + 1 / 9), rel=1e-14)


def test_against_another_solver() -> None:
    rng = np.random.default_rng(5)
    joules = (0.3 + 20 / BATCH) * rng.lognormal(0, 0.2, BATCH.size)
    fit = fit_concurrency(BATCH, joules)
    expected = nnls(np.column_stack([1 / joules, 1 / (BATCH * joules)]), np.ones_like(BATCH))[0]
    np.testing.assert_allclose((fit.e_inf, fit.k), expected, rtol=1e-10)
    error = np.abs(np.log((expected[0] + expected[1] / BATCH) / joules))
    np.testing.assert_allclose((fit.mean_abs_ln, fit.max_abs_ln), (error.mean(), error.max()), rtol=1e-9)


def test_the_factor_over_arrays_and_its_limits() -> None:
    found = concurrency_factor([[1], [64]], e_inf=1.68, k=96, saturated=[64, 256])
    expected = [[(1.68 + 96) / (1.68 + 96 / full) for full in (64, 256)], [1, (1.68 + 1.5) / (1.68 + 0.375)]]
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert concurrency_factor(3, e_inf=2, k=0, saturated=500) == 1
    np.testing.assert_allclose(concurrency_factor(3, e_inf=0, k=9, saturated=500), 500 / 3, rtol=1e-15)
    np.testing.assert_allclose(concurrency_factor(8, e_inf=168, k=9600, saturated=256), 13.68 / 2.055, rtol=1e-14)


BAD: dict[str, tuple[Callable[[], object], *tuple[str, ...]]] = {
    "two rows": (lambda: fit_concurrency([1, 2], [2, 1]), "rows", "at least 3", "got 2"),
    "batch": (lambda: fit_concurrency([1, 2, 0.5], [3, 2, 1]), "batch", "at least 1", "0.5"),
    "energy": (lambda: fit_concurrency([1, 2, 4], [3, 0, 1]), "joules_per_token", "above 0 J/token", "0.0"),
    "NaN": (lambda: fit_concurrency([1, 2, np.nan], [3, 2, 1]), "batch", "finite", "nan"),
    "columns": (lambda: fit_concurrency([1, 2, 4], [3, 2]), "joules_per_token", "as many rows as batch (3)", "2"),
    "one batch": (lambda: fit_concurrency([8, 8, 8], [3, 2, 1]), "batch must differ", "8.0"),
    "factor": (lambda: concurrency_factor(0, e_inf=1, k=1, saturated=9), "batch", "at least 1", "0"),
    "full": (lambda: concurrency_factor(1, e_inf=1, k=1, saturated=[9, 0.1]), "saturated", "at least 1", "0.1"),
    "nothing": (lambda: concurrency_factor(1, e_inf=0, k=0, saturated=9), "e_inf", "above 0 where k is 0"),
    "below 0": (lambda: concurrency_factor(1, e_inf=1, k=-1, saturated=9), "k", "at least 0 J", "-1"),
    "shapes": (lambda: concurrency_factor([1, 2], e_inf=[1, 2, 3], k=1, saturated=9), "broadcast", "batch (2,)"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_message_names_argument_rule_and_value(case: tuple[Callable[[], object], *tuple[str, ...]]) -> None:
    call, *words = case
    with pytest.raises(ValueError) as caught:
        call()
    assert [word for word in words if word not in str(caught.value)] == []
    assert "\n" not in str(caught.value)
