"""Means: the mean energy of a query in closed form, one row a model and regime; fleets are exact through it.

For exponential L with mean m and TPS = min(cap, A L^b), t = L_cap / m and the regularised incomplete gamma function
P, the pieces below and above L_cap have the moments m^k Gamma(k+1) P(k+1, t) and m^k Gamma(k+1) (1 - P(k+1, t)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import gamma, gammainc

from calc.inputs import tables
from workbook.model.inputs import OWN
from workbook.model.results import Context
from workbook.model.trials import BIG, Node
from workbook.sheets import trials
from workbook.writer.sheet import Sheet, at

TITLE: Final = "Means"
HEAD: Final = 5
COLUMNS: Final = (
    "Model", "Regime", "Mean L_out m [token]", "ln A", "b", "TPS_max [token/s]", "a", "d", "Prompt tokens w L_in",
    "k = P_max / 3.6", "t = L_cap / m", "P(2-b, t)", "P(2, t)", "P(1-b, t)", "P(1, t)", "Lead a / (A m^b)",
    "Capped rate [s/token]", "Power piece, order 2", "Capped piece, order 2", "Power piece, order 1",
    "Capped piece, order 1", "d piece, order 2", "d piece, order 1", "Mean node time g [s]", "E[power fraction x PUE]",
    "Mean energy [Wh]", "Busy node time [s]",
)  # fmt: skip
POWER, NODE_TIME, MEAN_ENERGY, BUSY = 10, 24, 26, 27
ENDS: Final = {"p5": "/", "p95": "*"}  # median output lengths of the tornado, by the range's factor
T_END: Final = 700.0  # beyond exp(700) a float ends; the incomplete gamma functions are 1 long before


@dataclass(frozen=True)
class Line:
    """A row: whose trial columns it reads, its mean output length, and the key that its results go by."""

    model: str
    regime: str
    label: str
    mean: str
    value: float
    key: str


def lines(context: Context) -> list[Line]:
    """Return the rows: every trial column, then those whose length the tornado moves."""
    rows = []
    for model, regime in trials.ENERGY:
        mean = f"{trials.TITLE}!{trials.L_COLUMNS[regime]}${trials.K}"
        label = "Your own query" if model == OWN else model
        rows.append(Line(model, regime, label, mean, context.live.l_mean(regime), f"{model}|{regime}"))
    factor = length_range()
    moved = []
    for line in rows:
        if line.model in (*BIG, OWN):
            for end, sign in ENDS.items():
                value = line.value / factor if sign == "/" else line.value * factor
                label = f"{line.label}, L_out at its {end.upper()}"
                moved.append(
                    Line(line.model, line.regime, label, f"{line.mean}{sign}l_out_range", value, f"{line.key}|{end}")
                )
    return rows + moved


def length_range() -> float:
    """Return the factor between a median output length and its P5 or P95 in the tornado."""
    return tables.impact_facts()["l_out_median_range"].number


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Mean energy of a query in closed form (incomplete gamma functions); no trials are involved."
    sheet = context.book.sheet(TITLE, lead, [44, 12, *[13] * 25], freeze="C6", pages_wide=2)
    sheet.header(HEAD, COLUMNS)
    sheet.put(4, 1, "Factor of the tornado's output lengths (data: l_out_median_range)", "remark")
    sheet.name(sheet.put(4, 3, length_range()), "l_out_range")
    for r, line in enumerate(lines(context), HEAD + 1):
        sheet.put(r, 1, line.label)
        sheet.put(r, 2, line.regime)
        _row(context, sheet, r, line)


@dataclass(frozen=True)
class Parts:
    """The steps of the closed form, as calc's special functions give them."""

    ln_a: float
    t: float
    p: tuple[float, float, float, float]
    lead: float
    rate: float
    second: tuple[float, float, float]  # power, capped and d piece of order 2
    first: tuple[float, float, float]

    @classmethod
    def of(cls, node: Node, m: float) -> Parts:
        """Compute the steps for a column's head and a mean length."""
        ln_a, b = float(np.log(node.a_tps)), node.b
        ln_t = -T_END if b == 0 else float(np.clip((np.log(node.cap) - ln_a) / b - np.log(m), -T_END, T_END))
        t = float(np.exp(ln_t))
        p2b, p2, p1b, p1 = (float(gammainc(k, t)) for k in (2 - b, 2, 1 - b, 1))
        up = b >= 0
        return cls(
            ln_a, t, (p2b, p2, p1b, p1),
            lead=node.a * float(np.exp(-ln_a - b * np.log(m))),
            rate=node.a / (min(node.cap, node.a_tps) if b == 0 else node.cap) + node.d,
            second=(p2b, 1 - p2, p2) if up else (1 - p2b, p2, 1 - p2),
            first=(p1b, 1 - p1, p1) if up else (1 - p1b, p1, 1 - p1),
        )  # fmt: skip

    def time(self, node: Node, m: float, *, weighted: bool) -> float:
        """Return the mean node time [s], weighted with the load that coupled power draws, or plain."""
        lead, rate, d = (
            (self.lead, self.rate, node.d) if weighted else (self.lead / node.a, (self.rate - node.d) / node.a, 0.0)
        )
        g2, g1 = float(gamma(2 - node.b)), float(gamma(1 - node.b))
        outputs = lead * g2 * self.second[0] + rate * self.second[1] + d * self.second[2]
        prompt = lead * g1 * self.first[0] + rate * self.first[1] + d * self.first[2]
        return m * outputs + node.extra * prompt


