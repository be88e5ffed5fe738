"""The table of Services: a model on a node a row, its weight for the user's calls, and what a call to it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from calc.inputs import tables
from calc.query import formulas
from calc.query.weight_reading import seconds_of_step
from calc.query.who_serves import ON, Service, services
from workbook.model.results import Context
from workbook.sheets.normal_inputs import value_at
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet, area
from workbook.writer.term import Term, exp, index, match, smaller, sumproduct, total, where

TITLE: Final = "Node times"
SUMMARY: Final = "Models on nodes of today: node times, weights and energies behind Your calls"
HEAD: Final = 6
CONSTANTS: Final = (
    "Model", "Node", "Table", "GPUs", "P_max, kW", "Mixture of experts", "a, s/token", "b, s/token", "c, s/token^2",
    "Weights read, s", "Active share", "Sigma of the fit", "Weight of the node",
)  # fmt: skip
LIVE: Final = (
    "Asked for", "On the node", "Weight", "Starts at", "Prompt, s", "Answer token, s", "Bend, s/token^2",
    "Requests, mean of share/n", "Mean node time, s", "Mean energy, Wh", "At medians, Wh", "Weight up to it",
)  # fmt: skip
CLASSES: Final = tuple(tables.model_classes())
HEADS: Final = (*CONSTANTS, *(f"Weight in {name}" for name in CLASSES), *LIVE)
CLASS_NAMES: Final = "service_classes"
WHOLE: Final = 1e9  # requests at once of which every weight is read
Own = Mapping[str, Term]


def listed() -> list[tuple[str, str, Service]]:
    """Return every model with every node that it can be asked for on, and the service that then answers."""
    found = []
    for model in tables.sized_models():
        for node in tables.served_nodes():
            try:
                (service,) = services(f"{model}{ON}{node}")
            except ValueError:  # no table on this node that can be fitted
                continue
            found.append((model, node, service))
    return found


@dataclass
class Table:
    """The table as it is written, a column after the other."""

    sheet: Sheet
    first: int
    count: int
    cells: dict[str, list[Cell]] = field(default_factory=lambda: {head: [] for head in HEADS})

    def put(self, head: str, value: Any) -> None:
        """Write the next constant of a column."""
        number = None
        if isinstance(value, float) and not value.is_integer():
            number = "0.000E+00" if value < 1e-2 else "0.0000"
        row = self.first + len(self.cells[head])
        self.cells[head].append(self.sheet.put(row, HEADS.index(head) + 1, value, "data", number))

    def column(self, head: str, formula: Callable[[Own], Term], number: str = "#,##0.000000") -> None:
        """Write a column of formulas, each from the cells of its row."""
        place = HEADS.index(head) + 1
        for i in range(self.count):
            own = {name: held[i] for name, held in self.cells.items() if i < len(held)}
            self.cells[head].append(self.sheet.show(self.first + i, place, formula(own), number=number))

    def whole(self, head: str) -> Term:
        """Return a column as formulas on this sheet refer to it."""
        return area(self.cells[head], fix="cr")

    def fixed(self, own: Own, head: str) -> Term:
        """Return the cell of a row, its column held."""
        cell = own[head]
        return cell.fix("c") if isinstance(cell, Cell) else cell


def write(context: Context, nodes: Mapping[str, Term]) -> dict[str, Term]:
    """Add the sheet; return the table's columns as other sheets refer to them."""
    lead = (
        "A model on GPUs of a node a row, timed by one throughput table: a, b and c are calc's fits, the rest is live."
    )
    widths = [30, *[13] * (len(HEADS) - 1)]
    sheet = context.book.sheet(TITLE, SUMMARY, lead, widths, freeze=f"B{HEAD + 1}", pages_wide=3)
    names, row, rows = context.names, HEAD - 1, listed()
    sheet.repeat(HEAD)
    above = [sheet.put(row, HEADS.index(f"Weight in {name}") + 1, name, "remark") for name in CLASSES]
    sheet.name(area(above), CLASS_NAMES)
    sheet.header(row + 1, HEADS)
    table = Table(sheet, row + 2, len(rows))
    for model, node, service in rows:
        for head, value in zip(HEADS, _constants(model, node, service), strict=False):
            table.put(head, value)
    _weights(table, names)
    _times(table, names, nodes)
    _energies(table, names)
    return {head: _named(table, head) for head in HEADS}


def _named(table: Table, head: str) -> Term:
    """Name a column, so that trials can look it up; return it by that name."""
    name = "services_" + re.sub(r"[^a-z0-9]+", "_", head.lower()).strip("_")
    column = area(table.cells[head])
    table.sheet.name(column, name)
    return Term(column.value, name)


def _constants(model: str, node: str, service: Service) -> list[Any]:
    read = float(seconds_of_step(service.model, service.gpu, service.table.gpus, service.table.bits, WHOLE))
    active = service.model.active_parameters / service.model.total_parameters
    weights = {(m.model_class, m.model): m.weight for m in tables.class_members()}
    return [
        model, node, service.table.table, service.table.gpus, service.p_max_kw, int(service.model.mixture),
        service.fit.a, service.fit.b, service.fit.c, read, active, service.fit_sigma, tables.served_nodes()[node].weight,
        *(weights.get((name, model), 0) for name in CLASSES),
    ]  # fmt: skip


