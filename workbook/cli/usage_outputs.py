"""The files that the answer about usage is written to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.cli import console
from workbook.cli.files import check_target, whole, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from workbook.cli.usage_sources import Sources
    from workbook.ledger.answer import Answer


@dataclass(frozen=True)
class Outputs:
    """What was asked for, if anything: the groups as a table, and every row of every file."""

    csv: Path | None
    parquet: Path | None
    ledger: Path | None
    force: bool

    def check(self, files: list[str] | None) -> None:
        """Say before any work why a file cannot be written."""
        for target, ending in ((self.csv, ".csv"), (self.parquet, ".parquet"), (self.ledger, ".parquet")):
            if target is not None:
                if target.suffix != ending:
                    raise ValueError(f"OUT must end in {ending}: got {target}")
                check_target(target, force=self.force)
        if self.ledger is not None and not files:
            raise ValueError(f"--ledger must come with FILE, whose rows it holds: got {self.ledger}")

    def write(self, answer: Answer, groups: pd.DataFrame, sources: Sources) -> None:
        """Write the files that were asked for, each whole."""
        for target, content in ((self.csv, _as_csv), (self.parquet, _as_parquet)):
            if target is not None:
                write_whole(target, content(groups), force=self.force)
                console.note(f"wrote {target}, {len(groups)} rows")
        if self.ledger is not None:
            from workbook.ledger.ledger_file import write_ledger

            with whole(self.ledger, force=self.force) as beside:
                write_ledger(beside, answer.usage, answer.matches, sources.files or [], sources.mapping)
            console.note(f"wrote {self.ledger}, every row of {len(answer.usage.files)} files")


def _as_csv(table: pd.DataFrame) -> bytes:
    texts = table.select_dtypes(exclude="number").columns
    return (
        table.assign(**{name: table[name].map(_plain_text) for name in texts})
        .to_csv(index=False, lineterminator="\n")
        .encode()
    )


def _plain_text(value: object) -> object:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _as_parquet(table: pd.DataFrame) -> bytes:
    import io

    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
