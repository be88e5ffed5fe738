"""What a format of exports is: how it is recognised, what of it is read, and how its rows become the ledger's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

Kind = Literal["usage", "gateway", "bill", "cost"]


@dataclass(frozen=True)
class FileFormat:
    """A format of exports.

    Attributes
    ----------
    name : str
        As a reader of the answer calls it.
    kind : {"usage", "gateway", "bill", "cost"}
        A provider's own count of tokens, a log of what went to providers, a bill that has tokens, or a bill that has
        none. The first of these that there is of a provider's month is the activity; the others tell of it again.
    needs : frozenset of str
        Lower-case names that a header, or a document's keys, must have; ``"a|b"`` is either of two.
    columns : mapping of str to str
        The columns that are read and the type that the engine reads them as from JSON; a CSV gives text. A column
        that the file does not have is null. Nothing else of the file is read.
    ledger : callable
        From the raw table, with `source_row`, to the ledger's rows.
    source : str
        Where the header is documented: a source_id and a place.
    unless : frozenset of str
        Names that a header of this format never has.
    document : bool
        Whether it is a JSON document of nested records, not a table.
    """

    name: str
    kind: Kind
    needs: frozenset[str]
    columns: Mapping[str, str]
    ledger: Callable[[ir.Table], ir.Table]
    source: str
    unless: frozenset[str] = field(default_factory=frozenset)
    document: bool = False

    def missing(self, names: frozenset[str]) -> list[str]:
        """Return what a header lacks of what it must have.

        Parameters
        ----------
        names : frozenset of str
            The header, in lower case.

        Returns
        -------
        list of str
            In alphabetical order; nothing where it has all of them.
        """
        return sorted(need.replace("|", " or ") for need in self.needs if names.isdisjoint(need.split("|")))


def texts(*names: str) -> dict[str, str]:
    """Return columns that are read as text."""
    return dict.fromkeys(names, "VARCHAR")
