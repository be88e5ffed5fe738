"""What calls took, in a cell: the numbers of the command, of calc by hand, and of rows one by one."""

# ruff: noqa: E501 (a case is a line)

import re

import numpy as np
import pandas as pd
import pytest

from addin.dispatch import call, call_many
from addin.errors import CellsError
from addin.functions import usage
from addin.functions.usage import HEADER
from calc.impacts.grid_factor import grid
from calc.impacts.several_places import place_mix, places_of
from calc.inputs.serving_assumptions import serving_set
from calc.usage.ledger_energy import usage_energy
from tests.addin.ask import column, flat, one
from tests.workbook.conftest import equery  # noqa: F401 - the command, whose numbers a cell must have
from workbook.ledger.answer import answered
from workbook.ledger.reading import Usage
from workbook.ledger.terms import Terms
from workbook.ledger.typed_usage import typed_calls

SAME = 1e-9
CALLS = ("GPT-4", 40e6, 1200.0, 350.0)
TWO = "Ireland:0.5, Northern Virginia:0.5"
LEVELS = {"mean": "mean", "p5": "P5", "p50": "median", "p95": 0.95}
MODELS = ["GPT-4", "gpt-4o-mini", "claude-sonnet-4-5", "Mixtral 8x22B on H200", "GPT-4", "frontier"]
COUNTS = [4e6, 2.5e7, 1e5, 3e6, 7e5, 12.0]
L_IN = [1200.0, 600.0, 40_000.0, 10.0, 0.0, 55.5]
L_OUT = [350.0, 200.0, 900.0, 3000.0, 1.0, 0.0]
CACHED = [0.0, 300.0, 39_000.0, 0.0, 0.0, 20.0]
PLACES = [TWO, "Ireland", None, "us-east-1", None, "France=1, DE=3"]
ROWS = (column(MODELS), column(COUNTS), column(L_IN), column(L_OUT))


@pytest.mark.parametrize(
    ("words", "kwh", "location", "market"),
    [
        ((), (), (), ("market",)),
        (("--place", TWO), (), (TWO,), ("market",)),
        (("--cached", 400, "--place", "DE"), (400.0,), ("DE", 400.0), ("market",)),
        (("--place", TWO, "--contractual-g-per-kwh", 50, "--certified-share", 0.25), (), (TWO,), ("market", 50.0, 0.25)),
        (("--certified-share", 0.25), (), (), ("market", None, 0.25)),
    ],
)  # fmt: skip
def test_a_cell_says_what_the_command_says(equery, words, kwh, location, market):  # noqa: F811
    model, calls, l_in, l_out = CALLS
    typed = ("--model", model, "--calls", calls, "--l-in", l_in, "--l-out", l_out)
    totals = equery("usage", *typed, *words, "--json").json["totals"]
    place, cached = (*location, None, None)[:2]
    for part, which in LEVELS.items():
        assert one("USAGE_KWH", *CALLS, *(kwh or (None,)), which) == pytest.approx(totals["kwh"][part], rel=SAME)
        at = (*CALLS, place, cached, which)
        assert one("USAGE_TCO2E", *at) == pytest.approx(totals["tco2e_location"][part], rel=SAME)
        assert one("USAGE_TCO2E", *at, *market) == pytest.approx(totals["tco2e_market"][part], rel=SAME)


def test_overrides_are_those_of_the_command(equery):  # noqa: F811
    given = {"pue": 1.1, "cache_read": 0.05, "spread_p95": 2.0}
    words = [word for key, value in given.items() for word in ("--assume", f"{key}={value}")]
    typed = ("--model", "mid", "--calls", 1e6, "--l-in", 1000, "--l-out", 300, "--cached", 500)
    totals = equery("usage", *typed, "--set", "equery-2026-own", *words, "--json").json["totals"]
    table = [["set", "equery-2026-own"], *map(list, given.items())]
    for part, which in LEVELS.items():
        cell = one("USAGE_KWH", "mid", 1e6, 1000.0, 300.0, 500.0, which, table)
        assert cell == pytest.approx(totals["kwh"][part], rel=SAME)
    assert one("USAGE_KWH", *CALLS) == one("USAGE_KWH", *CALLS, None, None, [[None, None]])


