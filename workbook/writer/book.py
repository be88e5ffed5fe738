"""A workbook whose every formula is written together with the value that calc gives it.

`Book` collects the values that formulas must show before any engine has recalculated them, the names of scalar
cells and the alternative texts of charts; its sheets are written in the vocabulary of `workbook.writer.sheet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties

from addin.hosts.formulas import Edition
from workbook.ooxml.finishing import Block, Value, finalise
from workbook.ooxml.macro import macro_book, settings_last
from workbook.writer import print_setup as page
from workbook.writer import style
from workbook.writer.names import Names
from workbook.writer.sheet import COVER, MASTER, Cell, Sheet

COVER_WIDTHS: Final = (46, 20, 14, 14, 14, 14, 14, 14)


class Book:
    """The workbook being written."""

    def __init__(
        self,
        title: str,
        stamp: datetime,
        *,
        live: bool = True,
        edition: Edition | None = None,
        macro: bool = False,
        front: tuple[str, Sequence[float]] = (COVER, COVER_WIDTHS),
    ) -> None:
        self.front = front[0]  # the sheet that every other one links to
        self.live = live  # a static book holds values where a live one holds formulas
        self.edition = edition  # the add-in whose calls stand on a sheet of their own
        self.xlsx = macro_book() if macro else Workbook()
        if not macro:
            self.xlsx.remove(self.xlsx.worksheets[0])
        self.aside = Workbook()
        for book in (self.xlsx, self.aside):
            style.prepare(book)
        self.xlsx.calculation = CalcProperties(fullCalcOnLoad=True, calcId=191029)
        self.stamp = stamp
        properties = self.xlsx.properties
        properties.title, properties.creator = title, "equery"
        properties.created = properties.modified = stamp
        self.values: dict[tuple[str, str], Value] = {}
        self.names = Names()
        self.names.add(MASTER, "All checks pass")  # until it is written, after most of the sheets that show it
        self.masters: list[Cell] = []
        self.blocks: list[Block] = []
        self.alt_texts: dict[str, list[str]] = {}
        self.summaries: dict[str, str] = {}  # what each sheet is for, by title, for the cover's contents
        self.cover = Sheet(self, self.xlsx, self.front, "", front[1], None)
        self.cover.put(1, 1, title, "title")
        self.cover.ws.page_setup.fitToHeight = 1

    def sheet(
        self,
        title: str,
        summary: str,
        lead: str,
        widths: Sequence[float],
        *,
        freeze: str | None = None,
        pages_wide: int = 1,
        kept: bool = True,
    ) -> Sheet:
        """Add a sheet with its title, a line for the contents, a line on top of it, and column widths from A on.

        A sheet may print several pages wide; the columns left of `freeze` then repeat on each. One that is not `kept`
        is written for its values alone, and stays out of the file.
        """
        home = self.xlsx if kept else self.aside
        self.summaries[title] = summary
        return Sheet(self, home, title, lead, widths, freeze, pages_wide)

    def move_behind(self, title: str, other: str) -> None:
        """Move a sheet's tab behind another's."""
        titles = self.xlsx.sheetnames
        self.xlsx.move_sheet(
            title, titles.index(other) + (titles.index(title) > titles.index(other)) - titles.index(title)
        )

    def repeat_master(self) -> None:
        """Show on every sheet what the master check has come to; it is written after most of them."""
        for cell in self.masters:
            if self.live:
                self.values[cell.sheet.title, cell.text] = self.names[MASTER].value
            else:
                cell.sheet.put(cell.row, cell.column, self.names[MASTER].value, "status")

    def bytes(self) -> bytes:
        """Return the finished file."""
        for sheet in self.xlsx.worksheets:
            page.row_heights(sheet)
            page.protect(sheet)
        settings_last(self.xlsx)
        return finalise(self.xlsx, self.values, self.blocks, alt_texts=self.alt_texts)
