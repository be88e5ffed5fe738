"""Two engines that know nothing of calc calculate a report anew and find the values that it holds."""

from __future__ import annotations

import pytest

from tests.workbook import engines
from tests.workbook.built import differences, errors
from tests.workbook.report.built import BOTH, Built

REL, NEAR_ZERO = 1e-9, 1e-12  # two engines and NumPy round their own way


@pytest.mark.parametrize("engine", [engines.libreoffice, engines.ironcalc], ids=lambda engine: engine.__name__)
@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_every_value_is_what_an_engine_calculates(report: Built, engine) -> None:
    found = engine(report.file)
    assert differences(found, report.cached, REL, NEAR_ZERO) == []
    assert errors(found) == []
    assert found[report.named("master_check")] == "All checks pass"
