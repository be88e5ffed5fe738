"""The reference workbook: results, assumptions and benchmarks, written with openpyxl from calc's values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from calc import tables
from calc.assumptions import AssumptionSet, keys
from calc.estimate import energy
from calc.fleet import fleet
from calc.levers import lever_alpha
from calc.names import REGIMES, model_names

STEPS = 3
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
HEADER = PatternFill("solid", fgColor="1F3864")
LEAD_COLUMN_WIDTH = 34
Cell = str | float | int


def _table(sheet: Worksheet, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Append a titled table; text stays text even where it begins like a formula."""
    sheet.append([])
    sheet.append([title])
    sheet.cell(sheet.max_row, 1).font = Font(name="Calibri", bold=True, size=13)
    sheet.append(list(columns))
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif isinstance(cell.value, float):
                cell.number_format = "#,##0.000"


def _print_setup(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in zip("ABCDEFGHIJKLMN", widths, strict=False):
        sheet.column_dimensions[column].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_view.showGridLines = False


def _results(sheet: Worksheet, a: AssumptionSet) -> None:
    sheet.append([f"Energy of an AI query: results, assumption set {a.name}"])
    sheet["A1"].font = Font(name="Calibri", bold=True, size=16)
    for regime in REGIMES:
        rows: list[list[Cell]] = []
        for model in model_names():
            e = energy(model, regime, a)
            rows.append([model, *(float(v) for v in e.quantile(LEVELS)), float(e.mean())])
        _table(sheet, f"One query, {regime} [Wh]", ["Model", "P5", "P25", "P50", "P75", "P95", "Mean"], rows)
    scenarios = {"Baseline": (), "Line-of-sight improvement": ("line-of-sight",)}
    rows = []
    for share in (0.0, tables.studies()["mixed_share_tts"].number):
        for name, lever in scenarios.items():
            f = fleet(share, lever_alpha(lever, a), assumptions=a)
            interval = [float(f.quantile(q)) for q in (0.05, 0.95)]
            rows.append([f"{name}, {share:.0%} tts", float(f.gwh_per_day), *interval, float(f.twh_per_year)])
    _table(
        sheet,
        f"Fleet of {float(a.queries_per_day):,.0f} queries a day",
        ["Scenario", "GWh/day", "P5 GWh/day", "P95 GWh/day", "TWh/year"],
        rows,
    )
    _print_setup(sheet, [LEAD_COLUMN_WIDTH, *[12] * 6])


def _assumptions(sheet: Worksheet, a: AssumptionSet) -> None:
    facts = [tables.assumption_facts(a.name)[key] for key in keys()]
    columns = ["Key", "Value", "Unit", "Kind", "Source", "Where", "Meaning"]
    rows: list[list[Cell]] = [
        [f.key, f.value if f.unit == "text" else f.number, f.unit, f.kind, f.source_id, f.locator, f.note]
        for f in facts
    ]
    _table(sheet, f"Assumptions of {a.name}", columns, rows)
    used = sorted({f.source_id for f in facts} | {b.source_id for b in tables.benchmarks()})
    sources = [[s.source_id, s.citation, s.url] for s in (tables.sources()[name] for name in used)]
    _table(sheet, "Sources", ["Source", "Citation", "Address"], sources)
    _print_setup(sheet, [26, 40, 22, 12, 22, 40, 60])


def _benchmarks(sheet: Worksheet) -> None:
    columns = ["Row", "Model", "GPUs", "TPS [token/s]", "L_in [token]", "L_out [token]", "In published fit"]
    rows: list[list[Cell]] = [
        [
            b.row_id, b.model, b.gpus, b.tps, b.l_in, b.l_out, "yes" if b.in_published_fit else "no",
            b.source_id, b.locator, b.note,
        ]
        for b in tables.benchmarks()
    ]  # fmt: skip
    _table(sheet, "Benchmarked throughput of a node", [*columns, "Source", "Where", "Note"], rows)
    _print_setup(sheet, [8, LEAD_COLUMN_WIDTH, 8, 14, 12, 12, 12, 22, 50, 50])


def build_workbook(a: AssumptionSet, step: Callable[[str], None]) -> bytes:
    """Return the workbook of an assumption set as the bytes of an .xlsx file; `step` hears of progress."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook must begin with a worksheet")
    sheet.title = "Results"
    step("Results")
    _results(sheet, a)
    step("Assumptions")
    _assumptions(book.create_sheet("Assumptions"), a)
    step("Benchmarks")
    _benchmarks(book.create_sheet("Benchmarks"))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
