"""A small book that has one of everything the finishing pass handles."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import openpyxl
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, NamedStyle, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from workbook.ooxml.finishing import Block, Value, finalise

FIRST, N = 5, 40
LAST = FIRST + N - 1
WHEN = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001  # openpyxl takes no zone
TEXT = 'Mean with its range, "low" to <high>'


class Small:
    """A book with a block, an array formula, results of every type, a table, and a chart with error bars."""

    def __init__(self) -> None:
        self.book = book = openpyxl.Workbook()
        self.alt_texts: dict[str, list[str]] = {"Results": [TEXT]}
        book.properties.modified = WHEN
        trials = book.active
        trials.title = "Trials"
        trials.sheet_view.tabSelected = True
        i = np.arange(N, dtype=float)
        trials["B2"], trials["C2"] = 1.25, 0.5
        trials[f"A{FIRST}"], trials[f"B{FIRST}"] = 0, f"=A{FIRST}*B$2+1"
        trials[f"C{FIRST}"] = f"=IF(B{FIRST}>10,1,0)*LN(B{FIRST})%"
        trials[f"D{FIRST}"] = 0.1
        trials[f"B{FIRST}"].number_format = "0.000"
        trials[f"E{FIRST}"].font = Font(name="Arial", b=True)
        linear = i * 1.25 + 1
        columns = {"A": i, "B": linear, "C": np.where(linear > 10, np.log(linear), 0) / 100, "D": i / 7}
        self.blocks = [Block("Trials", FIRST, columns)]
        trials.print_title_rows = "1:4"
        area = f"Trials!$B${FIRST}:$B${LAST}"
        trials.auto_filter.ref = f"A{FIRST - 1}:E{LAST}"
        trials.print_area = f"A1:E{LAST}"
        book.defined_names["lowest"] = DefinedName("lowest", attr_text="Trials!$B$2")
        self.caches: dict[tuple[str, str], Value] = {}
        results = book.create_sheet("Results")
        rows: list[tuple[str | ArrayFormula, Value]] = [
            (f"=SUM({area})", float(linear.sum())),
            (f"=_xlfn.PERCENTILE.INC({area},0.5)", float(np.median(linear))),
            ('=IF(lowest>1,"more & <most>","")', "more & <most>"),
            ('=""', ""),
            ("=B1>0", True),
            (ArrayFormula("B6", f"=SUM(IF({area}>20,{area}^2))"), float((linear[linear > 20] ** 2).sum())),
            ("=COUNT(Trials!$A:$A)", N),
        ]
        for row, (formula, value) in enumerate(rows, 1):
            results[f"A{row}"] = f"row {row}"
            results[f"B{row}"] = formula
            self.caches["Results", f"B{row}"] = value
        results["D1"] = ArrayFormula("D1:D3", f"=Trials!B{FIRST}:B{FIRST + 2}*2")
        for row in (1, 2, 3):
            self.caches["Results", f"D{row}"] = float(2 * linear[row - 1])
        self._table()
        self._chart()
        self._looks()

    def _table(self) -> None:
        sheet = self.book.create_sheet("Table")
        for row in [
            ("name", "count", "twice"),
            ("=1+1", 3, "=B2*2"),
            ("+µ", 4, "=B3*2"),
            ("@y -z", 5, "=B4*2"),
        ]:
            sheet.append(row)
        sheet["A2"].data_type = "s"
        sheet.add_table(Table(displayName="small_rows", ref="A1:C4"))
        self.caches |= {("Table", f"C{row}"): 2 * (row + 1) for row in (2, 3, 4)}

    def _chart(self) -> None:
        sheet = self.book["Table"]
        chart = BarChart()
        series = Series(Reference(sheet, range_string="Table!$B$2:$B$4"), title="count")
        source = NumDataSource(numRef=NumRef(f="Table!$C$2:$C$4"))
        series.errBars = ErrorBars(errValType="cust", plus=source, minus=source)
        chart.series.append(series)
        chart.y_axis.number_format = "0.0"
        self.book["Results"].add_chart(chart, "F1")

    def _looks(self) -> None:
        sheet = self.book["Results"]
        style = NamedStyle("result", font=Font(name="Arial", b=True, i=True, color="FF0072B2", sz=12))
        style.number_format = '0.000 "Wh"'
        self.book.add_named_style(style)
        sheet["B1"].style = sheet["B2"].style = "result"
        sheet["A8"].hyperlink = Hyperlink(ref="A8", location="'Trials'!A1", display="trials")
        fill = PatternFill(bgColor="FFFFC7CE")
        sheet.conditional_formatting.add("B1:B7", FormulaRule(formula=["$B1=0"], fill=fill, font=Font(b=True)))

    def finish(self) -> bytes:
        return finalise(self.book, self.caches, self.blocks, alt_texts=self.alt_texts)

    def expected(self) -> dict[tuple[str, str], Value]:
        block = {
            ("Trials", f"{letter}{FIRST + i}"): value
            for letter, column in self.blocks[0].columns.items()
            for i, value in enumerate(column.tolist())
        }
        return {**self.caches, **block}
