"""Trials: a live quasi-random Monte Carlo, every trial a row; heads hold the parameters of each column.

`Draws` writes the shared draw columns of a lattice; the study sheet uses it too. The prototype row is expanded to all
trials when the file is finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from openpyxl.utils import get_column_letter as letter

from calc.inputs.catalogue import REGIMES
from workbook.model.inputs import OWN
from workbook.model.results import Context
from workbook.model.trials import BIG, COMBINED, FIGURE2, MODELS, TRIALS, Lattice, Live, Node
from workbook.ooxml.finishing import Block
from workbook.sheets import benchmarks, tps_fit
from workbook.writer.sheet import Sheet

TITLE: Final = "Trials"
N_ROW, G_ROW, K, CAP, A_TPS, B, EXTRA, A, D, LOW, HIGH = 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16
HEAD, FIRST = 18, 19
LAST: Final = FIRST + TRIALS.n - 1
NUMBER, DRAW, FRACTION, PUE, FACTOR = "A", "B", "C", "D", "E"
L_COLUMNS: Final = {"traditional": "F", "tts": "G", "own": "H"}
ENERGY: Final = {
    **{(m, r): letter(9 + i * len(MODELS) + j) for i, r in enumerate(REGIMES) for j, m in enumerate(MODELS)},
    (OWN, "own"): letter(9 + len(REGIMES) * len(MODELS)),
}
Z_LEVER: Final = letter(10 + len(REGIMES) * len(MODELS))
ALPHA: Final = {lever: letter(11 + len(REGIMES) * len(MODELS) + i) for i, lever in enumerate((*FIGURE2, COMBINED))}
UNIFORM: Final = "(MOD($A{r}*{c}${g},$B${n})+0.5)/$B${n}"
HEADS: Final = (
    (N_ROW, "Trials N (a prime)"), (G_ROW, "Generator g: u = (i g mod N + 1/2) / N"),
    (K, "mu; mean L_out; or kWh/Wh factor k = P_max / 3.6"), (CAP, "sigma; or TPS_max [token/s]"),
    (A_TPS, "A = EXP(b0 + b_in LN(L_in)) [token/s]"), (B, "b_out"), (EXTRA, "Prompt tokens counted, w L_in"),
    (A, "a: 1, or coupled_intercept"), (D, "d: 0, or coupled_slope / TPS_max"),
    (LOW, "Quantile trim of the column [Wh]"), (HIGH, "Quantile 1 - trim of the column [Wh]"),
)  # fmt: skip


def rows_of(first: str, last: str | None = None) -> str:
    """Return the trials of a column, or of a block of columns, as other sheets refer to them."""
    return f"{TITLE}!${first}${FIRST}:${last or first}${LAST}"


def big_block(regime: str, row: int | None = None) -> str:
    """Return the three columns of the models above 200B: their trials, or one row of their heads."""
    first, last = ENERGY[BIG[0], regime], ENERGY[BIG[-1], regime]
    if row is None:
        return rows_of(first, last)
    return f"{TITLE}!${first}${row}:${last}${row}"


@dataclass
class Draws:
    """The prototype row of a sheet of trials: writes formulas, and keeps the values of all rows."""

    sheet: Sheet
    lattice: Lattice
    columns: dict[str, NDArray[np.float64]]

    def add(self, column: str, formula: str, values: NDArray[np.float64], name: str) -> None:
        """Write one column: its head and the prototype formula; values of all rows are cached."""
        self.sheet.put(HEAD, column_index(column), name, "header")
        self.sheet.calc(FIRST, column_index(column), formula, float(values[0]), "trial")
        del self.sheet.book.values[self.sheet.title, f"{column}{FIRST}"]  # the block carries it
        self.columns[column] = values

    def head(self, column: str, row: int, formula: str, value: float, number: str = "#,##0.000000") -> None:
        """Write a parameter above a column."""
        self.sheet.calc(row, column_index(column), formula, value, number=number)

    def uniform(self, column: str, coordinate: int) -> str:
        """Write a column's generator; return the formula of its coordinate."""
        self.sheet.put(G_ROW, column_index(column), self.lattice.generators[coordinate])
        return UNIFORM.format(r=FIRST, c=column, g=G_ROW, n=N_ROW)

    def shared(self, live: Live) -> None:
        """Write trial number, exponential draw, power fraction, PUE and their product."""
        self.sheet.put(N_ROW, 2, self.lattice.n)
        for row, text in HEADS:
            self.sheet.put(row, 1, text, "remark")
        self.sheet.put(HEAD, 1, "Trial i", "header")
        self.sheet.put(FIRST, 1, 0, "trial", "0")
        self.columns[NUMBER] = np.arange(self.lattice.n, dtype=np.float64)
        exponential = self.lattice.exponential(0)
        self.add(DRAW, f"=-LN(1-{self.uniform(DRAW, 0)})", exponential, "Exponential draw, mean 1")
        for column, coordinate, name, x, title in (
            (FRACTION, 1, "fraction", live.a.power_fraction, "Power fraction"),
            (PUE, 2, "pue", live.a.pue, "PUE"),
        ):
            self.head(column, K, f"={name}_mu", float(x.mu))
            self.head(column, CAP, f"={name}_sigma", float(x.sigma))
            normal = f"_xlfn.NORM.S.INV({self.uniform(column, coordinate)})"
            values = x.from_normal(self.lattice.normal(coordinate))
            self.add(column, f"=EXP({column}${K}+{column}${CAP}*{normal})", values, title)
        product = self.columns[FRACTION] * self.columns[PUE]
        self.add(FACTOR, f"={FRACTION}{FIRST}*{PUE}{FIRST}", product, "Power fraction x PUE")

    def lengths(self, column: str, mean: str, value: float, name: str) -> None:
        """Write a column of output tokens; `mean` is a formula."""
        self.head(column, K, f"={mean}", value)
        self.add(column, f"=${DRAW}{FIRST}*{column}${K}", self.columns[DRAW] * value, name)

    def energy(
        self,
        column: str,
        l_column: str,
        heads: Mapping[int, str],
        node: Node,
        name: str,
        factor: str = FACTOR,
    ) -> None:
        """Write a column of energies from its heads (formulas by row) and the column of output tokens."""
        values = (node.k, node.cap, node.a_tps, node.b, node.extra, node.a, node.d)
        for row, value in zip((K, CAP, A_TPS, B, EXTRA, A, D), values, strict=True):
            self.head(column, row, f"={heads[row]}", value)
        c, r = column, FIRST
        formula = (
            f"={c}${K}*${factor}{r}*(${l_column}{r}+{c}${EXTRA})"
            f"*({c}${A}/MIN({c}${CAP},{c}${A_TPS}*${l_column}{r}^{c}${B})+{c}${D})"
        )
        energies = node.energy(self.columns[factor], self.columns[l_column])
        self.add(column, formula, energies, name)

    def finish(self) -> None:
        """Hand the columns over for expansion."""
        self.sheet.book.blocks.append(Block(self.sheet.title, FIRST, self.columns))


