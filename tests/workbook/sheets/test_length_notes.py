"""Lengths far outside the benchmarked ones are said beside them, where calc says so and nowhere else."""

from __future__ import annotations

import pytest

from calc.inputs.assumptions import assumption_set
from calc.inputs.catalogue import REGIMES
from calc.query.estimate import extrapolates
from tests.workbook import built
from tests.workbook.engines import Value, Values
from tests.workbook.machine import edits, light, machine
from workbook.model.inputs import MODELS, OWN, OwnQuery, WorkbookInputs
from workbook.sheets import inputs, tps_fit
from workbook.sheets import query_results as q

NOTES = ("query_l_in_note", "query_l_out_median_note")
SAID = ("Extrapolated: rows have ", "TPS is extrapolated")
# Llama 3.1 405B: prompts of 128 to 5,000 tokens, answers of 128 to 2,048; DeepSeek-R1: 500 to 5,000, 500 to 2,000.
QUERIES = (
    ("Llama 3.1 405B", 1_000, 1_000, (False, False)),
    ("Llama 3.1 405B", 64, 4_096, (False, False)),
    ("Llama 3.1 405B", 63, 1_000, (True, False)),
    ("Llama 3.1 405B", 10_001, 63, (True, True)),
    ("Llama 3.1 405B", 5_000, 4_097, (False, True)),
    ("DeepSeek-R1", 250, 249, (False, True)),
)


def head(regime: str) -> tuple[str, str]:
    """Return the cell of Query results that holds the note of a regime, or of the user's own query."""
    found = built.cached()
    heading = q.NAMES.get(regime, q.OWN_GROUP)
    [row] = [cell[1:] for (title, cell), value in found.items() if (title, cell[0], value) == (q.TITLE, "A", heading)]
    return q.TITLE, f"B{row}"


def noted(found: Values, key: tuple[str, str]) -> bool:
    text = found.get(key, "")
    assert text == "" or str(text).startswith(SAID), key
    return bool(text)


def test_as_built_ordinary_queries_and_ones_own_have_no_note() -> None:
    found = built.cached()
    assert not any(noted(found, key) for key in (head("traditional"), head("own"), *map(built.named, NOTES)))


@pytest.mark.parametrize("regime", REGIMES)
def test_as_built_a_regime_has_the_note_where_calc_extrapolates(regime: str) -> None:
    far = [model for model in MODELS if extrapolates(model, regime, assumption_set())]
    assert noted(built.cached(), head(regime)) == bool(far)
    column = tps_fit.OUTSIDE[REGIMES.index(regime)]
    marked = [m for m in MODELS if built.cached()[built.cell(tps_fit.TITLE, m, column)] == 1]
    assert marked == far


@pytest.mark.parametrize(("model", "l_in", "l_out", "expected"), QUERIES)
def test_lengths_of_ones_own_query(model: str, l_in: float, l_out: float, expected: tuple[bool, bool]) -> None:
    found = light().calculate(edits(WorkbookInputs(assumption_set(), query=OwnQuery(model, l_in, l_out))))
    assert tuple(noted(found, built.named(name)) for name in NOTES) == expected
    assert any(expected) == extrapolates(model, l_out, assumption_set(l_in=l_in))


def test_a_note_names_the_lengths_of_the_rows() -> None:
    found = light().calculate({built.named("query_l_in"): 20_000})
    assert found[built.named(NOTES[0])] == "Extrapolated: rows have 128 to 5000"


def test_a_model_without_rows_has_no_note() -> None:
    found = light().calculate({built.named("query_model"): OWN, built.named("query_l_in"): 20_000})
    assert not any(noted(found, built.named(name)) for name in NOTES)


def test_typed_assumptions_and_lengths_are_noted_with_the_results() -> None:
    """A prompt of 15,000 tokens is far outside all rows; a median answer of 5,000 of one's own query too."""
    typed: dict[tuple[str, str], Value] = {
        built.cell("Inputs", "l_in", inputs.OVERRIDE): 15_000,
        built.named("query_l_out_stated"): 5_000,
    }
    found = machine().calculate(typed)
    far = [model for model in MODELS if extrapolates(model, "traditional", assumption_set(l_in=15_000))]
    assert str(found[head("traditional")]).startswith(f"TPS is extrapolated for {len(far)} models")
    assert noted(found, head("own"))
    assert built.errors(found) == []
