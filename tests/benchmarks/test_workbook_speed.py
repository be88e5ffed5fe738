"""How long the workbook takes to build and to recalculate; nothing here asserts a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from calc.inputs.assumptions import assumption_set
from tests.workbook import built, engines
from tests.workbook.report.built import FILES
from workbook.build import build_workbook
from workbook.office import recalculate
from workbook.report.composed import build_report

GROUPS = 5000


@pytest.mark.benchmark(group="workbook, build", min_rounds=3)
def test_build(benchmark: Callable) -> None:
    assert benchmark(lambda: build_workbook(assumption_set())) == built.file().read_bytes()


@pytest.mark.benchmark(group="workbook, recalculate", min_rounds=2)
def test_recalculate_in_libreoffice(benchmark: Callable, tmp_path: Path) -> None:
    engines.require_libreoffice()
    path = benchmark(lambda: recalculate(built.file(), tmp_path))
    assert engines.read_values(path, ["Checks"])[built.named("master_check")] == "All checks pass"


@pytest.mark.benchmark(group="report, build 5,000 groups", min_rounds=1, max_time=1)
def test_build_a_report_of_thousands_of_groups(benchmark: Callable) -> None:
    lines = (FILES.content.lines * GROUPS)[:GROUPS]
    data = benchmark(lambda: build_report(replace(FILES.content, lines=lines)))
    assert len(data) > FILES.file.stat().st_size
