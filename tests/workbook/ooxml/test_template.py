"""Our sheets in a company's template: theirs untouched, ours the same, clashes refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from tests.workbook import engines
from tests.workbook.ooxml.small import Small
from tests.workbook.ooxml.templates import COVER, by_libreoffice, by_openpyxl
from workbook.ooxml.package import CONTENT_TYPES, MAIN, links, read_package, write_package
from workbook.ooxml.template import merge
from workbook.ooxml.template_check import COMPOUND_FILE

CHANGED = {CONTENT_TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
LOOKS = ("font", "fill", "border", "number_format", "alignment", "protection", "quotePrefix")
# Sums of 40 terms, good to 1e-15 each.
ENGINE = 1e-13


@pytest.fixture(scope="module", params=[by_openpyxl, by_libreoffice])
def template(request: pytest.FixtureRequest) -> bytes:
    return request.param()


@pytest.fixture(scope="module")
def ours() -> bytes:
    return Small().finish()


@pytest.fixture(scope="module")
def merged(template: bytes, ours: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("merged") / "merged.xlsx"
    path.write_bytes(merge(template, ours))
    return path


def test_their_parts_are_byte_for_byte_the_same(template: bytes, merged: Path) -> None:
    theirs, both = read_package(template), read_package(merged.read_bytes())
    assert {name for name in theirs if theirs[name] != both.get(name)} == CHANGED


def test_their_sheets_come_first_and_open_first(merged: Path) -> None:
    book = openpyxl.load_workbook(merged)
    assert book.sheetnames == [COVER, "Terms", "Trials", "Results", "Table"]
    assert book.active.title == COVER
    assert not any(sheet.sheet_view.tabSelected for sheet in book.worksheets[2:])


def test_libreoffice_calculates_the_same_numbers(merged: Path) -> None:
    found = engines.libreoffice(merged)
    assert found[COVER, "B2"] == 42
    for key, value in Small().expected().items():
        if not isinstance(value, bool | str):
            assert found[key] == pytest.approx(value, rel=ENGINE, abs=0), key
        else:
            assert found[key] == value, key


def test_schema_has_nothing_new_against_it(template: bytes, merged: Path, tmp_path: Path) -> None:
    before = tmp_path / "template.xlsx"
    before.write_bytes(template)
    assert set(engines.complaints(merged)) <= set(engines.complaints(before))


def test_both_keep_their_looks(template: bytes, ours: bytes, merged: Path) -> None:
    book = openpyxl.load_workbook(merged)
    for data in (template, ours):
        for sheet in openpyxl.load_workbook(BytesIO(data)):
            for cell in (cell for row in sheet for cell in row if cell.value is not None):
                found = book[sheet.title][cell.coordinate]
                for look in LOOKS:
                    where = (sheet.title, cell.coordinate, look)
                    assert repr(getattr(found, look)) == repr(getattr(cell, look)), where


def test_our_style_gives_way_to_theirs(merged: Path) -> None:
    styles = read_package(merged.read_bytes())["xl/styles.xml"].decode()
    names = re.findall(r'<cellStyle [^>]*?name="([^"]*)"', styles)
    assert [name for name in names if name.lower().startswith("result")][1:] == ["result 2"]
    assert len({name.lower() for name in names}) == len(names)


def test_conditional_formats_keep_their_colours(merged: Path) -> None:
    [ours] = openpyxl.load_workbook(merged)["Results"].conditional_formatting
    assert ours.rules[0].dxf.fill.bgColor.rgb == "FFFFC7CE"


def test_names_tables_and_print_ranges_of_both(merged: Path) -> None:
    book = openpyxl.load_workbook(merged)
    assert set(book.defined_names) >= {"acme_rate", "lowest"}
    assert book["Trials"].print_title_rows == "$1:$4"
    tables = [table for sheet in book for table in sheet.tables.values()]
    assert "small_rows" in {table.name for table in tables}
    assert len({table.id for table in tables}) == len(tables)


def test_every_link_leads_somewhere(merged: Path) -> None:
    parts = read_package(merged.read_bytes())
    for part in parts:
        for link in links(parts, part).values():
            assert link.external or link.target in parts, (part, link)


def test_same_template_same_bytes(template: bytes, ours: bytes, merged: Path) -> None:
    assert merge(template, ours) == merged.read_bytes()


def _edit(part: str, old: str, new: str) -> bytes:
    """Return the template with every match of a pattern in one part replaced."""
    parts = read_package(by_openpyxl())
    text, count = re.subn(old, new, parts[part].decode())
    assert count
    return write_package({**parts, part: text.encode()})


def test_xml_with_prefixes_is_understood(ours: bytes) -> None:
    parts, names = read_package(by_openpyxl()), ("xl/workbook.xml", "xl/styles.xml")
    for name in names:
        text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", parts[name].decode()).replace("xmlns=", "xmlns:x=")
        parts[name] = text.encode()
    merged = merge(write_package(parts), ours)
    book = openpyxl.load_workbook(BytesIO(merged))
    assert book["Results"]["B1"].style == "result 2"
    for name in names:
        root = ET.fromstring(read_package(merged)[name])
        assert {element.tag.split("}")[0] for element in root.iter()} == {f"{{{MAIN}"}


def test_a_line_break_in_a_number_format_stays(ours: bytes) -> None:
    template = _edit("xl/styles.xml", "0.0 &quot;EUR", "0.0&#10;&quot;EUR")
    book = openpyxl.load_workbook(BytesIO(merge(template, ours)))
    assert book[COVER]["B2"].number_format == '0.0\n"EUR"'


def test_parts_of_an_earlier_merge_are_not_overwritten(ours: bytes) -> None:
    parts = {**read_package(by_openpyxl()), "xl/worksheets/Equery1_sheet1.xml": b"<left-over/>"}
    merged = read_package(merge(write_package(parts), ours))
    assert merged["xl/worksheets/Equery1_sheet1.xml"] == b"<left-over/>"
    assert "xl/worksheets/equery1_sheet1.xml" not in merged


def test_a_template_type_becomes_a_workbook(ours: bytes) -> None:
    template = _edit(CONTENT_TYPES, "spreadsheetml.sheet.main", "spreadsheetml.template.main")
    assert b"template.main" not in read_package(merge(template, ours))[CONTENT_TYPES]


def test_their_calculation_chain_is_left_out(ours: bytes) -> None:
    parts = read_package(by_openpyxl())
    rels = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rId99" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    kind = b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
    parts["xl/calcChain.xml"] = b"<calcChain/>"
    parts[rels] = parts[rels].replace(b"</Relationships>", link)
    parts[CONTENT_TYPES] = parts[CONTENT_TYPES].replace(b"</Types>", kind)
    both = read_package(merge(write_package(parts), ours))
    assert not [name for name, data in both.items() if "calcChain" in name or b"calcChain" in data]


BOOK = "xl/workbook.xml"
SHEET_TYPE = 'openxmlformats[^"]*sheet.main'
REFUSED: list[tuple[Callable[[], bytes], str]] = [
    (lambda: b"a,b\n1,2\n", "be an .xlsx: it is another kind of file"),
    (lambda: by_openpyxl()[:-400], "be an .xlsx: .* or damaged"),
    (lambda: write_package({"mimetype": b"application/vnd.oasis"}), "be an .xlsx: it holds no workbook"),
    (lambda: COMPOUND_FILE + bytes(512), "be an .xlsx without a password"),
    (lambda: _edit(CONTENT_TYPES, SHEET_TYPE, "ms-excel.sheet.macroEnabled.main"), "have no macros"),
    (lambda: _edit(CONTENT_TYPES, SHEET_TYPE, "ms-excel.sheet.binary.main"), "be an .xlsx: got an .xlsb"),
    (
        lambda: _edit(BOOK, "http://schemas.openxmlformats.org/spreadsheetml", "http://purl.oclc.org"),
        "Strict",
    ),
    (lambda: _edit(BOOK, "<workbookPr[^>]*>", '<workbookPr date1904="1"/>'), "use the 1900 date system"),
    (lambda: _edit(BOOK, "<calcPr", '<calcPr fullPrecision="0"'), "precision as displayed"),
    (lambda: _edit(BOOK, "<sheets>", "<sheets"), "be an undamaged .xlsx"),
    (lambda: _edit("xl/styles.xml", "<cellXfs.*</cellXfs>", ""), "have cell formats .* no cellXfs"),
    (
        lambda: write_package({**read_package(by_openpyxl()), "_xmlsignatures/s.xml": b""}),
        "digitally signed",
    ),
    (lambda: _edit(BOOK, 'name="Terms"', 'name="RESULTS"'), "have none of our sheets; rename its Results"),
    (lambda: _edit(BOOK, '"acme_rate"', '"Lowest"'), "names and tables; rename its lowest"),
    (
        lambda: _edit(BOOK, '"acme_rate"', '"small_rows"'),
        "names and tables; rename its small_rows",
    ),
    (
        lambda: _edit("xl/tables/table1.xml", "acme_terms", "lowest"),
        "names and tables; rename its lowest",
    ),
]


@pytest.mark.parametrize(("make", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_cannot_take_our_sheets_is_refused(make: Callable[[], bytes], words: str, ours: bytes) -> None:
    with pytest.raises(ValueError, match=r"^TEMPLATE must ") as refused:
        merge(make(), ours)
    assert re.search(words, str(refused.value))
    assert "\n" not in str(refused.value)
