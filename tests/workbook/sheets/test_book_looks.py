"""The built file against the standards of readers: inputs apart, print-ready, legible, linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter as letter
from openpyxl.utils.cell import rows_from_range
from openpyxl.worksheet.worksheet import Worksheet

from calc.impacts.grid_factor import grid, place_names
from calc.inputs.assumptions import keys
from tests.workbook import built
from workbook.model.inputs import LEVERS, OWN_ROWS, ImpactInputs
from workbook.ooxml.package import linked, sheet_parts
from workbook.sheets import benchmarks, call_trials, carbon_cost, grid_factors, inputs, scenarios, tornado, your_calls

UNFROZEN = {"Cover", "Change log"}  # both fit a screen
INPUT_FILL = "FFFFF2CC"
LEAST_CONTRAST = 4.5  # WCAG AA for text of any size
# Said about the user's own rows in words; no formula reads them.
FREE_TEXT = {benchmarks.GPUS, benchmarks.QUANT, benchmarks.SOURCE, benchmarks.LOCATOR, benchmarks.NOTE}


def cells(sheet: Worksheet) -> Iterator[Cell]:
    yield from (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and cell.has_style)


def unlocked() -> set[tuple[str, str]]:
    return {(s.title, c.coordinate) for s in built.short() for c in cells(s) if not c.protection.locked}


def validated() -> set[tuple[str, str]]:
    rules = [(s.title, area) for s in built.short() for r in s.data_validations.dataValidation for area in r.sqref]
    return {(title, name) for title, area in rules for row in rows_from_range(area.coord) for name in row}


def test_inputs_and_only_inputs_are_unlocked_and_look_so() -> None:
    own = {(s.title, c.coordinate) for s in built.short() for c in cells(s) if c.fill.fgColor.rgb == INPUT_FILL}
    legend = {key for key in own if key[0] == "Cover"}
    assert len(legend) == 1
    assert unlocked() == own - legend
    assert {title for title, _ in unlocked()} == {"Inputs", "Benchmarks", scenarios.TITLE}
    assert {built.cell("Inputs", key, inputs.OVERRIDE) for key in (*keys(), *LEVERS)} <= unlocked()
    assert {built.cell("Benchmarks", b.row_id, benchmarks.SWITCH) for b in benchmarks.ROWS} <= unlocked()
    assert {built.named(f.name) for f in fields(ImpactInputs)} <= unlocked()
    block = product(range(scenarios.NAME, scenarios.PRICE + 1), range(1, scenarios.ROWS + 1))
    rows = {built.cell_of_scenario(row, scenarios.HEADS[c - 1]) for c, row in block}
    assert {key for key in unlocked() if key[0] == scenarios.TITLE} == rows


def test_inputs_are_validated_with_a_message_except_free_text() -> None:
    first = benchmarks.FIRST + len(benchmarks.ROWS)
    free = {
        ("Benchmarks", f"{'ABCDEFGHIJKLMNOPQRSTUV'[c - 1]}{r}")
        for c in FREE_TEXT
        for r in range(first, first + OWN_ROWS)
    }
    assert unlocked() - validated() == free
    assert validated() <= unlocked()
    for sheet in built.short():
        for rule in sheet.data_validations.dataValidation:
            assert rule.showErrorMessage, rule.sqref
            assert rule.error, rule.sqref
            assert rule.prompt, rule.sqref
            assert rule.errorStyle in (None, "stop")


def test_no_formula_is_an_input() -> None:
    assert not unlocked() & set(built.written())


def test_inputs_have_unit_source_and_note() -> None:
    found = built.cached()
    for key in (*keys(), *LEVERS, *(f.name for f in fields(ImpactInputs))):
        for column in (inputs.UNIT, inputs.SOURCE, inputs.SOURCE + 1, inputs.SOURCE + 2):
            assert str(found.get(built.cell("Inputs", key, column), "")).strip(), (key, column)
    own = [c for s, c in unlocked() if s == "Inputs" and c[0] == "B" and int(c[1:]) > inputs.HEAD_ROW + len(keys())]
    for cell in own:
        assert found["Inputs", f"D{cell[1:]}"], cell
        assert found["Inputs", f"L{cell[1:]}"], cell


def test_results_have_label_and_unit() -> None:
    found = built.cached()

    def said(title: str, row: int, *columns: int) -> bool:
        return all(str(found.get((title, f"{letter(c)}{row}"), "")).strip() for c in columns)

    for row in carbon_cost.ROW.values():
        assert said(carbon_cost.TITLE, row, 1, 2), row
    for key in built.context().cells:
        title, place = built.at_key(key)
        row = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if key.startswith("outlook|"):
            assert said(title, row, 1, 2), key
        if key.startswith("tornado|") and not key.endswith("|base"):
            assert said(title, row, tornado.KEY, tornado.UNIT, tornado.P5, tornado.P95, tornado.SOURCE), key
    assert said(scenarios.TITLE, scenarios.HEAD, *range(1, scenarios.CHANGED + 1))
    for row in range(grid_factors.HEAD, grid_factors.HEAD + 1 + len(place_names())):
        assert said(grid_factors.TITLE, row, *range(grid_factors.PLACE, grid_factors.LOCATOR + 1)), row


def test_every_place_to_choose_has_its_factor() -> None:
    names = built.short().defined_names
    places, values = (names[n].attr_text.replace("$", "") for n in ("grid_places", "grid_values"))
    rows = range(grid_factors.HEAD + 1, grid_factors.HEAD + 1 + len(place_names()))
    assert places == f"'Grid factors'!A{rows[0]}:A{rows[-1]}"
    assert values == f"'Grid factors'!C{rows[0]}:C{rows[-1]}"
    sheet = built.short()[grid_factors.TITLE]
    found = {sheet.cell(r, grid_factors.PLACE).value: sheet.cell(r, grid_factors.FACTOR).value for r in rows}
    assert found == {name: grid(name).factor.gco2e_per_kwh for name in place_names()}


def test_sheets_are_protected_without_a_password() -> None:
    for sheet in built.short():
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.password, sheet.title
        assert not sheet.protection.hashValue, sheet.title


def test_sheets_print_well() -> None:
    blocks = {block.sheet for block in built.context().book.blocks}
    for sheet in built.short():
        upright = sheet.title == your_calls.TITLE
        assert sheet.page_setup.orientation == ("portrait" if upright else "landscape"), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (1, 2, 3), sheet.title
        assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&A", "Page &P of &N"), sheet.title
        assert bool(sheet.freeze_panes) == (sheet.title not in UNFROZEN), sheet.title
        assert sheet.page_setup.fitToWidth == 1 or sheet.print_title_cols, sheet.title
        # all trials would be hundreds of pages; below the page stand all digits
        assert bool(sheet.print_area) == (sheet.title in blocks or upright), sheet.title


def test_lists_longer_than_a_page_repeat_their_head() -> None:
    for title in (
        "Inputs", "Benchmarks", "Grid factors", "Trials", "Study trials", "Scenarios", "Reproduction", "Node times",
        "Discrepancies", "Comparators", "Measured", "Checks", "Functions", "Sources",
    ):  # fmt: skip
        assert built.short()[title].print_title_rows, title


def test_sheets_show_purpose_master_check_and_the_way_back() -> None:
    masters = {title for title, _ in built.masters()} | {"Checks"}
    for sheet in built.short():
        assert sheet["A2" if sheet.title != "Cover" else "A3"].value, sheet.title
        assert sheet.title in masters
        back = any(c.hyperlink and c.hyperlink.location == "'Cover'!A1" for c in cells(sheet))
        assert back == (sheet.title != "Cover"), sheet.title


def test_contents_link_to_every_sheet() -> None:
    book = built.short()
    places = [c.hyperlink.location for c in cells(book["Cover"]) if c.hyperlink]
    assert places == [f"'{title}'!A1" for title in book.sheetnames if title != "Cover"]


def luminance(argb: str) -> float:
    parts = (int(argb[i : i + 2], 16) / 255 for i in (2, 4, 6))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, paper: str) -> float:
    low, high = sorted((luminance(ink), luminance(paper)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_all_text() -> None:
    pairs = set()
    for sheet in built.short():
        for cell in cells(sheet):
            ink = cell.font.color.rgb if cell.font.color and isinstance(cell.font.color.rgb, str) else "FF000000"
            pairs.add((ink, cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"))
        for rules in sheet.conditional_formatting:
            pairs |= {(r.dxf.font.color.rgb, r.dxf.fill.bgColor.rgb) for r in rules.rules}
    assert len(pairs) >= 8
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < LEAST_CONTRAST} == {}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("FFFFFFFF", "FF000000") == pytest.approx(21)
    assert contrast("FF767676", "FFFFFFFF") == pytest.approx(4.54, abs=0.005)  # WCAG's own example


def test_every_font_is_named() -> None:
    fonts = ET.fromstring(built.parts()["xl/styles.xml"]).find("{*}fonts")
    assert fonts is not None
    assert {font.find("{*}name").get("val") for font in fonts} == {"Arial"}


def test_numbers_have_a_format() -> None:
    """Only the assumptions, of any size, are shown as they are."""
    for (title, cell), value in built.cached().items():
        if title in ("Inputs", "Trials", "Study trials", call_trials.TITLE) or isinstance(value, str):
            continue
        if (title, cell) in built.written():
            assert built.short()[title][cell].number_format != "General", (title, cell)


def test_every_chart_has_an_alternative_text() -> None:
    found = []
    for part in sheet_parts(built.parts()).values():
        drawing = linked(built.parts(), part, "drawing")
        if drawing:
            found += re.findall(rb'<(?:\w+:)?cNvPr id="\d+" name="Chart[^>]*?descr="([^"]+)"', built.parts()[drawing])
    assert len(found) == sum(re.fullmatch(r"xl/charts/chart\d+\.xml", name) is not None for name in built.parts())
    assert len(set(found)) == len(found) >= 6
