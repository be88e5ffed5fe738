"""Every bad cell gets its message: the argument, the rule, the value."""

# ruff: noqa: E501 (a case is a line)

import datetime as dt

import numpy as np
import pytest

from addin.dispatch import call, call_many
from addin.errors import CellError, CellsError
from tests.addin.ask import OWN, column, flat, one

BIG = [[1.0]] * 100_001


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("FLEET_GWH", (1.2, 1.0, 1.0), "share_tts must lie between 0 and 1: got 1.2"),
        ("FLEET_GWH", (None, 1.0, 1.0), "share_tts must not be blank"),
        ("FLEET_GWH", (" ", 1.0, 1.0), "share_tts must not be blank"),
        ("FLEET_GWH", (float("nan"), 1.0, 1.0), "share_tts must not be blank"),
        ("FLEET_GWH", ("0,1", 1.0, 1.0), "share_tts must be a number: got text '0,1'"),
        ("FLEET_GWH", ("0.1", 1.0, 1.0), "share_tts must be a number: got text '0.1'"),
        ("FLEET_GWH", ("#N/A", 1.0, 1.0), "share_tts must not be an error: got #N/A"),
        ("FLEET_GWH", ("Err:502", 1.0, 1.0), "share_tts must not be an error: got Err:502"),
        ("FLEET_GWH", (True, 1.0, 1.0), "share_tts must be a number: got TRUE"),
        ("FLEET_GWH", (dt.datetime(2026, 1, 1), 1.0, 1.0), "share_tts must be a number or text: got a datetime"),  # noqa: DTZ001
        ("FLEET_GWH", (float("inf"), 1.0, 1.0), "share_tts must be finite: got inf"),
        ("FLEET_GWH", (10**400, 1.0, 1.0), "share_tts must be finite: got inf"),
        ("FLEET_GWH", (0.1, 3.0, 1.5), "alpha_lo must not exceed alpha_hi: got 3"),
        ("FLEET_GWH", (0.1, 1.0, 1.0, -1.0), "queries_per_day must be at least 0: got -1"),
        ("FLEET_GWH", (0.1, 1.0, 1.0, None, "Nowhere"), "model is not known: got 'Nowhere'"),
        ("FLEET_GWH", (0.1, 1.0, 1.0, 1e308, None, 1e300), "FLEET_GWH must be finite"),
        ("FLEET_GWH", (0.1, 1.0), "alpha_hi must not be blank"),
        ("FLEET_GWH", (0.1,) * 8, "FLEET_GWH must have at most 7 arguments: got 8"),
        ("FLEET_BETA", (1.1, 0.0), "mean_load must be above 0"),
        ("EQUERY_MEDIAN", ("Llama 3.1 40B", "tts"), "did you mean 'Llama 3.1 405B'"),
        ("EQUERY_MEDIAN", (405.0, "tts"), "model must be text: got 405"),
        ("EQUERY_MEDIAN", ("R1", "tradtional"), "did you mean 'traditional'"),
        ("EQUERY_MEDIAN", ("R1", "300"), "regime is not known: got '300'"),
        ("EQUERY_MEDIAN", ("R1", True), "regime must be traditional, tts or a number of tokens: got TRUE"),
        ("EQUERY_MEDIAN", ("R1", 0.0), "regime must be above 0"),
        ("EQUERY_MEDIAN", ("R1", "tts", 1.5), "alpha_lo must not exceed alpha_hi: got 1.5"),
        ("EQUERY_QUANTILE", ("R1", "tts", 1.0), "q must lie strictly between 0 and 1: got 1"),
        ("EQUERY_PROB_ABOVE", ("R1", "tts", 0.0), "wh must be above 0 Wh: got 0"),
        ("EQUERY_SAMPLE", ("R1", "tts", 1e7), "n must be a whole number from 1 to 100,000: got 10,000,000"),
        ("EQUERY_SAMPLE", ("R1", "tts", 2.5), "n must be a whole number: got 2.5"),
        ("EQUERY_SAMPLE", ("R1", "tts", 2.0, -1.0), "seed must be a whole number from 0"),
        ("EQUERY_SUMMARY", (column(["R1", "405B"]), "tts"), "model must be one cell"),
        ("EQUERY_PUBLISHED", ("fleet.tard",), "did you mean 'fleet.trad'"),
        ("EQUERY_PUBLISHED", ([["fleet.trad", "beta"]],), "id must be one cell or a column: got 2 columns"),
        ("TPS_PREDICT", ("Baseline", 1.0, 1.0), "model must be a single model, not a blend: got 'Baseline'"),
        ("TPS_FIT_RANGE", (OWN[0], OWN[1][:2], OWN[2]), "l_in must have as many rows as tps (3): got 2"),
        ("TPS_FIT_RANGE", (OWN[0], [[1.0], [None], [2.0]], OWN[2]), "l_in must not be blank beside other values: row 2"),
        ("TPS_FIT_RANGE", (OWN[0], [[1.0], ["x"], [2.0]], OWN[2]), "l_in must be a number: got text 'x'"),
        ("TPS_FIT_RANGE", ([[1.0, 2.0], [3.0, 4.0]], *OWN[1:]), "tps must be one column or one row: got 2 x 2"),
        ("TPS_FIT_RANGE", ([[1.0]], [[1.0]], [[1.0]]), "rows must be at least 2 to fit throughput: got 1"),
        ("EQUERY_MEDIAN", ([["R1"], ["R1", "R1"]], "tts"), "model must be a rectangular range"),
        ("EQUERY_MEDIAN", ([[["R1"]]], "tts"), "model must be a range of rows and columns: got three dimensions"),
        ("EQUERY_MEDIAN", (["R1", "R1"], "tts"), "model must be a cell or a range of rows and columns: got rows"),
        ("EQUERY_MEDIAN", ([], "tts"), "model must be a cell or a range of rows and columns: got none"),
        ("EQUERY_MEDIAN", ([[]], "tts"), "model must be a cell or a range"),
        ("EQUERY_MEDIAN", ("R1", column([1.0, 2.0]), column([1.0, 1.0, 1.0])), "got regime 2 x 1, alpha_lo 3 x 1"),
        ("EQUERY_MEDIAN", ("R1", BIG), "regime must be at most 100,000 cells: got 100,001"),
        ("EQUERY_MEDIAN", ("R1", BIG[:1000], [[1.0] * 1000]), "the result must be at most 100,000 cells"),
        ("EQUERY_MEDIANS", (), "did you mean EQUERY_MEDIAN?"),
        ("SUM", (), "function is not known"),
    ],
)  # fmt: skip
def test_the_whole_call(name, arguments, said):
    with pytest.raises(CellsError) as caught:
        call(name, arguments)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_long_text_is_cut():
    with pytest.raises(CellsError) as caught:
        one("EQUERY_MEDIAN", "x" * 100_000, "tts")
    assert len(str(caught.value)) < 400


