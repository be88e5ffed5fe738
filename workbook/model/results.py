"""What the sheets share while the workbook is written: inputs, values, and where each result stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from workbook.model.draws import Draws
from workbook.model.inputs import WorkbookInputs
from workbook.writer.book import Book
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Columns
from workbook.writer.term import Term


@dataclass(frozen=True)
class Row:
    """A row of live quantiles and mean with calc's exact values beside them: where it is, and the cells of both.

    `shown` holds the live numbers, none where the row asks for something first.
    """

    sheet: str
    row: int
    live: tuple[Cell, ...]
    built: tuple[Cell, ...]
    shown: tuple[float, ...]

    @property
    def exact(self) -> tuple[float, ...]:
        """Calc's values."""
        return tuple(float(cell.value) for cell in self.built)


@dataclass(frozen=True)
class Driver:
    """A bar of a tornado: its cells, for the page that says what drives the totals."""

    name: Cell
    low: Cell
    high: Cell
    parts: tuple[Cell, ...]  # the cells of the chart


class HasBook(Protocol):
    """Whatever holds a book that sheets are written into."""

    @property
    def book(self) -> Book:
        """The book."""
        ...


@dataclass
class Context:
    """The book, the inputs it is built at, and the cells that other sheets refer to."""

    book: Book
    inputs: WorkbookInputs
    cells: dict[str, str] = field(default_factory=dict)  # key of a result -> absolute reference
    values: dict[str, float] = field(default_factory=dict)  # key of a result -> its value at the built inputs

    _draws: Draws | None = None
    fleets: dict[str, dict[str, Cell]] = field(default_factory=dict)  # the columns of Fleet, by key and quantity
    columns: dict[str, Columns] = field(default_factory=dict)  # tables that other sheets look into, by title
    drivers: list[Driver] = field(default_factory=list)  # the widest first
    services: dict[str, Term] = field(default_factory=dict)  # the columns of the table on Services
    call_energy: Term = field(default_factory=lambda: Term.of(0))  # the draws of a call's energy
    groups: dict[str, list[Row]] = field(default_factory=dict)  # tables of distributions, for the checks

    def __getitem__(self, key: str) -> Term:
        """Return a published result as formulas on other sheets use it."""
        return Term(self.values[key], self.cells[key])

    @property
    def draws(self) -> Draws:
        """The columns of the trials, which are written before what reads them."""
        if self._draws is None:
            raise ValueError("the trials must be written before what reads them")
        return self._draws

    @draws.setter
    def draws(self, written: Draws) -> None:
        self._draws = written

    @property
    def names(self) -> Names:
        """The names of the workbook's cells."""
        return self.book.names

    def tell(self, key: str, cell: Cell) -> Cell:
        """Let other sheets refer to a result by its key."""
        self.publish(key, cell.there.text, float(cell.value))
        return cell

    def publish(self, key: str, reference: str, value: float) -> None:
        """Let other sheets refer to a result by its key."""
        if key in self.cells:
            raise ValueError(f"result {key} is published twice")
        self.cells[key] = reference
        self.values[key] = float(value)
