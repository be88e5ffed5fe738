"""Means: the mean energy of a query in closed form, one row a model and regime; fleets are exact through it.

For exponential L with mean m and TPS = min(cap, A L^b), t = L_cap / m and the regularised incomplete gamma function
P, the pieces below and above L_cap have the moments m^k Gamma(k+1) P(k+1, t) and m^k Gamma(k+1) (1 - P(k+1, t)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from calc.inputs import tables
from calc.query import formulas
from workbook.model import draws
from workbook.model.inputs import BIG, OWN
from workbook.model.results import Context
from workbook.sheets import trials
from workbook.writer.sheet import Cell, Sheet
from workbook.writer.term import Term, exp, gamma_function, gamma_share, larger, ln, smaller, where

TITLE: Final = "Means"
SUMMARY: Final = "Mean energy of a query in closed form"
HEAD: Final = 5
COLUMNS: Final = (
    "Model", "Regime", "Mean L_out m [token]", "ln A", "b", "TPS_max [token/s]", "a", "d", "Prompt tokens w L_in",
    "k = P_max / 3.6", "t = L_cap / m", "P(2-b, t)", "P(2, t)", "P(1-b, t)", "P(1, t)", "Lead a / (A m^b)",
    "Capped rate [s/token]", "Power piece, order 2", "Capped piece, order 2", "Power piece, order 1",
    "Capped piece, order 1", "d piece, order 2", "d piece, order 1", "Mean node time g [s]", "E[power fraction x PUE]",
    "Mean energy [Wh]", "Busy node time [s]",
)  # fmt: skip
MEAN_ENERGY: Final = COLUMNS.index("Mean energy [Wh]") + 1
ENDS: Final = ("p5", "p95")  # median output lengths of the tornado
T_END: Final = 700  # beyond exp(700) a float ends; the incomplete gamma functions are 1 long before


@dataclass(frozen=True)
class Line:
    """A row: whose trial columns it reads, its mean output length, and the key that its results go by."""

    model: str
    regime: str
    label: str
    mean: Term
    key: str


def lines(context: Context) -> list[Line]:
    """Return the rows: every trial column, then those whose length the tornado moves."""
    rows = []
    for model, regime in trials.ENERGY:
        mean = context.draws.head_there(draws.K, trials.L_COLUMNS[regime])
        rows.append(Line(model, regime, "Your own query" if model == OWN else model, mean, f"{model}|{regime}"))
    factor = context.names.l_out_range
    moved = [
        Line(
            row.model, row.regime, f"{row.label}, L_out at its {end.upper()}",
            row.mean / factor if end == "p5" else row.mean * factor, f"{row.key}|{end}",
        )
        for row in rows if row.model in (*BIG, OWN) for end in ENDS
    ]  # fmt: skip
    return rows + moved


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Mean energy of a query in closed form (incomplete gamma functions); no trials are involved."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [44, 12, *[13] * 25], freeze="C6", pages_wide=2)
    sheet.header(HEAD, COLUMNS)
    sheet.put(4, 1, "Factor of the tornado's output lengths (data: l_out_median_range)", "remark")
    sheet.name(sheet.put(4, 3, tables.impact_facts()["l_out_median_range"].number), "l_out_range")
    for r, line in enumerate(lines(context), HEAD + 1):
        sheet.put(r, 1, line.label)
        sheet.put(r, 2, line.regime)
        _row(context, sheet, r, line)


def _row(context: Context, sheet: Sheet, r: int, line: Line) -> None:
    n, column = context.names, trials.ENERGY[line.model, line.regime]
    written: list[Cell] = []

    def cell(term: Term, publish: str = "") -> Cell:
        c = 3 + len(written)
        kind = "output" if c == MEAN_ENERGY else "calc"
        written.append(sheet.show(r, c, term, kind, number="#,##0.000000"))
        if publish:
            context.tell(f"{line.key}|{publish}", written[-1])
        return written[-1]

    def head(row: int) -> Term:
        return context.draws.head_there(row, column)

    m, ln_a, b = cell(line.mean), cell(ln(head(draws.A_TPS))), cell(head(draws.B))
    cap, a, d, extra = (cell(head(row)) for row in (draws.CAP, draws.A, draws.D, draws.EXTRA))
    k = cell(head(draws.K), "k")
    ln_t = where(b == 0, -T_END, larger(-T_END, smaller(T_END, (ln(cap) - ln_a) / b - ln(m))))
    t = cell(exp(ln_t))
    p2b, p2, p1b, p1 = (cell(where(t > T_END, 1, gamma_share(order, t))) for order in (2 - b, 2, 1 - b, 1))
    lead = cell(a * exp(-ln_a - b * ln(m)))
    rate = cell(a / where(b == 0, smaller(cap, exp(ln_a)), cap) + d)
    powered2, capped2 = cell(where(b >= 0, p2b, 1 - p2b)), cell(where(b >= 0, 1 - p2, p2))
    powered1, capped1 = cell(where(b >= 0, p1b, 1 - p1b)), cell(where(b >= 0, 1 - p1, p1))
    below2, below1 = cell(where(b >= 0, p2, 1 - p2)), cell(where(b >= 0, p1, 1 - p1))
    outputs = formulas.mean_piece(lead, gamma_function(2 - b), powered2, rate, capped2, d, below2)
    prompt = formulas.mean_piece(lead, gamma_function(1 - b), powered1, rate, capped1, d, below1)
    time = cell(formulas.mean_node_time(m, outputs, extra, prompt), "time")
    both = n.fraction_mu + n.fraction_sigma**2 / 2 + n.pue_mu + n.pue_sigma**2 / 2
    factor = cell(exp(both))
    cell(k * time * factor, "mean")
    plain = [
        formulas.mean_busy_piece(lead / a, gamma_function(order - b), powered, (rate - d) / a, capped)
        for order, powered, capped in ((2, powered2, capped2), (1, powered1, capped1))
    ]
    cell(formulas.mean_node_time(m, plain[0], extra, plain[1]), "busy")