def column_index(column: str) -> int:
    """Return a column's number from its letters."""
    total = 0
    for character in column:
        total = 26 * total + ord(character) - ord("A") + 1
    return total


def node_heads(model: str, p_max: str, l_in: str, weight: str = "prefill_weight") -> dict[int, str]:
    """Return the formulas of a column's heads for a named model."""
    fit = {what: tps_fit.cell(model, what) for what in ("cap", "b0", "b_in", "b_out")}
    return {
        K: f"{p_max}/kj_per_wh",
        CAP: fit["cap"],
        A_TPS: f"EXP({fit['b0']}+{fit['b_in']}*LN({l_in}))",
        B: fit["b_out"],
        EXTRA: f"{weight}*{l_in}",
        A: "IF(coupled=1,coupled_intercept,1)",
        D: f"IF(coupled=1,coupled_slope/{fit['cap']},0)",
    }


def write(context: Context) -> None:
    """Add the sheet, to a live book."""
    if not context.book.live:
        return
    live = context.live
    lead = "One row a trial; rows 5 to 16 hold what a column's formula reads. Energies in Wh, lengths in tokens."
    sheet = context.book.sheet(TITLE, lead, [17, *[12] * 27], freeze=f"B{FIRST}", pages_wide=2)
    draws = Draws(sheet, TRIALS, {})
    draws.shared(live)
    for regime, column in L_COLUMNS.items():
        median = "query_l_out_median" if regime == "own" else f"l_out_median_{regime}"
        draws.lengths(column, f"{median}/LN(2)", live.l_mean(regime), f"L_out, {regime}")
    for (model, regime), column in ENERGY.items():
        if model != OWN:
            heads = node_heads(model, p_max_name(model), "l_in")
            draws.energy(column, L_COLUMNS[regime], heads, live.node(model, regime), f"{model}, {regime}")
        else:
            node = live.node(context.inputs.query.model, "own")
            draws.energy(column, L_COLUMNS["own"], _own_heads(), node, "Your own query")
    for (model, regime), column in ENERGY.items():
        if model in BIG:
            low, high = live.limits(model, regime)
            draws.head(column, LOW, f"=_xlfn.PERCENTILE.INC({column}${FIRST}:{column}${LAST},trim_share)", low)
            draws.head(column, HIGH, f"=_xlfn.PERCENTILE.INC({column}${FIRST}:{column}${LAST},1-trim_share)", high)
    z = TRIALS.normal(3)
    draws.add(Z_LEVER, f"=_xlfn.NORM.S.INV({draws.uniform(Z_LEVER, 3)})", z, "z of the lever")
    for lever, column in ALPHA.items():
        alpha = live.lever(lever)
        mu, sigma = f"{lever}_mu", f"{lever}_sigma"
        if lever == COMBINED:  # the product of independent lognormals is lognormal
            mu = "+".join(f"{each}_mu" for each in FIGURE2)
            sigma = f"SQRT({'+'.join(f'{each}_sigma^2' for each in FIGURE2)})"
        draws.head(column, K, f"={mu}", float(alpha.mu))
        draws.head(column, CAP, f"={sigma}", float(alpha.sigma))
        formula = f"=EXP({column}${K}+{column}${CAP}*${Z_LEVER}{FIRST})"
        draws.add(column, formula, alpha.from_normal(z), f"alpha, {lever}")
    draws.finish()
    sheet.repeat(HEAD)
    sheet.ws.print_area = f"A1:{ALPHA[COMBINED]}{FIRST + 59}"  # all trials would be hundreds of pages


