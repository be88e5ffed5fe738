"""Query results: quantiles and mean of the energy of one query, live and exact, by model and regime (Figure 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from calc.inputs.catalogue import BASELINE, REGIMES, UNTRIMMED
from calc.inputs.levels import LEVELS, level_name
from workbook.model import draws
from workbook.model.exact import Exact, summary
from workbook.model.inputs import BIG, MODELS, OWN
from workbook.model.results import Context, Row
from workbook.sheets import tps_fit, trials
from workbook.writer import charts
from workbook.writer.sheet import Cell, Sheet, area, at
from workbook.writer.term import Term, average, blank, greatest, joined, only, percentile, sumproduct, total, where

TITLE: Final = "Query results"
SUMMARY: Final = "Energy of one query: quantiles and mean (Figure 1)"
Q_ROW: Final = 5
FIRST_Q, MEAN = 2, 2 + len(LEVELS)
FIRST_EXACT, EXACT_MEAN = MEAN + 1, MEAN + 1 + len(LEVELS)
WORST = EXACT_MEAN + 1
CHART_ROWS: Final = 22  # rows of the sheet that a chart covers
WIDTHS: Final = [36, *[10] * 12, 12]
QUANTILE_NAMES: Final = tuple(map(level_name, LEVELS))
STATISTICS: Final = (*QUANTILE_NAMES, "Mean")
OWN_GROUP: Final = "Your own query"
NAMES: Final = {"traditional": "Traditional query", "tts": "Test-time scaling query"}


def header(sheet: Sheet, row: int, first: str) -> None:
    """Write the heads of live and exact columns."""
    exact = [f"{name}, exact" for name in STATISTICS]
    sheet.header(row, [first, *(f"{s} [Wh]" for s in STATISTICS), *exact, "Largest difference"])


def quantile_row(sheet: Sheet) -> list[Cell]:
    """Write the probabilities that the columns' formulas read."""
    sheet.put(Q_ROW, 1, "Probability", "note")
    return [sheet.put(Q_ROW, FIRST_Q + i, q, "note", "0.00") for i, q in enumerate(LEVELS)]


def own_ready(context: Context) -> Term:
    """Return whether there is a query of the user's own: its column of trials has no power without rows."""
    column = trials.ENERGY[OWN, "own"]
    power = context.draws.heads[column, draws.K].value
    ready: Term = Term(power, f"{trials.TITLE}!${column}${draws.K}") > 0
    return ready


def inputs_unchanged(context: Context, difference: Term) -> Term:
    """Return a difference from the values as built, which says nothing once inputs differ."""
    return where(context.names.inputs_changed > 0, "inputs changed", difference)


def distribution(
    context: Context, sheet: Sheet, row: int, key: str, label: str, levels: Sequence[Cell], *, group: str,
    sample: Term, mean: Term, exact: Sequence[float], array: bool, ready: Term | None = None,
) -> None:  # fmt: skip
    """Write one distribution: live quantiles of a sample, its mean, and calc's exact values beside them.

    `ready` is a condition under which there is a sample at all; without it the cells ask for rows.
    """
    sheet.put(row, 1, label)

    def guarded(term: Term) -> Term:
        return term if ready is None else where(ready, term, "add rows")

    cells = []
    for level, name in zip(levels, QUANTILE_NAMES, strict=True):
        quantile = guarded(percentile(sample, level.fix("r")))
        cells.append(sheet.show(row, level.column, quantile, "output", array=array))
        context.tell(f"{key}|{name.lower()}", cells[-1])
    cells.append(sheet.show(row, MEAN, guarded(mean), "output"))
    context.tell(f"{key}|shown mean", cells[-1])
    built = [sheet.put(row, FIRST_EXACT + i, value, "built") for i, value in enumerate(exact)]
    live = tuple(float(cell.value) for cell in cells) if ready is None or ready.value else ()
    context.groups.setdefault(group, []).append(Row(sheet.title, row, tuple(cells), tuple(built), live))
    worst = sumproduct(greatest(abs(area(cells) / area(built) - 1)))
    sheet.show(row, WORST, inputs_unchanged(context, worst), "percent")


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Energy of one query [Wh]: live from the trials, means in closed form, exact quantiles of calc beside them."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B6")
    levels = quantile_row(sheet)
    exact = Exact(context.inputs)
    row = Q_ROW + 1
    for regime in REGIMES:
        sheet.put(row, 1, NAMES[regime], "heading")
        sheet.show(row, FIRST_Q, _extrapolated(context, regime), "label")
        header(sheet, row + 1, "Model")
        for r, model in enumerate((*MODELS, UNTRIMMED, BASELINE), row + 2):
            known = exact.query(model, regime)
            if known is None:
                raise ValueError(f"{model} must have rows to fit")
            sample = {BASELINE: kept, UNTRIMMED: trials.big_block}.get(model)
            distribution(
                context, sheet, r, f"{model}|{regime}", _label(model), levels, group=NAMES[regime],
                sample=sample(context, regime) if sample else context.draws.there(trials.ENERGY[model, regime]),
                mean=_mean(context, model, regime), exact=summary(known), array=model == BASELINE,
            )  # fmt: skip
        row += len(MODELS) + 6
    _own(context, sheet, exact, row, levels)
    _charts(context, sheet, row + 4)


