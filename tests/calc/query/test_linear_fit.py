"""The fit of node time to a table: published tables, an optimality certificate, and what it refuses."""

import csv
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from calc.query.fit_errors import log_linear_errors
from calc.query.least_squares import nonnegative
from calc.query.linear_fit import LinearFit, fit_linear
from tests.reference import BENCHMARKS

# a, b, c, mean and leave-one-out error of two tables of TensorRT-LLM 0.19 on 8 H100, found by another program
TABLES = {
    "Llama 3.1 405B": ("1.178e-4", "1.343e-4", "6.94e-8", "0.043", "0.057"),
    "Llama 3.1 70B": ("2.849e-5", "3.833e-5", "1.647e-8", "0.034", "0.050"),
}
L_IN = np.array([128, 128, 500, 1000, 2048, 5000.0])
L_OUT = np.array([128, 4096, 2000, 1000, 128, 500.0])


def table(model: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with BENCHMARKS.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["model"] == model and r["source_id"] == "trtllm-v019"]
    return tuple(np.array([float(r[key]) for r in rows]) for key in ("tps", "l_in", "l_out"))


def seconds(a: float, b: float, c: float, l_in: np.ndarray, l_out: np.ndarray) -> np.ndarray:
    return a * l_in + b * l_out + c * (l_out * l_in + l_out**2 / 2)


def by_scipy(tps: np.ndarray, l_in: np.ndarray, l_out: np.ndarray) -> np.ndarray:
    t = l_out / tps
    return nnls(np.column_stack([l_in / t, l_out / t, (l_in + l_out / 2) * tps]), np.ones_like(t))[0]


@pytest.mark.parametrize("model", TABLES)
def test_tables_fitted_elsewhere(model: str) -> None:
    fit = fit_linear(*table(model))
    for value, text in zip((fit.a, fit.b, fit.c, fit.mean_abs_ln, fit.leave_one_out), TABLES[model], strict=True):
        digits = len(text.partition("e")[0].replace(".", "").lstrip("0"))
        assert float(f"{value:.{digits - 1}e}") == pytest.approx(float(text), rel=1e-12)
    assert (fit.rows, fit.l_in_range, fit.l_out_range) == (11, (128, 20000), (128, 4096))


@pytest.mark.parametrize("model", TABLES)
def test_errors_by_another_solver(model: str) -> None:
    rows = table(model)
    fit = fit_linear(*rows)
    np.testing.assert_allclose((fit.a, fit.b, fit.c), by_scipy(*rows), rtol=1e-10)
    tps, l_in, l_out = rows
    residuals = np.log(tps * seconds(*by_scipy(*rows), l_in, l_out) / l_out)
    np.testing.assert_allclose(fit.residuals, residuals, atol=1e-10)
    assert fit.mean_abs_ln == pytest.approx(np.mean(np.abs(residuals)), rel=1e-9)
    assert fit.max_abs_ln == pytest.approx(np.max(np.abs(residuals)), rel=1e-9)
    left = []
    for i in range(len(tps)):
        others = by_scipy(*(np.delete(x, i) for x in rows))
        left.append(abs(np.log(tps[i] * seconds(*others, l_in[i], l_out[i]) / l_out[i])))
    assert fit.leave_one_out == pytest.approx(np.mean(left), rel=1e-9)


@pytest.mark.parametrize("model", TABLES)
def test_errors_of_the_log_linear_fit_stand_beside(model: str) -> None:
    tps, l_in, l_out = table(model)
    found = log_linear_errors(tps, l_in, l_out)

    def predicted(keep: np.ndarray) -> np.ndarray:
        x = np.column_stack([np.ones_like(tps), np.log(l_in), np.log(l_out)])
        return np.minimum(x @ np.linalg.lstsq(x[keep], np.log(tps[keep]))[0], np.log(tps[keep].max()))

    every = np.arange(len(tps))
    error = np.log(tps) - predicted(every >= 0)
    left = [abs(np.log(tps[i]) - predicted(every != i)[i]) for i in every]
    np.testing.assert_allclose(found.residuals, error, atol=1e-10)
    expected = np.mean(np.abs(error)), np.max(np.abs(error)), np.mean(left)
    np.testing.assert_allclose(found[:3], expected, rtol=1e-9)
    assert found.mean_abs_ln > 5 * fit_linear(tps, l_in, l_out).mean_abs_ln


@pytest.mark.parametrize("abc", [(1e-4, 1.3e-4, 7e-8), (1e-4, 1.3e-4, 0), (0, 1e-4, 1e-8), (1e-4, 0, 1e-8)])
def test_exact_rows_give_their_coefficients_back(abc: tuple[float, float, float]) -> None:
    fit = fit_linear(L_OUT / seconds(*abc, L_IN, L_OUT), L_IN, L_OUT)
    # Columns of relative size 1, condition number near 10; what is 0 stays within rounding of the others.
    np.testing.assert_allclose((fit.a, fit.b, fit.c), abc, rtol=1e-12, atol=1e-18)
    assert fit.max_abs_ln < 1e-12
    assert fit.leave_one_out < 1e-11
    np.testing.assert_allclose(fit.seconds(L_IN, L_OUT), seconds(*abc, L_IN, L_OUT), rtol=1e-12)


