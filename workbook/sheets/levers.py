"""Levers: what efficiency gains leave of the baseline's energy, each alone and together (Figure 2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from calc.fleets import formulas
from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED
from calc.query.levers import FIGURE2
from workbook.model import draws
from workbook.model.exact import Exact, summary
from workbook.model.inputs import COMBINED
from workbook.model.results import Context
from workbook.sheets import query_results as q
from workbook.sheets import trials
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, at
from workbook.writer.term import Term

TITLE: Final = "Levers"
SUMMARY: Final = "What efficiency gains leave (Figure 2)"
RATIO: Final = q.WORST + 1
LABELS: Final = {
    "model": "Model", "serving": "Serving", "hardware": "Hardware", COMBINED: "All three combined",
}  # fmt: skip


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "The baseline's energy divided by alpha; levers apply to what trimming leaves, as published. Ranges: Inputs."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [*q.WIDTHS, 13], freeze="B6")
    levels = q.quantile_row(sheet)
    exact = Exact(context.inputs)
    row = q.Q_ROW + 1
    for trimmed in (True, False):
        for regime in REGIMES:
            what = "trimmed as published" if trimmed else "untrimmed"
            sheet.put(row, 1, f"{q.NAMES[regime]}, baseline {what}", "heading")
            q.header(sheet, row + 1, "Lever")
            sheet.put(row + 1, RATIO, "Median reduced by a factor", "header")
            base = _baseline_row(context, sheet, row + 2, regime, trimmed=trimmed)
            for r, lever in enumerate((*FIGURE2, COMBINED), row + 3):
                _lever_row(context, sheet, exact, r, regime, lever, levels, trimmed=trimmed)
                name = BASELINE if trimmed else UNTRIMMED
                now = Cell(context.values[f"{name}|{regime}|{lever}|p50"], sheet, r, base.column)
                ratio = sheet.show(r, RATIO, base / now, number="0.00")
                if trimmed:
                    context.tell(f"ratio|{regime}|{lever}", ratio)
            row += len(FIGURE2) + 5
    _charts(context, sheet, row)


def every_model(context: Context, lever: str) -> Term:
    """Return a lever's trials of alpha, to divide a block of the models' columns by."""
    alpha = context.draws.there(trials.ALPHA[lever])
    return Term(np.asarray(alpha.value)[:, None], alpha.text)


def _baseline_row(context: Context, sheet: Sheet, row: int, regime: str, *, trimmed: bool) -> Cell:
    """Repeat the baseline of Query results, without recalculating it; return its median."""
    name = BASELINE if trimmed else UNTRIMMED
    sheet.put(row, 1, "Baseline")
    cells = {
        statistic: sheet.show(row, q.FIRST_Q + i, context[f"{name}|{regime}|{statistic.lower()}"], "output")
        for i, statistic in enumerate((*q.QUANTILE_NAMES, "shown mean"))
    }
    return cells["P50"]


def _lever_row(
    context: Context, sheet: Sheet, exact: Exact, row: int, regime: str, lever: str, levels: Sequence[Cell], *,
    trimmed: bool,
) -> None:  # fmt: skip
    column = trials.ALPHA[lever]
    alpha = every_model(context, lever)
    sample = q.kept(context, regime, alpha) if trimmed else trials.big_block(context, regime) / alpha
    mu, sigma = (context.draws.head_there(r, column) for r in (draws.K, draws.CAP))
    name = BASELINE if trimmed else UNTRIMMED
    q.distribution(
        context, sheet, row, f"{name}|{regime}|{lever}", LABELS[lever], levels, sample=sample,
        group=f"Levers, {q.NAMES[regime].lower()}, {'trimmed' if trimmed else 'untrimmed'}",
        mean=context[f"{name}|{regime}|shown mean"] * formulas.alpha_factor(mu, sigma),
        exact=summary(exact.levered(regime, lever, trimmed=trimmed)), array=True,
    )  # fmt: skip


def _charts(context: Context, sheet: Sheet, row: int) -> None:
    """Figures 2a and 2b: boxes of the baseline and of each lever."""
    sheet.new_page(row)
    data = row + q.CHART_ROWS
    for i, regime in enumerate(REGIMES):
        keys = [(f"{BASELINE}|{regime}", "Baseline")]
        keys += [(f"{BASELINE}|{regime}|{lever}", LABELS[lever]) for lever in (*FIGURE2, COMBINED)]
        block = q.box_block(sheet, context, data + i * (len(keys) + 3), keys)
        chart = charts.box(block, title=f"Figure 2{'ab'[i]}: levers, {q.NAMES[regime].lower()}", label="Wh per query",
            number="0.0" if regime == "traditional" else "0", size=(16, 9.5),
        )  # fmt: skip
        sheet.chart(
            chart, at(row + 1, 1 + 6 * i),
            f"Energy per query to the trimmed baseline, {q.NAMES[regime].lower()}, without levers and with model, serving, "
            "hardware and all three: boxes from P25 to P75 with the median, whiskers P5 to P95.",
        )  # fmt: skip
