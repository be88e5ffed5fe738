"""Each check of a report is proven: breaking what it guards, and nothing else, makes it say LOOK."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.utils import get_column_letter as letter

from tests.workbook.engines import Values
from tests.workbook.report.built import FILES, machine
from workbook.model.draws import FIRST
from workbook.report import checks_sheet, ledger_sheet, models_sheet, services_sheet, trials_sheet
from workbook.report.content import TYPED

CHECKS = checks_sheet.TITLE


def of_ledger(head: str) -> tuple[str, str]:
    """Return a cell of the first row of the files."""
    return ledger_sheet.TITLE, f"{letter(ledger_sheet.HEADS.index(head) + 1)}{ledger_sheet.HEAD + 1 + TYPED}"


def statuses(found: Values) -> dict[str, Any]:
    rows = [int(c[1:]) for t, c in found if t == CHECKS and c[0] == "D" and int(c[1:]) > checks_sheet.HEAD]
    return {str(found[CHECKS, f"A{r}"]): found[CHECKS, f"D{r}"] for r in rows}


def cases() -> dict[str, dict[tuple[str, str], Any]]:
    energy = trials_sheet.Trials(FILES.pages.slots).energy[0]
    weight = services_sheet.STAND_INS, f"E{services_sheet.HEAD + 1}"
    read, of_models = of_ledger("Read"), (models_sheet.TITLE, f"E{models_sheet.HEAD + 1}")
    return {
        "Tokens of the files less those counted and not counted": {read: float(FILES.cached[read]) + 1},
        "Energy of Models less that of Ledger, relative": {of_models: float(FILES.cached[of_models]) * 1.001},
        "Energy by month less that of Ledger, relative": {of_ledger("Month row"): 999},
        "Expected energy less the mean of the draws, relative": {(trials_sheet.TITLE, f"{energy}{FIRST + 7}"): 1e5},
        "Weights of each name less 1, greatest": {weight: 1.01},
        "Slots with usage and no model": {FILES.key("stand_in Mistral mid"): None},
        "Typed rows with more cached than there is": {FILES.key("typed_1_cached"): 1},
        "Places without a factor": {FILES.key("place us 2026"): "Nowhere"},
    }


def test_every_check_has_a_case() -> None:
    assert set(cases()) == set(statuses(FILES.cached))


def test_nothing_is_broken_before() -> None:
    assert set(statuses(machine(FILES).calculate({})).values()) == {checks_sheet.GOOD}


@pytest.mark.parametrize("name", cases())
def test_breaking_what_a_check_guards_makes_it_look(name: str) -> None:
    found = machine(FILES).calculate(cases()[name])
    assert {check for check, status in statuses(found).items() if status != checks_sheet.GOOD} == {name}
    masters = {found[cell.sheet.title, cell.text] for cell in FILES.pages.book.masters}
    assert masters == {"Look at Checks"}
