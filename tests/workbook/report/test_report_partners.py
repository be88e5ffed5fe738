"""Every result of a report equals calc's own answer: totals with ranges, models, months, teams and providers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.workbook.report.built import BOTH, FILES, Built
from tests.workbook.report.partners import INTEGRATED, far, partners
from workbook.ledger.terms import Terms
from workbook.report import groups_sheet
from workbook.report.composed import compose_report
from workbook.report.content import choices_of, content_of

RICH = Terms(year=2026, contractual_g=320.0, certified_share=0.4, wue_site=0.3, wue_generation=1.2)


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_every_result_has_a_partner(report: Built) -> None:
    assert set(report.pages.results) == set(partners(report.answer()))


@pytest.mark.parametrize("report", BOTH, ids=lambda report: report.name)
def test_every_result_equals_its_partner(report: Built) -> None:
    assert far(report.shown(report.cached), partners(report.answer())) == {}


def test_results_on_other_terms_equal_their_partners() -> None:
    answer = FILES.answer(RICH)
    pages = compose_report(content_of(answer, choices_of(RICH)))
    assert far({key: cell.value for key, cell in pages.results.items()}, partners(answer)) == {}


@pytest.mark.parametrize("key", ["total|kwh|mean", "total|water|p5", "OpenAI mid|kwh|p95"])
def test_a_partner_notices_a_wrong_result(key: str) -> None:
    known = partners(FILES.answer(RICH))
    assert far({name: value * (1 + 1e-6 * (name == key)) for name, (value, _) in known.items()}, known).keys() == {key}


def of_answer(kind: str) -> dict[str, dict[str, float]]:
    """Return calc's sums by month, team or provider."""
    rows = FILES.answer().rows
    answer = FILES.answer()
    answer = type(answer)(
        answer.usage,
        answer.terms,
        rows.assign(
            month_name=rows["month"].dt.strftime("%Y-%m").fillna(""),
            sold_by=rows["host"].where(rows["host"].notna() & rows["host"].ne(""), rows["provider"]).fillna(""),
            team=rows["team"].fillna(""),
        ),
        answer.matches,
        answer.places,
        answer.energy,
    )
    table, found = answer.groups([{"month": "month_name", "team": "team", "provider": "sold_by"}[kind]])
    names: Any = table.iloc[:, 0]
    columns = {
        "kWh": found["kwh"].mean,
        "kgCO2e, location": found["tco2e_location"].mean * 1000,
        "kgCO2e, market": found["tco2e_market"].mean * 1000,
        "Answer tokens": table["out"].to_numpy(),
        "Prompt tokens": table[["uncached", "cache_read", "cache_write"]].sum(axis=1).to_numpy(),
    }
    return {
        str(name): {head: float(values[i]) for head, values in columns.items()}
        for i, name in enumerate(names)
        if name and not pd.isna(name)
    }


@pytest.mark.parametrize("kind", groups_sheet.KINDS)
def test_groups_equal_those_of_calc(kind: str) -> None:
    sheet, wanted = FILES.short[groups_sheet.TITLE], of_answer(kind)
    first = FILES.pages.book.xlsx.defined_names[f"groups_{kind}"].attr_text.split("$")[2].rstrip(":")
    rows = {str(sheet.cell(r, 1).value): r for r in range(int(first), int(first) + len(FILES.pages.groups[kind]))}
    assert set(rows) - {"typed"} == set(wanted)
    for name, sums in wanted.items():
        for c, head in enumerate(groups_sheet.SUMS, 2):
            key = groups_sheet.TITLE, sheet.cell(rows[name], c).coordinate
            assert FILES.cached[key] == pytest.approx(sums[head], rel=INTEGRATED), (name, head)
