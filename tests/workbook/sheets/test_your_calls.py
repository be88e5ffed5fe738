"""Your calls: units follow the size; mixed bases, and a model that nobody has on a node, are said."""

from __future__ import annotations

import pytest

from calc.inputs.tables import sized_models
from tests.workbook import built
from tests.workbook.machine import light, machine
from workbook.sheets import call_trials, service_table, services, your_calls
from workbook.sheets.service_table import listed

TITLE = your_calls.TITLE
SHEETS = {TITLE, services.TITLE, service_table.TITLE, call_trials.TITLE, "Inputs"}


def typed(**values: object) -> dict[tuple[str, str], object]:
    return {built.named(f"calls_{name}"): value for name, value in values.items()}


def cells(**values: object) -> dict[str, object]:
    """The page at some inputs, by cell."""
    found = machine().calculate(typed(**values), SHEETS)
    return {cell: value for (title, cell), value in found.items() if title == TITLE}


def line(found: dict[str, object], label: str) -> dict[str, object]:
    """The cells of the first line with a label, by column."""
    [row, *_] = sorted(int(cell[1:]) for cell, value in found.items() if cell[0] == "A" and value == label)
    return {cell[0]: value for cell, value in found.items() if cell[1:] == str(row)}


@pytest.mark.parametrize(("calls", "unit"), [(1e5, "kWh"), (4e7, "MWh"), (4e10, "GWh")])
def test_units_follow_the_size(calls: float, unit: str) -> None:
    energy = line(cells(per_year=calls), "Energy")
    assert energy["E"] == unit
    assert 1 <= float(str(energy["B"])) < 1000


def test_the_sentence_has_the_numbers_of_the_page() -> None:
    found = cells(per_year=4e7, model="mid")
    energy = line(found, "Energy")
    sentences = " ".join(str(v) for c, v in found.items() if c[0] == "A" and "90 % range" in str(v))
    assert "40,000,000 calls to mid models" in sentences
    assert f"{float(str(energy['B'])):,.1f} {energy['E']} (90 % range {float(str(energy['C'])):,.1f}" in sentences


def test_factors_of_different_bases_are_said() -> None:
    said = "The factors count different things: say so where you report their sum."
    assert said in cells(place_1="Ireland", place_2="Northern Virginia", share_2=1.0).values()
    assert said not in cells(place_1="Ireland", place_2="France", share_2=1.0).values()
    assert said not in built.cached().values()


def test_a_model_that_nobody_has_on_the_node_is_said() -> None:
    found = cells(model="Qwen3-30B-A3B", node="DGX H100")
    assert str(line(found, "Served by")["B"]).startswith("Nobody has measured this model on this node")


def test_every_model_is_on_the_nodes_that_calc_has_for_it() -> None:
    assert {model for model, _, _ in listed()} == set(sized_models())
    assert len(listed()) > 30


def test_an_input_that_was_measured_narrows_the_range_and_moves_no_bar() -> None:
    wide, known = (line(cells(**given), "Energy") for given in ({}, {"batch": 150.0, "software": 1.0, "pue": 1.12}))
    assert float(str(known["D"])) / float(str(known["C"])) < float(str(wide["D"])) / float(str(wide["C"]))
    found = cells(batch=150.0, software=1.0, pue=1.12)
    assert {line(found, label)["F"] for label in ("Requests answered at once", "Server software", "PUE")} == {0}


def test_other_sheets_do_not_hear_of_calls() -> None:
    assert (
        light().calculate(typed(per_year=5e6))[built.at_key("fleet|own|total")]
        == built.cached()[built.at_key("fleet|own|total")]
    )
