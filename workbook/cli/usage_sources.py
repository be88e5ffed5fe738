"""Where usage comes from: exports, tables of a company's own engine, or calls that are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.cli import console

if TYPE_CHECKING:
    from workbook.ledger.mapping import Mapping
    from workbook.ledger.reading import Usage


@dataclass(frozen=True)
class Typed:
    """Calls that a person knows of, and their mean lengths [token]."""

    calls: float | None = None
    model: str | None = None
    l_in: float | None = None
    l_out: float | None = None
    cached: float = 0.0

    def usage(self) -> Usage:
        """Return them as usage.

        Raises
        ------
        ValueError
            If one of them is not given.
        """
        from workbook.ledger.typed_usage import typed_calls

        if self.calls is None or self.model is None or self.l_in is None or self.l_out is None:
            missing = next(name for name, value in self._options().items() if value is None)
            raise ValueError(f"FILE or else --calls, --model, --l-in and --l-out must be given: {missing} is not")
        return typed_calls(self.model, self.calls, self.l_in, self.l_out, self.cached)

    def refuse(self) -> None:
        """Raise if any is given beside files or tables."""
        for name, value in self._options().items():
            if value is not None:
                raise ValueError(f"{name} must come without FILE: a file says its calls itself")

    def _options(self) -> dict[str, object]:
        return {"--calls": self.calls, "--model": self.model, "--l-in": self.l_in, "--l-out": self.l_out}


@dataclass(frozen=True)
class Sources:
    """What was asked for; one of files, tables and typed calls."""

    files: list[str] | None
    map_file: Path | None
    connect: str | None
    tables: list[str] | None
    typed: Typed

    @property
    def mapping(self) -> Mapping:
        """A company's own tables and names."""
        return mapping_of(self.map_file)

    def read(self, by: Sequence[str]) -> Usage:
        """Return the usage, kept apart by some of what a ledger can be grouped by.

        Raises
        ------
        ValueError
            If several sources are given, or one cannot be read.
        """
        if not (self.files or self.connect or self.tables):
            return self.typed.usage()
        self.typed.refuse()
        if not (self.connect or self.tables):
            return read_files(self.files or [], by, self.map_file)
        from workbook.ledger.own_engine import table_usage

        with console.err.status("reading") as status:
            return table_usage(*self._engine(), by, self.mapping, lambda name: status.update(f"reading {name}"))

    def sql(self, by: Sequence[str]) -> list[str]:
        """Return how each file or table would be summed."""
        from workbook.ledger.embedded_engine import connect
        from workbook.ledger.grouping_sql import sql_of
        from workbook.ledger.own_engine import opened_tables
        from workbook.ledger.reading import opened

        own = self.mapping
        found = opened(connect(), self.files, own) if self.files else opened_tables(*self._engine(), own)
        return [sql_of(one, by) for one in found]

    def _engine(self) -> tuple[str, list[str]]:
        if self.files:
            raise ValueError("FILE must come without --connect and --table")
        if not self.connect or not self.tables:
            missing = "--table" if self.connect else "--connect"
            raise ValueError(f"{missing} must be given: --connect URL --table NAME, or FILE")
        return self.connect, self.tables


def mapping_of(path: Path | None) -> Mapping:
    """Return what a mapping file says; names and tables as they are without one."""
    from workbook.ledger.mapping import NO_MAPPING, load_mapping

    return load_mapping(path) if path else NO_MAPPING


def read_files(files: list[str], by: Sequence[str], mapping: Path | None) -> Usage:
    """Read files with a word on each; none is usage of which nothing is known."""
    from workbook.ledger.reading import no_usage, read_usage

    if not files:
        return no_usage()
    with console.err.status("reading") as status:
        return read_usage(files, by, mapping_of(mapping), lambda name: status.update(f"reading {name}"))
