"""Means: the mean energy of a query in closed form, one row a model and regime; fleets are exact through it.

For exponential L with mean m and TPS = min(cap, A L^b), t = L_cap / m and the regularised incomplete gamma function
P, the pieces below and above L_cap have the moments m^k Gamma(k+1) P(k+1, t) and m^k Gamma(k+1) (1 - P(k+1, t)).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import gamma, gammainc

from workbook.book import Sheet, at
from workbook.context import Context
from workbook.inputs import OWN
from workbook.sheets import trials

TITLE: Final = "Means"
HEAD: Final = 5
COLUMNS: Final = (
    "Model", "Regime", "Mean L_out m [token]", "ln A", "b", "TPS_max [token/s]", "a", "d", "Prompt tokens w L_in",
    "k = P_max / 3.6", "t = L_cap / m", "P(2-b, t)", "P(2, t)", "P(1-b, t)", "P(1, t)", "Lead a / (A m^b)",
    "Capped rate [s/token]", "Power piece, order 2", "Capped piece, order 2", "Power piece, order 1",
    "Capped piece, order 1", "d piece, order 2", "d piece, order 1", "Mean node time g [s]", "E[power fraction x PUE]",
    "Mean energy [Wh]",
)  # fmt: skip
T_END: Final = 700.0  # beyond exp(700) a float ends; the incomplete gamma functions are 1 long before


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Mean energy of a query in closed form (incomplete gamma functions); no trials are involved."
    sheet = context.book.sheet(TITLE, lead, [30, 12, *[13] * 24], freeze="C6", pages_wide=2)
    sheet.header(HEAD, COLUMNS)
    for r, (model, regime) in enumerate(trials.ENERGY, HEAD + 1):
        label = "Your own query" if model == OWN else model
        sheet.put(r, 1, label)
        sheet.put(r, 2, regime)
        _row(context, sheet, r, model, regime)


def _row(context: Context, sheet: Sheet, r: int, model: str, regime: str) -> None:
    live = context.live
    served = context.inputs.query.model if model == OWN else model
    node, m = live.node(served, regime), live.l_mean(regime)
    column = trials.ENERGY[model, regime]
    head = {row: f"{trials.TITLE}!{column}${row}" for row in range(trials.K, trials.D + 1)}
    c = {name: at(r, i) for i, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}
    ln_a, b = float(np.log(node.a_tps)), node.b
    ln_t = -T_END if b == 0 else float(np.clip((np.log(node.cap) - ln_a) / b - np.log(m), -T_END, T_END))
    t = float(np.exp(ln_t))
    p2b, p2, p1b, p1 = (float(gammainc(k, t)) for k in (2 - b, 2, 1 - b, 1))
    lead, up = node.a * float(np.exp(-ln_a - b * np.log(m))), b >= 0
    rate = node.a / (min(node.cap, node.a_tps) if b == 0 else node.cap) + node.d
    power2, capped2 = (p2b, 1 - p2) if up else (1 - p2b, p2)
    power1, capped1 = (p1b, 1 - p1) if up else (1 - p1b, p1)
    free2, free1 = (p2, p1) if up else (1 - p2, 1 - p1)
    g = m * (lead * gamma(2 - b) * power2 + rate * capped2 + node.d * free2) + node.extra * (
        lead * gamma(1 - b) * power1 + rate * capped1 + node.d * free1
    )
    factor = float(live.a.power_fraction.mean() * live.a.pue.mean())

    def incomplete(order: str) -> str:
        return f"=IF({c['K']}>{T_END:g},1,_xlfn.GAMMA.DIST({c['K']},{order},1,TRUE))"

    def by_sign(rising: str, falling: str) -> str:
        return f"=IF({c['E']}>=0,{rising},{falling})"

    outputs = f"{c['P']}*EXP(GAMMALN(2-{c['E']}))*{c['R']}+{c['Q']}*{c['S']}+{c['H']}*{c['V']}"
    prompt = f"{c['P']}*EXP(GAMMALN(1-{c['E']}))*{c['T']}+{c['Q']}*{c['U']}+{c['H']}*{c['W']}"
    time = f"={c['C']}*({outputs})+{c['I']}*({prompt})"
    cells: list[tuple[str, str, float]] = [
        ("C", f"={trials.TITLE}!{trials.L_COLUMNS[regime]}${trials.K}", m),
        ("D", f"=LN({head[trials.A_TPS]})", ln_a),
        ("E", f"={head[trials.B]}", b),
        ("F", f"={head[trials.CAP]}", node.cap),
        ("G", f"={head[trials.A]}", node.a),
        ("H", f"={head[trials.D]}", node.d),
        ("I", f"={head[trials.EXTRA]}", node.extra),
        ("J", f"={head[trials.K]}", node.k),
        (
            "K",
            f"=EXP(IF({c['E']}=0,-{T_END:g},MAX(-{T_END:g},MIN({T_END:g},(LN({c['F']})-{c['D']})/{c['E']}-LN({c['C']})))))",
            t,
        ),
        ("L", incomplete(f"2-{c['E']}"), p2b),
        ("M", incomplete("2"), p2),
        ("N", incomplete(f"1-{c['E']}"), p1b),
        ("O", incomplete("1"), p1),
        ("P", f"={c['G']}*EXP(-{c['D']}-{c['E']}*LN({c['C']}))", lead),
        ("Q", f"={c['G']}/IF({c['E']}=0,MIN({c['F']},EXP({c['D']})),{c['F']})+{c['H']}", rate),
        ("R", by_sign(c["L"], f"1-{c['L']}"), power2),
        ("S", by_sign(f"1-{c['M']}", c["M"]), capped2),
        ("T", by_sign(c["N"], f"1-{c['N']}"), power1),
        ("U", by_sign(f"1-{c['O']}", c["O"]), capped1),
        ("V", by_sign(c["M"], f"1-{c['M']}"), free2),
        ("W", by_sign(c["O"], f"1-{c['O']}"), free1),
        (
            "X",
            time,
            float(g),
        ),
        ("Y", "=EXP(fraction_mu+fraction_sigma^2/2+pue_mu+pue_sigma^2/2)", factor),
        ("Z", f"={c['J']}*{c['X']}*{c['Y']}", node.k * float(g) * factor),
    ]
    for letter, formula, value in cells:
        column_index = ord(letter) - ord("A") + 1
        ref = sheet.calc(r, column_index, formula, value, "output" if letter == "Z" else "calc", number="#,##0.000000")
        if letter == "Z":
            context.publish(f"{model}|{regime}|mean", sheet.absolute(ref), value)
