"""Levers: what efficiency gains leave of the baseline's energy, each alone and together (Figure 2)."""

from __future__ import annotations

from typing import Final

from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED
from workbook.model.exact import Exact, summary
from workbook.model.results import Context
from workbook.model.trials import COMBINED, FIGURE2, percentiles
from workbook.sheets import query_results as q
from workbook.sheets import trials
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Levers"
RATIO: Final = q.WORST + 1
LABELS: Final = {
    "model": "Model", "serving": "Serving", "hardware": "Hardware", COMBINED: "All three combined",
}  # fmt: skip


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "The baseline's energy divided by alpha; levers apply to what trimming leaves, as published. Ranges: Inputs."
    sheet = context.book.sheet(TITLE, lead, [*q.WIDTHS, 13], freeze="B6")
    q.quantile_row(sheet)
    exact = Exact(context.inputs)
    row = q.Q_ROW + 1
    for trimmed in (True, False):
        for regime in REGIMES:
            what = "trimmed as published" if trimmed else "untrimmed"
            sheet.put(row, 1, f"{q.NAMES[regime]}, baseline {what}", "heading")
            q.header(sheet, row + 1, "Lever")
            sheet.put(row + 1, RATIO, "Median reduced by a factor", "header")
            _baseline_row(context, sheet, row + 2, regime, trimmed=trimmed)
            for r, lever in enumerate((*FIGURE2, COMBINED), row + 3):
                _lever_row(context, sheet, exact, r, regime, lever, trimmed=trimmed)
                base, now = at(row + 2, q.FIRST_Q + 2), at(r, q.FIRST_Q + 2)
                name = BASELINE if trimmed else UNTRIMMED
                ratio = context.values[f"{name}|{regime}|p50"] / context.values[f"{name}|{regime}|{lever}|p50"]
                ref = sheet.calc(r, RATIO, f"={base}/{now}", ratio, number="0.00")
                if trimmed:
                    context.publish(f"ratio|{regime}|{lever}", sheet.absolute(ref), ratio)
            row += len(FIGURE2) + 5
    _charts(context, sheet, row)


def _baseline_row(context: Context, sheet: Sheet, row: int, regime: str, *, trimmed: bool) -> None:
    """Repeat the baseline of Query results, without recalculating it."""
    name = BASELINE if trimmed else UNTRIMMED
    sheet.put(row, 1, "Baseline")
    for i, statistic in enumerate((*q.QUANTILE_NAMES, "shown mean")):
        key = f"{name}|{regime}|{statistic.lower()}"
        sheet.calc(row, q.FIRST_Q + i, f"={context.cells[key]}", context.values[key], "output")


def _lever_row(
    context: Context, sheet: Sheet, exact: Exact, row: int, regime: str, lever: str, *, trimmed: bool
) -> None:
    live = context.live
    divided_by = f"/{trials.rows_of(trials.ALPHA[lever])}"
    sample = q.kept(regime, divided_by) if trimmed else f"{trials.big_block(regime)}{divided_by}"
    column = trials.ALPHA[lever]
    left = f"EXP(-{trials.TITLE}!{column}${trials.K}+{trials.TITLE}!{column}${trials.CAP}^2/2)"
    name = BASELINE if trimmed else UNTRIMMED
    key = f"{name}|{regime}|shown mean"
    mean = context.values[key] * float(live.lever(lever).inverse().mean())
    q.distribution(
        context, sheet, row, f"{name}|{regime}|{lever}", LABELS[lever], sample=sample,
        group=f"Levers, {q.NAMES[regime].lower()}, {'trimmed' if trimmed else 'untrimmed'}",
        values=percentiles(live.baseline(regime, lever, trimmed=trimmed)),
        mean=(f"{context.cells[key]}*{left}", mean),
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
