"""The built file against the standards of financial models: what is in it, and what its formulas are like."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import FORMULAE, column_index_from_string, get_column_letter

from calc.inputs.levels import LEVELS
from tests.workbook import built, engines
from workbook.model.inputs import MODELS, ImpactInputs
from workbook.ooxml.package import MAIN, links, sheet_parts
from workbook.sheets import benchmarks, inputs, means, scenarios, tps_fit
from workbook.sheets import query_results as q
from workbook.writer.book import Book

MOST_BYTES = 6e6
VOLATILE = {"NOW(", "TODAY(", "RAND(", "RANDBETWEEN(", "OFFSET(", "INDIRECT(", "CELL(", "INFO("}
# Signs, squares, midpoints, counts; 2 and 3 rows, 3 models in the baseline; tests for shares.
STRUCTURE = {"0", "1", "2", "3", "0.5"}
# Elsewhere only what a formula names itself: units in their named cells (powers of ten; hours, minutes and seconds of
# a day), percent, the quantiles of an interval and of the printed lengths, the thousands of queries and of tokens that
# a row is labelled with, and the end of what a float can hold.
NAMED = {
    "Inputs": {"3600", "1000", "10", "9", "6", "24", "60"}, "Fleet": {"0.05", "0.95"},
    "Carbon and cost": {"0.05", "0.95", "1000"}, "Scenarios": {"0.05", "0.95"},
    "Reproduction": {"0.25", "0.75", "100"}, "Means": {f"{means.T_END:g}"},
}  # fmt: skip
MARKS = get_column_letter(scenarios.CHANGED)  # whether a row of Scenarios is as built
CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")


def tokens(text: str) -> Iterator[tuple[str, str, str]]:
    yield from ((t.type, t.subtype, t.value) for t in Tokenizer(text).items)


def relative(text: str, at: str) -> str:
    """Return a formula with its references as R1C1, so that copies of one formula are the same text."""
    home = CELL.fullmatch(at)
    assert home is not None

    def r1c1(match: re.Match[str]) -> str:
        column, row = column_index_from_string(match[2]), int(match[4])
        left = f"C{column}" if match[1] else f"C[{column - column_index_from_string(home[2])}]"
        return left + (f"R{row}" if match[3] else f"R[{row - int(home[4])}]")

    return "".join(CELL.sub(r1c1, v) if kind == "RANGE" else v for _, kind, v in tokens(text))


def column_of(title: str, column: str, first: int, last: int) -> set[str]:
    found = built.written()
    return {relative(found[title, f"{column}{r}"], f"{column}{r}") for r in range(first, last + 1)}


def test_package_has_no_macro_connection_or_link_to_another_file() -> None:
    bad = [name for name in built.parts() if re.search(r"vba|macro|externalLink|connections|queryTables|embed", name)]
    assert bad == []
    found = [link for part in built.parts() for link in links(built.parts(), part).values()]
    assert not any(link.external and link.kind != "hyperlink" for link in found)
    assert not any("[" in text for text in built.written().values())


def test_package_is_small_and_of_the_schema() -> None:
    assert built.file().stat().st_size <= MOST_BYTES
    assert engines.complaints(built.file()) == []


def test_formulas_are_not_volatile_and_hold_no_array_constants() -> None:
    for key, text in built.written().items():
        kinds = list(tokens(text))
        assert not VOLATILE & {value.upper() for _, _, value in kinds}, key
        assert "ARRAY" not in {kind for kind, _, _ in kinds}, key


def test_numbers_in_formulas_are_structure_or_named() -> None:
    for (title, cell), text in built.written().items():
        numbers = {v for kind, sub, v in tokens(text) if (kind, sub) == ("OPERAND", "NUMBER")}
        if title == scenarios.TITLE and re.fullmatch(rf"{MARKS}\d+", cell):
            given = (built.BUILT.scenarios + (None,) * scenarios.ROWS)[int(cell[len(MARKS) :]) - scenarios.HEAD - 1]
            assert {float(n) for n in numbers} <= {0, 1, *((given and astuple(given)[1:4]) or ())}, (cell, text)
        else:
            assert numbers <= STRUCTURE | NAMED.get(title, set()), (title, cell, text)


def test_sums_of_products_hold_no_if() -> None:
    """Outside array formulas IF takes one row of a column, except in the engines that spill."""
    for cells in built.short():
        for row in cells.iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str) and "SUMPRODUCT(" in cell.value:
                    inner = cell.value[cell.value.index("SUMPRODUCT(") :]
                    assert not re.search(r"[(*+,/-]IF\(", inner), (cells.title, cell.coordinate)


def test_every_formula_has_a_value_and_none_is_an_error() -> None:
    assert built.errors(built.cached()) == []
    for title, part in sheet_parts(built.parts()).items():
        cells = re.findall(rb"<c [^>]*>(<f.*?)</c>", built.parts()[part])
        assert all(b"<v>" in cell for cell in cells), title


def test_sheets_are_all_visible_and_nothing_is_merged() -> None:
    book = built.short()
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert all(not sheet.merged_cells.ranges for sheet in book)
    hidden = [d for s in book for d in (*s.column_dimensions.values(), *s.row_dimensions.values()) if d.hidden]
    assert hidden == []


def test_names_are_legal_and_lead_somewhere() -> None:
    book = built.short()
    names = list(book.defined_names)
    assert len({name.casefold() for name in names}) == len(names) > 50
    for name in names:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name), name
        assert not re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", name), f"{name} looks like a cell"
        assert name.upper() not in FORMULAE, f"{name} is a function"
        ((title, ref),) = book.defined_names[name].destinations
        assert book[title][ref] is not None, name


def test_every_name_in_a_formula_is_defined() -> None:
    book = built.short()
    known = {name.casefold() for name in book.defined_names}
    for key, text in built.written().items():
        for kind, sub, value in tokens(text):
            if (kind, sub) == ("OPERAND", "RANGE") and not CELL.search(value):
                assert value.casefold() in known, (key, value)
            if sub == "RANGE" and "!" in value:
                assert value.rsplit("!", 1)[0].strip("'") in book.sheetnames, (key, value)


def test_trials_are_copies_of_one_formula_a_column() -> None:
    for block in built.context().book.blocks:
        xml = built.parts()[sheet_parts(built.parts())[block.sheet]]
        shared = re.findall(rb'<c r="([A-Z]+)\d+"[^>]*><f t="shared"[^>]*? ?si="(\d+)"', xml)
        columns: dict[bytes, list[bytes]] = {}
        for column, index in shared:
            columns.setdefault(column, []).append(index)
        assert {c.decode() for c in columns} == set(block.columns) - {"A"}  # A holds the trial's number
        assert {(len(set(found)), len(found)) for found in columns.values()} == {(1, block.length)}


def test_tables_have_one_formula_a_column() -> None:
    last = benchmarks.FIRST + len(benchmarks.ROWS) - 1
    for column in "IKLMNOPQRS":
        assert len(column_of("Benchmarks", column, benchmarks.FIRST, last)) == 1, column
        assert len(column_of("Benchmarks", column, last + 1, benchmarks.LAST)) == 1, column
    for column in "BCDEFGHIJKLMNOPQRSTUVWXY":
        assert len(column_of(tps_fit.TITLE, column, tps_fit.FIRST, tps_fit.LAST)) == 1, column
    for column in "KLMNOPQRSTUVWXYZ":
        assert len(column_of(means.TITLE, column, means.HEAD + 1, means.HEAD + 1 + 2 * len(MODELS))) == 1, column
    assert len(column_of("Inputs", built.CHANGED, inputs.HEAD_ROW + 1, inputs.HEAD_ROW + 25)) == 1
    own = [int(built.named(f.name)[1][1:]) for f in fields(ImpactInputs)]
    assert max(own) - min(own) == len(own) - 1
    assert len(column_of("Inputs", built.CHANGED, min(own), max(own))) == 1
    last_scenario = scenarios.HEAD + scenarios.ROWS
    for column in (get_column_letter(c) for c in (*range(scenarios.MU, scenarios.CALC), scenarios.WORST)):
        assert len(column_of(scenarios.TITLE, column, scenarios.HEAD + 1, last_scenario)) == 1, column


def test_years_are_one_formula_a_row() -> None:
    found = built.written()
    for label, *_ in scenarios.OUTLOOK:
        places = [built.at_key(f"outlook|{year}|{label}") for year in range(scenarios.YEARS)]
        assert len({relative(found[place], place[1]) for place in places}) == 1, label


def test_quantiles_of_a_row_are_one_formula() -> None:
    found = built.written()
    for group in built.context().groups.values():
        for row in group:
            cells = [f"{'ABCDEFG'[q.FIRST_Q - 1 + i]}{row.row}" for i in range(len(LEVELS))]
            assert len({relative(found[row.sheet, cell], cell) for cell in cells}) == 1, (row.sheet, row.row)


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = Book("Text", built.context().book.stamp, live=False)
    sheet = book.sheet("Rows", "", "", [10])
    for row, text in enumerate(("=1+1", "+1", "-1", "@A1"), 4):
        sheet.put(row, 1, text)
    path = tmp_path / "text.xlsx"
    path.write_bytes(book.bytes())
    xml = ET.fromstring(engines.read_package(path.read_bytes())["xl/worksheets/sheet2.xml"])
    kinds = {c.get("r"): (c.get("t"), c.find(f"{{{MAIN}}}f")) for c in xml.iter(f"{{{MAIN}}}c")}
    assert all(kinds[f"A{row}"] in (("s", None), ("inlineStr", None)) for row in range(4, 8))
    for sheet_ in built.short():
        for cells in sheet_.iter_rows():
            for cell in cells:
                if cell.data_type == "s" and str(cell.value)[:1] in "=+-@" and cell.value:
                    assert cell.quotePrefix, (sheet_.title, cell.coordinate)


def test_a_fresh_process_elsewhere_builds_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "again.xlsx"
    code = f"import sys; from workbook.cli.app import main; sys.argv = ['equery', 'build', {str(out)!r}]; main()"
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert out.read_bytes() == built.file().read_bytes()


def test_pandas_reads_numbers() -> None:
    frame = pd.read_excel(built.file(), sheet_name=q.TITLE, header=None)
    for row in built.context().groups[q.NAMES["traditional"]]:
        found = [float(frame.iloc[row.row - 1, q.FIRST_Q - 1 + i]) for i in range(len(row.live))]
        assert found == pytest.approx(list(row.shown), rel=1e-15)  # a float is written so that it reads back