def test_bad_rows_are_errors_in_their_own_cells():
    shares = [0.1, 1.2, None, "0,1", "#REF!", -0.1, 0.2, float("nan"), True]
    cells = flat(call("FLEET_GWH", [column(shares), 1.0, 1.0]))
    bad = {i: str(cell) for i, cell in enumerate(cells) if isinstance(cell, CellError)}
    assert sorted(bad) == [1, 2, 3, 4, 5, 7, 8]
    assert bad[1] == "share_tts must lie between 0 and 1: got 1.2"
    assert bad[2] == "share_tts must not be blank"
    assert bad[4] == "share_tts must not be an error: got #REF!"
    assert [cells[0], cells[6]] == pytest.approx([one("FLEET_GWH", s, 1.0, 1.0) for s in (0.1, 0.2)], rel=1e-12)


def test_bad_names_and_values_that_only_fail_together():
    models = column(["R1", "Deepsek R1", "405B", "405B"])
    cells = flat(call("EQUERY_MEDIAN", [models, "tts", column([1.5, 1.5, 3.0, 1.0]), column([3.0, 3.0, 1.5, 1.0])]))
    assert [isinstance(cell, CellError) for cell in cells] == [False, True, True, False]
    assert "did you mean" in str(cells[1])
    assert str(cells[2]).startswith("alpha_lo must not exceed alpha_hi: got 3")


def test_one_bad_row_of_many():
    regimes = np.linspace(10, 5000, 3000).tolist()
    regimes[1234] = -1.0
    cells = flat(call("EQUERY_MEDIAN", ["405B", column(regimes)]))
    assert [i for i, cell in enumerate(cells) if isinstance(cell, CellError)] == [1234]


def test_the_first_bad_argument_is_named():
    (cell, _), _ = call("EQUERY_MEDIAN", [[["no"], ["R1"]], [["never", "tts"]]])
    assert str(cell).startswith("model is not known")


def test_bad_ids_of_a_column():
    assert [isinstance(row[0], CellError) for row in call("EQUERY_PUBLISHED", [column(["beta", "no", None])])] == [
        False,
        True,
        True,
    ]


def test_many_calls_are_the_calls_one_by_one():
    calls = [
        ("R1", "tts", 1.0, 1.0, None),
        ("R2", "tts", 1.0, 1.0, None),
        ("R1", -5.0, 1.0, 1.0, "joule-2026"),
        ("R1", 700.0, None, "", "joule-2026"),
        ("R1", 700.0, 1.0, 1.0, [["pue_p95", 1.3]]),
        ("R1", 900.0, 1.0, 1.0, [["pue_p95", 1.3]]),
        ([["R1"], ["405B"]], 700.0, 1.0, 1.0, None),
        ("R1", 700.0, 1.0, 1.0, "no-such-set"),
        ("R1", 800.0, 1.0, 1.0, "no-such-set"),
    ]
    together = call_many("EQUERY_MEDIAN", list(zip(*calls, strict=True)))
    for answer, arguments in zip(together, calls, strict=True):
        if isinstance(answer, CellsError):
            with pytest.raises(CellsError) as alone:
                call("EQUERY_MEDIAN", arguments)
            assert str(answer) == str(alone.value)
        else:
            assert flat(answer) == pytest.approx(flat(call("EQUERY_MEDIAN", arguments)), rel=1e-9)
    assert [i for i, answer in enumerate(together) if isinstance(answer, CellsError)] == [1, 2, 7, 8]
    assert call_many("EQUERY_MODELS", []) == []
    tables = call_many("EQUERY_SAMPLE", [["R1", "R1"], ["tts", "tts"], [2.0, 3.0]])
    assert [len(t) for t in tables] == [2, 3]
