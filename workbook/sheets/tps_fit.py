"""TPS fit: least squares of ln TPS on ln L_in and ln L_out, live, one row a model; and its chart.

The cells solve the normal equations of deviations from the means; calc solves by QR, so that each checks the other.
"""

from __future__ import annotations

from typing import Final

from calc.inputs import tables
from calc.inputs.catalogue import REGIMES
from calc.query import formulas
from calc.query.throughput import FAR_OUTSIDE
from workbook.model.inputs import MODELS, OWN
from workbook.model.results import Context
from workbook.sheets import benchmarks as b
from workbook.sheets import inputs
from workbook.writer import charts
from workbook.writer.sheet import Cell, Columns, Sheet, at
from workbook.writer.term import Term, every, greatest, larger, least, ln, only, smaller, sumproduct, where

TITLE: Final = "TPS fit"
SUMMARY: Final = "Throughput regression of every model, live, with a chart"
FIRST: Final = 7
HEAD: Final = FIRST - 1
LAST: Final = FIRST + len(MODELS)  # the user's own model comes last
COLUMNS: Final = (
    "Model", "Rows used", "TPS_max [token/s]", "mean ln L_in", "mean ln L_out", "mean ln TPS", "S in,in",
    "S out,out", "S in,out", "S in,TPS", "S out,TPS", "S TPS,TPS", "Determinant", "Fit (1) or constant (0)", "b_in",
    "b_out", "b0", "R2", "L_in from [token]", "L_in to [token]", "L_out from [token]", "L_out to [token]", "Status",
    "Far outside, traditional", "Far outside, tts",
)  # fmt: skip
(
    MODEL, N, CAP, M_IN, M_OUT, M_TPS, S_II, S_OO, S_IO, S_IT, S_OT, S_TT, DET, OK, B_IN, B_OUT, B0, R2, IN_LO, IN_HI,
    OUT_LO, OUT_HI, STATUS, *OUTSIDE,
) = range(1, len(COLUMNS) + 1)  # fmt: skip
MEANS: Final = {b.LN_IN: M_IN, b.LN_OUT: M_OUT, b.LN_TPS: M_TPS}
PRODUCTS: Final = {
    S_II: (b.DEV_IN, b.DEV_IN), S_OO: (b.DEV_OUT, b.DEV_OUT), S_IO: (b.DEV_IN, b.DEV_OUT),
    S_IT: (b.DEV_IN, b.DEV_TPS), S_OT: (b.DEV_OUT, b.DEV_TPS), S_TT: (b.DEV_TPS, b.DEV_TPS),
}  # fmt: skip
FITTED: Final = {"n": N, "cap": CAP, "b0": B0, "b_in": B_IN, "b_out": B_OUT}
ENDS: Final = {"in_lo": IN_LO, "in_hi": IN_HI, "out_lo": OUT_LO, "out_hi": OUT_HI}
LINE_HEAD: Final = LAST + 4
LINE_LENGTHS: Final = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)
SINGULAR: Final = 1e-9  # relative determinant below which the two lengths cannot be told apart


def fitted(context: Context, model: str, what: str) -> Term:
    """Return a model's fitted quantity, as other sheets refer to it."""
    return context.columns[TITLE].row(_place(model), FITTED[what]).there


def looked_up(context: Context, what: str) -> Term:
    """Return a fitted quantity of all models, to be looked into."""
    return context.columns[TITLE].there((FITTED | ENDS)[what])


def far_outside(context: Context, regime: str) -> Term:
    """Return which models' rows the prompt or the median answer of a regime lies far outside of, 1 or 0 each."""
    return context.columns[TITLE].there(OUTSIDE[REGIMES.index(regime)])


def _place(model: str) -> int:
    return (*MODELS, OWN).index(model)


