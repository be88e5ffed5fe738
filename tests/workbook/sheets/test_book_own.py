"""What a user may do to the rows and the model of one's own: nothing shows an error, and what is wrong is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from openpyxl.utils import get_column_letter as letter

from calc.inputs.assumptions import assumption_set
from calc.query.throughput import fit_tps
from tests.workbook import built
from tests.workbook.engines import Value, Values
from tests.workbook.machine import edits, light, machine
from workbook.model.inputs import OWN, OwnQuery
from workbook.sheets import benchmarks, inputs, scenarios, tps_fit
from workbook.sheets import query_results as q

ASKED = replace(built.BUILT, query=OwnQuery(OWN))
ROWS = ((900.0, 200.0, 100.0), (700.0, 400.0, 700.0))
# TPS grows faster than the output: the energy of a query would fall with its length.
STEEP = ((10.0, 100.0, 100.0), (316.0, 200.0, 1000.0), (10000.0, 100.0, 10000.0), (300.0, 150.0, 1000.0))


@cache
def without_rows() -> Values:
    return machine().calculate(edits(ASKED))


def own_row() -> tuple[str, int]:
    row = built.context().groups[q.OWN_GROUP][0]
    return row.sheet, row.row


def test_own_model_without_rows_asks_for_them() -> None:
    sheet, row = own_row()
    assert {without_rows()[sheet, f"{c}{row}"] for c in "BCDEFG"} == {"add rows"}
    assert without_rows()[built.cell(tps_fit.TITLE, OWN, tps_fit.STATUS)] == "no rows yet"
    assert str(without_rows()[built.named("master_check")]).startswith("Inputs changed")


def test_own_model_without_rows_shows_no_error() -> None:
    assert built.errors(without_rows()) == []


def test_two_rows_in_use_are_a_constant_at_the_larger() -> None:
    """Neither a row that is switched off nor one that lacks its lengths takes part."""
    typed: dict[tuple[str, str], Value] = edits(replace(ASKED, own_rows=(*ROWS, (5000.0, 100.0, 100.0))))
    typed[built.cell("Benchmarks", "own03", benchmarks.SWITCH)] = 0
    typed[built.cell("Benchmarks", "own04", benchmarks.TPS)] = 9999
    found = machine().calculate(typed)
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.STATUS)] == "constant: 2 rows"
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.CAP)] == fit_tps(*zip(*ROWS, strict=True)).tps_max == 900
    assert built.errors(found) == []


def test_a_fit_that_cannot_be_is_said_without_errors() -> None:
    found = machine().calculate(edits(replace(ASKED, own_rows=STEEP)))
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.STATUS)] == "b_out must be below 1"
    assert built.statuses(found)["TPS grows slower than output"][1] == "LOOK"
    assert built.errors(found) == []
    assert found[built.named("master_check")] == "Look at Checks"


def test_a_check_that_is_an_error_is_seen() -> None:
    found = light().calculate({built.at_key("fleet|own|total"): "=1/0"})
    assert found[built.named("master_check")] == "Look at Checks"


def test_rows_switched_off_to_none_are_said_without_errors() -> None:
    rows = [b.row_id for b in benchmarks.ROWS if b.model == "Mixtral 8x22B"]
    found = machine().calculate({built.cell("Benchmarks", r, benchmarks.SWITCH): 0 for r in rows})
    assert found[built.cell(tps_fit.TITLE, "Mixtral 8x22B", tps_fit.STATUS)] == "no rows yet"
    assert built.statuses(found)["Rows for every model"][1] == "LOOK"
    assert built.errors(found) == []


def test_an_override_equal_to_the_set_is_no_change() -> None:
    key = built.cell("Inputs", "pue_p95", inputs.OVERRIDE)
    found = light().calculate({key: float(assumption_set().pue_p95)})
    assert found[built.named("inputs_changed")] == 0
    assert found[built.named("master_check")] == "All checks pass"


@pytest.mark.parametrize("name", ["location_g_per_kwh", "contractual_g_per_kwh", "node_utilisation"])
def test_a_zero_is_not_the_same_as_blank(name: str) -> None:
    found = light().calculate({built.named(name): 0})
    assert found[built.named("inputs_changed")] == 1


def test_a_scenario_of_ones_own_needs_three_numbers() -> None:
    row = scenarios.HEAD + len(built.BUILT.scenarios) + 1
    typed: dict[tuple[str, str], Value] = {
        (scenarios.TITLE, f"{letter(c)}{row}"): v for c, v in zip(range(1, 4), ("Ours", 0.2, 1.5), strict=True)
    }
    day = scenarios.TITLE, f"{letter(scenarios.GWH_DAY)}{row}"
    found = light().calculate(typed)
    assert found[day] == ""
    assert found[built.named("scenarios_changed")] == 1
    assert built.errors(found) == []
    # the same numbers as row 3 of the build, "Improved"
    of_built = {(scenarios.TITLE, f"{letter(scenarios.SHARE)}{row}"): 0.1, (scenarios.TITLE, f"D{row}"): 3}
    found = light().calculate(typed | of_built)
    assert found[day] == found[built.at_key("scenario|3|GWh/day")]
