"""Errors of the paper's throughput fits, from the rows by hand."""

import numpy as np
import pytest

from calc.inputs.tables import benchmarks
from calc.query.throughput import fit_tps
from calc.query.tps_errors import errors_of_fit, model_errors


def used(model: str, rows: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = [b for b in benchmarks() if b.model == model and (rows == "all" or b.in_published_fit)]
    return tuple(np.array([getattr(b, name) for b in found]) for name in ("tps", "l_in", "l_out"))


@pytest.mark.parametrize("rows", ["published_fit", "all"])
@pytest.mark.parametrize("model", ["Llama 3.1 405B", "Llama 3.1 70B", "Mixtral 8x22B"])
def test_errors_by_another_solver(model: str, rows: str) -> None:
    tps, l_in, l_out = used(model, rows)
    x = np.column_stack([np.ones_like(tps), np.log(l_in), np.log(l_out)])

    def error(keep: np.ndarray) -> np.ndarray:
        line = x @ np.linalg.lstsq(x[keep], np.log(tps[keep]))[0]
        return np.abs(np.log(tps) - np.minimum(line, np.log(tps[keep].max())))

    every = np.arange(len(tps))
    expected = np.mean(error(every >= 0)), np.max(error(every >= 0)), np.mean([error(every != i)[i] for i in every])
    np.testing.assert_allclose(model_errors(model, rows)[:3], expected, rtol=1e-9)


def test_three_rows_are_met_and_leave_none_to_predict() -> None:
    found = model_errors("DeepSeek-R1")
    assert found.max_abs_ln < 1e-12  # rounding
    assert found.leave_one_out is None


def test_two_rows_are_as_far_as_the_smaller_is_from_the_larger() -> None:
    found = model_errors("Llama-3.1 Nemotron Ultra 253B")
    gap = np.log(5200 / 720)
    assert found[:3] == (pytest.approx(gap / 2, rel=1e-12), pytest.approx(gap, rel=1e-12), None)


@pytest.mark.parametrize(("tps", "said"), [([1, 2, 0], "tps must be above 0 token/s: got 0"), ([1, 2], "broadcast")])
def test_bad_rows(tps: list[float], said: str) -> None:
    fit = fit_tps([3000, 2000, 1000], [100, 100, 1000], [100, 1000, 100])
    with pytest.raises(ValueError, match=said):
        errors_of_fit(fit, tps, [100, 100, 1000], [100, 1000, 100])
