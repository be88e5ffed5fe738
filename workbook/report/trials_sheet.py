"""Trials of usage: what nobody knows, drawn once for all usage, and the energy of every model in each draw."""

from __future__ import annotations

from typing import Final

import numpy as np
from openpyxl.utils import column_index_from_string as column_index
from openpyxl.utils import get_column_letter as letter

from calc.query import formulas as of_query
from calc.usage import formulas
from calc.usage.shared_draws import DRAWS, SHARED, generator
from workbook.model.draws import FIRST, G_ROW, HEAD, Draws
from workbook.model.lattice import Lattice
from workbook.report.assumptions_sheet import value_at
from workbook.report.ledger_sheet import TOKENS
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import (
    Term,
    call,
    exp,
    index,
    ln,
    look_up,
    match,
    normal_quantile,
    place_at,
    remainder,
    smaller,
    where,
)

TITLE: Final = "Trials of usage"
SUMMARY: Final = "2,003 quasi-random draws behind the ranges"
FIT_ROW: Final = 7
HEAD_ROWS: Final = dict(zip(("Number", *TOKENS, "known", "unknown"), range(8, 18), strict=True))
SHOWN: Final = (
    "Requests at once", "Power kept ready, dense", "... mixtures of experts", "Software", "PUE", "Cached token",
    "Lengths within a row", "Context", "Grid, known", "Grid, unknown",
)  # fmt: skip


class Trials:
    """Where the columns stand."""

    def __init__(self, slots: int) -> None:
        first = 2
        self.z = dict(zip(SHARED, map(letter, range(first, first + len(SHARED))), strict=True))
        first += len(SHARED)
        self.value = dict(zip(SHOWN, map(letter, range(first, first + len(SHOWN))), strict=True))
        first += len(SHOWN)
        self.service = list(map(letter, range(first, first + slots)))
        self.energy = list(map(letter, range(first + slots, first + 2 * slots)))
        first += 2 * slots
        self.total, self.location, self.market, self.water, self.log = map(letter, range(first, first + 5))


def write(pages: Pages) -> tuple[Draws, Trials]:
    """Add the sheet; a static book keeps its values alone."""
    n, at = pages.names, Trials(pages.slots)
    lead = "One row a draw: standard normal values that all usage shares, what follows from them, and kWh by model."
    sheet = pages.book.sheet(
        TITLE, SUMMARY, lead, [17] + [12] * (24 + 2 * pages.slots), freeze=f"B{FIRST}", kept=pages.book.live
    )
    gens = tuple(generator(j) for j in range(len(SHARED) + 2 * pages.slots))
    draws = Draws(sheet, Lattice(DRAWS, gens), n)
    draws.numbered()
    sheet.put(G_ROW, 1, "Generator g: u = (i g mod N + 1/2) / N", "remark")
    for name, row in HEAD_ROWS.items():
        sheet.put(
            row, 1, {"known": "kgCO2e/kWh, known places", "unknown": "... unknown places"}.get(name, name), "remark"
        )
    sheet.put(FIT_ROW, 1, "Generator of the fit's error", "remark")
    for j, name in enumerate(SHARED):
        draws.add(at.z[name], normal_quantile(draws.uniform(at.z[name], j)), f"z of {name}")
    z = {name: draws.held(column) for name, column in at.z.items()}
    served = value_at(pages, "served", z["served"])

    def ready(name: str) -> Term:
        found: Term = (
            of_query.kept_ready(value_at(pages, name, z["power_fraction"]), n.assumed_idle_fraction, served)
            * n.assumed_network
        )
        return found

    values = (
        value_at(pages, "batch", z["batch"]), ready("power_fraction"), ready("power_fraction_moe"),
        *(value_at(pages, name, z[name]) for name in ("software", "pue", "cache_read", "spread", "context", "grid_known", "grid_unknown")),
    )  # fmt: skip
    for head, term in zip(SHOWN, values, strict=True):
        draws.add(at.value[head], term, head)
    own = {head: draws.held(column) for head, column in at.value.items()}
    _generators(pages, sheet, at)
    for s in range(pages.slots):
        _slot(pages, draws, at, s, own)
    _sums(pages, draws, at, own)
    draws.finish()
    sheet.repeat(HEAD)
    sheet.print_only(f"A1:{at.value['PUE']}{FIRST + 39}")
    return draws, at


