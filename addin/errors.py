"""The two errors a call can end in; a host translates them, nothing else reaches it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellError:
    """What stands in one cell of a spilled result where only that cell's arguments were bad."""

    message: str

    def __str__(self) -> str:
        return self.message


class CellsError(ValueError):
    """The whole call failed; the message names the argument, the rule and the value."""