def _row(context: Context, sheet: Sheet, r: int, line: Line) -> None:
    live, m = context.live, line.value
    served = context.inputs.query.model if line.model == OWN else line.model
    node = live.node(served, line.regime)
    x = Parts.of(node, m)
    column = trials.ENERGY[line.model, line.regime]
    head = {row: f"{trials.TITLE}!{column}${row}" for row in range(trials.K, trials.D + 1)}
    c = {name: at(r, i) for i, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
    factor = float(live.a.power_fraction.mean() * live.a.pue.mean())
    g = x.time(node, m, weighted=True)

    def incomplete(order: str) -> str:
        return f"=IF({c['K']}>{T_END:g},1,_xlfn.GAMMA.DIST({c['K']},{order},1,TRUE))"

    def by_sign(rising: str, falling: str) -> str:
        return f"=IF({c['E']}>=0,{rising},{falling})"

    lead, rate = f"{c['P']}/{c['G']}", f"({c['Q']}-{c['H']})/{c['G']}"
    gammas = [f"EXP(GAMMALN({k}-{c['E']}))" for k in (2, 1)]
    outputs = f"{c['P']}*{gammas[0]}*{c['R']}+{c['Q']}*{c['S']}+{c['H']}*{c['V']}"
    prompt = f"{c['P']}*{gammas[1]}*{c['T']}+{c['Q']}*{c['U']}+{c['H']}*{c['W']}"
    plain = [f"{lead}*{gammas[0]}*{c['R']}+{rate}*{c['S']}", f"{lead}*{gammas[1]}*{c['T']}+{rate}*{c['U']}"]
    t_formula = (
        f"=EXP(IF({c['E']}=0,-{T_END:g},MAX(-{T_END:g},MIN({T_END:g},(LN({c['F']})-{c['D']})/{c['E']}-LN({c['C']})))))"
    )
    cells: list[tuple[str, float]] = [
        (f"={line.mean}", m),
        (f"=LN({head[trials.A_TPS]})", x.ln_a),
        (f"={head[trials.B]}", node.b),
        (f"={head[trials.CAP]}", node.cap),
        (f"={head[trials.A]}", node.a),
        (f"={head[trials.D]}", node.d),
        (f"={head[trials.EXTRA]}", node.extra),
        (f"={head[trials.K]}", node.k),
        (t_formula, x.t),
        *zip([incomplete(k) for k in (f"2-{c['E']}", "2", f"1-{c['E']}", "1")], x.p, strict=True),
        (f"={c['G']}*EXP(-{c['D']}-{c['E']}*LN({c['C']}))", x.lead),
        (f"={c['G']}/IF({c['E']}=0,MIN({c['F']},EXP({c['D']})),{c['F']})+{c['H']}", x.rate),
        (by_sign(c["L"], f"1-{c['L']}"), x.second[0]),
        (by_sign(f"1-{c['M']}", c["M"]), x.second[1]),
        (by_sign(c["N"], f"1-{c['N']}"), x.first[0]),
        (by_sign(f"1-{c['O']}", c["O"]), x.first[1]),
        (by_sign(c["M"], f"1-{c['M']}"), x.second[2]),
        (by_sign(c["O"], f"1-{c['O']}"), x.first[2]),
        (f"={c['C']}*({outputs})+{c['I']}*({prompt})", g),
        ("=EXP(fraction_mu+fraction_sigma^2/2+pue_mu+pue_sigma^2/2)", factor),
        (f"={c['J']}*{c['X']}*{c['Y']}", node.k * g * factor),
        (f"={c['C']}*({plain[0]})+{c['I']}*({plain[1]})", x.time(node, m, weighted=False)),
    ]
    for column_number, (formula, value) in enumerate(cells, 3):
        kind = "output" if column_number == MEAN_ENERGY else "calc"
        ref = sheet.calc(r, column_number, formula, value, kind, number="#,##0.000000")
        name = {MEAN_ENERGY: "mean", NODE_TIME: "time", BUSY: "busy", POWER: "k"}.get(column_number)
        if name:
            context.publish(f"{line.key}|{name}", sheet.absolute(ref), value)
