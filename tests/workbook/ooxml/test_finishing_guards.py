"""What finalise refuses: each guard is proven by breaking what it guards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from tests.workbook.ooxml.small import N, Small
from workbook.ooxml.finishing import Block

Spoil = Callable[[Small], object]


def _put(sheet: str, cell: str, value: object) -> Spoil:
    return lambda small: small.book[sheet].__setitem__(cell, value)


def _cache(sheet: str, cell: str, value: object) -> Spoil:
    return lambda small: small.caches.__setitem__((sheet, cell), value)


def _forget(sheet: str, cell: str) -> Spoil:
    return lambda small: small.caches.pop((sheet, cell))


def _column(letter: str, values: object) -> Spoil:
    def spoil(small: Small) -> None:
        small.blocks = [replace(block, columns={**block.columns, letter: values}) for block in small.blocks]

    return spoil


def _add_block(sheet: str, row: int) -> Spoil:
    return lambda small: small.blocks.append(Block(sheet, row, {"A": np.zeros(2)}))


def _alt_texts(**texts: list[str]) -> Spoil:
    return lambda small: small.alt_texts.update(texts)


# What is broken, and the words that must name it.
BROKEN = [
    (_forget("Results", "B3"), "Results!B3: a formula must have a value"),
    (_forget("Results", "D2"), "Results!D2: a formula must have a value"),
    (_cache("Results", "A1", 1.0), "Results!A1: a value must belong to a formula"),
    (_cache("Trials", "B5", 1.0), "Trials!B5: a value must belong to a formula"),
    (_cache("Nowhere", "A1", 1.0), "Nowhere!A1: a value must belong to a formula"),
    (_cache("Results", "B1", np.nan), "Results!B1: a number must be finite, got nan"),
    (_cache("Results", "D3", np.inf), "Results!D3: a number must be finite, got inf"),
    (_cache("Results", "B3", "a\x01b"), "Results!B3: text must have no control characters"),
    (_put("Results", "B3", 5), "Results!B3: a value must belong to a formula"),
    (_put("Results", "C9", "=1"), "Results!C9: a formula must have a value"),
    (_put("Results", "D3", 1), "Results!D3: an array formula covers it"),
    (_put("Results", "G9", DataTableFormula("G9:G10")), "Results!G9: LibreOffice does not follow"),
    (_put("Trials", "F5", 1), "Trials!F5: the block must have a column F"),
    (_put("Trials", "A20", 1), "Trials!20: a row lies where the block from row 5 goes"),
    (_put("Trials", "D5", "text"), "Trials!D5: .* got text"),
    (_put("Trials", "B5", "=Results!A5"), "Trials!B5: a block's formula must stay on its sheet"),
    (_put("Trials", "B5", "=small_rows[count]"), "Trials!B5: a block's formula must stay on its sheet"),
    (_put("Trials", "B5", ArrayFormula("B5", "=A5")), "Trials!B5: a block must have no array formula"),
    (_add_block("Trials", 90), "Trials!90: the prototype row is empty"),
    (_add_block("Trial", 5), "Trial: the book has no such sheet"),
    (_column("B", np.zeros(N - 1)), "Trials!5: columns must be of one length"),
    (_column("B", np.r_[np.zeros(7), np.nan, np.zeros(N - 8)]), "Trials!B12: a number must be finite"),
    (_column("E", np.zeros(N)), "Trials!E5: .* got none"),
    (_column("G", np.zeros(N)), "Trials!G5: the prototype row has no such cell"),
    (_alt_texts(Results=[]), "Results: each of the 1 charts must have a text"),
    (_alt_texts(Results=[""]), "Results: each of the 1 charts must have a text"),
    (_alt_texts(Table=["a"]), "Table: texts must be as many as charts"),
]


@pytest.mark.parametrize(("spoil", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_broken_is_named(spoil: Spoil, words: str) -> None:
    small = Small()
    spoil(small)
    with pytest.raises(ValueError, match=words):
        small.finish()
