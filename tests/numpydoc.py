"""Sections of a numpydoc docstring: enough of the style to hold a docstring against its signature.

The package numpydoc needs Sphinx and what that needs, and checks neither grouped names nor what is raised.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

UNDERLINE = re.compile(r"-{3,}")


@dataclass(frozen=True)
class Entry:
    """An entry of a section: the names before the colon, the type after it, and what is said below."""

    names: tuple[str, ...]
    kind: str
    said: str


@dataclass(frozen=True)
class Docstring:
    """A docstring taken apart."""

    summary: str
    sections: dict[str, str]

    def entries(self, section: str) -> list[Entry]:
        """The entries of a section, none where there is no such section."""
        found = []
        for block in re.split(r"\n(?=\S)", self.sections.get(section, "")):
            head, _, said = block.partition("\n")
            names, _, kind = head.partition(" : ")
            if head:
                found.append(Entry(tuple(names.split(", ")), kind, inspect.cleandoc(said)))
        return found

    def names(self, section: str) -> list[str]:
        """Every name that a section documents, in order."""
        return [name for entry in self.entries(section) for name in entry.names]


def parse(text: str | None) -> Docstring:
    """Take a docstring apart."""
    lines = inspect.cleandoc(text or "").split("\n")
    heads = [
        i for i in range(len(lines) - 1) if UNDERLINE.fullmatch(lines[i + 1]) and len(lines[i]) == len(lines[i + 1])
    ]
    spans = zip(heads, [*heads[1:], len(lines)], strict=False)  # as many as there are heads
    return Docstring(lines[0], {lines[at]: "\n".join(lines[at + 2 : end]).strip("\n") for at, end in spans})
