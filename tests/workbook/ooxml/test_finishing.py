"""The finishing pass over a small book that has one of everything; two engines hold its caches to account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tests.workbook import engines
from tests.workbook.ooxml.small import FIRST, LAST, TEXT, N, Small
from workbook.ooxml.package import read_package

ENGINES = pytest.mark.parametrize("engine", [engines.libreoffice, engines.ironcalc])
# The block is written with 12 significant digits: 5e-12 at worst, before any engine calculates.
CACHED = 5e-12
# Sums of 40 terms and a logarithm, each good to 1e-15.
ENGINE = 1e-13


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.xlsx"
    path.write_bytes(Small().finish())
    return path


def assert_agree(found: engines.Values, expected: engines.Values, rel: float) -> None:
    for key, value in expected.items():
        if isinstance(value, bool | str):
            assert found.get(key, "") == value, key
            assert type(found.get(key, "")) is type(value), key
        else:
            assert found[key] == pytest.approx(value, rel=rel, abs=0), key


# 12 significant digits are written for the block: 5e-12 at worst, before any engine calculates.
CACHED = 5e-12
# Sums of 40 terms and a logarithm, each good to 1e-15.
ENGINE = 1e-13


def test_openpyxl_and_pandas_read_the_cached_values(file: Path) -> None:
    book = openpyxl.load_workbook(file, data_only=True)
    found = {(s.title, c.coordinate): c.value for s in book for row in s for c in row if c.value is not None}
    assert_agree(found, Small().expected(), CACHED)
    frame = pd.read_excel(file, sheet_name="Trials", header=None, skiprows=FIRST - 1)
    assert len(frame) == N
    assert frame[1].iloc[-1] == pytest.approx((N - 1) * 1.25 + 1)


def test_fast_reader_reads_what_openpyxl_reads(file: Path) -> None:
    book = openpyxl.load_workbook(file, data_only=True)
    slow = {(s.title, c.coordinate): c.value for s in book for row in s for c in row if c.value is not None}
    assert {key: value for key, value in engines.read_values(file).items() if value != ""} == slow


@ENGINES
def test_engines_agree_with_the_caches(engine: Callable[..., Any], file: Path) -> None:
    assert_agree(engine(file), Small().expected(), ENGINE)


@ENGINES
def test_engines_follow_an_edited_input(engine: Callable[..., Any], file: Path) -> None:
    found = engine(file, {("Trials", "B2"): 3.0, ("Table", "B2"): 7})
    linear = 3.0 * np.arange(N) + 1
    assert found["Trials", f"B{LAST}"] == pytest.approx(linear[-1], rel=ENGINE)
    assert found["Results", "B1"] == pytest.approx(linear.sum(), rel=ENGINE)
    assert found["Results", "D3"] == pytest.approx(2 * linear[2], rel=ENGINE)
    assert found["Table", "C2"] == 14


def test_engines_read_only_the_sheets_asked_for(file: Path) -> None:
    assert {title for title, _ in engines.ironcalc(file, sheets=["Table"])} == {"Table"}


@pytest.mark.parametrize("cell", ["B1", "Z99"])
def test_an_edit_of_no_input_is_refused(cell: str, file: Path) -> None:
    with pytest.raises(ValueError, match=f"Results!{cell}"):
        engines.edited(file.read_bytes(), {("Results", cell): 1})


def test_schema_has_nothing_against_it(file: Path) -> None:
    assert engines.complaints(file) == []


def test_same_book_same_bytes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # zipfile stamps with this clock; openpyxl with datetime.now, which moves between the two books anyway.
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert Small().finish() == file.read_bytes()


def test_times_are_the_authors_or_none() -> None:
    assert read_package(Small().finish())["docProps/core.xml"].count(b"2026-01-02T03:04:05Z") == 2
    small = Small()
    small.book.properties.modified = datetime(2026, 1, 2, 3, 4, 5, 6)  # noqa: DTZ001  # as openpyxl does
    assert b"<dcterms:" not in read_package(small.finish())["docProps/core.xml"]


def test_text_that_begins_like_a_formula_stays_text(file: Path) -> None:
    sheet = openpyxl.load_workbook(file)["Table"]
    assert [(sheet[f"A{r}"].data_type, sheet[f"A{r}"].quotePrefix) for r in (2, 3, 4)] == [("s", True)] * 3
    assert not sheet["A1"].quotePrefix
    assert engines.ironcalc(file)["Table", "A2"] == "=1+1"


def test_block_is_shared_formulas_and_exact_constants(file: Path) -> None:
    sheet = openpyxl.load_workbook(file)["Trials"]
    assert sheet[f"B{FIRST + 3}"].value == f"=A{FIRST + 3}*B$2+1"
    assert [sheet[f"D{FIRST + i}"].value for i in range(N)] == [i / 7 for i in range(N)]
    assert sheet[f"B{LAST}"].number_format == "0.000"
    assert sheet[f"E{LAST}"].font.b
    xml = read_package(file.read_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert f'<c r="A{LAST}"><v>{N - 1}</v></c>' in xml
    assert f'<dimension ref="A2:E{LAST}"' in xml
    assert sheet.auto_filter.ref == f"A{FIRST - 1}:E{LAST}"
    assert sheet.print_area == f"'Trials'!$A$1:$E${LAST}"


def test_chart_has_its_text_and_the_schemas_order(file: Path) -> None:
    parts = read_package(file.read_bytes())
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    assert ET.fromstring(drawing).find(".//{*}cNvPr").get("descr") == TEXT
    chart = parts["xl/charts/chart1.xml"].decode()
    assert chart.index("plus>") < chart.index("minus>")
    assert chart.count("formatCode=") == chart.count("sourceLinked=") > 0


def test_fonts_have_the_schemas_order(file: Path) -> None:
    fonts = ET.fromstring(read_package(file.read_bytes())["xl/styles.xml"]).find("{*}fonts")
    tags = [[child.tag.rsplit("}", 1)[-1] for child in font] for font in fonts]
    assert ["b", "i", "sz", "color", "name"] in tags
