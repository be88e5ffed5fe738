"""What the sheets share while the workbook is written: inputs, values, and where each result stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbook.model.inputs import WorkbookInputs
from workbook.model.trials import Live
from workbook.writer.book import Book


@dataclass(frozen=True)
class Row:
    """A row of live quantiles and mean with calc's exact values beside them: where it is, and both."""

    sheet: str
    row: int
    live: tuple[float, ...]
    exact: tuple[float, ...]


@dataclass(frozen=True)
class Driver:
    """A bar of the fleet's tornado: its cells and what they show, for the page that says what drives the totals."""

    cells: tuple[str, str, str]  # name, low end, high end
    name: str
    low: float
    high: float


@dataclass
class Context:
    """The book, the inputs it is built at, the live numbers there, and the cells that other sheets refer to."""

    book: Book
    inputs: WorkbookInputs
    live: Live
    cells: dict[str, str] = field(default_factory=dict)  # key of a result -> absolute reference
    values: dict[str, float] = field(default_factory=dict)  # key of a result -> its value at the built inputs

    drivers: list[Driver] = field(default_factory=list)  # the widest first
    groups: dict[str, list[Row]] = field(default_factory=dict)  # tables of distributions, for the checks

    def publish(self, key: str, reference: str, value: float) -> None:
        """Let other sheets refer to a result by its key."""
        if key in self.cells:
            raise ValueError(f"result {key} is published twice")
        self.cells[key] = reference
        self.values[key] = float(value)
