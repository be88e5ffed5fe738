"""Reproduction: every published figure beside replay, exact and live value; and where the paper disagrees."""

from __future__ import annotations

from math import log
from typing import Final

from calc.inputs import tables
from calc.inputs.catalogue import BASELINE, REGIMES
from calc.paper.published_figures import Reproduction, reproduction
from workbook.model.results import Context
from workbook.model.trials import COMBINED, FIGURE2
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Reproduction"
DISCREPANCIES: Final = "Discrepancies"
HEAD: Final = 5
COLUMNS: Final = (
    "Figure", "What", "Regime", "Printed", "Unit", "Printed, low", "Printed, high", "Replay, low", "Replay, high",
    "Exact, low", "Exact, high", "Live, low", "Live, high", "Live - printed", "As printed?", "Why not, or how",
    "Where in the paper",
)  # fmt: skip
WIDTHS: Final = [22, 34, 11, 9, 10, *[10] * 8, 11, 10, 64, 34]


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Replay: the authors' own draws. Exact: calc's integration. Live: this workbook, which follows your inputs."
    sheet = context.book.sheet(TITLE, lead, WIDTHS, freeze="B6", pages_wide=2)
    sheet.header(HEAD, COLUMNS)
    results = reproduction(context.inputs.assumptions)
    for r, result in enumerate(results, HEAD + 1):
        _figure(context, sheet, r, result)
    sheet.repeat(HEAD)
    _discrepancies(context)


def _discrepancies(context: Context) -> None:
    lead = "Where the paper and its own numbers disagree, and what is used here."
    sheet = context.book.sheet(DISCREPANCIES, lead, [9, 30, 34, 40, 80, 20, 44], freeze="C6")
    sheet.header(HEAD, ["Number", "Topic", "Printed", "Used here", "Explanation", "Source", "Where in the source"])
    for r, item in enumerate(tables.discrepancies(), HEAD + 1):
        sheet.put(r, 1, item.number)
        texts = (item.topic, item.printed, item.used, item.explanation, item.source_id, item.locator)
        for c, text in enumerate(texts, 2):
            sheet.put(r, c, text, "text")
    sheet.repeat(HEAD)


def _figure(context: Context, sheet: Sheet, r: int, result: Reproduction) -> None:
    figure = result.figure
    for c, text in enumerate(
        (figure.id, f"{figure.subject}, {figure.statistic}", figure.regime, figure.printed, figure.unit), 1
    ):
        sheet.put(r, c, text, "text" if c == 2 else "data")
    for c, pair in ((6, (figure.lo, figure.hi)), (8, result.replayed), (10, result.exact)):
        for i in (0, 1):
            value = pair[i] if pair and (i == 0 or pair[0] != pair[1]) else None
            sheet.put(r, c + i, value, "built", "#,##0.####")
    low, high = _live(context, figure.id)
    sheet.calc(r, 12, low[0], low[1], "output", number="#,##0.0000")
    if high:
        sheet.calc(r, 13, high[0], high[1], "output", number="#,##0.0000")
    else:
        sheet.put(r, 13, None, "data")
    printed, live = (7, 13) if high else (6, 12)
    nearest = high[1] - figure.hi if high else low[1] - figure.lo
    sheet.calc(r, 14, f"={at(r, live)}-{at(r, printed)}", nearest, number="+#,##0.0000;-#,##0.0000")
    sheet.put(r, 15, "yes" if result.reproduced else "no", "status")
    sheet.put(r, 16, figure.reason, "note")
    sheet.put(r, 17, f"{figure.source_id}: {figure.locator}", "note")


Live = tuple[str, float]


def _live(context: Context, key: str) -> tuple[Live, Live | None]:  # noqa: PLR0911 - one return a kind of figure
    """Return the formula and value of the live cell (two for a range) of a published figure."""

    def look(name: str, scale: str = "") -> Live:
        factor = 100.0 if scale else 1.0
        return f"={context.cells[name]}{scale}", context.values[name] * factor

    parts = key.split(".")
    regime = {"trad": "traditional", "tts": "tts"}.get(parts[1] if len(parts) > 1 else "", "")
    if parts[0] == "eq":
        model = {"baseline": BASELINE, "l405b": "Llama 3.1 405B", "mixtral": "Mixtral 8x22B"}[parts[2]]
        return look(f"{model}|{regime}|{parts[3]}"), None
    if parts[0] == "lout":
        q = 1 - int(parts[2][1:]) / 100
        return _quartile(context, regime, q), None
    if parts[0] == "fleet":
        name = key.removeprefix("fleet.")
        return look(f"fleet|{name}|{'year' if name == 'year10b' else 'total'}"), None
    if parts[0] in ("s3", "s4"):
        label = "L_in 500, weight as run, 1/30" if parts[0] == "s3" else "Power follows TPS, as run"
        return look(f"study|{label}|{regime}", "*100"), None
    if key == "lever.reduction":
        return _extremes(context, FIGURE2)
    if key == "levers.combined":
        return _extremes(context, (COMBINED,))
    if key == "ratio.tts":
        names = [f"{BASELINE}|{r}|p50" for r in REGIMES]
        cells, values = [context.cells[n] for n in names], [context.values[n] for n in names]
        return (f"={cells[1]}/{cells[0]}", values[1] / values[0]), None
    section4 = {
        "beta": "beta in use",
        "beta.utilisation": "Load profile by the formula of S.V",
        "dc30mw": "Energy of the data centre",
    }
    return look(f"section4|{section4[key]}"), None


def _quartile(context: Context, regime: str, left: float) -> Live:
    value = -log(left) * context.live.l_mean(regime)
    return f"=-LN({left:g})*l_out_median_{regime}/LN(2)", value


def _extremes(context: Context, levers: tuple[str, ...]) -> tuple[Live, Live]:
    names = [f"ratio|{regime}|{lever}" for regime in REGIMES for lever in levers]
    cells = ",".join(context.cells[n] for n in names)
    values = [context.values[n] for n in names]
    return (f"=MIN({cells})", min(values)), (f"=MAX({cells})", max(values))
