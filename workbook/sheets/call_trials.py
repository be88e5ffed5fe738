"""Trials of calls: what a call takes on average, in 4,001 quasi-random draws of what nobody knows for sure.

The length of each answer averages out over a year and is not drawn; which service answers, concurrency, power, waiting,
software with fit, and PUE are the same for all calls and are.
"""

from __future__ import annotations

from typing import Final

from calc.inputs import formulas as of_inputs
from calc.query import formulas
from workbook.model.draws import FIRST, HEAD, Draws
from workbook.model.lattice import CALLS
from workbook.model.results import Context
from workbook.sheets.normal_inputs import value_at, variable
from workbook.writer.term import Term, exp, look_up, normal_quantile, place_at, smaller, sqrt, where

TITLE: Final = "Trials of calls"
SUMMARY: Final = "4,001 quasi-random draws behind the ranges of Your calls"
SERVICE, BATCH, SECONDS, READY, PUE, SLOW, ENERGY = "BCDEFGH"


def write(context: Context) -> None:
    """Add the sheet; a static book keeps its values alone, without the sheet."""
    names = context.names
    lead = "One row a draw; the last column is the energy of a call on average, waiting and network included [Wh]."
    kept = context.book.live
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [17, *[14] * 7], freeze=f"B{FIRST}", kept=kept)
    draws = Draws(sheet, CALLS, names)
    draws.numbered()
    table = context.services
    draws.add(SERVICE, place_at(draws.uniform(SERVICE, 0), table["Starts at"]), "Service")
    service = draws.held(SERVICE)

    def of(head: str) -> Term:
        return look_up(table[head], service)

    draws.add(BATCH, value_at(names, "batch", normal_quantile(draws.uniform(BATCH, 1))), "Requests at once")
    batch = draws.held(BATCH)
    every = smaller(batch, names.serving_all_read)
    read = of("Weights read, s") * formulas.share_of_weights(of("Active share"), every) / batch
    seconds = formulas.mean_linear_seconds(
        of("Prompt, s"), of("Answer token, s") + read, of("Bend, s/token^2"), names.calls_l_out_mean
    )
    draws.add(SECONDS, seconds, "Node time, s")
    dense, moe = (variable(names, name) for name in ("power_fraction", "power_fraction_moe"))
    z = normal_quantile(draws.uniform(READY, 2))
    mixture = of("Mixture of experts") == 1
    y = where(mixture, moe[0], dense[0]) + where(mixture, moe[1], dense[1]) * z
    served = value_at(names, "served", normal_quantile(draws.uniform(PUE, 3)))
    ready = formulas.kept_ready(of_inputs.share_of_one(y), names.serving_idle_fraction, served)
    draws.add(READY, ready * names.serving_network, "Power kept ready / P_max")
    draws.add(PUE, value_at(names, "pue", normal_quantile(draws.uniform(SLOW, 5))), "PUE")
    mu, sigma = variable(names, "software")
    wide = sqrt(sigma**2 + of("Sigma of the fit") ** 2)
    draws.add(SLOW, exp(mu + wide * normal_quantile(draws.uniform(ENERGY, 4))), "Software and fit")
    held = {column: draws.held(column) for column in (READY, PUE, SECONDS, SLOW)}
    wh = formulas.served_wh(of("P_max, kW"), held[READY], held[PUE], held[SECONDS], names.kj_per_wh) * held[SLOW]
    draws.add(ENERGY, wh, "Wh a call")
    draws.finish()
    context.call_energy = draws.there(ENERGY)
    sheet.repeat(HEAD)
    sheet.print_only(f"A1:{ENERGY}{FIRST + 39}")  # all draws would be a hundred pages
