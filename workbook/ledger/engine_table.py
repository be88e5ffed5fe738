"""A table of a company's own engine, as a header that a format is recognised by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True)
class EngineTable:
    """A table that was asked for.

    Attributes
    ----------
    name : str
        What it is called in answers and messages.
    columns : tuple of str
        As the engine has them.
    """

    name: str
    columns: tuple[str, ...]
    container: ClassVar[Literal["table"]] = "table"
    sha256: ClassVar[str] = ""  # it has no bytes of its own

    @property
    def names(self) -> frozenset[str]:
        """The columns in lower case."""
        return frozenset(name.lower() for name in self.columns)
