"""Guess which calls the recalculation of a sheet makes next, so that they are answered together.

A call of its own takes some twenty times as long as its share of one call over a thousand rows. What is
returned is a hint: it only fills the cache, whose key is the arguments, so that a wrong guess costs time
and never a value. Only formula texts and constant cells are read, never the value of a formula, which may
be waiting for its own calculation.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

CONSTANTS = 1 | 2 | 4  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING
FORMULAS = 16
PATIENCE = 8
SMALLEST, LARGEST = 16, 2048
MOST_CELLS = 200_000

if TYPE_CHECKING:
    Call = tuple[Any, ...]
    Constants = dict[tuple[int, int], Any]

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)").fullmatch
TEXT = re.compile(r'"([^";]*)"').fullmatch
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?").fullmatch


def meaning(argument: str) -> Any:
    """Return (column, row) of a reference, a 1-tuple of a literal, or None for what only Calc can tell."""
    found = REFERENCE(argument)
    if found:
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1, int(found[2]) - 1
    if not argument:
        return (None,)
    found = TEXT(argument)
    if found:
        return (found[1],)
    return (float(argument),) if NUMBER(argument) else None


@functools.lru_cache(maxsize=65536)
def meanings(text: str) -> Any:
    """Return the meaning of every argument of a call from its text, or None where one has none."""
    found = tuple(map(meaning, text.split(";")))
    return None if None in found else found


def arguments(text: str, constants: Constants, count: int) -> Call | None:
    """Return the arguments of a call from its text, or None where one of them is not plain."""
    found = meanings(text)
    if found is None or len(found) > count:
        return None
    try:
        values = [part[0] if len(part) == 1 else constants[part] for part in found]
    except KeyError:
        return None
    return tuple(values + [None] * (count - len(values)))


def areas(sheet: Any, flags: int) -> Iterator[tuple[Any, Any]]:
    """Yield the ranges of a sheet that hold such cells."""
    for a in sheet.queryContentCells(flags).RangeAddresses:
        yield a, sheet.getCellRangeByPosition(a.StartColumn, a.StartRow, a.EndColumn, a.EndRow)


class Readahead:
    """The calls of one function on one sheet, in order; a window that grows while guesses prove right."""

    def __init__(self, service: str) -> None:
        self.context: Any = None
        self.service = service
        self._calls: list[Call] = []
        self._places: dict[tuple[str, Call], int] = {}
        self._misses = 0
        self._window = SMALLEST
        self._end = 0
        self._rest = 0.0

    def after(self, name: str, call: Call, wanted: Callable[[Call], bool]) -> list[Call]:
        """Return calls that may follow `call` and are `wanted`; often none."""
        place = self._places.get((name, call))
        if place is None:
            self._misses += 1
            if self._misses < PATIENCE or time.monotonic() < self._rest:
                return []
            self._misses = 0
            began = time.monotonic()
            try:
                self._plan(name, call)
            except Exception:  # noqa: BLE001 - a hint must never become an error
                self._calls, self._places = [], {}
            # Planning takes at most a fifth of the time, even where it never helps.
            self._rest = time.monotonic() + 4 * (time.monotonic() - began)
            place = self._places.get((name, call))
            if place is None:
                return []
        # Twice as far where the last guess was used up, from the start where the sheet is read otherwise.
        in_order = self._end <= place <= self._end + self._window
        self._window = min(2 * self._window, LARGEST) if in_order else SMALLEST
        self._end = place + self._window
        following = self._calls[place + 1 : self._end]
        return [other for other in dict.fromkeys(following) if other != call and wanted(other)]

    def _plan(self, name: str, call: Call) -> None:
        """Read the calls of the sheet that holds this one."""
        self._calls, self._places = [], {}
        head = f"={self.service}.{name}("
        manager = self.context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        documents = desktop.Components.createEnumeration()
        while documents.hasMoreElements():
            for sheet in getattr(documents.nextElement(), "Sheets", None) or ():
                calls = self._read(sheet, head, len(call))
                if call in calls:
                    self._calls = calls
                    self._places = {(name, other): i for i, other in reversed(list(enumerate(calls)))}
                    return

    def _read(self, sheet: Any, head: str, count: int) -> list[Call]:
        texts: list[str] = []
        for _, cells in areas(sheet, FORMULAS):
            for row in cells.getFormulaArray():
                texts += [text[len(head) : -1] for text in row if text.startswith(head) and text.endswith(")")]
        if not 1 < len(texts) < MOST_CELLS:
            return []
        constants: Constants = {}
        read = 0
        for a, cells in areas(sheet, CONSTANTS):
            read += (a.EndRow - a.StartRow + 1) * (a.EndColumn - a.StartColumn + 1)
            if read > MOST_CELLS:
                return []
            left, top = a.StartColumn, a.StartRow  # each look into a UNO structure is slow
            for i, row in enumerate(cells.getDataArray(), top):
                for j, value in enumerate(row, left):
                    constants[j, i] = value
        found = (arguments(text, constants, count) for text in texts)
        return [call for call in found if call is not None]