def _weights(table: Table, names: Names) -> None:
    """Write how likely each service is the one that answers: of the class or model asked for, on the node asked for."""
    is_class = Term(float(names.calls_model.value in CLASSES), f"COUNTIF({CLASS_NAMES},{names.calls_model.text})")
    asked = match(names.calls_model, names[CLASS_NAMES])

    def member(own: Own) -> Term:
        first, last = (own[f"Weight in {CLASSES[i]}"] for i in (0, -1))
        line = Term(np.array([own[f"Weight in {name}"].value for name in CLASSES]), f"{first.text}:{last.text}")
        return where(is_class > 0, index(line, asked), where(own["Model"] == names.calls_model, 1, 0))

    def on_node(own: Own) -> Term:
        return where(names.calls_node == "any", 1, where(own["Node"] == names.calls_node, 1, 0))

    table.column("Asked for", member)
    table.column("On the node", on_node)
    there = table.whole("Weight of the node") * table.whole("On the node")

    def weight(own: Own) -> Term:
        of_model = sumproduct((table.whole("Model") == table.fixed(own, "Model")) * there)
        part = own["Asked for"] * own["On the node"] * own["Weight of the node"]
        return where(of_model > 0, part / of_model, 0)

    table.column("Weight", weight)
    below = table.first + table.count
    place = HEADS.index("Weight") + 1
    table.sheet.name(
        table.sheet.show(below, place, total(area(table.cells["Weight"])), number="#,##0.000000"), "serving_weight"
    )
    column, held = HEADS.index("Starts at") + 1, table.cells["Starts at"]
    for i in range(table.count):
        start = held[-1] + _part(names, table.cells["Weight"][i - 1]) if i else Term.of(0)
        held.append(table.sheet.show(table.first + i, column, start, number="#,##0.000000"))


def _part(names: Names, weight: Term) -> Term:
    """Return a weight as a share of all; 0 where the model is on no such node."""
    return where(names.serving_weight > 0, weight / names.serving_weight, 0)


def _times(table: Table, names: Names, nodes: Mapping[str, Term]) -> None:
    """Write the parts of node time, and its mean over the lengths of answers and the requests at once."""
    l_in, batch, weights = names.calls_l_in, nodes["batch"], nodes["weight"]
    table.column("Prompt, s", lambda own: own["a, s/token"] * l_in * (1 - names.calls_cached_share), "0.000E+00")
    table.column("Answer token, s", lambda own: own["b, s/token"] + own["c, s/token^2"] * l_in, "0.000E+00")
    table.column("Bend, s/token^2", lambda own: own["c, s/token^2"] / 2, "0.000E+00")

    def shared(own: Own) -> Term:
        found: Term = sumproduct(
            weights * formulas.share_of_weights(own["Active share"], nodes["experts read by"]) / batch
        )
        whole: Term = found / total(weights)
        return whole

    def seconds(own: Own) -> Term:
        rate = own["Answer token, s"] + own["Weights read, s"] * own["Requests, mean of share/n"]
        found: Term = formulas.mean_linear_seconds(
            own["Prompt, s"], rate, own["Bend, s/token^2"], names.calls_l_out_mean
        )
        return found

    table.column("Requests, mean of share/n", shared, "0.000E+00")
    table.column("Mean node time, s", seconds, "0.000E+00")


def _energies(table: Table, names: Names) -> None:
    """Write what a call takes on average, and at the medians of all inputs."""

    def energy(own: Own) -> Term:
        ready = where(own["Mixture of experts"] == 1, names.serving_ready_moe, names.serving_ready_dense)
        slow = names.serving_software_mean * exp(own["Sigma of the fit"] ** 2 / 2)
        wh = formulas.served_wh(
            own["P_max, kW"], ready, names.serving_pue_mean, own["Mean node time, s"], names.kj_per_wh
        )
        found: Term = wh * slow
        return found

    table.column("Mean energy, Wh", energy)
    table.column("At medians, Wh", lambda own: at_values(names, own, {}))
    medians, weights = table.whole("At medians, Wh"), table.whole("Weight")

    def up_to(own: Own) -> Term:
        return _part(names, sumproduct((medians <= table.fixed(own, "At medians, Wh")) * weights))

    table.column("Weight up to it", up_to)


def at_values(names: Names, own: Own, z: Mapping[str, float]) -> Term:
    """Return the mean energy of a call to a service [Wh], an input at its P5 or P95 and the others at their medians."""

    def at(name: str) -> Term:
        return value_at(names, name, z[name] * names.serving_z_p95 if name in z else 0)

    read = formulas.share_of_weights(own["Active share"], smaller(at("batch"), names.serving_all_read)) / at("batch")
    rate = own["Answer token, s"] + own["Weights read, s"] * read
    seconds = formulas.mean_linear_seconds(own["Prompt, s"], rate, own["Bend, s/token^2"], names.calls_l_out_mean)
    moe = own["Mixture of experts"]
    fraction = moe * at("power_fraction_moe") + (1 - moe) * at("power_fraction")
    ready = formulas.kept_ready(fraction, names.serving_idle_fraction, at("served")) * names.serving_network
    found: Term = formulas.served_wh(own["P_max, kW"], ready, at("pue"), seconds, names.kj_per_wh) * at("software")
    return found * exp(own["Sigma of the fit"] * (z["fit"] * names.serving_z_p95)) if "fit" in z else found