def _generators(pages: Pages, sheet: Sheet, at: Trials) -> None:
    """Write each slot's generators; one with the name of an earlier slot shares its draws."""
    n = pages.names
    picks = [sheet.put(2, 30 + s, generator(len(SHARED) + 2 * s), "remark") for s in range(pages.slots)]
    fits = [sheet.put(3, 30 + s, generator(len(SHARED) + 2 * s + 1), "remark") for s in range(pages.slots)]
    for s in range(pages.slots):
        label = pages.columns[f"models Label {s}"]
        first = match(label, n.models_label)
        for row, cells in ((G_ROW, picks), (FIT_ROW, fits)):
            shown = sheet.show(row, column_index(at.service[s]), index(area(cells, fix="cr"), first), number="0")
            pages.columns[f"generator {row} {s}"] = shown


def _slot(pages: Pages, draws: Draws, at: Trials, s: int, own: dict[str, Term]) -> None:
    """Write which service answers in each draw, and what the slot's tokens take there."""
    n = pages.names
    i, count = draws.held("A"), draws.n

    def uniform(row: int) -> Term:
        cell = pages.columns[f"generator {row} {s}"]
        g = cell.fix("r") if isinstance(cell, Cell) else cell
        point: Term = (remainder(i * g, count) + 0.5) / count
        return point

    head = {
        name: draws.head(at.service[s], row, pages.columns[f"models {name} {s}"]) for name, row in HEAD_ROWS.items()
    }
    asked = head["Number"]
    place = look_up(n.stand_ins_row, place_at(where(asked > 0, asked, 1) + uniform(G_ROW), n.stand_ins_starts_at))
    draws.add(at.service[s], place, f"Service of row {s + 1}")
    service = draws.held(at.service[s])

    def of(name: str) -> Term:
        return look_up(n[f"services_{name}"], service)

    batch = own["Requests at once"]
    read = of_query.share_of_weights(of("active_share"), smaller(batch, n.every_expert)) / batch
    fixed = {name: draws.heads[at.service[s], row].fix("cr") for name, row in HEAD_ROWS.items()}
    seconds = formulas.ledger_seconds(
        of("a_s_token"),
        of("b_s_token") + of("weights_read_s") * read,
        of("c_s_token_2"),
        formulas.tokens_read(fixed["Read"] + fixed["Into cache"], fixed["From cache"], own["Cached token"]),
        fixed["Answers"],
        formulas.attended(
            fixed["Context"], fixed["... if even"], own["Lengths within a row"], fixed["... unknown"], own["Context"]
        ),
    )
    ready = where(of("mixture_of_experts") == 1, own["... mixtures of experts"], own["Power kept ready, dense"])
    slow = own["Software"] * exp(of("sigma_of_the_fit") * normal_quantile(uniform(FIT_ROW)))
    wh = of_query.served_wh(of("p_max_kw"), ready, own["PUE"], seconds, n.kj_per_wh) * slow
    draws.add(at.energy[s], wh / n.wh_per_kwh * where(fixed["Number"] > 0, 1, 0), f"kWh of row {s + 1}")


def _sums(pages: Pages, draws: Draws, at: Trials, own: dict[str, Term]) -> None:
    """Write what all usage takes and emits in each draw."""
    n, first, last = pages.names, at.energy[0], at.energy[-1]
    block = np.column_stack([draws.columns[column].value for column in at.energy])
    line = Term(block, f"{first}{FIRST}:{last}{FIRST}")
    draws.add(at.total, call("SUM", block.sum(axis=1), line), "kWh of all")
    parts = {}
    for name in ("known", "unknown"):
        row = HEAD_ROWS[name]
        heads = [draws.heads[column, row] for column in at.service]
        held = Term(np.array([cell.value for cell in heads]), f"${at.service[0]}${row}:${at.service[-1]}${row}")
        parts[name] = call("SUMPRODUCT", block @ held.value, line, held)
    certified = 1 - n.report_certified_share
    location = parts["known"] * own["Grid, known"] + parts["unknown"] * own["Grid, unknown"]
    draws.add(at.location, location, "kgCO2e, location")
    held_total, held_location = draws.held(at.total), draws.held(at.location)
    contract = n.report_contractual_g
    of_contract = held_total * contract / n.wh_per_kwh
    draws.add(
        at.market,
        where(Term(contract.value is None, f"LEN({contract.text})=0"), held_location, of_contract) * certified,
        "kgCO2e, market",
    )
    water = held_total * (n.report_wue_generation + n.report_wue_site / own["PUE"])
    draws.add(at.water, water, "Water, L")
    draws.add(at.log, ln(where(held_total > 0, held_total, 1)), "ln of kWh")
