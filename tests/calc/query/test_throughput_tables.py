"""The throughput tables of current hardware, fitted: printed examples, another solver, what cannot be fitted."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import nnls

from calc.inputs.tables import throughput
from calc.query.fit_errors import log_linear_errors
from calc.query.throughput_tables import ENOUGH_ROWS, ThroughputTable, all_tables, table_models, table_nodes

TABLES = all_tables()
USABLE = [table for table in TABLES if not table.refusal]
BEFORE_1 = [table for table in USABLE if table.table != "trtllm-1.x"]
# a, b, c, rows, mean and leave-one-out error, as printed by a study of the same pages with another program.
EXAMPLES = {
    ("Llama 3.1 405B", "H100 SXM 80GB", 8, "FP8", "trtllm-0.19"): (
        "1.178e-4", "1.343e-4", "6.94e-8", 11, "0.043", "0.057",
    ),
    ("Llama 3.1 70B", "H100 SXM 80GB", 8, "FP8", "trtllm-0.19"): (
        "2.849e-5", "3.833e-5", "1.647e-8", 11, "0.034", "0.050",
    ),
    ("Mixtral 8x22B", "H200 SXM 141GB", 8, "FP8", "trtllm-0.17"): (
        "1.915e-5", "2.222e-5", "6.84e-9", 9, "0.015", "0.022",
    ),
    ("gpt-oss-120b", "B200 180GB", 2, "FP4", "trtllm-1.x"): ("5.73e-6", "7.11e-6", "4.14e-9", 6, "0.033", "0.066"),
}  # fmt: skip


def columns(table: ThroughputTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(np.array([getattr(row, name) for row in table.rows]) for name in ("tps", "l_in", "l_out"))


def the_one(model: str, gpu: str, gpus: int, precision: str, table: str) -> ThroughputTable:
    key = (model, gpu, gpus, precision, table)
    (found,) = (t for t in TABLES if (t.model, t.gpu, t.gpus, t.precision, t.table) == key)
    return found


def by_scipy(tps: np.ndarray, l_in: np.ndarray, l_out: np.ndarray) -> np.ndarray:
    """a, b, c of the least relative error, by another solver."""
    t = l_out / tps
    return nnls(np.column_stack([l_in / t, l_out / t, (l_in + l_out / 2) * tps]), np.ones_like(t))[0]


def ln_ratio(abc: np.ndarray, tps: np.ndarray, l_in: np.ndarray, l_out: np.ndarray) -> np.ndarray:
    a, b, c = abc
    return np.log((a * l_in + b * l_out + c * l_out * (l_in + l_out / 2)) * tps / l_out)


def test_every_row_is_of_one_table_and_none_is_left_out() -> None:
    held = sorted(row.row_id for table in TABLES for row in table.rows)
    assert held == [row.row_id for row in throughput()]
    for table in TABLES:
        own = (table.model, table.gpu, table.gpus, table.precision, table.software, table.table)
        assert {(r.model, r.gpu, r.gpus, r.precision, r.software, r.table) for r in table.rows} == {own}
    assert len({str(table) for table in TABLES}) == len(TABLES)


def test_tables_that_can_be_fitted_and_why_the_others_cannot() -> None:
    assert (len(TABLES), len(USABLE), sum(len(table.rows) for table in USABLE)) == (80, 73, 618)
    for table in set(TABLES) - set(USABLE):
        assert table.refusal == f"rows must be at least 4 to fit throughput: got {len(table.rows)}"
        with pytest.raises(ValueError, match=f"^table {table.model}, .* cannot be fitted: rows must be at least 4"):
            table.fit()


@pytest.mark.parametrize("key", EXAMPLES, ids=lambda key: key[0])
def test_printed_examples(key: tuple[str, str, int, str, str]) -> None:
    fit = the_one(*key).fit()
    *texts, rows, mean, left_out = EXAMPLES[key]
    assert fit.rows == rows
    values = (fit.a, fit.b, fit.c, fit.mean_abs_ln, fit.leave_one_out)
    for value, text in zip(values, (*texts, mean, left_out), strict=True):
        digits = len(text.partition("e")[0].replace(".", "").lstrip("0"))
        assert float(f"{value:.{digits - 1}e}") == pytest.approx(float(text), rel=1e-12)


def test_published_errors_of_all_tables_before_version_1() -> None:
    assert (len(BEFORE_1), sum(len(table.rows) for table in BEFORE_1)) == (51, 500)
    assert round(np.mean([table.fit().mean_abs_ln for table in BEFORE_1]), 3) == 0.033
    larger = [table for table in BEFORE_1 if len(table.rows) >= 6]
    assert sum(len(table.rows) for table in larger) == 495
    assert round(np.mean([table.fit().leave_one_out for table in larger]), 3) == 0.052


def test_published_errors_of_the_log_linear_fit_to_the_same_tables() -> None:
    errors, left_out = [], []
    for table in BEFORE_1:
        tps, l_in, l_out = columns(table)
        x = np.column_stack([np.ones_like(tps), np.log(l_in), np.log(l_out)])
        errors.append(np.mean(np.abs(np.log(tps) - x @ np.linalg.lstsq(x, np.log(tps))[0])))
        if len(tps) >= 6:
            left_out.append(log_linear_errors(tps, l_in, l_out).leave_one_out)
    assert (round(np.mean(errors), 2), round(np.mean(left_out), 2)) == (0.35, 0.46)  # without and with the cap


@pytest.mark.parametrize("table", USABLE, ids=str)
def test_another_solver_finds_the_same(table: ThroughputTable) -> None:
    fit, rows = table.fit(), columns(table)
    best = by_scipy(*rows)
    # Both solve to rounding; the condition number of the scaled columns is near 10.
    np.testing.assert_allclose((fit.a, fit.b, fit.c), best, rtol=1e-9, atol=1e-18)
    errors = np.abs(ln_ratio(best, *rows))
    left_out = [
        abs(ln_ratio(by_scipy(*(np.delete(x, i) for x in rows)), *(x[i : i + 1] for x in rows))[0])
        for i in range(len(table.rows))
    ]
    expected = errors.mean(), errors.max(), np.mean(left_out)
    np.testing.assert_allclose((fit.mean_abs_ln, fit.max_abs_ln, fit.leave_one_out), expected, rtol=1e-8)


def test_small_tables_predict_worse() -> None:
    """The reason for preferring tables of six rows or more."""
    means = [
        np.mean([t.fit().leave_one_out for t in USABLE if (len(t.rows) >= ENOUGH_ROWS) == enough])
        for enough in (True, False)
    ]
    assert [round(mean, 2) for mean in means] == [0.06, 0.23]


def test_rows_that_make_a_coefficient_meaningless_are_refused_by_name() -> None:
    """Rows on which answers cost nothing, as T = 1e-4 L_in has it."""
    table = the_one("Llama 3.1 405B", "H100 SXM 80GB", 8, "FP8", "trtllm-0.19")
    free = replace(table, rows=tuple(replace(r, tps=r.l_out / (1e-4 * r.l_in)) for r in table.rows))
    with pytest.raises(
        ValueError, match=r"405B, 8 H100 .* cannot be fitted: rows must show that a longer answer takes"
    ):
        free.fit()


def test_throughput_per_gpu_is_a_geometric_mean() -> None:
    table = the_one("Llama 3.3 70B", "B200 180GB", 2, "FP4", "trtllm-0.19")
    by_length = {(r.l_in, r.l_out): r.tps for r in table.rows}
    assert table.tps_per_gpu([(128, 128)]) == pytest.approx(17867.66 / 2, rel=1e-12)
    both = (by_length[128, 128] * by_length[1000, 1000]) ** 0.5 / 2
    assert table.tps_per_gpu([(128, 128), (1000, 1000)]) == pytest.approx(both, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("405B", "Llama 3.1 405B"), ("llama 405b", "Llama 3.1 405B"), ("70B", "Llama 3.1 70B"),
        ("R1", "DeepSeek-R1-0528"), ("DeepSeek R1", "DeepSeek-R1"), ("gpt-oss 120b", "gpt-oss-120b"),
        ("maverick", "Llama 4 Maverick (400B-A17B)"), ("Mixtral", "Mixtral 8x22B"), ("235B", "Qwen3-235B-A22B"),
    ],
)  # fmt: skip
def test_models_go_by_the_names_that_people_type(text: str, model: str) -> None:
    assert table_models().find(text) == model


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("B200", "DGX B200"), ("dgx-b200", "DGX B200"), ("H100 SXM 80GB", "DGX H100"), ("NVL72", "GB200 tray"),
        ("A100", "A100-SXM4-80GB"), ("L40S", "L40S"), ("GH200", "GH200 96GB HBM3"),
    ],
)  # fmt: skip
def test_nodes_go_by_the_names_that_people_type(text: str, node: str) -> None:
    assert table_nodes().find(text) == node
