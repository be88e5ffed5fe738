"""Services and stand-ins of a report: who may answer, what a token takes there, and how likely each is for a name."""

from __future__ import annotations

import re
from typing import Final

from calc.inputs import tables
from calc.query import formulas
from calc.query.weight_reading import seconds_of_step
from calc.query.who_serves import ON, Service, services
from workbook.ooxml.finishing import Value
from workbook.report.content import listed_models
from workbook.report.pages import Pages
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, exp, index, sumproduct, total, where

SERVICES: Final = "Services"
STAND_INS: Final = "Stand-ins"
HEAD: Final = 5
WHOLE: Final = 1e9  # requests at once of which every weight is read
CONSTANTS: Final = (
    "Model", "Node", "Table", "P_max, kW", "Mixture of experts", "a, s/token", "b, s/token", "c, s/token^2",
    "Weights read, s", "Active share", "Sigma of the fit",
)  # fmt: skip
LIVE: Final = ("Read, Wh/token", "Answer, Wh/token", "Context, Wh/token^2")
UNITS: Final = ("read", "answer", "context")


def _listed() -> dict[str, Service]:
    """Return every service that a listed name may mean, by its own name."""
    found: dict[str, Service] = {}
    for name in listed_models():
        for one in services(name):
            found.setdefault(_called(one), one)
    return found


def _called(one: Service) -> str:
    return f"{one.model.model}{ON}{one.node.node}, {one.gpu.gpu}, {one.table.table}"


def write(pages: Pages) -> None:
    """Add both sheets."""
    found = _listed()
    _services(pages, found)
    _stand_ins(pages, list(found))


def _services(pages: Pages, found: dict[str, Service]) -> None:
    lead = "A model on a node a row: a, b and c are calc's fits to published throughput; what a token takes is live."
    sheet = pages.book.sheet(
        SERVICES,
        "Models on nodes of today and what a token takes there",
        lead,
        [30, 13, 22, *[12] * 11],
        freeze=f"B{HEAD + 1}",
    )
    sheet.repeat(HEAD)
    sheet.header(HEAD, [*CONSTANTS, *LIVE])
    cells: dict[str, list[Cell]] = {head: [] for head in (*CONSTANTS, *LIVE)}
    for r, one in enumerate(found.values(), HEAD + 1):
        read = float(seconds_of_step(one.model, one.gpu, one.table.gpus, one.table.bits, WHOLE))
        active = one.model.active_parameters / one.model.total_parameters
        values: tuple[Value, ...] = (
            one.model.model, one.node.node, one.table.table, one.p_max_kw, int(one.model.mixture), one.fit.a, one.fit.b,
            one.fit.c, read, active, one.fit_sigma,
        )  # fmt: skip
        for c, (head, value) in enumerate(zip(CONSTANTS, values, strict=True), 1):
            number = None
            if isinstance(value, float) and not value.is_integer():
                number = "0.000E+00" if value < 1e-2 else "0.0000"
            cells[head].append(sheet.put(r, c, value, "data", number))
        for c, (head, term) in enumerate(
            zip(LIVE, _units(pages, {h: cells[h][-1] for h in CONSTANTS}), strict=True), len(CONSTANTS) + 1
        ):
            cells[head].append(sheet.show(r, c, term, number="0.000E+00"))
    for head, held in cells.items():
        _named(sheet, "services", head, held)


def _units(pages: Pages, own: dict[str, Cell]) -> tuple[Term, Term, Term]:
    """Return what a token that is read, an answer token, and a unit of context take on average [Wh]."""
    n = pages.names
    shared = formulas.share_of_weights(own["Active share"], n.nodes_experts_read_by) / n.nodes_batch
    at_once = sumproduct(n.nodes_weight * shared) / total(n.nodes_weight)
    ready = where(own["Mixture of experts"] == 1, n.ready_moe, n.ready_dense)
    slow = n.software_mean * exp(own["Sigma of the fit"] ** 2 / 2)

    def wh(seconds: Term) -> Term:
        found: Term = formulas.served_wh(own["P_max, kW"], ready, n.pue_mean, seconds, n.kj_per_wh) * slow
        return found

    rate = own["b, s/token"] + own["Weights read, s"] * at_once
    return wh(own["a, s/token"]), wh(rate), wh(own["c, s/token^2"])


def _stand_ins(pages: Pages, names: list[str]) -> None:
    lead = "What a name may mean: each service with how likely it is. A draw picks the row whose place it falls on."
    sheet = pages.book.sheet(
        STAND_INS,
        "Which services a model or class may mean, and how likely each is",
        lead,
        [40, 9, 46, 10, 10, 12, 12, 14],
        freeze=f"B{HEAD + 1}",
    )
    sheet.repeat(HEAD)
    n = pages.names
    heads = ["Name", "Number", "Service", "Row", "Weight", "Starts at", *(f"Weighted {unit}, Wh" for unit in UNITS)]
    sheet.header(HEAD, heads)
    cells: dict[str, list[Cell]] = {head: [] for head in heads}
    r = HEAD + 1
    for number, name in enumerate(listed_models(), 1):
        start = 0.0
        for one in services(name):
            place = names.index(_called(one)) + 1
            own: tuple[Value, ...] = (name, number, _called(one), place)
            for c, value in enumerate(own, 1):
                cells[heads[c - 1]].append(sheet.put(r, c, value))
            weight = sheet.put(r, 5, one.weight, "data", "0.0000")
            cells["Weight"].append(weight)
            cells["Starts at"].append(sheet.put(r, 6, number + start, "data", "0.0000"))
            start += one.weight
            for c, (unit, head) in enumerate(zip(UNITS, LIVE, strict=True), 7):
                column = n[_name("services", head)]
                term = weight * index(column, cells["Row"][-1])
                cells[f"Weighted {unit}, Wh"].append(sheet.show(r, c, term, number="0.000E+00"))
            r += 1
    for head, held in cells.items():
        _named(sheet, "stand_ins", head, held)
    row = r + 1
    sheet.put(row, 1, "To choose from", "heading")
    listed = [sheet.put(r, 1, name) for r, name in enumerate(listed_models(), row + 1)]
    sheet.name(area(listed), "listed_models")
    quality = {name: row.quality for name, row in tables.model_classes().items()}
    held = [sheet.put(r, 2, quality.get(name, 2)) for r, name in enumerate(listed_models(), row + 1)]
    sheet.name(area(held), "listed_quality")


def _name(table: str, head: str) -> str:
    return f"{table}_" + re.sub(r"[^a-z0-9]+", "_", head.lower()).strip("_")


def _named(sheet: Sheet, table: str, head: str, cells: list[Cell]) -> None:
    sheet.name(area(cells), _name(table, head))
