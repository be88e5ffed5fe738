"""Options of the commands about emissions, cost and water, and what they turn into."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calc.impacts.rate_descriptions import rate_facts
from workbook.cli import console
from workbook.cli.files import check_target, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="OUT", help="Write the numbers to a file (.csv).")]
Place = Annotated[
    str | None, typer.Option(help="Country, ISO code or cloud region where the electricity is used; see equery grid.")
]
Places = Annotated[
    list[str] | None,
    typer.Option("--place", help="Country, code or cloud region, see equery grid; several as --place Ireland=0.5."),
]
Year = Annotated[int | None, typer.Option(help="Year in which the grid factor is used; this year if omitted.")]
ServedBy = Annotated[str, typer.Option("--model", help="What serves the queries.")]
ShareTts = Annotated[float, typer.Option(help="Share of test-time scaling queries, 0 to 1.")]
QueriesPerDay = Annotated[float | None, typer.Option(help="Queries a day; 1e9 if omitted.")]


def rate_option(key: str) -> Any:
    """Return the option of a rate, its help the meaning, and unit and rule of a number."""
    fact = rate_facts()[key]
    number = ", ".join(filter(None, (fact.shown_unit, fact.rule)))
    return typer.Option(help=f"{fact.meaning} [{number}]" if fact.check else fact.meaning)


def this_year(year: int | None) -> int:
    """Return the year asked for, else the present one: the model itself knows no clock."""
    return datetime.now(tz=UTC).year if year is None else year


def check_csv(path: Path | None, *, force: bool) -> None:
    """Say before any work why a file cannot be written."""
    if path is not None:
        if path.suffix != ".csv":
            raise ValueError(f"OUT must end in .csv: got {path}")
        check_target(path, force=force)


def write_csv(path: Path | None, records: Sequence[dict[str, Any]], *, force: bool) -> None:
    """Write records to a file if one was asked for, and say so on standard error."""
    if path is None:
        return
    import pandas as pd  # heavy, and only for files

    content = pd.DataFrame(list(records)).to_csv(index=False, lineterminator="\n")
    write_whole(path, content.encode(), force=force)
    console.note(f"wrote {path}, {len(records)} rows")
