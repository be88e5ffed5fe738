"""Query results: quantiles and mean of the energy of one query, live and exact, by model and regime (Figure 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED
from workbook.model.exact import Exact, summary
from workbook.model.inputs import OWN
from workbook.model.results import Context, Row
from workbook.model.trials import BIG, LEVELS, MODELS, percentiles
from workbook.sheets import trials
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Query results"
Q_ROW: Final = 5
FIRST_Q, MEAN = 2, 2 + len(LEVELS)
FIRST_EXACT, EXACT_MEAN = MEAN + 1, MEAN + 1 + len(LEVELS)
WORST = EXACT_MEAN + 1
CHART_ROWS: Final = 22  # rows of the sheet that a chart covers
WIDTHS: Final = [36, *[10] * 12, 12]
QUANTILE_NAMES: Final = ("P5", "P25", "P50", "P75", "P95")
STATISTICS: Final = (*QUANTILE_NAMES, "Mean")
OWN_GROUP: Final = "Your own query"
NAMES: Final = {"traditional": "Traditional query", "tts": "Test-time scaling query"}


def kept(regime: str, divided_by: str = "") -> str:
    """Return the array of the trimmed baseline's trials: inside each model's own limits, over alpha if given."""
    return f"IF({_inside(regime)},{trials.big_block(regime)}{divided_by})"


def _inside(regime: str) -> str:
    block = trials.big_block(regime)
    low, high = trials.big_block(regime, trials.LOW), trials.big_block(regime, trials.HIGH)
    return f"({block}>={low})*({block}<={high})"


def header(sheet: Sheet, row: int, first: str) -> None:
    """Write the heads of live and exact columns."""
    exact = [f"{name}, exact" for name in STATISTICS]
    sheet.header(row, [first, *(f"{s} [Wh]" for s in STATISTICS), *exact, "Largest difference"])


def quantile_row(sheet: Sheet) -> None:
    """Write the probabilities that the columns' formulas read."""
    sheet.put(Q_ROW, 1, "Probability", "note")
    for i, q in enumerate(LEVELS):
        sheet.put(Q_ROW, FIRST_Q + i, q, "note", "0.00")


def distribution(
    context: Context, sheet: Sheet, row: int, key: str, label: str, *, group: str,
    sample: str, values: Sequence[float], mean: tuple[str, float], exact: Sequence[float], array: bool,
    ready: str = "",
) -> None:  # fmt: skip
    """Write one distribution: live quantiles of a sample, its mean, and calc's exact values beside them.

    `ready` is a condition under which there is a sample at all; without it the cells ask for rows.
    """
    sheet.put(row, 1, label)

    def guarded(formula: str) -> str:
        return f'=IF({ready},{formula},"add rows")' if ready else f"={formula}"

    for i, value in enumerate(values):
        formula = f"_xlfn.PERCENTILE.INC({sample},{at(Q_ROW, FIRST_Q + i, fix='r')})"
        ref = sheet.calc(row, FIRST_Q + i, guarded(formula), value, "output", array=array)
        context.publish(f"{key}|{QUANTILE_NAMES[i].lower()}", sheet.absolute(ref), value)
    ref = sheet.calc(row, MEAN, guarded(mean[0]), mean[1], "output")
    context.publish(f"{key}|shown mean", sheet.absolute(ref), mean[1])
    for i, value in enumerate(exact):
        sheet.put(row, FIRST_EXACT + i, value, "built")
    context.groups.setdefault(group, []).append(Row(sheet.title, row, (*values, mean[1]), tuple(exact)))
    live = f"{at(row, FIRST_Q)}:{at(row, MEAN)}"
    built = f"{at(row, FIRST_EXACT)}:{at(row, EXACT_MEAN)}"
    worst = float(np.max(np.abs(np.array([*values, mean[1]]) / np.array(exact) - 1)))
    formula = f'=IF(inputs_changed>0,"inputs changed",SUMPRODUCT(MAX(ABS({live}/{built}-1))))'
    sheet.calc(row, WORST, formula, worst, "percent")


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Energy of one query [Wh]: live from the trials, means in closed form, exact quantiles of calc beside them."
    sheet = context.book.sheet(TITLE, lead, WIDTHS, freeze="B6")
    quantile_row(sheet)
    exact, live = Exact(context.inputs), context.live
    row = Q_ROW + 1
    for regime in REGIMES:
        sheet.put(row, 1, NAMES[regime], "heading")
        header(sheet, row + 1, "Model")
        for r, model in enumerate((*MODELS, UNTRIMMED, BASELINE), row + 2):
            own_trials = live.energies.get((model, regime))
            known = exact.query(model, regime)
            if known is None:
                raise ValueError(f"{model} must have rows to fit")
            if own_trials is not None:
                sample, values = trials.rows_of(trials.ENERGY[model, regime]), percentiles(own_trials)
            else:
                trimmed = model == BASELINE
                sample = kept(regime) if trimmed else trials.big_block(regime)
                values = percentiles(live.baseline(regime, trimmed=trimmed))
            distribution(
                context, sheet, r, f"{model}|{regime}", _label(model), group=NAMES[regime], sample=sample, values=values,
                mean=_mean(context, model, regime), exact=summary(known), array=model == BASELINE,
            )  # fmt: skip
        row += len(MODELS) + 6
    _own(context, sheet, exact, row)
    _charts(context, sheet, row + 4)


