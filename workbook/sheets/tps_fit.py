"""TPS fit: least squares of ln TPS on ln L_in and ln L_out, live, one row a model; and its chart."""

from __future__ import annotations

import numpy as np

from workbook.model.inputs import OWN
from workbook.model.results import Context
from workbook.model.trials import MODELS
from workbook.sheets import benchmarks as b
from workbook.writer import charts
from workbook.writer.sheet import Sheet, at

TITLE = "TPS fit"
HEAD = b.FIT_FIRST - 1
COLUMNS = (
    "Model", "Rows used", "TPS_max [token/s]", "mean ln L_in", "mean ln L_out", "mean ln TPS", "S in,in",
    "S out,out", "S in,out", "S in,TPS", "S out,TPS", "S TPS,TPS", "Determinant", "Fit (1) or constant (0)", "b_in",
    "b_out", "b0", "R2", "L_in from [token]", "L_in to [token]", "L_out from [token]", "L_out to [token]", "Status",
)  # fmt: skip
(
    MODEL, N, CAP, M_IN, M_OUT, M_TPS, S_II, S_OO, S_IO, S_IT, S_OT, S_TT, DET, OK, B_IN, B_OUT, B0, R2, IN_LO, IN_HI,
    OUT_LO, OUT_HI, STATUS,
) = range(1, len(COLUMNS) + 1)  # fmt: skip
FITTED = {"n": N, "cap": CAP, "b0": B0, "b_in": B_IN, "b_out": B_OUT}
LINE_HEAD = b.FIT_LAST + 4
LINE_LENGTHS = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)
SINGULAR = 1e-9  # relative determinant below which the two lengths cannot be told apart


def cell(model: str, what: str) -> str:
    """Return the cell of a model's fitted quantity, as other sheets refer to it."""
    return f"'{TITLE}'!{at(_row(model), FITTED[what], fix='cr')}"


def _row(model: str) -> int:
    return b.FIT_FIRST + (*MODELS, OWN).index(model)


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "ln TPS = b0 + b_in ln L_in + b_out ln L_out by least squares, capped at the model's largest row."
    sheet = context.book.sheet(
        TITLE, lead, [30, 8, 11, *[10] * 10, 11, *[10] * 8, 26], freeze=at(b.FIT_FIRST, 2), pages_wide=2
    )
    sheet.put(
        4,
        1,
        "S are sums of products of deviations from the means; two rows give a constant, at the larger.",
        "remark",
    )
    sheet.put(5, 1, "Relative determinant below which the rows cannot tell the two lengths apart", "note")
    sheet.name(sheet.put(5, DET, SINGULAR, "data", "0.0E+00"), "singular_limit")
    sheet.header(HEAD, COLUMNS)
    for model in (*MODELS, OWN):
        _fit(sheet, context, model)
    sheet.name(f"{at(b.FIT_FIRST, 1)}:{at(b.FIT_LAST, 1)}", "model_names")
    _lines(sheet, context)