def p_max_name(model: str) -> str:
    """Return the name of the input that holds the power of a model's node."""
    return "p_max_kw_deepseek_r1" if model == "DeepSeek-R1" else "p_max_kw"


def _own_heads() -> dict[int, str]:
    """Look the chosen model up; a model without rows gets no power, so that nothing divides by zero."""

    def look(what: str) -> str:
        column = letter(tps_fit.FITTED[what])
        return f"INDEX('TPS fit'!${column}${benchmarks.FIT_FIRST}:${column}${benchmarks.FIT_LAST},query_position)"

    ready = f"AND({look('cap')}>0,{look('n')}>1,{look('b_out')}<1)"
    p_max = f'IF(query_model="{OWN}",own_p_max_kw,IF(query_model="DeepSeek-R1",p_max_kw_deepseek_r1,p_max_kw))'
    return {
        K: f"IF({ready},{p_max}/kj_per_wh,0)",
        CAP: f"IF({ready},{look('cap')},1)",
        A_TPS: f"IF({ready},EXP({look('b0')}+{look('b_in')}*LN(query_l_in)),1)",
        B: f"IF({ready},{look('b_out')},0)",
        EXTRA: f"IF({ready},prefill_weight*query_l_in,0)",
        A: f"IF(AND(coupled=1,{ready}),coupled_intercept,1)",
        D: f"IF(AND(coupled=1,{ready}),coupled_slope/{look('cap')},0)",
    }