def test_rows_are_those_of_a_ledger():
    typed = [typed_calls(*row) for row in zip(MODELS, COUNTS, L_IN, L_OUT, CACHED, strict=True)]
    sums = pd.concat([one.sums for one in typed], ignore_index=True)
    answer = answered(Usage((), sums), Terms(mix=place_mix(places_of(TWO))))
    expected = answer.totals
    for part, which in LEVELS.items():
        kwh = one("USAGE_KWH", *ROWS, column(CACHED), which)
        tonnes = one("USAGE_TCO2E", *ROWS, TWO, column(CACHED), which)
        assert kwh == pytest.approx(float(getattr(expected["kwh"], part)[0]), rel=SAME)
        assert tonnes == pytest.approx(float(getattr(expected["tco2e_location"], part)[0]), rel=SAME)
    *_, total = call("USAGE_REPORT", (*ROWS, TWO, column(CACHED)))
    assert total[2] == pytest.approx(answer.data_quality, rel=SAME)


def test_a_total_is_the_sum_of_its_rows_draw_by_draw():
    # by hand from what a token takes: models sorted by maker and name, each drawn once, places known and not
    names = {"GPT-4": ("OpenAI frontier", "frontier"), "gpt-4o-mini": ("OpenAI mid", "mid"),
             "claude-sonnet-4-5": ("Anthropic frontier", "frontier"), "frontier": ("frontier", "frontier"),
             "Mixtral 8x22B on H200": ("Mixtral 8x22B on DGX H200", "Mixtral 8x22B on DGX H200")}  # fmt: skip
    keys = sorted({names[m][0] for m in MODELS})
    e = usage_energy([next(n for k, n in names.values() if k == key) for key in keys], serving_set())
    unknown = 0.8 * grid("United States").gco2e_per_kwh + 0.1 * grid("Ireland").gco2e_per_kwh
    unknown += 0.1 * grid("Singapore").gco2e_per_kwh
    kwh = tonnes = 0.0
    for m, n, l_in, l_out, kept, place in zip(MODELS, COUNTS, L_IN, L_OUT, CACHED, PLACES, strict=True):
        unit = e.per_unit[keys.index(names[m][0])] / 1e3
        row = n * (unit[0] * (l_in - kept) + unit[1] * kept + l_out * (unit[2] + unit[4] * (l_in + l_out)))
        kwh = kwh + row
        g = unknown if place is None else place_mix(places_of(place)).gco2e_per_kwh
        tonnes = tonnes + row * g / 1e6 * (e.grid_unknown if place is None else e.grid_known).draws
    levels = [0.05, 0.5, 0.95, 0.123]
    cells = flat(call("USAGE_KWH", (*ROWS, column(CACHED), [["P5", "median", "p95", 0.123]])))
    assert cells == pytest.approx(np.quantile(kwh, levels), rel=SAME)
    cells = flat(call("USAGE_TCO2E", (*ROWS, column(PLACES), column(CACHED), column(levels))))
    assert cells == pytest.approx(np.quantile(tonnes, levels), rel=SAME)


def test_means_add_up_and_intervals_do_not():
    alone = [one("USAGE_KWH", *row) for row in zip(MODELS, COUNTS, L_IN, L_OUT, CACHED, strict=True)]
    assert one("USAGE_KWH", *ROWS, column(CACHED)) == pytest.approx(sum(alone), rel=SAME)
    width = [one("USAGE_KWH", *row, None, "P95") for row in zip(MODELS, COUNTS, L_IN, L_OUT, strict=True)]
    assert one("USAGE_KWH", *ROWS, None, "P95") < sum(width)


def test_the_report_has_a_row_for_each_and_their_total():
    header, *rows, total = call("USAGE_REPORT", (*ROWS, column(PLACES), column(CACHED)))
    assert header == list(HEADER)
    assert [row[0] for row in rows] == MODELS
    assert [row[1] for row in rows[:2]] == ["OpenAI frontier", "OpenAI mid"]
    assert rows[0][3] == "50 % Ireland, 50 % Northern Virginia"
    assert rows[2][3].endswith("10 % Singapore (assumed)")
    whole = (*ROWS, column(PLACES), column(CACHED))
    expected = [*flat(call("USAGE_KWH", (*ROWS, column(CACHED), [["mean", "P5", "P95"]]))),
                *flat(call("USAGE_TCO2E", (*whole, [["mean", "P5", "P95"]])))]  # fmt: skip
    assert total[4:] == pytest.approx(expected, rel=SAME)
    assert total[4] == pytest.approx(sum(row[4] for row in rows), rel=SAME)
    assert total[7] == pytest.approx(sum(row[7] for row in rows), rel=SAME)
    assert total[2] == pytest.approx(sum(row[2] * row[4] for row in rows) / total[4], rel=SAME)
    assert rows[0][4] == pytest.approx(one("USAGE_KWH", MODELS[0], COUNTS[0], L_IN[0], L_OUT[0]), rel=SAME)


