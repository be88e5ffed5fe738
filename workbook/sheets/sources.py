"""Sources and Change log: where every number is from, what is simplified, and what changed between versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from calc.inputs import tables
from workbook.model.release import releases
from workbook.model.results import Context
from workbook.writer.sheet import Sheet

TITLE: Final = "Sources"
SUMMARY: Final = "Citations of every source; what is simplified"
CHANGE_LOG: Final = "Change log"
CHANGE_LOG_SUMMARY: Final = "What changed between versions"


def write(context: Context) -> None:
    """Add both sheets."""
    _sources(context)
    _changes(context)


def _sources(context: Context) -> None:
    lead = (
        "Every number of the workbook and of its functions names a source_id; this is what they stand for, and what the "
        "method leaves out."
    )
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [22, 74, 46, 24, 20], freeze="B6")
    sheet.header(5, ["source_id", "Citation", "Address", "Version", "Licence"])
    row = 6
    for source in tables.sources().values():
        _line(sheet, row, (source.source_id, source.citation, source.url, source.version, source.licence))
        row += 1
    sheet.put(row + 1, 1, "What is simplified or left out, and which way it errs", "heading")
    sheet.header(row + 2, ["Topic", "What", "Source", "Effect on energy", "Source_id"])
    for r, limit in enumerate(tables.limits(), row + 3):
        _line(sheet, r, (limit.topic, limit.what, limit.locator, limit.effect, limit.source_id))
    sheet.repeat(5)


def _line(sheet: Sheet, row: int, texts: Sequence[str]) -> None:
    for c, text in enumerate(texts, 1):
        sheet.put(row, c, text, "text")


def _changes(context: Context) -> None:
    sheet = context.book.sheet(CHANGE_LOG, CHANGE_LOG_SUMMARY, "What a reader notices, newest first.", [18, 110])
    sheet.header(5, ["Version", "What changed"])
    for r, release in enumerate(releases(), 6):
        sheet.put(r, 1, release.version)
        sheet.put(r, 2, release.what, "text")