def write(context: Context) -> None:
    """Add the sheet, and to Benchmarks what follows from means and slopes."""
    lead = "ln TPS = b0 + b_in ln L_in + b_out ln L_out by least squares, capped at the model's largest row."
    widths = [30, 8, 12, *[12] * 10, 12, *[12] * 8, 26, 12, 12]
    sheet = context.book.sheet(TITLE, SUMMARY, lead, widths, freeze=at(FIRST, 2), pages_wide=2)
    table = context.columns[TITLE] = Columns()
    text = "S are sums of products of deviations from the means; two rows give a constant, at the larger."
    sheet.put(4, 1, text, "remark")
    sheet.put(5, 1, "Relative determinant below which the rows cannot tell the two lengths apart", "note")
    sheet.name(sheet.put(5, DET, SINGULAR, "data", "0.0E+00"), "singular_limit")
    text = "Lengths outside the rows by more than this factor are far outside: a warning"
    sheet.put(5, B_IN, text, "remark")
    sheet.name(sheet.put(5, IN_HI, FAR_OUTSIDE, "data", "0.0"), "far_outside")
    sheet.header(HEAD, COLUMNS)
    for r, model in enumerate((*MODELS, OWN), FIRST):
        _means(context, sheet, r, model)
    b.deviations(context, {of: table.there(mean) for of, mean in MEANS.items()})
    for r in range(FIRST, LAST + 1):
        _coefficients(context, sheet, r)
    b.scaled(context, table.there(B_IN))
    inputs.length_notes(context, *(looked_up(context, what) for what in ("n", *ENDS)))
    sheet.name(f"{at(FIRST, 1)}:{at(LAST, 1)}", "model_names")
    _lines(context, sheet)


def _own(context: Context, place: int) -> tuple[Term, Term]:
    """Return which rows of Benchmarks are a model's, and which are used."""
    rows = context.columns[b.TITLE]
    return rows.there(b.MODEL) == context.columns[TITLE].row(place, MODEL).fix("c"), rows.there(b.USED)


def _means(context: Context, sheet: Sheet, r: int, model: str) -> None:
    """Write the rows used, the cap and the means of the logarithms."""
    table, rows = context.columns[TITLE], context.columns[b.TITLE]
    name = table.add(sheet.put(r, MODEL, model))
    own, used = _own(context, r - FIRST)
    n = table.add(sheet.show(r, N, sumproduct(own * used), number="0"))
    # A benchmarked model is capped at its largest row, used or not; the user's own at the largest in use.
    # Without IF, whose condition of one cell makes some engines take one row of the column.
    counted = 1 - (name.fix("c") == OWN) * (1 - used)
    table.add(sheet.show(r, CAP, sumproduct(greatest(own * rows.there(b.TPS) * counted)), number="#,##0.00"))
    for of, c in MEANS.items():
        mean = sumproduct(own * used * rows.there(of)) / n.fix("c")
        table.add(sheet.show(r, c, where(n.fix("c") == 0, 0, mean)))


def _coefficients(context: Context, sheet: Sheet, r: int) -> None:
    """Write sums of products, coefficients, R2, the lengths fitted on and the status."""
    table, rows = context.columns[TITLE], context.columns[b.TITLE]
    own, used = _own(context, r - FIRST)
    n, cap, m_in, m_out, m_tps = (table.row(r - FIRST, c) for c in (N, CAP, M_IN, M_OUT, M_TPS))
    products = [
        sheet.show(r, c, sumproduct(own * rows.there(first) * rows.there(second)))
        for c, (first, second) in PRODUCTS.items()
    ]
    ii, oo, io, it, ot, tt = products
    det = sheet.show(r, DET, ii * oo - io**2)
    ok = sheet.show(r, OK, where(every(n >= 3, det > context.names.singular_limit * ii * oo), 1, 0), number="0")

    def coefficient(c: int, formula: Term) -> Cell:
        return table.add(sheet.show(r, c, formula, "output", number="0.00000000"))

    b_in = coefficient(B_IN, where(ok == 1, (it * oo - io * ot) / det, 0))
    b_out = coefficient(B_OUT, where(ok == 1, (ot * ii - it * io) / det, 0))
    constant = where(cap > 0, ln(cap), 0)
    coefficient(B0, where(ok == 1, m_tps - b_in * m_in - b_out * m_out, constant))
    sheet.show(r, R2, where(every(ok == 1, tt > 0), (b_in * it + b_out * ot) / tt, 0))
    for c, of, end in (
        (IN_LO, b.L_IN, least),
        (IN_HI, b.L_IN, greatest),
        (OUT_LO, b.L_OUT, least),
        (OUT_HI, b.L_OUT, greatest),
    ):
        among = end(only(own * used == 1, rows.there(of)))
        table.add(sheet.show(r, c, where(n == 0, 0, among), number="#,##0", array=True))
    status = where(b_out >= 1, "b_out must be below 1", where(n == 3, "fit meets all 3 rows", "fit"))
    status = where(n == 2, "constant: 2 rows", where(ok == 0, "lengths do not vary", status))
    status = where(n == 0, "no rows yet", where(n < 2, "too few rows", status))
    sheet.show(r, STATUS, status, "status")
    for c, regime in zip(OUTSIDE, REGIMES, strict=True):
        table.add(sheet.show(r, c, _far_outside(context, r - FIRST, regime), number="0"))