def test_rows_without_a_model_stay_without_numbers_and_what_is_near_is_offered():
    names = ["GPT-4", "mixtral8x23b", "text-embedding-3-small", "gpt-4o on Azure", "Mixtral 8x22B on L40S"]
    _, *rows, total = call("USAGE_REPORT", (column(names), 1e6, 1000.0, 300.0, "Ireland"))
    assert [row[0] for row in rows] == names
    assert "Mixtral 8x22B, Baseline, frontier, mid, small, reasoning" in rows[1][1]
    assert "which is for embeddings" in rows[2][1]
    assert "node is not known: got 'Azure'" in rows[3][1]
    assert all(row[2] == "" and row[4:] == [""] * 6 for row in rows[1:])
    assert total[1] == "without 4 of 5 rows, for whose models nothing stands"
    assert total[4:] == pytest.approx(rows[0][4:], rel=SAME)
    (row, total) = call("USAGE_REPORT", ("mixtral8x23b", 1e6, 1000.0, 300.0))[1:]
    assert row[4:] == total[4:] == [""] * 6
    assert call("USAGE_REPORT", ("GPT-4", 0.0, 1000.0, 300.0))[-1][2:5] == ["", "", 0.0]


def test_ranges_may_be_longer_than_the_rows_lie_across_and_stand_beside_single_cells():
    longer = [[*cells, [None], [""]] for cells in (*ROWS, column(CACHED))]
    across = [[flat(cells)] for cells in (*ROWS, column(CACHED))]
    expected = one("USAGE_KWH", *ROWS, column(CACHED))
    assert one("USAGE_KWH", *longer) == one("USAGE_KWH", *across) == expected
    single = one("USAGE_KWH", column(MODELS[:2]), column([1.0, 2.0]), 100.0, 10.0)
    assert single == one("USAGE_KWH", column(MODELS[:2]), column([1.0, 2.0]), column([100.0] * 2), column([10.0] * 2))
    gap = [column([*MODELS[:1], None, *MODELS[1:2]]), column([1.0, None, 2.0])]
    assert one("USAGE_KWH", *gap, 100.0, 10.0) == single
    assert len(call("USAGE_REPORT", (*gap, 100.0, 10.0))) == 4


def test_other_arguments_spill_as_everywhere():
    shares = [0.0, 0.5, 1.0]
    cells = flat(call("USAGE_TCO2E", (*CALLS, "DE", None, None, "market", None, column(shares))))
    assert cells == pytest.approx([(1 - s) * cells[0] for s in shares], rel=SAME)
    years = flat(call("USAGE_TCO2E", (*CALLS, "France", None, None, None, None, None, column([2021.0, 2023.0]))))
    ratio = grid("France", 2021).gco2e_per_kwh / grid("France", 2023).gco2e_per_kwh
    assert years[0] / years[1] == pytest.approx(ratio, rel=SAME)
    own = one("USAGE_TCO2E", *CALLS, 250.0)
    assert own == pytest.approx(250 * one("USAGE_KWH", *CALLS) / 1e6, rel=1e-4)  # the factor is 1 on average


def test_many_calls_are_the_calls_one_by_one():
    columns = [MODELS, COUNTS, L_IN, L_OUT, CACHED, ["mean", "P5", "P95", None, "p50", 0.5]]
    together = call_many("USAGE_KWH", columns)
    assert together == [call("USAGE_KWH", row) for row in zip(*columns, strict=True)]


def test_the_cost_is_tokens_times_prices():
    assert one("USAGE_COST", 40e6, 1200.0, 350.0, 2.5, 10.0) == pytest.approx(40 * (1200 * 2.5 + 350 * 10), rel=1e-12)
    rows = (column([1e6, 2e6]), 1000.0, column([100.0, 200.0]), 2.0, 8.0)
    cells = one("USAGE_COST", *rows, column([200.0, 400.0]), column([None, 0.0]))
    # one price stands for all of the first row's prompt, nothing is asked for what the second has in its cache
    assert cells == pytest.approx(1 * (1000 * 2 + 100 * 8) + 2 * (600 * 2 + 400 * 0 + 200 * 8), rel=1e-12)


