"""At the built inputs two engines, calculating everything anew, find the values that calc wrote into the file."""

from __future__ import annotations

from functools import cache

import pytest

from tests.workbook import built, engines, machine
from tests.workbook.engines import Values
from workbook.sheets import call_trials, sensitivity, trials

ENGINES = pytest.mark.parametrize("name", ["libreoffice", "ironcalc"])
# Trials are cached with 12 significant digits (5e-12); sums of 30,000 of them and the engines' own incomplete gamma
# functions lose some more digits. No function of either engine is coarser.
RELATIVE = 1e-9
# Differences of numbers that are equal up to rounding, 1e-16 of numbers up to 1e3.
NEAR_ZERO = 1e-12


@cache
def calculated(name: str) -> Values:
    return engines.libreoffice(built.file()) if name == "libreoffice" else machine.machine().calculate({})


@ENGINES
def test_every_cell_of_the_file_is_recalculated_to_what_calc_wrote(name: str) -> None:
    assert built.differences(calculated(name), built.cached(), RELATIVE, NEAR_ZERO)[:5] == []


@ENGINES
def test_engine_shows_no_error_value(name: str) -> None:
    assert built.errors(calculated(name)) == []


@ENGINES
def test_every_check_passes(name: str) -> None:
    assert {status for _, status in built.statuses(calculated(name)).values()} == {"OK"}
    assert calculated(name)[built.named("master_check")] == "All checks pass"


def test_every_formula_was_compared() -> None:
    blocks = built.context().book.blocks
    assert {block.sheet for block in blocks} == {trials.TITLE, sensitivity.TRIALS_TITLE, call_trials.TITLE}
    trial = {(b.sheet, f"{c}{b.row + i}") for b in blocks for c in b.columns for i in range(b.length)}
    assert len(trial) > 300_000
    assert set(built.written()) | trial <= set(built.cached())
