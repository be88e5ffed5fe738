"""The columns of a sheet of trials: every trial a row, with the parameters of each column above it.

A column is one term whose value is the array of all trials and whose text is that of the first row, which is expanded
to all rows when the file is finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from openpyxl.utils import column_index_from_string as column_index
from openpyxl.utils import get_column_letter as letter

from calc.inputs import formulas as of_assumptions
from calc.query import formulas
from workbook.model.lattice import Lattice
from workbook.ooxml.finishing import Block
from workbook.writer.names import Names
from workbook.writer.sheet import Cell, Sheet, quoted
from workbook.writer.term import Term, ln, normal_quantile, percentile, remainder

N_ROW, G_ROW, K, CAP, A_TPS, B, EXTRA, A, D, LOW, HIGH = 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16
HEAD, FIRST = 18, 19
NUMBER, DRAW, FRACTION, PUE, FACTOR = "A", "B", "C", "D", "E"
HEADS: Final = (
    (N_ROW, "Trials N (a prime)"), (G_ROW, "Generator g: u = (i g mod N + 1/2) / N"),
    (K, "mu; mean L_out; or kWh/Wh factor k = P_max / 3.6"), (CAP, "sigma; or TPS_max [token/s]"),
    (A_TPS, "A = EXP(b0 + b_in LN(L_in)) [token/s]"), (B, "b_out"), (EXTRA, "Prompt tokens counted, w L_in"),
    (A, "a: 1, or coupled_intercept"), (D, "d: 0, or coupled_slope / TPS_max"),
    (LOW, "Quantile trim of the column [Wh]"), (HIGH, "Quantile 1 - trim of the column [Wh]"),
)  # fmt: skip


@dataclass
class Draws:
    """The columns of a sheet of trials: their terms by letter, and their heads by letter and row."""

    sheet: Sheet
    lattice: Lattice
    names: Names
    columns: dict[str, Term] = field(default_factory=dict)
    heads: dict[tuple[str, int], Cell] = field(default_factory=dict)

    def add(self, column: str, term: Term, name: str) -> Term:
        """Write one column: its title and the formula of its first row."""
        c = column_index(column)
        self.sheet.put(HEAD, c, name, "header")
        self.sheet.show(FIRST, c, Term(term.value[0], term.text, term.rank), "trial")
        self.sheet.book.values.pop((self.sheet.title, f"{column}{FIRST}"), None)  # the block carries all rows
        self.columns[column] = Term(term.value, f"{column}{FIRST}")
        return self.columns[column]

    def head(self, column: str, row: int, term: Term) -> Term:
        """Write a parameter above a column; return it as the column's rows refer to it."""
        cell = self.sheet.show(row, column_index(column), term, number="#,##0.000000")
        self.heads[column, row] = cell
        return cell.fix("r")

    def held(self, column: str) -> Term:
        """Return a column as other columns of the same row refer to it."""
        return Term(self.columns[column].value, f"${column}{FIRST}")

    def there(self, first: str, last: str | None = None) -> Term:
        """Return the trials of a column, or of a block of columns, as other sheets refer to them."""
        block = [self.columns[letter(c)].value for c in range(column_index(first), column_index(last or first) + 1)]
        return Term(np.column_stack(block) if last else block[0], f"{self._title}!{self.span(first, last)}")

    def span(self, first: str, last: str | None = None) -> str:
        """Return the rows of a column, or of a block of columns, on this sheet."""
        return f"${first}${FIRST}:${last or first}${FIRST + self.lattice.n - 1}"

    def head_there(self, row: int, first: str, last: str | None = None) -> Term:
        """Return a head, or those of a block of columns, as other sheets refer to them."""
        if last is None:
            return Term(self.heads[first, row].value, f"{self._title}!{first}${row}")
        block = [self.heads[letter(c), row].value for c in range(column_index(first), column_index(last) + 1)]
        return Term(np.array(block), f"{self._title}!${first}${row}:${last}${row}")

    @property
    def _title(self) -> str:
        return quoted(self.sheet.title)

    def uniform(self, column: str, coordinate: int) -> Term:
        """Write a column's generator; return its coordinate of the lattice."""
        g = self.sheet.put(G_ROW, column_index(column), self.lattice.generators[coordinate]).fix("r")
        i, n = self.held(NUMBER), self.n
        point: Term = (remainder(i * g, n) + 0.5) / n
        return point

    def numbered(self) -> None:
        """Write the number of each trial, and of how many there are."""
        self.n = self.sheet.put(N_ROW, 2, self.lattice.n).fix("cr")
        for row, text in HEADS[:2]:
            self.sheet.put(row, 1, text, "remark")
        self.sheet.put(HEAD, 1, "Trial i", "header")
        self.sheet.put(FIRST, 1, 0, "trial", "0")
        self.columns[NUMBER] = Term(np.arange(self.lattice.n, dtype=np.float64), f"{NUMBER}{FIRST}")

    def shared(self) -> None:
        """Write trial number, exponential draw, power fraction, PUE and their product."""
        self.numbered()
        for row, text in HEADS[2:]:
            self.sheet.put(row, 1, text, "remark")
        self.add(DRAW, -ln(1 - self.uniform(DRAW, 0)), "Exponential draw, mean 1")
        for column, coordinate, name, title in (
            (FRACTION, 1, "fraction", "Power fraction"),
            (PUE, 2, "pue", "PUE"),
        ):
            self.lognormal(column, f"{name}", normal_quantile(self.uniform(column, coordinate)), title)
        self.add(FACTOR, self.columns[FRACTION] * self.columns[PUE], "Power fraction x PUE")

    def lognormal(self, column: str, name: str, z: Term, title: str) -> None:
        """Write a column of a lognormal whose mu and sigma have names."""
        self.spread(column, self.names[f"{name}_mu"], self.names[f"{name}_sigma"], z, title)

    def spread(self, column: str, mu: Term, sigma: Term, z: Term, title: str) -> None:
        """Write a column of a lognormal at standard normal values."""
        ends = self.head(column, K, mu), self.head(column, CAP, sigma)
        self.add(column, of_assumptions.lognormal_value(*ends, z), title)

    def lengths(self, column: str, mean: Term, name: str) -> None:
        """Write a column of output tokens."""
        m = self.head(column, K, mean)
        self.add(column, self.held(DRAW) * m, name)

    def energy(self, column: str, l_column: str, heads: Mapping[int, Term], name: str, factor: str = FACTOR) -> None:
        """Write a column of energies from its heads by row and the column of output tokens."""
        k, cap, scale, b, extra, a, d = (self.head(column, row, heads[row]) for row in (K, CAP, A_TPS, B, EXTRA, A, D))
        l_out = self.held(l_column)
        tps = formulas.capped_tps(cap, scale, l_out, b)
        self.add(column, formulas.query_wh(k, self.held(factor), l_out, extra, a, tps, d), name)

    def limits(self, column: str) -> None:
        """Write the column's own quantiles between which a trimmed baseline keeps its trials."""
        last = FIRST + self.lattice.n - 1
        rows = Term(self.columns[column].value, f"{column}${FIRST}:{column}${last}")
        for row, q in ((LOW, self.names.trim_share), (HIGH, 1 - self.names.trim_share)):
            self.head(column, row, percentile(rows, q))

    def finish(self) -> None:
        """Hand the columns over for expansion."""
        if self.sheet.book.live:
            columns = {column: np.asarray(term.value) for column, term in self.columns.items()}
            self.sheet.book.blocks.append(Block(self.sheet.title, FIRST, columns))
