"""The part of Inputs with the user's own calls to current hardware: the first thing a person fills in."""

from __future__ import annotations

from typing import Final

from calc.inputs import tables
from calc.query.who_serves import service_names
from workbook.model.inputs import ANY_NODE, HOSTS
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, unchanged, where

Bounds = tuple[str, str]
SHARE: Final[Bounds] = ("0", "1")
INSIDE: Final[Bounds] = ("0.0001", "0.9999")
TEXTS: Final = {
    "calls_pue": "Measured PUE of the site; blank keeps its range",
    "calls_power_fraction": "Measured share of its maximum power that a busy node draws; blank keeps its range",
    "calls_batch": "Measured number of requests that a copy of the model answers at once; blank keeps its range",
    "calls_served": "Measured share of their time in which the nodes answer; blank keeps its range",
    "calls_software": "Node time over that of the published table, where you measured it; blank keeps its range",
    "calls_place_2": "Second place; blank if there is none",
    "calls_share_2": "Share of the calls answered there, relative to the other places",
    "calls_place_3": "Third place; blank if there is none",
    "calls_share_3": "Share of the calls answered there, relative to the other places",
}  # fmt: skip
UNITS: Final = dict.fromkeys(("calls_place_2", "calls_place_3"), "text")
SERVICE_LIST, NODE_LIST = "service_models", "service_choices"  # names of ranges on Services


def fields(context: Context) -> list[tuple[str, Value | None, Bounds | str]]:
    """Return name, value and what is allowed of every input: bounds of numbers, or a list to choose from."""
    x = context.inputs.calls
    above_one = ("1.000001", "1000000")
    return [
        ("calls_host", x.calls_host, f'"{",".join(HOSTS)}"'),
        ("calls_model", x.calls_model, SERVICE_LIST),
        ("calls_node", x.calls_node, NODE_LIST),
        ("calls_per_year", x.calls_per_year, ("0", "1000000000000000")),
        ("calls_l_in", x.calls_l_in, ("1", "10000000")),
        ("calls_cached_share", x.calls_cached_share, SHARE),
        ("calls_l_out_mean", x.calls_l_out_mean, ("1", "10000000")),
        ("calls_pue", x.calls_pue, ("1.000001", "10")),
        ("calls_power_fraction", x.calls_power_fraction, INSIDE),
        ("calls_batch", x.calls_batch, above_one),
        ("calls_served", x.calls_served, INSIDE),
        ("calls_software", x.calls_software, ("0.01", "100")),
        ("calls_place_1", x.calls_place_1, "grid_places"),
        ("calls_share_1", x.calls_share_1, ("0.000001", "1000000")),
        ("calls_place_2", x.calls_place_2, "grid_places"),
        ("calls_share_2", x.calls_share_2, ("0", "1000000")),
        ("calls_place_3", x.calls_place_3, "grid_places"),
        ("calls_share_3", x.calls_share_3, ("0", "1000000")),
    ]


def section(sheet: Sheet, context: Context, row: int, columns: dict[str, int]) -> tuple[int, Term]:
    """Write the inputs; return the next row and the block of change marks."""
    sheet.put(row, columns["name"], "Your own calls, to the hardware of today: results on Your calls", "heading")
    heads = {"name": "Input", "value": "Value", "unit": "Unit", "built": "Built value", "changed": "Changed"}
    for key, title in (heads | {"note": "Meaning"}).items():
        sheet.put(row + 1, columns[key], title, "header")
    facts = tables.workbook_facts()
    marks: list[Cell] = []
    inputs = fields(context)
    for r, (name, value, allowed) in enumerate(inputs, row + 2):
        text = TEXTS.get(name) or facts[name].note
        sheet.put(r, columns["name"], name)
        now = sheet.put(r, columns["value"], value, "input")
        sheet.name(now, name)
        sheet.put(r, columns["unit"], facts[name].unit if name in facts else UNITS.get(name, "1"))
        was = sheet.put(r, columns["built"], value, "built", "General")
        marks.append(sheet.show(r, columns["changed"], where(unchanged(now, was), 0, 1), number="0"))
        sheet.put(r, columns["note"], text, "note")
        if isinstance(allowed, tuple):
            sheet.allow(now, title=name, low=allowed[0], high=allowed[1], help_text=text)
        else:
            sheet.allow(now, title=name, choices=allowed, help_text=text)
    return row + 2 + len(inputs), area(marks)


def choices() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what calls_model and calls_node may be."""
    return service_names(), (ANY_NODE, *tables.served_nodes())
