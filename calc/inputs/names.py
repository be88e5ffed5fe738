"""Names that people type, matched in one place: each thing's own name, its aliases, and the nearest one on a slip."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

ALIKE = 0.5  # how alike a name must be to be offered, as difflib counts


class UnknownNameError(ValueError):
    """A name that is in no list; the message offers the nearest one, which is `near` where there is one."""

    near: str | None = None


def fold(name: object) -> str:
    """Fold a name for matching: case, spaces, dashes and underscores do not count.

    Parameters
    ----------
    name : object
        A text as typed.

    Returns
    -------
    str
        The same for all ways to type a name.
    """
    return "".join(ch for ch in str(name).casefold() if not ch.isspace() and ch not in "-_")


class Names:
    """What may be typed for each of some things.

    Parameters
    ----------
    what : str
        What the things are, as messages say it: ``"model"``.
    names : iterable of str or (str, iterable of str)
        The names, alone or each with its aliases. A text that stands for several things means the first of them.
    offered : iterable of str, optional
        What messages offer; the names themselves if omitted.
    key : callable
        Folds a text so that equal ones are the same name.

    Examples
    --------
    >>> Names("fruit", [("apple", ["pomme"]), "pear"]).find("POMME")
    'apple'
    """

    def __init__(
        self,
        what: str,
        names: Iterable[str | tuple[str, Iterable[str]]],
        *,
        offered: Iterable[str] | None = None,
        key: Callable[[object], str] = fold,
    ) -> None:
        pairs = [(entry, ()) if isinstance(entry, str) else entry for entry in names]
        index: dict[str, str] = {}
        for name, others in pairs:
            for text in (name, *others):
                index.setdefault(key(text), name)
        self.what, self.key = what, key
        self.index: Mapping[str, str] = MappingProxyType(index)
        """Every folded text and the name it means."""
        self.offered = tuple(dict.fromkeys(name for name, _ in pairs) if offered is None else offered)

    def get(self, text: object) -> str | None:
        """Return the name that a text means.

        Parameters
        ----------
        text : object
            A name or an alias as typed.

        Returns
        -------
        str or None
            The thing's own name; None if the text means none.
        """
        return self.index.get(self.key(text))

    def find(self, text: object) -> str:
        """Return the name that a text means, which must be one.

        Parameters
        ----------
        text : object
            A name or an alias as typed.

        Returns
        -------
        str
            The thing's own name.

        Raises
        ------
        UnknownNameError
            If it means none; the message offers the nearest, or all of them.
        """
        found = self.get(text)
        if found is None:
            raise self.unknown(text)
        return found

    def nearest(self, text: object) -> str | None:
        """Return the offered name that looks most like a text.

        Parameters
        ----------
        text : object
            As typed.

        Returns
        -------
        str or None
            One of `offered`; None if none is alike.
        """
        folded = [self.key(name) for name in self.offered]
        near = difflib.get_close_matches(self.key(text), folded, n=1, cutoff=ALIKE)
        return self.offered[folded.index(near[0])] if near else None

    def unknown(self, text: object) -> UnknownNameError:
        """Build the error for a text that means none of the names.

        Parameters
        ----------
        text : object
            As typed.

        Returns
        -------
        UnknownNameError
            Its message offers the nearest name, or all of them.
        """
        near = self.nearest(text)
        hint = f"did you mean {near!r}?" if near else f"choose one of {', '.join(self.offered)}"
        error = UnknownNameError(f"{self.what} is not known: got {str(text)!r}; {hint}")
        error.near = near
        return error
