"""Benchmarks: the measured throughputs, each with its switch, and room for the user's own rows."""

from __future__ import annotations

import numpy as np
from openpyxl.worksheet.table import Table, TableStyleInfo

from calc.inputs import tables
from workbook.model.inputs import OWN, OWN_ROWS
from workbook.model.results import Context
from workbook.model.trials import MODELS
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Sheet, at

HEAD = 6
FIRST = HEAD + 1
# Rows of a model stand together, so that a chart can refer to them.
ROWS = tuple(b for m in MODELS for b in tables.benchmarks() if b.model == m)
LAST = HEAD + len(ROWS) + OWN_ROWS
COLUMNS = (
    "Row", "Model", "GPUs", "Quantization", "TPS [token/s]", "L_in [token]", "L_out [token]", "In published fit",
    "Preset of the set", "Your switch (1 or 0)", "Used", "Model number", "ln L_in", "ln L_out", "ln TPS",
    "ln L_in - mean", "ln L_out - mean", "ln TPS - mean", "TPS at l_in, by the fit", "Source", "Where in the source",
    "Note",
)  # fmt: skip
(
    ROW, MODEL, GPUS, QUANT, TPS, L_IN, L_OUT, PUBLISHED, PRESET, SWITCH, USED, NUMBER, LN_IN, LN_OUT, LN_TPS,
    DEV_IN, DEV_OUT, DEV_TPS, AT_L_IN, SOURCE, LOCATOR, NOTE,
) = range(1, len(COLUMNS) + 1)  # fmt: skip
WIDTHS = [7, 29, 7, 12, 11, 9, 9, 10, 9, 10, 7, 9, *[10] * 6, 12, 18, 34, 44]
FIT_FIRST, FIT_LAST = 7, 7 + len(MODELS)  # the rows of the TPS fit sheet, one a model, the user's own last
FIT_MEANS = {LN_IN: "D", LN_OUT: "E", LN_TPS: "F"}
FIT_B_IN = "O"


def column(of: int) -> str:
    """Return a column of the table as other sheets refer to it."""
    return f"Benchmarks!{at(FIRST, of, fix='cr')}:{at(LAST, of, fix='cr')}"


def span(model: str) -> tuple[int, int]:
    """Return the first and last row of a model."""
    if model == OWN:
        return LAST - OWN_ROWS + 1, LAST
    rows = [FIRST + i for i, b in enumerate(ROWS) if b.model == model]
    return rows[0], rows[-1]


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Measured output tokens per second of a node. A switch of 1 or 0 overrides the preset of the set."
    sheet = context.book.sheet("Benchmarks", lead, WIDTHS, freeze=at(FIRST, GPUS), pages_wide=2)
    text = f"The last {OWN_ROWS} rows are for your own measurements: fill TPS, L_in and L_out of at least two."
    sheet.put(4, 1, text, "remark")
    sheet.header(HEAD, COLUMNS)
    for r, row in enumerate(ROWS, FIRST):
        constants: list[Value] = [row.row_id, row.model, row.gpus, row.quantization, row.tps, row.l_in, row.l_out]
        for c, value in enumerate(constants, 1):
            sheet.put(r, c, value)
        sheet.put(r, PUBLISHED, int(row.in_published_fit))
        every = context.inputs.assumptions.benchmark_rows == "all"
        preset = f'=IF(benchmark_rows="all",1,{at(r, PUBLISHED)})'
        sheet.calc(r, PRESET, preset, int(every or row.in_published_fit), number="0")
        for c, words in ((SOURCE, row.source_id), (LOCATOR, row.locator), (NOTE, row.note)):
            sheet.put(r, c, words, "note")
        _helpers(sheet, context, r, row.model, (row.tps, row.l_in, row.l_out), used=context.inputs.used[row.row_id])
    for i, r in enumerate(range(FIRST + len(ROWS), LAST + 1)):
        sheet.put(r, ROW, f"own{i + 1:02d}")
        sheet.put(r, MODEL, OWN)
        for c in (GPUS, QUANT, SOURCE, LOCATOR, NOTE):
            sheet.put(r, c, None, "input")
        for c in (TPS, L_IN, L_OUT):
            sheet.put(r, c, None, "input")
        sheet.put(r, PUBLISHED, 0)
        complete = f"IF(COUNT({at(r, TPS)}:{at(r, L_OUT)})=3,IF(MIN({at(r, TPS)}:{at(r, L_OUT)})>0,1,0),0)"
        sheet.calc(r, PRESET, f"={complete}", 0, number="0")
        _helpers(sheet, context, r, OWN, None, used=False)
    own = f"{at(FIRST + len(ROWS), TPS)}:{at(LAST, L_OUT)}"
    sheet.allow(own, title="Own measurement", low="0.000001", high="1000000000", help_text="A number above 0.")
    switches = f"{at(FIRST, SWITCH)}:{at(LAST, SWITCH)}"
    sheet.allow(
        switches,
        title="Use in the fit",
        choices='"1,0"',
        help_text="1 uses the row, 0 leaves it out; blank for the preset.",
    )
    switched = f"SUMPRODUCT(({column(USED)}<>{column(PRESET)})*1)"
    sheet.put(3, TPS, "Changed here", "note")
    ref = sheet.calc(3, L_IN, f"={switched}+COUNT({own})", 0, number="0")
    sheet.name(ref, "benchmarks_changed")
    _table(sheet)
    sheet.repeat(HEAD)


