"""Reproduction: every published figure beside replay, exact and live value; and where the paper disagrees."""

from __future__ import annotations

from typing import Final

from calc.inputs import tables
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.inputs.rows import Published
from calc.paper.published_figures import Reproduction, reproduction
from calc.query.levers import FIGURE2
from workbook.model.inputs import COMBINED
from workbook.model.results import Context
from workbook.writer.sheet import Cell, Sheet
from workbook.writer.term import Term, greatest, least, ln

TITLE: Final = "Reproduction"
SUMMARY: Final = "Every published figure beside replay, exact and live value"
DISCREPANCIES: Final = "Discrepancies"
DISCREPANCIES_SUMMARY: Final = "Where the paper and its own numbers disagree, and what is used here"
HEAD: Final = 5
COLUMNS: Final = (
    "Figure", "What", "Regime", "Printed", "Unit", "Printed, low", "Printed, high", "Replay, low", "Replay, high",
    "Exact, low", "Exact, high", "Live, low", "Live, high", "Live - printed", "As printed?", "Why not, or how",
    "Where in the paper",
)  # fmt: skip
STUDIED: Final = {"s3": "L_in 500, weight as run, 1/30", "s4": "Power follows TPS, as run"}
LEVERS: Final = {"lever.reduction": FIGURE2, "levers.combined": (COMBINED,)}
SECTION4: Final = {
    "beta": "beta in use",
    "beta.utilisation": "Load profile by the formula of S.V",
    "dc30mw": "Energy of the data centre",
}
WIDTHS: Final = [22, 34, 11, 9, 10, *[11] * 8, 11, 11, 64, 34]


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Replay: the authors' own draws. Exact: calc's integration. Live: this workbook, which follows your inputs."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B6", pages_wide=2)
    sheet.header(HEAD, COLUMNS)
    results = reproduction(context.inputs.assumptions)
    for r, result in enumerate(results, HEAD + 1):
        _figure(context, sheet, r, result)
    sheet.repeat(HEAD)
    _discrepancies(context)


def _discrepancies(context: Context) -> None:
    lead = "Where the paper and its own numbers disagree, and what is used here."
    sheet = context.book.sheet(DISCREPANCIES, DISCREPANCIES_SUMMARY, lead, [9, 30, 34, 40, 80, 20, 44], freeze="C6")
    sheet.header(HEAD, ["Number", "Topic", "Printed", "Used here", "Explanation", "Source", "Where in the source"])
    for r, item in enumerate(tables.discrepancies(), HEAD + 1):
        sheet.put(r, 1, item.number)
        texts = (item.topic, item.printed, item.used, item.explanation, item.source_id, item.locator)
        for c, text in enumerate(texts, 2):
            sheet.put(r, c, text, "text")
    sheet.repeat(HEAD)


def _figure(context: Context, sheet: Sheet, r: int, result: Reproduction) -> None:
    figure = result.figure
    what = f"{figure.subject}, {figure.statistic}"
    for c, text in enumerate((figure.id, what, figure.regime, figure.printed, figure.unit), 1):
        sheet.put(r, c, text, "text" if c == 2 else "data")
    printed: list[Cell] = []
    for c, pair in ((6, (figure.lo, figure.hi)), (8, result.replayed), (10, result.exact)):
        for i in (0, 1):
            value = pair[i] if pair and (i == 0 or pair[0] != pair[1]) else None
            printed.append(sheet.put(r, c + i, value, "built", "#,##0.####"))
    terms = _live(context, figure)
    live = [sheet.show(r, c, term, "output", number="#,##0.0000") for c, term in enumerate(terms, 12)]
    if len(live) == 1:
        sheet.put(r, 13, None, "data")
    nearest = live[-1] - printed[len(live) - 1]
    sheet.show(r, 14, nearest, number="+#,##0.0000;-#,##0.0000")
    sheet.put(r, 15, "yes" if result.reproduced else "no", "status")
    sheet.put(r, 16, figure.reason, "note")
    sheet.put(r, 17, f"{figure.source_id}: {figure.locator}", "note")


def _live(context: Context, figure: Published) -> tuple[Term, ...]:
    """Return the live term of a published figure, two for a range."""
    kind, *rest = figure.id.split(".")
    regime = {"trad": "traditional", "tts": "tts"}.get(rest[0] if rest else "", "")
    if kind == "eq":
        model = BASELINE if figure.subject.startswith(BASELINE) else figure.subject
        return (context[f"{model}|{regime}|{rest[2]}"],)
    if kind == "lout":
        below = int(rest[1][1:])
        return (-ln(Term.of((100 - below) / 100)) * context.names[f"l_out_median_{regime}"] / ln(Term.of(2)),)
    if kind == "fleet":
        name = figure.id.removeprefix("fleet.")
        return (context[f"fleet|{name}|{'year' if name == 'year10b' else 'total'}"],)
    if kind in STUDIED:
        return (context[f"study|{STUDIED[kind]}|{regime}"] * 100,)
    if figure.id in LEVERS:
        ratios = [context[f"ratio|{regime}|{lever}"] for regime in REGIMES for lever in LEVERS[figure.id]]
        return least(*ratios), greatest(*ratios)
    medians = [context[f"{BASELINE}|{regime}|p50"] for regime in REGIMES]
    return (medians[1] / medians[0] if figure.id == "ratio.tts" else context[f"section4|{SECTION4[figure.id]}"],)