def kept(context: Context, regime: str, divided_by: Term | None = None) -> Term:
    """Return the trimmed baseline's trials: inside each model's own limits, over alpha if given."""
    block = trials.big_block(context, regime)
    return only(trials.inside(context, regime), block if divided_by is None else block / divided_by)


def _label(model: str) -> str:
    return {BASELINE: "Baseline >200B, trimmed as published", UNTRIMMED: "Baseline >200B, untrimmed"}.get(model, model)


def _mean(context: Context, model: str, regime: str) -> Term:
    if model == BASELINE:  # no closed form: the mean of the trials that are kept
        inside = trials.inside(context, regime)
        mean: Term = sumproduct(inside * trials.big_block(context, regime)) / sumproduct(inside)
        return mean
    if model == UNTRIMMED:
        return average(*(context[f"{m}|{regime}|mean"] for m in BIG))
    return context[f"{model}|{regime}|mean"]


def _extrapolated(context: Context, regime: str) -> Term:
    """Return what to say of models whose rows the lengths of a regime lie far outside of; nothing where there are none."""
    models, times = total(tps_fit.far_outside(context, regime)), context.names.far_outside
    why = " models: prompt or median answer lies outside their benchmarked lengths by more than "
    return where(models > 0, joined("TPS is extrapolated for ", models, why, times, " times"), "")


def _own(context: Context, sheet: Sheet, exact: Exact, row: int, levels: Sequence[Cell]) -> None:
    query = context.inputs.query
    sheet.put(row, 1, "Your own query", "heading")
    notes = joined(context.names.query_l_in_note, context.names.query_l_out_median_note)
    said = "TPS is extrapolated: a length on Inputs lies far outside the rows of the model"
    sheet.show(row, FIRST_Q, where(blank(notes), "", said), "label")
    header(sheet, row + 1, "Model")
    known = exact.query(OWN, "own")
    if known is None:
        raise ValueError(f"query_model must be a model with rows: got {query.model!r}")
    distribution(
        context, sheet, row + 2, f"{OWN}|own", "as chosen on Inputs", levels, group=OWN_GROUP,
        sample=context.draws.there(trials.ENERGY[OWN, "own"]), mean=context[f"{OWN}|own|mean"], exact=summary(known),
        array=False, ready=own_ready(context),
    )  # fmt: skip
    sheet.show(row + 2, 1, joined("Your query: ", context.names.query_model), "data", number="General")


def box_block(sheet: Sheet, context: Context, row: int, keys: Sequence[tuple[str, str]]) -> charts.Box:
    """Write the parts of boxes and whiskers for a chart; return the range of each part."""
    sheet.header(row, ["Chart data [Wh]", "P25", "P50 - P25", "P75 - P50", "P25 - P5", "P95 - P75"])
    for r, (key, label) in enumerate(keys, row + 1):
        sheet.put(r, 1, label)
        p5, p25, p50, p75, p95 = (context[f"{key}|{name.lower()}"] for name in QUANTILE_NAMES)
        for c, part in enumerate((p25, p50 - p25, p75 - p50, p25 - p5, p95 - p75), 2):
            sheet.show(r, c, part)
    last = row + len(keys)
    return charts.Box(*(sheet.absolute(f"{at(row + 1, c)}:{at(last, c)}") for c in range(1, 7)))


def _charts(context: Context, sheet: Sheet, row: int) -> None:
    """Figures 1a and 1b: horizontal boxes on a logarithmic axis, since models lie a hundred times apart."""
    sheet.new_page(row)
    text = "Boxes: P25 to P75, divided at the median; whiskers: P5 to P95. They follow the inputs."
    sheet.put(row, 1, text, "remark")
    data = row + CHART_ROWS
    for i, (regime, floor) in enumerate((("traditional", 0.001), ("tts", 0.01))):
        order = [*reversed([BASELINE, *MODELS])]
        keys = [(f"{m}|{regime}", "Baseline >200B" if m == BASELINE else m) for m in order]
        block = box_block(sheet, context, data + i * (len(order) + 3), keys)
        chart = charts.box(block, title=f"Figure 1{'ab'[i]}: {NAMES[regime].lower()}", label="Wh per query (log scale)",
            number="General", log_from=floor, size=(16, 9.5),
        )  # fmt: skip
        sheet.chart(
            chart, at(row + 1, 1 + 6 * i),
            f"Energy per query, {NAMES[regime].lower()}, by model on a logarithmic axis: box from P25 over the median to "
            "P75, whiskers from P5 to P95.",
        )  # fmt: skip