def _far_outside(context: Context, place: int, regime: str) -> Term:
    """Return 1 where a named model's rows are far from the active lengths, else 0; one's own are judged on Inputs."""
    table, names = context.columns[TITLE], context.names
    in_lo, in_hi, out_lo, out_hi = (table.row(place, c).fix("c") for c in ENDS.values())
    prompt = formulas.times_outside(in_lo, in_hi, names.l_in)
    answer = formulas.times_outside(out_lo, out_hi, names[f"l_out_median_{regime}"])
    named = every(table.row(place, MODEL).fix("c") != OWN, table.row(place, N).fix("c") > 1)
    return where(named, where(larger(prompt, answer) > names.far_outside, 1, 0), 0)


def _lines(context: Context, sheet: Sheet) -> None:
    """Write fitted lines over output length at the set's prompt length, and draw them with the rows."""
    sheet.put(LINE_HEAD - 1, 1, "Fitted TPS [token/s] over L_out [token], at the active l_in", "heading")
    sheet.header(LINE_HEAD, ["L_out", *MODELS])
    for r, length in enumerate(LINE_LENGTHS, LINE_HEAD + 1):
        l_out = sheet.put(r, 1, length, "data", "#,##0")
        for c, model in enumerate(MODELS, 2):
            b0, b_in, b_out, cap = (fitted(context, model, what) for what in ("b0", "b_in", "b_out", "cap"))
            raw = formulas.log_linear_tps(b0, b_in, b_out, context.names.l_in, l_out.fix("c"))
            sheet.show(r, c, smaller(cap, raw), number="#,##0")
    first, last = LINE_HEAD + 1, LINE_HEAD + len(LINE_LENGTHS)
    sheet.new_page(last + 2)
    series = []
    for c, known in enumerate(tables.models(), 2):
        lengths = f"'{TITLE}'!{at(first, 1, fix='cr')}:{at(last, 1, fix='cr')}"
        line = f"'{TITLE}'!{at(first, c, fix='cr')}:{at(last, c, fix='cr')}"
        top, bottom = b.span(known.model)
        rows = [f"{b.TITLE}!{at(top, k, fix='cr')}:{at(bottom, k, fix='cr')}" for k in (b.L_OUT, b.AT_L_IN)]
        series.append(charts.points(rows[0], rows[1], known.model, known.colour, known.mark))
        series.append(charts.line_series(lengths, line, f"{known.model}, fit", known.colour))
    chart = charts.scatter(
        series,
        "Throughput over output length",
        "Output tokens L_out (log scale)",
        "Output tokens per second (log scale)",
    )
    sheet.chart(
        chart, at(last + 3, 1),
        "Throughput of a node over output length for every model: benchmark rows, scaled to the active prompt length "
        "by the fit, as points, and the capped fits as lines, both axes logarithmic.",
    )  # fmt: skip
