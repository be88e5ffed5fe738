"""The sheet Measured: what calc compares, group by group and row by row, and a chart of all runs."""

import re

import pytest

from calc.measured.comparison import compare
from calc.measured.runs_compared import BOUNDARY
from tests.workbook import built
from workbook.build import SHEETS
from workbook.sheets import comparators, measured_runs

FOUND = compare()


def lines() -> list[list[object]]:
    sheet = built.short()[measured_runs.TITLE]
    return [[cell.value for cell in row] for row in sheet.iter_rows(max_col=len(measured_runs.ROW_HEADS))]


def below(head: tuple[str, ...]) -> list[list[object]]:
    """The lines of the table that this head begins, to the first one that is empty."""
    every = lines()
    first = next(i for i, line in enumerate(every) if tuple(line[: len(head)]) == head) + 1
    last = next((i for i in range(first, len(every)) if every[i][0] is None), len(every))
    return every[first:last]


def alike(found: list[object], wanted: list[object]) -> bool:
    """Whether texts are equal, and numbers to the 16 digits that the file has of them."""
    pairs = zip(found, wanted, strict=True)
    return all(one == (pytest.approx(two, rel=1e-14) if isinstance(two, float) else two) for one, two in pairs)


def test_it_follows_the_comparators() -> None:
    assert SHEETS.index(measured_runs) == SHEETS.index(comparators) + 1


def test_each_group_has_a_line() -> None:
    for line, g in zip(below(measured_runs.GROUP_HEADS), FOUND.groups, strict=True):
        assert alike(line[:6], [g.name, g.by, g.rows, g.mean_abs_ln, g.worst, g.mean_ln])


def test_each_aim_says_whether_it_is_met() -> None:
    for line, aim in zip(below(measured_runs.AIM_HEADS), FOUND.aims, strict=True):
        assert alike(line[:4], [aim.what, "met" if aim.met else "missed", aim.limit, aim.found])


def test_each_measurement_has_a_line() -> None:
    here = {line[0]: line for line in below(measured_runs.ROW_HEADS)}
    assert len(here) == len(FOUND.rows)
    for row in FOUND.rows:
        batch = "full" if row.batch is None else round(row.batch)
        told = [row.id, row.model, row.node, row.precision, row.gpus, batch]
        assert alike(here[row.id], [*told, row.measured, row.modelled, row.unit, row.ratio])


def test_the_chart_has_every_run_once() -> None:
    text = b"".join(part for name, part in built.parts().items() if name.startswith("xl/charts/chart")).decode()
    areas = re.findall(r"<(?:\w+:)?f>'Measured'!\$G\$(\d+):\$G\$(\d+)</", text)
    charted = [r for first, last in areas for r in range(int(first), int(last) + 1)]
    every = lines()
    runs = {row.id for row in FOUND.rows if row.boundary == BOUNDARY}
    assert sorted(str(every[r - 1][0]) for r in charted) == sorted(runs)