def _helpers(
    sheet: Sheet,
    context: Context,
    r: int,
    model: str,
    values: tuple[float, float, float] | None,
    *,
    used: bool,
) -> None:
    """Write switch, logarithms, deviations from the model's means and the row scaled to the set's prompt length."""
    fit = context.inputs.fits[model]
    position = (*MODELS, OWN).index(model) + 1
    sheet.put(r, SWITCH, None, "input")
    filled = f"COUNT({at(r, TPS)}:{at(r, L_OUT)})=3"
    used_formula = f"=IF({filled},IF(LEN({at(r, SWITCH)})=0,{at(r, PRESET)},{at(r, SWITCH)}),0)"
    sheet.calc(r, USED, used_formula, int(used), number="0")
    sheet.calc(
        r,
        NUMBER,
        f"=IF({at(r, USED)}=1,MATCH({at(r, MODEL)},model_names,0),0)",
        position if used else 0,
        number="0",
    )
    logs = dict(zip((LN_TPS, LN_IN, LN_OUT), np.log(values), strict=True)) if values and used else {}
    raw = {LN_IN: L_IN, LN_OUT: L_OUT, LN_TPS: TPS}
    rows = [b for b in ROWS if b.model == model and context.inputs.used[b.row_id]]
    means = {
        LN_IN: float(np.mean(np.log([b.l_in for b in rows]))) if rows else 0.0,
        LN_OUT: float(np.mean(np.log([b.l_out for b in rows]))) if rows else 0.0,
        LN_TPS: float(np.mean(np.log([b.tps for b in rows]))) if rows else 0.0,
    }
    for c, deviation in ((LN_IN, DEV_IN), (LN_OUT, DEV_OUT), (LN_TPS, DEV_TPS)):
        value = float(logs.get(c, 0.0))
        sheet.calc(r, c, f"=IF({at(r, USED, fix='c')}=1,LN({at(r, raw[c])}),0)", value)
        mean = f"INDEX('TPS fit'!${FIT_MEANS[c]}${FIT_FIRST}:${FIT_MEANS[c]}${FIT_LAST},{at(r, NUMBER, fix='c')})"
        formula = f"=IF({at(r, USED, fix='c')}=1,{at(r, c)}-{mean},0)"
        sheet.calc(r, deviation, formula, value - means[c] if logs else 0.0)
    slope = f"INDEX('TPS fit'!${FIT_B_IN}${FIT_FIRST}:${FIT_B_IN}${FIT_LAST},MATCH({at(r, MODEL)},model_names,0))"
    moved = f'=IF({filled},{at(r, TPS)}*EXP({slope}*(LN(l_in)-LN({at(r, L_IN)}))),"")'
    if values and fit:
        tps, l_in, _ = values
        scaled: float | str = tps * float(np.exp(fit.b_in * (np.log(float(context.live.a.l_in)) - np.log(l_in))))
    else:
        scaled = ""
    sheet.calc(r, AT_L_IN, moved, scaled, number="#,##0")


def _table(sheet: Sheet) -> None:
    table = Table(
        displayName="benchmarks",
        ref=f"{at(HEAD, 1)}:{at(LAST, len(COLUMNS))}",
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=True),
    )
    table._initialise_columns()  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl names the columns only on saving, from cells it does not check
    for column_, name in zip(table.tableColumns, COLUMNS, strict=True):
        column_.name = name
    sheet.ws.add_table(table)
