"""Assumptions of a report: every number that is not the company's own, with its source, and what follows from it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from calc.inputs import formulas as of_inputs
from calc.inputs import tables
from calc.inputs.serving_assumptions import KINDS as OF_SERVICE
from calc.inputs.variable import Kind
from calc.query.served_query import Z_REACH, Z_STEP
from calc.usage.usage_assumptions import KINDS as OF_USAGE
from workbook.report.content import HOSTS
from workbook.report.pages import Pages
from workbook.sheets.normal_inputs import INWARD, OUTWARD
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, exp, index, match, smaller, sumproduct, total, typed_or

TITLE: Final = "Assumptions"
SUMMARY: Final = "What is assumed of services and usage, each with its source"
WIDTHS: Final = [24, 14, 14, 14, 10, 18, 70]
DIGITS: Final = "#,##0.000000"
KINDS: Final[dict[str, Kind]] = {
    **{key: kind for key, kind in OF_SERVICE.items() if key != "length"}, **OF_USAGE,
}  # fmt: skip
SINGLE: Final = ("idle_fraction", "network", "z_p95")
TOGETHER: Final = {"power_fraction_moe": "power_fraction"}  # a meter knows no architecture
EXPERTS: Final = 1000  # requests at once of which every weight is read, to the last digit a cell holds


def write(pages: Pages) -> None:
    """Add the sheet."""
    lead = "P5 and P95: 5 % lie below, 5 % above. What was measured (Inputs) has one value and no range."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B6")
    row = _values(pages, sheet, 5)
    row = _variables(pages, sheet, row + 1)
    row = _nodes(pages, sheet, row + 1)
    _expected(pages, sheet, row + 1)


def value_at(pages: Pages, name: str, z: Any) -> Term:
    """Return an uncertain input at a standard normal value, within its bounds."""
    n = pages.names
    found: Term = OUTWARD[KINDS[name]](n[f"{name}_mu"] + n[f"{name}_sigma"] * z)
    return found


def _values(pages: Pages, sheet: Sheet, row: int) -> int:
    n = pages.names
    sheet.header(row, ["Assumption", "In use", *HOSTS, "Unit", "Source", "Meaning"])
    hosts = [sheet.put(row, 3 + i, name, "header") for i, name in enumerate(HOSTS)]
    place = match(n.report_host, area(hosts, fix="cr"))
    sets = [tables.serving_facts(name) for name in HOSTS.values()]
    keys = [*(f"{name}_{end}" for name in KINDS for end in ("p5", "p95")), *SINGLE]
    for r, key in enumerate(keys, row + 1):
        facts = [one.get(key) or tables.usage_facts()[key] for one in sets]
        sheet.put(r, 1, key)
        cells = [sheet.put(r, 3 + i, fact.number) for i, fact in enumerate(facts)]
        held: Term = index(area(cells), place)
        name = key.removesuffix("_p95").removesuffix("_p5")
        typed = f"measured_{TOGETHER.get(name, name)}"
        if name in KINDS and name in (*MEASURABLE, *TOGETHER):
            held = typed_or(n[typed], held)
        sheet.name(sheet.show(r, 2, held, number=DIGITS), f"assumed_{key}")
        for c, text in ((5, facts[0].unit), (6, facts[0].source_id), (7, facts[0].note)):
            sheet.put(r, c, text, "remark")
    return row + 1 + len(keys)


MEASURABLE: Final = ("pue", "power_fraction", "batch", "served", "software", "cache_read")


def _variables(pages: Pages, sheet: Sheet, row: int) -> int:
    n = pages.names
    sheet.put(row, 1, "Normal variables behind the ranges", "heading")
    sheet.header(row + 1, ["Input", "mu", "sigma"])
    for r, (name, kind) in enumerate(KINDS.items(), row + 2):
        low, high = (INWARD[kind](n[f"assumed_{name}_{end}"]) for end in ("p5", "p95"))
        sheet.put(r, 1, name)
        sheet.name(sheet.show(r, 2, of_inputs.middle(low, high), number=DIGITS), f"{name}_mu")
        sheet.name(sheet.show(r, 3, of_inputs.spread(low, high, n.assumed_z_p95), number=DIGITS), f"{name}_sigma")
    return row + 2 + len(KINDS)


def _nodes(pages: Pages, sheet: Sheet, row: int) -> int:
    """Write equidistant nodes of a standard normal, for means that have no closed form."""
    sheet.new_page(row)
    sheet.put(row, 1, "Sums over a standard normal variable, for means without a closed form", "heading")
    shares = [name for name, kind in KINDS.items() if kind == "share"]
    columns = ["z", "weight", "batch", "experts read by", *shares]
    sheet.header(row + 1, columns)
    sheet.put(row + 1, len(columns) + 1, "requests that read every expert", "remark")
    sheet.name(sheet.put(row + 2, len(columns) + 1, EXPERTS), "every_expert")
    cells: dict[str, list[Cell]] = {name: [] for name in columns}
    for r, z in enumerate(np.arange(-Z_REACH, Z_REACH + Z_STEP / 2, Z_STEP), row + 2):
        at = sheet.put(r, 1, float(z))
        cells["z"].append(at)
        cells["weight"].append(sheet.show(r, 2, exp(-(at**2) / 2), number="0.0E+00"))
        cells["batch"].append(sheet.show(r, 3, value_at(pages, "batch", at), number=DIGITS))
        read = smaller(cells["batch"][-1], pages.names.every_expert)
        cells["experts read by"].append(sheet.show(r, 4, read, number=DIGITS))
        for c, name in enumerate(shares, 5):
            cells[name].append(sheet.show(r, c, value_at(pages, name, at), number=DIGITS))
    for name, held in cells.items():
        label = f"nodes_{name.replace(' ', '_')}"
        sheet.name(area(held), label)
    return row + 2 + len(cells["z"])


def _expected(pages: Pages, sheet: Sheet, row: int) -> None:
    """Write the expected values of what multiplies node time, and of what multiplies tokens."""
    n = pages.names
    sheet.put(row, 1, "Expected values", "heading")

    def of(name: str) -> Term:
        mu, sigma = n[f"{name}_mu"], n[f"{name}_sigma"]
        if KINDS[name] == "share":
            found: Term = sumproduct(n.nodes_weight * n[f"nodes_{name}"]) / total(n.nodes_weight)
            return found
        mean = of_inputs.lognormal_mean(mu, sigma)
        whole: Term = 1 + mean if KINDS[name] == "above 1" else mean
        return whole

    waiting = exp(-n.served_mu + n.served_sigma**2 / 2)  # the mean of (1 - served) / served, whose inverse are the odds
    ready = {
        name: (of(name) + n.assumed_idle_fraction * waiting) * n.assumed_network
        for name in ("power_fraction", "power_fraction_moe")
    }
    means = {
        "ready_dense": (ready["power_fraction"], "Power over the maximum, waiting and network included: dense models"),
        "ready_moe": (ready["power_fraction_moe"], "The same, mixtures of experts"),
        **{
            f"{name}_mean": (of(name), f"Mean of {name}")
            for name in ("pue", "software", "cache_read", "spread", "context", "grid_known", "grid_unknown")
        },
    }
    for r, (name, (term, text)) in enumerate(means.items(), row + 1):
        sheet.put(r, 1, name)
        sheet.name(sheet.show(r, 2, term, number=DIGITS), name)
        sheet.put(r, 3, text, "remark")
    for r, (name, value, text) in enumerate(
        (
            ("kj_per_wh", 3.6, "kJ a Wh"),
            ("wh_per_kwh", 1000, "Wh a kWh"),
            ("unit_step", 1000, "From one unit to the next"),
        ),
        row + 1 + len(means),
    ):
        sheet.put(r, 1, name)
        sheet.name(sheet.put(r, 2, value), name)
        sheet.put(r, 3, text, "remark")
