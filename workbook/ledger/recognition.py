"""Which format a file is of."""

from __future__ import annotations

from collections.abc import Sequence

from workbook.ledger.asked_files import FoundFile
from workbook.ledger.engine_table import EngineTable
from workbook.ledger.file_format import FileFormat
from workbook.ledger.formats import FORMATS


def recognised(file: FoundFile | EngineTable, others: Sequence[FileFormat] = ()) -> FileFormat:
    """Return the format of a file or table, by its header.

    Parameters
    ----------
    file : FoundFile or EngineTable
        The file or table.
    others : sequence of FileFormat
        Formats of a mapping, which come first.

    Returns
    -------
    FileFormat
        The one with the most names among those that fit.

    Raises
    ------
    ValueError
        If none fits; the message says which is nearest and what is missing of it.
    """
    fitting = [one for one in others if _fits(one, file)] or [one for one in FORMATS if _fits(one, file)]
    if fitting:
        return max(fitting, key=lambda one: len(one.needs))
    nearest = min((*others, *FORMATS), key=lambda one: len(one.missing(file.names)) / len(one.needs))
    missing = nearest.missing(file.names)
    known = ", ".join(sorted({one.name.split()[0] for one in FORMATS}))
    if len(missing) < len(nearest.needs):
        barred = sorted(nearest.unless & file.names)
        other = f"also has {', '.join(missing)}" if missing else f"has no {', '.join(barred)}" if barred else "is JSON"
        raise ValueError(
            f"{file.name} must have the header of a known format: it is nearest to {nearest.name}, which {other}; "
            "a mapping (--map) reads any other table"
        )
    raise ValueError(f"{file.name} must be an export of {known}; a mapping (--map) reads any other table")


def _fits(one: FileFormat, file: FoundFile | EngineTable) -> bool:
    return (
        not one.missing(file.names)
        and not one.unless & file.names
        and (file.container == "json" or not one.document)
    )  # fmt: skip