def _label(model: str) -> str:
    return {BASELINE: "Baseline >200B, trimmed as published", UNTRIMMED: "Baseline >200B, untrimmed"}.get(model, model)


def _mean(context: Context, model: str, regime: str) -> tuple[str, float]:
    if model == BASELINE:  # no closed form: the mean of the trials that are kept
        inside = _inside(regime)
        formula = f"SUMPRODUCT({inside}*{trials.big_block(regime)})/SUMPRODUCT({inside})"
        return formula, float(context.live.baseline(regime).mean())
    if model == UNTRIMMED:
        cells = [context.cells[f"{m}|{regime}|mean"] for m in BIG]
        value = float(np.mean([context.values[f"{m}|{regime}|mean"] for m in BIG]))
        return f"AVERAGE({','.join(cells)})", value
    return context.cells[f"{model}|{regime}|mean"], context.values[f"{model}|{regime}|mean"]


def _own(context: Context, sheet: Sheet, exact: Exact, row: int) -> None:
    query = context.inputs.query
    sheet.put(row, 1, "Your own query", "heading")
    header(sheet, row + 1, "Model")
    known = exact.query(OWN, "own")
    if known is None:
        raise ValueError(f"query_model must be a model with rows: got {query.model!r}")
    distribution(
        context, sheet, row + 2, f"{OWN}|own", "as chosen on Inputs", group=OWN_GROUP,
        sample=trials.rows_of(trials.ENERGY[OWN, "own"]), values=percentiles(context.live.energies[OWN, "own"]),
        mean=(context.cells[f"{OWN}|own|mean"], context.values[f"{OWN}|own|mean"]), exact=summary(known), array=False,
        ready=f"{trials.TITLE}!${trials.ENERGY[OWN, 'own']}${trials.K}>0",
    )  # fmt: skip
    sheet.calc(row + 2, 1, '="Your query: "&query_model', f"Your query: {query.model}", "data", number="General")


def box_block(sheet: Sheet, context: Context, row: int, keys: Sequence[tuple[str, str]]) -> charts.Box:
    """Write the parts of boxes and whiskers for a chart; return the range of each part."""
    sheet.header(row, ["Chart data [Wh]", "P25", "P50 - P25", "P75 - P50", "P25 - P5", "P95 - P75"])
    for r, (key, label) in enumerate(keys, row + 1):
        sheet.put(r, 1, label)
        cell = {p: context.cells[f"{key}|{p}"] for p in ("p5", "p25", "p50", "p75", "p95")}
        v = {p: context.values[f"{key}|{p}"] for p in cell}
        sheet.calc(r, 2, f"={cell['p25']}", v["p25"])
        for c, (a, b) in enumerate((("p50", "p25"), ("p75", "p50"), ("p25", "p5"), ("p95", "p75")), 3):
            sheet.calc(r, c, f"={cell[a]}-{cell[b]}", v[a] - v[b])
    last = row + len(keys)
    return charts.Box(*(sheet.absolute(f"{at(row + 1, c)}:{at(last, c)}") for c in range(1, 7)))


def _charts(context: Context, sheet: Sheet, row: int) -> None:
    """Figures 1a and 1b: horizontal boxes on a logarithmic axis, since models lie a hundred times apart."""
    sheet.new_page(row)
    text = "Boxes: P25 to P75, divided at the median; whiskers: P5 to P95. They follow the inputs."
    sheet.put(row, 1, text, "remark")
    data = row + CHART_ROWS
    for i, (regime, least) in enumerate((("traditional", 0.001), ("tts", 0.01))):
        order = [*reversed([BASELINE, *MODELS])]
        keys = [(f"{m}|{regime}", "Baseline >200B" if m == BASELINE else m) for m in order]
        block = box_block(sheet, context, data + i * (len(order) + 3), keys)
        chart = charts.box(block, title=f"Figure 1{'ab'[i]}: {NAMES[regime].lower()}", label="Wh per query (log scale)",
            number="General", log_from=least, size=(16, 9.5),
        )  # fmt: skip
        sheet.chart(
            chart, at(row + 1, 1 + 6 * i),
            f"Energy per query, {NAMES[regime].lower()}, by model on a logarithmic axis: box from P25 over the median to "
            "P75, whiskers from P5 to P95.",
        )  # fmt: skip
