"""Build the reference workbook: every sheet in turn, then the finishing pass.

What flows where: Inputs -> Benchmarks -> TPS fit -> Trials and Means -> Query results -> Levers and Fleet ->
Sensitivity, Reproduction, Comparators -> Checks, whose master check every sheet repeats. Each sheet writes its
formulas together with the values that they must show (`workbook.model.trials`), and publishes its results by key, so
that a later sheet refers to a result and never to a cell address of its own making.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from addin.hosts.formulas import Edition
from calc.inputs.assumptions import AssumptionSet
from workbook.model.inputs import WorkbookInputs
from workbook.model.release import released
from workbook.model.results import Context
from workbook.model.trials import Live
from workbook.sheets import (
    benchmarks,
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
    query_results,
    reproduction,
    scenarios,
    sensitivity,
    sources,
    tornado,
    tps_fit,
    trials,
)
from workbook.writer.book import Book

SHEETS: Final = (
    inputs,
    benchmarks,
    grid_factors,
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
    checks,
    functions,
    sources,
)
STEPS: Final = len(SHEETS) + 2


def silent(_: str) -> None:
    """Hear of progress and say nothing."""


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
    book = Book("Energy of an AI query", released(), live=live, edition=edition, macro=macro)
    context = Context(book, inputs, Live(inputs))
    for sheet in SHEETS:
        step(sheet.__name__.rsplit(".", 1)[-1].replace("_", " "))
        sheet.write(context)
    step("cover")
    cover.write(context)
    return context


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
