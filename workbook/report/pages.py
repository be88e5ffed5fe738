"""What the sheets of a report share while it is written: the book, its names, and where each result stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from calc.inputs.levels import ENDS
from workbook.ooxml.finishing import Value
from workbook.report.content import TYPED, Content
from workbook.writer.book import Book
from workbook.writer.names import Names
from workbook.writer.sheet import Cell
from workbook.writer.term import Term

LEVELS = (ENDS[0], 0.5, ENDS[1])  # of the ranges: P5, P50, P95


@dataclass
class Pages:
    """The book, what it is built from, and the cells that other sheets refer to."""

    book: Book
    content: Content
    results: dict[str, Cell] = field(default_factory=dict)  # by key, as `equery check` names them
    groups: dict[str, list[str]] = field(default_factory=dict)  # months, teams and providers, in order
    inputs: dict[str, Cell] = field(default_factory=dict)  # the yellow cells by key, those that hold notes too
    usual: dict[str, Value | None] = field(default_factory=dict)  # by the same keys, where nobody chose anything
    columns: dict[str, Term] = field(default_factory=dict)  # of the tables, as other sheets refer to them

    @property
    def names(self) -> Names:
        """The names of the workbook's cells."""
        return self.book.names

    @property
    def slots(self) -> int:
        """How many rows Models has: those of the files, and one for each row of typed calls."""
        return len(self.content.slots) + TYPED

    def ask(self, key: str, cell: Cell, usual: Value | None) -> Cell:
        """Let other pages and the check refer to a yellow cell by its key."""
        self.inputs[key], self.usual[key] = cell, usual
        return cell

    def tell(self, key: str, cell: Cell) -> Cell:
        """Let other sheets and the check refer to a result by its key."""
        self.results[key] = cell
        return cell
