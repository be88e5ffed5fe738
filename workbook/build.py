"""Build the reference workbook: every sheet in turn, then the finishing pass.

What flows where: Inputs -> Benchmarks <-> TPS fit -> Trials and Means -> Query results -> Levers and Fleet ->
Sensitivity, Reproduction, Comparators -> Checks, whose master check every sheet repeats. Each sheet writes terms, whose
values follow from the cells before, and publishes its results by key, so that a later sheet refers to a result and
never to a cell address of its own making. Few cells look ahead: `_foretell` says what they will find.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from addin.hosts.formulas import Edition
from calc.inputs.assumptions import AssumptionSet
from workbook.model.inputs import MODELS, OWN, WorkbookInputs
from workbook.model.release import released
from workbook.model.results import Context
from workbook.sheets import (
    benchmarks,
    call_trials,
    calls_inputs,
    carbon_cost,
    checks,
    comparators,
    cover,
    fleet,
    functions,
    grid_factors,
    inputs,
    levers,
    means,
    measured_runs,
    query_results,
    reproduction,
    scenarios,
    sensitivity,
    service_table,
    services,
    sources,
    tornado,
    tps_fit,
    trials,
    your_calls,
)
from workbook.writer.book import Book
from workbook.writer.names import Names

SHEETS: Final = (
    grid_factors,
    inputs,
    services,
    call_trials,
    your_calls,
    benchmarks,
    tps_fit,
    trials,
    means,
    query_results,
    levers,
    fleet,
    tornado,
    carbon_cost,
    scenarios,
    sensitivity,
    reproduction,
    comparators,
    measured_runs,
    checks,
    functions,
    sources,
)
STEPS: Final = len(SHEETS) + 2


def silent(_: str) -> None:
    """Hear of progress and say nothing."""


def begin(inputs: WorkbookInputs, *, live: bool = True, edition: Edition | None = None, macro: bool = False) -> Context:
    """Return what the sheets are written into, before the first of them."""
    context = Context(Book("Energy of an AI query", released(), live=live, edition=edition, macro=macro), inputs)
    _foretell(context.names)
    return context


def compose(
    inputs: WorkbookInputs,
    step: Callable[[str], None] = silent,
    *,
    live: bool = True,
    edition: Edition | None = None,
    macro: bool = False,
) -> Context:
    """Write every sheet at some inputs; the context then holds each result's cell and value.

    Parameters
    ----------
    inputs : WorkbookInputs
        The inputs as built.
    step : callable
        Hears the name of each step.
    live : bool
        Write formulas; otherwise values only, without the sheets of trials.
    edition : {"xlwings", "libreoffice"}, optional
        Add a sheet that calls the functions of this add-in.
    macro : bool
        Write onto xlwings' own template, with its VBA project.
    """
    context = begin(inputs, live=live, edition=edition, macro=macro)
    for sheet in SHEETS:
        step(sheet.__name__.rsplit(".", 1)[-1].replace("_", " "))
        sheet.write(context)
    context.book.move_behind(grid_factors.TITLE, benchmarks.TITLE)
    for later in (services, service_table, call_trials):
        if later.TITLE in context.book.xlsx.sheetnames:
            context.book.move_behind(later.TITLE, comparators.TITLE)
    step("cover")  # after all others, whose results and order it shows
    cover.write(context)
    context.book.repeat_master()
    return context


def _foretell(names: Names) -> None:
    """Tell of the names that formulas use before the sheet that writes them, with the values that they will have."""
    names.add("model_names", np.array([*MODELS, OWN], dtype=object))
    for name, values in zip((calls_inputs.SERVICE_LIST, calls_inputs.NODE_LIST), calls_inputs.choices(), strict=True):
        names.add(name, np.array(values, dtype=object))
    for counted in ("inputs_changed", "benchmarks_changed", "scenarios_changed"):
        names.add(counted, 0.0)


def build_workbook(
    a: AssumptionSet,
    step: Callable[[str], None] = silent,
    *,
    live: bool = True,
    edition: Edition | None = None,
    macro: bool = False,
) -> bytes:
    """Return the workbook of an assumption set as the bytes of an .xlsx (or .xlsm) file."""
    context = compose(WorkbookInputs(a), step, live=live, edition=edition, macro=macro)
    step("finishing")
    return context.book.bytes()