def test_a_model_is_drawn_once_however_many_rows_it_has(monkeypatch):
    asked = []
    monkeypatch.setattr(usage, "usage_energy", lambda names, *rest: asked.append(names) or usage_energy(names, *rest))
    usage._energy.cache_clear()
    _, *rows, _ = call("USAGE_REPORT", (column(MODELS * 40), column(COUNTS * 40), 700.0, 70.0))
    assert len(rows) == 240
    assert [len(names) for names in asked] == [len({row[1] for row in rows})] == [5]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("USAGE_KWH", ("mixtral8x23b", 1.0, 1.0, 1.0), "model is not known: got 'mixtral8x23b'; choose one of Mixtral 8x22B, Baseline, frontier, mid, small, reasoning"),
        ("USAGE_KWH", ("whisper-1", 1.0, 1.0, 1.0), "model must write text: got 'whisper-1', which is for"),
        ("USAGE_KWH", ("frontier on Foo", 1.0, 1.0, 1.0), "node is not known: got 'Foo'"),
        ("USAGE_KWH", (4.0, 1.0, 1.0, 1.0), "model must be text: got 4"),
        ("USAGE_KWH", ("GPT-4", 1.0, 1.0), "l_out must not be blank"),
        ("USAGE_KWH", ("GPT-4", -1.0, 1.0, 1.0), "calls must be at least 0"),
        ("USAGE_KWH", ("GPT-4", 1.0, 1.0, 1.0, 2.0), "cached must not exceed l_in, token: got 2"),
        ("USAGE_KWH", ("GPT-4", column([1.0, "1,5"]), 1.0, 1.0), "row 2: calls must be a number: got text '1,5'"),
        ("USAGE_KWH", (column(["GPT-4", None]), column([1.0, 1.0]), 1.0, 1.0), "row 2: model must not be blank"),
        ("USAGE_KWH", ("GPT-4", column([1.0, "#N/A"]), 1.0, 1.0), "calls must not be an error: got #N/A"),
        ("USAGE_KWH", (column(["GPT-4"] * 3), column([1.0] * 2), 1.0, 1.0), "ranges must have as many rows as each other: got model 3, calls 2"),
        ("USAGE_KWH", ([["GPT-4", "mid"]] * 2, 1.0, 1.0, 1.0), "model must be one column or one row: got 2 x 2"),
        ("USAGE_KWH", (*CALLS, None, "P0"), "which must be mean, P5, P50, P95 or a probability between 0 and 1: got 'P0'"),
        ("USAGE_KWH", (*CALLS, None, 0.0), "which must be mean"),
        ("USAGE_KWH", (*CALLS, None, None, "joule-2026"), "set must be one of current hardware (equery-2026, equery-2026-own): got joule-2026"),
        ("USAGE_KWH", (*CALLS, None, None, "equery-2027"), "assumption set is not known: got 'equery-2027'"),
        ("USAGE_KWH", (*CALLS, None, None, [["cache_raed", 0.1]]), "assumption is not known: got 'cache_raed'; did you mean 'cache_read'?"),
        ("USAGE_KWH", (*CALLS, None, None, [["cache_read", 2.0]]), "cache_read"),
        ("EQUERY_MEDIAN", ("405B", "tts", None, None, [["cache_read", 0.1]]), "assumption is not known: got 'cache_read'"),
        ("USAGE_TCO2E", (*CALLS, "Frnace"), "place is not known: got 'Frnace'; nearest: France"),
        ("USAGE_TCO2E", (*CALLS, "Ireland:0.5, France"), "place must have a share for each or for none of several"),
        ("USAGE_TCO2E", (*CALLS, "Ireland, " * 300), "place must be at most 2,000 characters: got 2,699"),
        ("USAGE_KWH", ("x" * 256, 1.0, 1.0, 1.0), "model must be at most 255 characters: got 256"),
        ("USAGE_TCO2E", (*CALLS, 0.0), "place must be a name or a factor above 0 gCO2e/kWh: got 0"),
        ("USAGE_TCO2E", (*CALLS, None, None, None, None, 50.0), "basis must be location or market where"),
        ("USAGE_TCO2E", (*CALLS, None, None, None, "market", None, 1.5), "certified_share must lie between 0 and 1"),
        ("USAGE_COST", (1.0, 1.0, 1.0, -1.0, 1.0), "price_in must be at least 0 currency/Mtoken: got -1"),
        ("USAGE_COST", (1.0, 1.0, 1.0, 1.0), "price_out must not be blank"),
        ("USAGE_REPORT", (*ROWS, None, None, column([2021.0, 2022.0])), "year must be one cell, as USAGE_REPORT answers with a"),
        ("USAGE_REPORT", ("GPT-4", 1e308, 1e308, 1.0), "uncached must be finite: got inf"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(name, arguments, said):
    with pytest.raises(CellsError, match=re.escape(said)):
        call(name, arguments)
