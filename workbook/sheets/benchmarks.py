"""Benchmarks: the measured throughputs, each with its switch, and room for the user's own rows.

The throughput fits read these columns and give back means and slopes; `deviations` and `scaled` write what follows.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from calc.inputs import tables
from workbook.model.inputs import MODELS, OWN, OWN_ROWS
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Cell, Columns, Sheet, area, at
from workbook.writer.term import Term, count, exp, index, least, ln, match, sumproduct, typed_or, where

TITLE: Final = "Benchmarks"
SUMMARY: Final = "38 measured throughputs with switches, and room for your own"
HEAD: Final = 6
FIRST: Final = HEAD + 1
# Rows of a model stand together, so that a chart can refer to them.
ROWS: Final = tuple(b for m in MODELS for b in tables.benchmarks() if b.model == m)
LAST: Final = HEAD + len(ROWS) + OWN_ROWS
COLUMNS: Final = (
    "Row", "Model", "GPUs", "Quantization", "TPS [token/s]", "L_in [token]", "L_out [token]", "In published fit",
    "Preset of the set", "Your switch (1 or 0)", "Used", "Model number", "ln L_in", "ln L_out", "ln TPS",
    "ln L_in - mean", "ln L_out - mean", "ln TPS - mean", "TPS at l_in, by the fit", "Source", "Where in the source",
    "Note",
)  # fmt: skip
(
    ROW, MODEL, GPUS, QUANT, TPS, L_IN, L_OUT, PUBLISHED, PRESET, SWITCH, USED, NUMBER, LN_IN, LN_OUT, LN_TPS,
    DEV_IN, DEV_OUT, DEV_TPS, AT_L_IN, SOURCE, LOCATOR, NOTE,
) = range(1, len(COLUMNS) + 1)  # fmt: skip
WIDTHS: Final = [7, 29, 7, 12, 11, 9, 9, 10, 9, 10, 7, 9, *[10] * 6, 12, 18, 34, 44]
RAW: Final = {LN_IN: L_IN, LN_OUT: L_OUT, LN_TPS: TPS}
DEVIATION: Final = {LN_IN: DEV_IN, LN_OUT: DEV_OUT, LN_TPS: DEV_TPS}


def span(model: str) -> tuple[int, int]:
    """Return the first and last row of a model."""
    if model == OWN:
        return LAST - OWN_ROWS + 1, LAST
    rows = [FIRST + i for i, b in enumerate(ROWS) if b.model == model]
    return rows[0], rows[-1]


def write(context: Context) -> None:
    """Add the sheet, up to the logarithms."""
    lead = "Measured output tokens per second of a node. A switch of 1 or 0 overrides the preset of the set."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze=at(FIRST, GPUS), pages_wide=2)
    table = context.columns[TITLE] = Columns()
    text = f"The last {OWN_ROWS} rows are for your own measurements: fill TPS, L_in and L_out of at least two."
    sheet.put(4, 1, text, "remark")
    sheet.header(HEAD, COLUMNS)
    for r, row in enumerate(ROWS, FIRST):
        constants: list[Value] = [
            row.row_id,
            row.model,
            tables.nodes()[row.node].gpus,
            row.precision,
            row.tps,
            row.l_in,
            row.l_out,
        ]
        for c, value in enumerate(constants, 1):
            table.add(sheet.put(r, c, value))
        published = sheet.put(r, PUBLISHED, int(row.preset))
        preset = sheet.show(r, PRESET, where(context.names.benchmark_rows == "all", 1, published), number="0")
        for c, words in ((SOURCE, row.source_id), (LOCATOR, row.locator), (NOTE, row.note)):
            sheet.put(r, c, words, "note")
        switch = context.inputs.switches.get(row.row_id)
        _logarithms(context, sheet, r, preset, None if switch is None else float(switch))
    _own_rows(context, sheet, table)
    own = f"{at(FIRST + len(ROWS), TPS)}:{at(LAST, L_OUT)}"
    sheet.allow(own, title="Own measurement", low="0.000001", high="1000000000", help_text="A number above 0.")
    switches = f"{at(FIRST, SWITCH)}:{at(LAST, SWITCH)}"
    help_text = "1 uses the row, 0 leaves it out; blank for the preset."
    sheet.allow(switches, title="Use in the fit", choices='"1,0"', help_text=help_text)
    switched = sumproduct((table.there(USED) != table.there(PRESET)) * 1)
    typed = count(Term(np.array([x for row in context.inputs.own_rows for x in row], dtype=float), own))
    sheet.put(3, TPS, "Changed here", "note")
    changed = sheet.show(3, L_IN, switched + typed, number="0")
    sheet.name(changed, "benchmarks_changed")
    sheet.table("benchmarks", f"{at(HEAD, 1)}:{at(LAST, len(COLUMNS))}", COLUMNS)
    sheet.repeat(HEAD)


def _own_rows(context: Context, sheet: Sheet, table: Columns) -> None:
    given = [*context.inputs.own_rows, *[(None,) * 3] * (OWN_ROWS - len(context.inputs.own_rows))]
    for i, r in enumerate(range(FIRST + len(ROWS), LAST + 1)):
        table.add(sheet.put(r, ROW, f"own{i + 1:02d}"))
        table.add(sheet.put(r, MODEL, OWN))
        for c in (GPUS, QUANT, SOURCE, LOCATOR, NOTE):
            sheet.put(r, c, None, "input")
        measured = area(
            [table.add(sheet.put(r, c, x, "input")) for c, x in zip((TPS, L_IN, L_OUT), given[i], strict=True)]
        )
        sheet.put(r, PUBLISHED, 0)
        complete = where(count(measured) == 3, where(least(measured) > 0, 1, 0), 0)
        _logarithms(context, sheet, r, sheet.show(r, PRESET, complete, number="0"), None)


def _filled(table: Columns, place: int) -> Term:
    filled: Term = count(area([table.row(place, c) for c in (TPS, L_IN, L_OUT)])) == 3
    return filled


def _logarithms(context: Context, sheet: Sheet, r: int, preset: Cell, switch: float | None) -> None:
    """Write the switch, whether the row is used, its model's number and its logarithms."""
    table, place = context.columns[TITLE], r - FIRST
    table.add(preset)
    typed = sheet.put(r, SWITCH, switch, "input")
    used = table.add(sheet.show(r, USED, where(_filled(table, place), typed_or(typed, preset), 0), number="0"))
    number = where(used == 1, match(table.row(place, MODEL), context.names.model_names), 0)
    table.add(sheet.show(r, NUMBER, number, number="0"))
    for c, raw in RAW.items():
        table.add(sheet.show(r, c, where(used.fix("c") == 1, ln(table.row(place, raw)), 0)))


def deviations(context: Context, means: dict[int, Term]) -> None:
    """Write each logarithm's deviation from its model's mean; `means` holds the fits' by column of the logarithm."""
    table = context.columns[TITLE]
    for place in range(LAST - HEAD):
        used, number = table.row(place, USED).fix("c"), table.row(place, NUMBER).fix("c")
        for c, deviation in DEVIATION.items():
            log = table.row(place, c)
            formula = where(used == 1, log - index(means[c], number), 0)
            table.add(log.sheet.show(log.row, deviation, formula))


def scaled(context: Context, slopes: Term) -> None:
    """Write each row's throughput moved to the set's prompt length by the fits' slopes b_in."""
    table, n = context.columns[TITLE], context.names
    for place in range(LAST - HEAD):
        tps, l_in, model = (table.row(place, c) for c in (TPS, L_IN, MODEL))
        slope = index(slopes, match(model, n.model_names))
        moved = tps * exp(slope * (ln(n.l_in) - ln(l_in)))
        tps.sheet.show(tps.row, AT_L_IN, where(_filled(table, place), moved, ""), number="#,##0")
