"""Reports built once for all tests: of the sample files, and one without files, into which calls are typed."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.workbook import built, engines
from tests.workbook.engines import Value, Values
from tests.workbook.machine import Machine
from workbook.ledger.answer import Answer, answered
from workbook.ledger.columns import DIMENSIONS
from workbook.ledger.reading import Usage, no_usage, read_usage
from workbook.ledger.terms import Terms
from workbook.ooxml.package import read_package
from workbook.report.composed import compose_report
from workbook.report.content import Content, choices_of, content_of
from workbook.report.pages import Pages

BY = ("month", *(name for name in DIMENSIONS if name not in ("tier", "batch")))
SAMPLES = Path(__file__).parents[3] / "data" / "samples"
TERMS = Terms(year=2026)
_folder = tempfile.TemporaryDirectory(prefix="equery-report-")
atexit.register(_folder.cleanup)


@cache
def usage(*files: str) -> Usage:
    """Return the usage of files."""
    return read_usage(list(files), BY) if files else no_usage()


@dataclass(frozen=True)
class Built:
    """A report, its file and calc's own answer."""

    name: str
    files: tuple[str, ...]

    def answer(self, terms: Terms = TERMS) -> Answer:
        """Return calc's answer on some terms."""
        return answered(usage(*self.files), terms)

    @cached_property
    def content(self) -> Content:
        return content_of(self.answer(), choices_of(TERMS))

    @cached_property
    def pages(self) -> Pages:
        """The sheets as written, with where each result stands."""
        return compose_report(self.content)

    @cached_property
    def file(self) -> Path:
        """The workbook as `equery report` writes it."""
        path = Path(_folder.name, f"{self.name}.xlsx")
        path.write_bytes(self.pages.book.bytes())
        return path

    @cached_property
    def cached(self) -> Values:
        """The values that the file holds before anything recalculates it."""
        return engines.read_values(self.file)

    @cached_property
    def written(self) -> dict[tuple[str, str], str]:
        """The text of every formula, one row of draws included."""
        self.file  # noqa: B018 - finishing expands rows
        return built.formulas(self.pages)  # type: ignore[arg-type]

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts of the file."""
        return read_package(self.file.read_bytes())

    @cached_property
    def short(self) -> Workbook:
        """The file as openpyxl reads it, with the first two rows of draws only."""
        return built.shortened(self.parts, self.pages.book.blocks)

    def key(self, name: str) -> tuple[str, str]:
        """Return the yellow cell of an input."""
        cell = self.pages.inputs[name]
        return cell.sheet.title, cell.text

    def result(self, key: str) -> tuple[str, str]:
        """Return the cell of a result."""
        cell = self.pages.results[key]
        return cell.sheet.title, cell.text

    def shown(self, found: Mapping[tuple[str, str], Value]) -> dict[str, Any]:
        """Return the results by key, as an engine shows them."""
        return {key: found[self.result(key)] for key in self.pages.results}

    def named(self, name: str) -> tuple[str, str]:
        """Return the cell that a defined name stands for."""
        title, ref = self.pages.book.xlsx.defined_names[name].attr_text.rsplit("!", 1)
        return title.strip("'"), ref.replace("$", "")


FILES = Built("samples", (str(SAMPLES),))
TYPED = Built("typed", ())
BOTH = (FILES, TYPED)


def typed(report: Built, inputs: Mapping[str, Value | None]) -> dict[tuple[str, str], Value]:
    """Return edits that type something into yellow cells; None empties one, in IronCalc alone."""
    return {report.key(name): value for name, value in inputs.items()}  # type: ignore[misc]


@cache
def machine(report: Built) -> Machine:
    """Return a report in IronCalc, loaded once."""
    return Machine(report.file)
