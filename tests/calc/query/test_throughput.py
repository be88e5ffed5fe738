"""The throughput fit: certified regressions, the coefficients of the published fit, and its rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.query.estimate import model_fit
from calc.query.throughput import fit_tps, ols
from tests.calc.query.nist import (
    LONGLEY,
    LONGLEY_CERTIFIED,
    NORRIS,
    NORRIS_CERTIFIED,
    WAMPLER1_CERTIFIED,
    WAMPLER1_X,
    WAMPLER1_Y,
)  # fmt: skip
from tests.reference import coefficients

EPS = np.finfo(float).eps
R1, NEMOTRON = "DeepSeek-R1", "Llama-3.1 Nemotron Ultra 253B"

# b0, b_in, b_out on the 22 rows, from the authors' regression, to the digits that were written down.
PUBLISHED_FIT = {
    "Llama 3.1 405B": (["9.76196321", "-0.58543888", "0.22656443"], 7, 4572.23),
    "Llama 3.1 70B": (["10.82381965", "-0.56228342", "0.26207461"], 5, 17463.99),
    "Mixtral 8x22B": (["11.22539048", "-0.55302395", "0.25166666"], 5, 25150.03),
    "DeepSeek-R1": (["10.5592791", "-0.539388131", "-0.00487755117"], 3, 1300.0),
}


@pytest.mark.parametrize(
    ("x", "y", "certified"),
    [
        (np.column_stack([np.ones(len(NORRIS)), NORRIS[:, 1]]), NORRIS[:, 0], NORRIS_CERTIFIED),
        (np.column_stack([np.ones(len(LONGLEY)), LONGLEY[:, 1:]]), LONGLEY[:, 0], LONGLEY_CERTIFIED),
        (np.vander(WAMPLER1_X, 6, increasing=True), WAMPLER1_Y, WAMPLER1_CERTIFIED),
    ],
    ids=["Norris", "Longley", "Wampler1"],
)
def test_regression_against_nist(x: np.ndarray, y: np.ndarray, certified: np.ndarray) -> None:
    scale = np.linalg.norm(x, axis=0)
    condition = np.linalg.cond(x / scale)
    residual = np.linalg.norm(y - x @ certified) / np.linalg.norm(x @ certified)
    # Error bound of a backward stable least-squares solver (Higham, Accuracy and Stability, theorem 20.1).
    tolerance = len(y) * EPS * condition * (1 + condition * residual)
    error = np.linalg.norm((ols(x, y) - certified) * scale) / np.linalg.norm(certified * scale)
    assert error < tolerance < 1e-5


@pytest.mark.parametrize("model", PUBLISHED_FIT)
def test_coefficients_of_the_published_fit(model: str) -> None:
    printed, n, cap = PUBLISHED_FIT[model]
    fit = model_fit(model)
    for value, text in zip((fit.b0, fit.b_in, fit.b_out), printed, strict=True):
        # One unit of the last digit: some were cut, not rounded (10.5592791 is 10.55927918).
        assert abs(value - float(text)) < 10.0 ** -len(text.partition(".")[2])
    assert (fit.n, fit.tps_max, fit.constant) == (n, cap, False)


@pytest.mark.parametrize("model", PUBLISHED_FIT)
@pytest.mark.parametrize("published_fit", [True, False])
def test_coefficients_by_another_least_squares(model: str, *, published_fit: bool) -> None:
    fit = model_fit(model, "published_fit" if published_fit else "all")
    expected = coefficients(model, published_fit=published_fit)
    # Two stable solvers; the worst condition number is about 1e2, which leaves 12 digits and more.
    np.testing.assert_allclose((fit.b0, fit.b_in, fit.b_out, fit.tps_max), expected, rtol=1e-11)


def test_all_rows_are_38() -> None:
    assert sum(model_fit(m, "all").n for m in (*PUBLISHED_FIT, NEMOTRON)) == 38
    assert sum(model_fit(m).n for m in (*PUBLISHED_FIT, NEMOTRON)) == 22


def test_two_rows_hold_the_larger_throughput() -> None:
    fit = model_fit(NEMOTRON)
    assert (fit.n, fit.constant, fit.b_in, fit.b_out, fit.r2) == (2, True, 0, 0, 0)
    lengths = np.array([1, 300, 1e5])
    # exp(ln 5200) may differ from 5200 in the last digit, and the cap takes it back.
    np.testing.assert_allclose(fit.predict([[50], [5000]], lengths).tps, 5200, rtol=1e-15)
    np.testing.assert_allclose(fit.residuals, np.log([1, 720 / 5200]), atol=1e-14)


def test_three_rows_are_met_exactly() -> None:
    fit = model_fit(R1)
    np.testing.assert_allclose(fit.predict([1024, 500, 5000], [1024, 2000, 500]).tps, [886, 1300, 378], rtol=1e-12)
    assert fit.r2 == pytest.approx(1, abs=1e-12)
    assert np.max(np.abs(fit.residuals)) < 1e-12  # rounding of numbers near 10


def test_prediction_is_capped_and_says_so() -> None:
    fit = model_fit("Llama 3.1 405B")
    raw = np.exp(fit.b0 + fit.b_in * np.log(500) + fit.b_out * np.log([300.0, 1e5]))
    assert raw[0] < fit.tps_max < raw[1]
    found = fit.predict(500, [300, 1e5])
    np.testing.assert_allclose(found.tps, [raw[0], 4572.23], rtol=1e-14)
    assert found.capped.tolist() == [False, True]


def test_extrapolation_is_flagged_outside_the_fitted_lengths() -> None:
    fit = model_fit("Llama 3.1 405B")
    assert (fit.l_in_range, fit.l_out_range) == ((128, 5000), (128, 2048))
    flags = fit.predict([127, 128, 5000, 5001, 500, 500, 500, 500], [500, 500, 500, 500, 127, 128, 2048, 2049])
    assert flags.extrapolated.tolist() == [True, False, False, True, True, False, False, True]
    assert model_fit("Llama 3.1 405B", "all").l_in_range == (128, 20000)


@given(
    st.integers(4, 12).flatmap(
        lambda n: st.lists(
            st.tuples(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(1, 1e5)),
            min_size=n, max_size=n, unique=True,
        )
    )
)  # fmt: skip
def test_residuals_and_r2_of_any_rows(rows: list[tuple[float, float, float]]) -> None:
    tps, l_in, l_out = np.array(rows).T
    x = np.column_stack([np.ones(len(rows)), np.log(l_in), np.log(l_out)])
    if np.linalg.cond(x / np.linalg.norm(x, axis=0)) > 1e6:
        return  # nearly dependent columns, where a different solver differs in the visible digits
    fit = fit_tps(tps, l_in, l_out)
    # Least squares leaves residuals orthogonal to the columns; numbers near 12 x 12 rows, six digits of condition.
    assert np.max(np.abs(x.T @ fit.residuals)) < 1e-8
    spread = np.sum((np.log(tps) - np.log(tps).mean()) ** 2)
    if spread > 1e-6:
        assert fit.r2 == pytest.approx(1 - np.sum(fit.residuals**2) / spread, abs=1e-9)
        assert -1e-9 < fit.r2 <= 1


@given(st.tuples(st.floats(5, 12), st.floats(-0.9, -0.1), st.floats(-0.1, 0.5)))
def test_an_exact_plane_comes_back(b: tuple[float, float, float]) -> None:
    l_in, l_out = np.array([128, 128, 500, 2048, 5000.0]), np.array([128, 2048, 2000, 128, 500.0])
    tps = np.exp(b[0] + b[1] * np.log(l_in) + b[2] * np.log(l_out))
    fit = fit_tps(tps, l_in, l_out)
    # Condition number below 1e2, so 1e-16 in ln TPS (about 10) costs less than 1e-12.
    np.testing.assert_allclose((fit.b0, fit.b_in, fit.b_out), b, atol=1e-12)
    assert fit.tps_max == tps.max()


def test_rows_may_come_in_any_order() -> None:
    rows = np.array([[886, 1024, 1024], [1300, 500, 2000], [378, 5000, 500], [700.0, 1000, 100]])
    one, other = fit_tps(*rows.T), fit_tps(*rows[::-1].T)
    # The same sums in another order: rounding only.
    np.testing.assert_allclose((one.b0, one.b_in, one.b_out), (other.b0, other.b_in, other.b_out), rtol=1e-12)


def test_the_cap_may_come_from_a_row_that_is_not_fitted() -> None:
    assert fit_tps([100, 200], [10, 20], [10, 20], tps_max=300).predict(10, 10).tps == pytest.approx(300)


def test_a_fit_is_found_by_an_alias_too() -> None:
    assert np.array_equal(model_fit("405b").residuals, model_fit("Llama 3.1 405B").residuals)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Llama 40B",), "^model is not known: .*did you mean 'Llama 3.1 405B'"),
        (("Baseline",), "^model must be one model, not a blend: got 'Baseline'"),
        (("405B", "some"), "^benchmark_rows is not known: got 'some'; choose one of published_fit, all"),
    ],
)
def test_a_fit_of_nothing_is_refused(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        model_fit(*arguments)
