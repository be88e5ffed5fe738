"""Comparators: a mean stands beside means, a median beside medians, and what is fixed is what calc says."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from openpyxl.utils import get_column_letter as letter

from calc.inputs.rows import STATISTICS, Comparator
from calc.inputs.tables import comparators
from calc.query.estimate import energy
from calc.query.sampling import sample
from tests.workbook import built
from tests.workbook.engines import Value
from workbook.sheets import comparators as sheet


@cache
def table() -> list[dict[int, Value]]:
    """Return the rows of the table, by column; headings of groups have a name alone."""
    columns = range(1, len(sheet.COLUMNS) + 1)
    found = built.cached()
    rows = []
    row = sheet.HEAD + 1
    while (sheet.TITLE, f"A{row}") in found:
        cells = {c: found.get((sheet.TITLE, f"{letter(c)}{row}")) for c in columns}
        rows.append({c: value for c, value in cells.items() if value is not None})
        row += 1
    return [row for row in rows if sheet.STATISTIC in row]


def test_rows_stand_in_groups_of_one_statistic() -> None:
    order = [STATISTICS.index(str(row[sheet.STATISTIC])) for row in table()]
    assert len(order) == len(comparators())
    assert all(a <= b for a, b in pairwise(order))


@pytest.mark.parametrize("statistic", ["median", "mean"])
def test_others_stand_beside_ours_and_beside_todays_set(statistic: str) -> None:
    alike = [item for item in comparators() if item.statistic == statistic]
    assert any(not item.result for item in alike)
    assert any(item.result and not item.set for item in alike)
    assert any(item.set == "equery-2026" for item in alike)


def test_ours_are_medians_or_means_as_they_say() -> None:
    named = {"p50": "median", "mean": "mean", "shown mean": "mean"}
    for item in comparators():
        if item.result:
            assert item.statistic == named[item.result.split("|")[-1]], item.id


def test_each_row_says_what_it_counts_and_from_where() -> None:
    for row in table():
        needed = {sheet.ENERGY, sheet.BOUNDARY, sheet.KIND, sheet.SOURCE, sheet.LOCATOR}
        assert needed <= set(row), row[sheet.WHAT]
    sets = [row.get(sheet.SET) for row in table() if str(row[sheet.KIND]) == "modelled"]
    assert set(sets) == {"arxiv-v1", "equery-2026"}


@pytest.mark.parametrize("item", [c for c in comparators() if c.set], ids=lambda item: item.id)
def test_what_is_fixed_is_what_draws_of_its_set_give(item: Comparator) -> None:
    """Of 400,000 draws the mean has a standard error of 0.3 %, the median one of 0.3 %."""
    model, regime, _ = item.result.split("|")
    drawn = sample(energy(model, regime, item.set), 400_000, np.random.default_rng(7))
    expected = float(drawn.mean() if item.statistic == "mean" else np.median(drawn))
    [value] = [
        row[sheet.ENERGY] for row in table() if (row.get(sheet.SET), row[sheet.STATISTIC]) == (item.set, item.statistic)
    ]
    assert value == pytest.approx(expected, rel=0.015)