def test_cached_tokens_cost_attention_only() -> None:
    fit = fit_linear(*table("Llama 3.1 405B"))
    saved = fit.seconds(5000, 300) - fit.seconds(5000, 300, cached=[0, 2000, 5000])
    np.testing.assert_allclose(saved, [0, 2000 * fit.a, 5000 * fit.a], rtol=1e-12)
    np.testing.assert_allclose(fit.seconds(500, 0), 500 * fit.a, rtol=1e-15)


def test_lengths_outside_the_table_are_flagged() -> None:
    fit = fit_linear(*table("Llama 3.1 405B"))
    assert fit.outside([127, 128, 20000, 20001, 500, 500], [128, 4096, 500, 500, 127, 4097]).tolist() == [
        True, False, False, True, True, True,
    ]  # fmt: skip


def test_no_row_to_spare_says_so() -> None:
    """Without its one row of another shape the rest cannot tell a prompt from an answer token."""
    l_in, l_out = np.array([128, 1000, 2048, 2048.0]), np.array([128, 1000, 2048, 128.0])
    fit = fit_linear(l_out / seconds(1e-4, 1e-4, 1e-8, l_in, l_out), l_in, l_out)
    assert fit.leave_one_out is None


@given(st.integers(0, 2**32 - 1), st.integers(3, 12), st.integers(1, 3))
def test_no_other_coefficients_are_nearer(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, k)) * 10 ** rng.uniform(-6, 6, k), rng.normal(size=n)
    b = nonnegative(x, y)
    # Karush-Kuhn-Tucker: the slope of the distance is 0 along what is used, and uphill along what is not.
    scale = np.linalg.norm(x, axis=0)
    slope = (x / scale).T @ (x @ b - y)
    assert np.all(b >= 0)
    assert np.all(slope > -1e-9)
    assert np.all(np.abs(slope[b > 0]) < 1e-9)


FREE_ANSWER = L_OUT / (1e-4 * L_IN)
FREE_PROMPT = np.full(L_OUT.size, 1e4)
BAD: dict[str, tuple[Callable[[], LinearFit], *tuple[str, ...]]] = {
    "three rows": (lambda: fit_linear([1, 2, 3], [1, 2, 3], [1, 3, 2]), "rows", "at least 4", "got 3"),
    "twice": (lambda: fit_linear([5, 5, 6, 7], [1, 1, 2, 3], [2, 2, 1, 4]), "rows", "must differ", "5"),
    "one shape": (lambda: fit_linear([1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]), "vary in both l_in and l_out"),
    "one length": (lambda: fit_linear([1, 2, 3, 4], [9, 9, 9, 9], [9, 9, 9, 9]), "vary in both l_in and l_out"),
    "free answer": (lambda: fit_linear(FREE_ANSWER, L_IN, L_OUT), "rows", "longer answer takes longer"),
    "free prompt": (lambda: fit_linear(FREE_PROMPT, L_IN, L_OUT), "rows", "longer prompt takes longer"),
    "negative": (lambda: fit_linear([1, 2, -3, 4], [1, 2, 3, 4], [1, 3, 2, 5]), "tps", "above 0", "token/s", "-3"),
    "NaN": (lambda: fit_linear([1, 2, 3, 4], [1, 2, np.nan, 4], [1, 3, 2, 5]), "l_in", "finite", "nan"),
    "columns": (lambda: fit_linear([1, 2, 3, 4], [1, 2, 3], [1, 3, 2, 5]), "l_in", "as many rows as tps (4)", "3"),
    "errors, three rows": (lambda: log_linear_errors([1, 2, 3], [1, 2, 3], [1, 3, 2]), "rows", "at least 4"),
    "below 0": (lambda: fit_linear(*table("Llama 3.1 70B")).seconds(-1, 5), "l_in", "at least 0", "token", "-1"),
    "cached": (lambda: fit_linear(*table("Llama 3.1 70B")).seconds(100, 5, 101), "cached", "exceed l_in", "101"),
    "shapes": (lambda: fit_linear(*table("Llama 3.1 70B")).seconds([1, 2], [1, 2, 3]), "broadcast", "l_in (2,)"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_message_names_argument_rule_and_value(case: tuple[Callable[[], LinearFit], *tuple[str, ...]]) -> None:
    call, *words = case
    with pytest.raises(ValueError) as caught:
        call()
    assert [word for word in words if word not in str(caught.value)] == []
    assert "\n" not in str(caught.value)
