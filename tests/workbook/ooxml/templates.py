"""Company templates for tests: one written by openpyxl, one saved by LibreOffice with a logo."""

from __future__ import annotations

import base64
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, NamedStyle, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from tests.workbook.engines import require_libreoffice
from workbook.office import find_soffice
from workbook.ooxml.finishing import finalise

COVER = "Company cover"
FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
 <office:styles><style:style style:name="result" style:family="table-cell">
  <style:text-properties fo:color="#7030a0" fo:font-weight="bold"/></style:style></office:styles>
 <office:body><office:spreadsheet>
  <table:table table:name="Company cover">
   <table:shapes><draw:frame svg:width="2cm" svg:height="1cm" svg:x="8cm" svg:y="0cm"><draw:image>
    <office:binary-data>PNG</office:binary-data></draw:image></draw:frame></table:shapes>
   <table:table-row><table:table-cell table:style-name="result" office:value-type="string"><text:p>ACME plc</text:p></table:table-cell></table:table-row>
   <table:table-row><table:table-cell office:value-type="float" office:value="21"/>
    <table:table-cell table:formula="of:=[.A2]*2" office:value-type="float" office:value="42"/></table:table-row>
  </table:table>
  <table:table table:name="Terms"><table:table-row><table:table-cell office:value-type="string"><text:p>terms</text:p></table:table-cell></table:table-row></table:table>
  <table:named-expressions><table:named-range table:name="acme_rate" table:cell-range-address="$'Company cover'.$A$2" table:base-cell-address="$'Company cover'.$A$1"/></table:named-expressions>
 </office:spreadsheet></office:body>
</office:document>
"""  # noqa: E501


def _png() -> bytes:
    """Return a picture of 8 x 4 red pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\xc8\0P" * 8) * 4)
    header = struct.pack(">IIBBBBB", 8, 4, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def by_openpyxl() -> bytes:
    """Return a template with a chart, a style of our name, a name, a table, and a conditional format."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = COVER
    style = NamedStyle("Result", font=Font(name="Georgia", b=True, color="FF7030A0"))
    style.number_format = '0.0 "EUR"'
    book.add_named_style(style)
    cover["A1"], cover["A2"], cover["B2"] = "ACME plc", 21, "=A2*2"
    cover["A1"].style = cover["B2"].style = "Result"
    chart = BarChart()
    chart.add_data(Reference(cover, 1, 2, 1, 2))
    cover.add_chart(chart, "D1")
    book.defined_names["acme_rate"] = DefinedName("acme_rate", attr_text=f"'{COVER}'!$A$2")
    terms = book.create_sheet("Terms")
    for row in [("key", "value"), ("a", 1)]:
        terms.append(row)
    terms.add_table(Table(displayName="acme_terms", ref="A1:B2"))
    terms.print_title_rows = "1:1"
    blue = FormulaRule(formula=["B2=1"], fill=PatternFill(bgColor="FF0000FF"))
    terms.conditional_formatting.add("B2", blue)
    return finalise(book, {(COVER, "B2"): 42}, alt_texts={COVER: ["a chart of theirs"]})


def by_libreoffice() -> bytes:
    """Return a template with a logo, a style of our name and a name, saved by LibreOffice."""
    require_libreoffice()
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "company.fods")
        source.write_text(FODS.replace("PNG", base64.b64encode(_png()).decode()), encoding="utf-8")
        profile = f"-env:UserInstallation={Path(work, 'profile').as_uri()}"
        where = ["--headless", "--convert-to", "xlsx", "--outdir", work, str(source)]
        subprocess.run([str(find_soffice()), profile, *where], check=True, capture_output=True, timeout=180)
        return Path(work, "company.xlsx").read_bytes()