def _fit(sheet: Sheet, context: Context, model: str) -> None:
    r, fit = _row(model), context.inputs.fits[model]
    rows = [x for x in b.ROWS if x.model == model and context.inputs.used[x.row_id]]
    logs = np.log([[x.l_in, x.l_out, x.tps] for x in rows]) if rows else np.zeros((0, 3))
    n = len(rows)
    means = logs.mean(axis=0) if n else np.zeros(3)
    s = (logs - means).T @ (logs - means)
    det = s[0, 0] * s[1, 1] - s[0, 1] ** 2
    full = fit is not None and not fit.constant
    own, used = f"({b.column(b.MODEL)}={at(r, MODEL, fix='c')})", b.column(b.USED)
    sheet.put(r, MODEL, model)
    sheet.calc(r, N, f"=SUMPRODUCT({own}*{used})", n, number="0")
    cap = fit.tps_max if fit else 0.0
    # A benchmarked model is capped at its largest row, used or not; the user's own at the largest in use.
    # Without IF, whose condition of one cell makes some engines take one row of the column.
    counted = f'(1-({at(r, MODEL, fix="c")}="{OWN}")*(1-{used}))'
    sheet.calc(r, CAP, f"=SUMPRODUCT(MAX({own}*{b.column(b.TPS)}*{counted}))", cap, number="#,##0.00")
    for c, source, mean in zip((M_IN, M_OUT, M_TPS), (b.LN_IN, b.LN_OUT, b.LN_TPS), means, strict=True):
        formula = f"=IF({at(r, N, fix='c')}=0,0,SUMPRODUCT({own}*{used}*{b.column(source)})/{at(r, N, fix='c')})"
        sheet.calc(r, c, formula, mean)
    products = {
        S_II: (b.DEV_IN, b.DEV_IN, s[0, 0]), S_OO: (b.DEV_OUT, b.DEV_OUT, s[1, 1]),
        S_IO: (b.DEV_IN, b.DEV_OUT, s[0, 1]), S_IT: (b.DEV_IN, b.DEV_TPS, s[0, 2]),
        S_OT: (b.DEV_OUT, b.DEV_TPS, s[1, 2]), S_TT: (b.DEV_TPS, b.DEV_TPS, s[2, 2]),
    }  # fmt: skip
    for c, (first, second, value) in products.items():
        sheet.calc(r, c, f"=SUMPRODUCT({own}*{b.column(first)}*{b.column(second)})", value)
    x = {name: at(r, c) for name, c in zip(("ii", "oo", "io", "it", "ot", "tt"), products, strict=True)}
    sheet.calc(r, DET, f"={x['ii']}*{x['oo']}-{x['io']}^2", det)
    ok = f"=IF(AND({at(r, N)}>=3,{at(r, DET)}>singular_limit*{x['ii']}*{x['oo']}),1,0)"
    sheet.calc(r, OK, ok, int(full), number="0")
    live = f"{at(r, OK)}=1"
    numbers = (fit.b_in, fit.b_out, fit.b0, fit.r2) if fit else (0.0, 0.0, 0.0, 0.0)
    sheet.calc(
        r,
        B_IN,
        f"=IF({live},({x['it']}*{x['oo']}-{x['io']}*{x['ot']})/{at(r, DET)},0)",
        numbers[0],
        "output",
        number="0.00000000",
    )
    sheet.calc(
        r,
        B_OUT,
        f"=IF({live},({x['ot']}*{x['ii']}-{x['it']}*{x['io']})/{at(r, DET)},0)",
        numbers[1],
        "output",
        number="0.00000000",
    )
    constant = f"IF({at(r, CAP)}>0,LN({at(r, CAP)}),0)"
    b0 = f"=IF({live},{at(r, M_TPS)}-{at(r, B_IN)}*{at(r, M_IN)}-{at(r, B_OUT)}*{at(r, M_OUT)},{constant})"
    sheet.calc(r, B0, b0, numbers[2], "output", number="0.00000000")
    r2 = f"=IF(AND({live},{x['tt']}>0),({at(r, B_IN)}*{x['it']}+{at(r, B_OUT)}*{x['ot']})/{x['tt']},0)"
    sheet.calc(r, R2, r2, numbers[3])
    ranges = (*fit.l_in_range, *fit.l_out_range) if fit else (0.0,) * 4
    for c, source, least in (
        (IN_LO, b.L_IN, True),
        (IN_HI, b.L_IN, False),
        (OUT_LO, b.L_OUT, True),
        (OUT_HI, b.L_OUT, False),
    ):
        function = "MIN" if least else "MAX"
        formula = f"=IF({at(r, N)}=0,0,{function}(IF({own}*{used}=1,{b.column(source)})))"
        sheet.calc(r, c, formula, ranges[c - IN_LO], number="#,##0", array=True)
    status = (
        f'=IF({at(r, N)}=0,"no rows yet",IF({at(r, N)}<2,"too few rows",IF({at(r, N)}=2,"constant: 2 rows",'
        f'IF({at(r, OK)}=0,"lengths do not vary",IF({at(r, B_OUT)}>=1,"b_out must be below 1",'
        f'IF({at(r, N)}=3,"fit meets all 3 rows","fit"))))))'
    )
    words = {0: "no rows yet", 2: "constant: 2 rows", 3: "fit meets all 3 rows"}.get(n, "fit")
    sheet.calc(r, STATUS, status, words, "status")


def _lines(sheet: Sheet, context: Context) -> None:
    """Write fitted lines over output length at the set's prompt length, and draw them with the rows."""
    sheet.put(LINE_HEAD - 1, 1, "Fitted TPS [token/s] over L_out [token], at the active l_in", "heading")
    sheet.header(LINE_HEAD, ["L_out", *MODELS])
    l_in = float(context.live.a.l_in)
    for r, length in enumerate(LINE_LENGTHS, LINE_HEAD + 1):
        sheet.put(r, 1, length, "data", "#,##0")
        for c, model in enumerate(MODELS, 2):
            fit = context.inputs.fits[model]
            raw = f"EXP({cell(model, 'b0')}+{cell(model, 'b_in')}*LN(l_in)+{cell(model, 'b_out')}*LN({at(r, 1, fix='c')}))"
            value = float(fit.predict(l_in, length).tps) if fit else 0.0
            sheet.calc(r, c, f"=MIN({cell(model, 'cap')},{raw})", value, number="#,##0")
    first, last = LINE_HEAD + 1, LINE_HEAD + len(LINE_LENGTHS)
    sheet.new_page(last + 2)
    series = []
    for c, (model, colour, mark) in enumerate(zip(MODELS, charts.MODEL_COLOURS, charts.MARKS, strict=True), 2):
        lengths = f"'{TITLE}'!{at(first, 1, fix='cr')}:{at(last, 1, fix='cr')}"
        fitted = f"'{TITLE}'!{at(first, c, fix='cr')}:{at(last, c, fix='cr')}"
        top, bottom = b.span(model)
        rows = [f"Benchmarks!{at(top, k, fix='cr')}:{at(bottom, k, fix='cr')}" for k in (b.L_OUT, b.AT_L_IN)]
        series.append(charts.points(rows[0], rows[1], model, colour, mark))
        series.append(charts.line_series(lengths, fitted, f"{model}, fit", colour))
    chart = charts.scatter(
        series,
        "Throughput over output length",
        "Output tokens L_out (log scale)",
        "Output tokens per second (log scale)",
    )
    sheet.chart(
        chart, at(last + 3, 1),
        "Throughput of a node over output length for five models: benchmark rows, scaled to the active prompt length "
        "by the fit, as points, and the capped fits as lines, both axes logarithmic.",
    )  # fmt: skip
