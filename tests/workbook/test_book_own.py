"""What a user may do to the rows and the model of one's own: nothing shows an error, and what is wrong is said."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from calc.assumptions import assumption_set
from calc.throughput import fit_tps
from tests.workbook import built
from tests.workbook.engines import Value, Values
from tests.workbook.machine import edits, machine
from workbook.inputs import OWN, OwnQuery
from workbook.sheets import benchmarks, inputs, tps_fit
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


@pytest.mark.xfail(strict=True, reason="three checks against calc compute with the text 'add rows'")
def test_own_model_without_rows_shows_no_error() -> None:
    assert built.errors(without_rows()) == []


def test_two_rows_are_a_constant_at_the_larger() -> None:
    found = machine().calculate(edits(replace(ASKED, own_rows=ROWS)))
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.STATUS)] == "constant: 2 rows"
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.CAP)] == fit_tps(*zip(*ROWS, strict=True)).tps_max
    assert built.errors(found) == []


@pytest.mark.xfail(strict=True, reason="the cap is the largest TPS of all own rows, complete or not, used or not")
def test_cap_is_of_complete_rows_in_use() -> None:
    typed: dict[tuple[str, str], Value] = edits(replace(ASKED, own_rows=(*ROWS, (5000.0, 100.0, 100.0))))
    typed[built.cell("Benchmarks", "own03", benchmarks.SWITCH)] = 0
    typed[built.cell("Benchmarks", "own04", benchmarks.TPS)] = 9999
    assert machine().calculate(typed)[built.cell(tps_fit.TITLE, OWN, tps_fit.CAP)] == 900


@pytest.mark.xfail(strict=True, reason="means have no closed form here: #NUM!, and no check that is counted sees it")
def test_a_fit_that_cannot_be_is_said_without_errors() -> None:
    found = machine().calculate(edits(replace(ASKED, own_rows=STEEP)))
    assert found[built.cell(tps_fit.TITLE, OWN, tps_fit.STATUS)] == "b_out must be below 1"
    assert built.errors(found) == []
    assert found[built.named("master_check")] == "Look at Checks"


@pytest.mark.xfail(strict=True, reason="the master check counts LOOK, so a check that is itself an error goes unseen")
def test_a_check_that_is_an_error_is_seen() -> None:
    found = machine().calculate({built.at_key("fleet|own|total"): "=1/0"})
    assert found[built.named("master_check")] == "Look at Checks"


def test_rows_switched_off_to_none_are_said_without_errors() -> None:
    rows = [b.row_id for b in benchmarks.ROWS if b.model == "Mixtral 8x22B"]
    found = machine().calculate({built.cell("Benchmarks", r, benchmarks.SWITCH): 0 for r in rows})
    assert found[built.cell(tps_fit.TITLE, "Mixtral 8x22B", tps_fit.STATUS)] == "no rows yet"
    assert built.statuses(found)["Rows for every model"][1] == "LOOK"
    assert built.errors(found) == []


def test_an_override_equal_to_the_set_is_no_change() -> None:
    key = built.cell("Inputs", "pue_p95", inputs.OVERRIDE)
    found = machine().calculate({key: float(assumption_set().pue_p95)})
    assert found[built.named("inputs_changed")] == 0
    assert found[built.named("master_check")] == "All checks pass"
