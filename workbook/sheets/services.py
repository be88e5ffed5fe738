"""Services: which models on which nodes can answer the user's calls, their node times, and what is assumed of them.

The coefficients come from calc, which fits them to published throughput; everything that follows from an input is live.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from calc.inputs import formulas as of_inputs
from calc.inputs import tables
from calc.inputs.serving_assumptions import KINDS, serving_keys, serving_set
from calc.query.served_query import Z_REACH, Z_STEP
from workbook.model.inputs import HOSTS, MEASURABLE
from workbook.model.results import Context
from workbook.sheets import service_table
from workbook.sheets.calls_inputs import NODE_LIST, SERVICE_LIST, choices
from workbook.sheets.normal_inputs import INWARD, value_at, variable
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, exp, index, match, smaller, sumproduct, total, typed_or

TITLE: Final = "Services"
SUMMARY: Final = "What is assumed of the hardware of today, behind Your calls"
HEAD: Final = 6
DIGITS: Final = "#,##0.000000"
HOST_LIST: Final = "host_names"
ALL_READ: Final = 1000  # requests at once of which every weight is read, to the last digit a cell holds
KEY, ACTIVE, FIRST_HOST, UNIT, SOURCE, NOTE = 1, 2, 3, 5, 6, 7
WIDTHS: Final = [30, 22, 15, 15, 15, 18, 60]


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "What is assumed of the services behind Your calls, and what follows from Inputs. Nothing to type here."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B6")
    row = _assumptions(sheet, context.names, HEAD)
    row = _variables(sheet, context.names, row + 1)
    row, nodes = _nodes(sheet, context.names, row + 1)
    row = _moments(sheet, context.names, nodes, row + 1)
    _lists(sheet, row + 1)
    context.services = service_table.write(context, nodes)


def _assumptions(sheet: Sheet, names: Names, row: int) -> int:
    sheet.put(row - 1, KEY, "Assumptions of the sets of current hardware", "heading")
    sheet.put(row, KEY, "Who runs the nodes", "label")
    sheet.name(area([sheet.put(row, FIRST_HOST + i, host) for i, host in enumerate(HOSTS)]), HOST_LIST)
    row += 1
    sheet.header(row, ["Assumption", "Active", *HOSTS.values(), "Unit", "Source", "Meaning"])
    sheet.name(area([Cell(name, sheet, row, FIRST_HOST + i) for i, name in enumerate(HOSTS.values())]), "host_sets")
    sets = [serving_set(name) for name in HOSTS.values()]
    position = match(names.calls_host, names[HOST_LIST])
    facts = [tables.serving_facts(name) for name in HOSTS.values()]
    lengths = {"l_in": names.calls_l_in, "cached_share": names.calls_cached_share}
    for r, key in enumerate(serving_keys(), row + 1):
        sheet.put(r, KEY, key)
        cells = [sheet.put(r, FIRST_HOST + i, float(getattr(a, key))) for i, a in enumerate(sets)]
        held = lengths[key] if key in lengths else index(area(cells), position)
        name = key.removesuffix("_p5").removesuffix("_p95").removesuffix("_moe")
        if name in MEASURABLE:
            held = typed_or(names[f"calls_{name}"], held)
        if name == "length":
            held = Term.of(1)
        sheet.name(sheet.show(r, ACTIVE, held, number=DIGITS), f"serving_{key}")
        fact = facts[0][key]
        for c, text in ((UNIT, fact.unit), (SOURCE, fact.source_id), (NOTE, fact.note)):
            sheet.put(r, c, text, "remark")
    return row + 1 + len(serving_keys())


def _variables(sheet: Sheet, names: Names, row: int) -> int:
    """Write the normal variables behind the uncertain inputs."""
    sheet.put(row, KEY, "Normal variables behind the ranges", "heading")
    sheet.header(row + 1, ["Input", "mu", "sigma"])
    for r, (name, kind) in enumerate(KINDS.items(), row + 2):
        low, high = (INWARD[kind](names[f"serving_{name}_{end}"]) for end in ("p5", "p95"))
        sheet.put(r, KEY, name)
        mu, sigma = of_inputs.middle(low, high), of_inputs.spread(low, high, names.serving_z_p95)
        sheet.name(sheet.show(r, 2, mu, number=DIGITS), f"serving_{name}_mu")
        sheet.name(sheet.show(r, 3, sigma, number=DIGITS), f"serving_{name}_sigma")
    return row + 2 + len(KINDS)


def _nodes(sheet: Sheet, names: Names, row: int) -> tuple[int, dict[str, Term]]:
    """Write equidistant nodes of a standard normal with the values of what has no closed mean."""
    sheet.put(row, KEY, "Sums over a standard normal variable, for means without a closed form", "heading")
    sheet.put(row, 5, "Requests that read every expert", "remark")
    sheet.name(sheet.put(row, 6, ALL_READ), "serving_all_read")
    columns = ("z", "weight", "batch", "power_fraction", "power_fraction_moe", "experts read by")
    sheet.header(row + 1, columns)
    cells: dict[str, list[Cell]] = {name: [] for name in columns}
    for r, z in enumerate(np.arange(-Z_REACH, Z_REACH + Z_STEP / 2, Z_STEP), row + 2):
        at = sheet.put(r, 1, float(z))
        cells["z"].append(at)
        cells["weight"].append(sheet.show(r, 2, exp(-(at**2) / 2), number="0.0E+00"))
        for c, name in enumerate(columns[2:5], 3):
            cells[name].append(sheet.show(r, c, value_at(names, name, at), number=DIGITS))
        cells[columns[5]].append(sheet.show(r, 6, smaller(cells["batch"][-1], names.serving_all_read), number=DIGITS))
    return row + 2 + len(cells["z"]), {name: _named(sheet, name, held) for name, held in cells.items()}


def _named(sheet: Sheet, name: str, cells: list[Cell]) -> Term:
    """Name a column of nodes, as the table on the next sheet asks for it; return it by that name."""
    column, label = area(cells), f"nodes_{name.replace(' ', '_')}"
    sheet.name(column, label)
    return Term(column.value, label)


def _moments(sheet: Sheet, names: Names, nodes: dict[str, Term], row: int) -> int:
    """Write the means of what multiplies node time."""
    sheet.put(row, KEY, "Means", "heading")
    weights = nodes["weight"]
    served_mu, served_sigma = variable(names, "served")
    waiting = exp(-served_mu + served_sigma**2 / 2)  # the mean of (1 - served) / served, whose inverse are the odds
    software_mu, software_sigma = variable(names, "software")
    pue_mu, pue_sigma = variable(names, "pue")

    def ready(name: str) -> Term:
        drawn = sumproduct(weights * nodes[name]) / total(weights)
        found: Term = (drawn + names.serving_idle_fraction * waiting) * names.serving_network
        return found

    means: dict[str, tuple[Callable[[], Term], str]] = {
        "serving_ready_dense": (lambda: ready("power_fraction"), "Power over P_max, waiting and network included: dense"),
        "serving_ready_moe": (lambda: ready("power_fraction_moe"), "The same, mixtures of experts"),
        "serving_pue_mean": (lambda: 1 + of_inputs.lognormal_mean(pue_mu, pue_sigma), "Mean PUE"),
        "serving_software_mean": (lambda: of_inputs.lognormal_mean(software_mu, software_sigma), "Mean of software"),
    }  # fmt: skip
    for r, (name, (formula, text)) in enumerate(means.items(), row + 1):
        sheet.put(r, KEY, name)
        sheet.name(sheet.show(r, 2, formula(), number=DIGITS), name)
        sheet.put(r, 3, text, "remark")
    return row + 1 + len(means)


def _lists(sheet: Sheet, row: int) -> None:
    """Write the lists that Inputs offers."""
    models, nodes = choices()
    sheet.put(row, KEY, "To choose from on Inputs", "heading")
    of_models = [sheet.put(r, 1, name) for r, name in enumerate(models, row + 1)]
    of_nodes = [sheet.put(r, 2, name) for r, name in enumerate(nodes, row + 1)]
    sheet.name(area(of_models), SERVICE_LIST)
    sheet.name(area(of_nodes), NODE_LIST)
