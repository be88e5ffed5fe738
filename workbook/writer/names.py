"""The names of scalar cells and of ranges, as terms that any formula of the workbook can use."""

from __future__ import annotations

from typing import Any

from workbook.writer.term import Term


class Names:
    """Every name by itself: `names.beta` is the term of the cell called beta."""

    def __init__(self) -> None:
        self._terms: dict[str, Term] = {}

    def add(self, name: str, value: Any) -> None:
        """Let formulas use a name; a later sheet may tell of it before it is written."""
        self._terms[name] = Term(value, name)

    def __getattr__(self, name: str) -> Term:
        """Return the term of a name.

        Raises
        ------
        AttributeError
            If no cell has that name yet.
        """
        try:
            return self.__dict__["_terms"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no cell is named {name} yet") from None

    def __getitem__(self, name: str) -> Term:
        """Return the term of a name that is made up of parts."""
        return self.__getattr__(name)
