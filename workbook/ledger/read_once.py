"""Values of a raw table that are read in steps, each from the one before, so that no engine reads one twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import ibis.expr.types as ir

STEPS: Final = ("text", "number", "value")
"""What a column is read as, in this order: its text, the number that this is, and what of that can be meant."""


class ReadOnce:
    """Remembers what the columns of a raw table are read as, and lets a selection refer to it.

    A rule of a format names the same value again and again. Written out at each place, the value would be computed as
    often by most engines, and an auditor would read it as often.

    Parameters
    ----------
    raw : ibis Table
        As the file has it.
    """

    def __init__(self, raw: ir.Table) -> None:
        self._raw = raw
        self._read: dict[str, dict[str, Any]] = {step: {} for step in STEPS}

    def text(self, name: str, value: Any) -> Any:
        """Remember what the text of a column is, and return it."""
        return self._read["text"].setdefault(f"{name}_text", value)

    def number(self, name: str, value: Any) -> Any:
        """Remember what the number of a column is, and return it."""
        return self._read["number"].setdefault(f"{name}_number", value)

    def value(self, name: str, value: Any) -> Any:
        """Remember what a column can mean, and return it."""
        return self._read["value"].setdefault(f"{name}_value", value)

    def select(self, values: Mapping[str, Any]) -> ir.Table:
        """Return a selection, in which what was remembered stands as columns of the steps before.

        Parameters
        ----------
        values : mapping of str to ibis expression
            By the name of the column, of the raw table.

        Returns
        -------
        ibis Table
            With these columns.
        """
        table = self._raw
        places: dict[Any, str] = {}
        for read in self._read.values():
            table = table.mutate(**{name: _moved(value, self._raw, table, places) for name, value in read.items()})
            places |= {value.op(): name for name, value in read.items()}
        return table.select(**{name: _moved(value, self._raw, table, places) for name, value in values.items()})


def _moved(value: ir.Value, raw: ir.Table, to: ir.Table, places: Mapping[Any, str]) -> ir.Value:
    """Return an expression of a raw table as one of a table that has columns for parts of it."""
    known = {part: to[name].op() for part, name in places.items()}
    return value.op().replace({raw.op(): to.op(), **known}).to_expr()
