"""Whether a template can take our sheets: said before any work, in one line, naming what is in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.dom import minidom
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError

from workbook.ooxml.package import CONTENT_TYPES, MAIN, linked, read_package, sheet_parts
from workbook.ooxml.template_styles import child, elements, parse, root_of

# Encrypted files, and .xls of before 2007, are of this older kind.
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
TABLE = re.compile(r"xl/tables/[^/]+\.xml", re.IGNORECASE)
YES, NO = {"1", "true", "on"}, {"0", "false", "off"}


def content_type(parts: Mapping[str, bytes], part: str) -> str:
    """Return the declared type of a part, or ""."""
    extension = part.rsplit(".", 1)[-1].lower()
    default = ""
    for element in elements(root_of(parse(parts[CONTENT_TYPES]))):
        if element.getAttribute("PartName").lower() == f"/{part}".lower():
            return element.getAttribute("ContentType")
        if element.getAttribute("Extension").lower() == extension:
            default = element.getAttribute("ContentType")
    return default


def _flag(root: minidom.Element, name: str, attribute: str) -> str:
    found = child(root, name)
    return found.getAttribute(attribute) if found is not None else ""


def _check_book(parts: Mapping[str, bytes]) -> None:
    """Refuse kinds of workbook that cannot take a sheet of ours."""
    book = linked(parts, "", "officeDocument")
    kind = content_type(parts, book) if book else ""
    if book is None or ("excel" not in kind and "spreadsheetml" not in kind):
        raise ValueError("TEMPLATE must be an .xlsx: it holds no workbook")
    if "binary" in kind:
        raise ValueError("TEMPLATE must be an .xlsx: got an .xlsb; save it as .xlsx")
    if "macroEnabled" in kind:
        raise ValueError("TEMPLATE must have no macros: got an .xlsm or .xltm; save it as .xlsx")
    if any(name.startswith("_xmlsignatures/") for name in parts):
        raise ValueError("TEMPLATE must not be digitally signed: new sheets would break the signature")
    root = root_of(parse(parts[book]))
    if root.namespaceURI != MAIN:
        raise ValueError('TEMPLATE must not be "Strict Open XML"; save it as an ordinary .xlsx')
    if _flag(root, "workbookPr", "date1904") in YES:
        raise ValueError("TEMPLATE must use the 1900 date system: it counts dates from 1904")
    if _flag(root, "calcPr", "fullPrecision") in NO:
        raise ValueError('TEMPLATE must not "set precision as displayed": it would round our results')
    if linked(parts, book, "styles") is None:
        raise ValueError("TEMPLATE must have cell formats (open and save it in Excel): it has no styles")
    sheet_parts(parts)


def check_readable(template: bytes) -> dict[str, bytes]:
    """Return the parts of a template.

    Raises
    ------
    ValueError
        If it is not an .xlsx, is encrypted or damaged, has macros or a signature, or calculates otherwise.
    """
    if template.startswith(COMPOUND_FILE):
        raise ValueError("TEMPLATE must be an .xlsx without a password: got an encrypted file or an .xls")
    try:
        parts = read_package(template)
    except ValueError:
        raise ValueError("TEMPLATE must be an .xlsx: it is another kind of file, or damaged") from None
    try:
        _check_book(parts)
    except (ET.ParseError, ExpatError, KeyError) as error:
        raise ValueError(f"TEMPLATE must be an undamaged .xlsx: {error}") from None
    return parts


def defined_names(root: minidom.Element) -> list[minidom.Element]:
    """Return the defined names of a workbook."""
    return elements(child(root, "definedNames"))


def table_roots(parts: Mapping[str, bytes]) -> list[minidom.Element]:
    """Return the outermost element of every table."""
    return [root_of(parse(parts[name])) for name in parts if TABLE.fullmatch(name)]


def _book_names(parts: Mapping[str, bytes]) -> set[str]:
    """Return, in lower case, the names that hold in the whole workbook: tables and names share one space."""
    root = root_of(parse(parts[linked(parts, "", "officeDocument") or ""]))
    names = (name for name in defined_names(root) if not name.hasAttribute("localSheetId"))
    tables = (table.getAttribute("displayName") for table in table_roots(parts))
    return {name.lower() for name in (*(name.getAttribute("name") for name in names), *tables)}


def _both(theirs: Iterable[str], ours: Iterable[str]) -> str:
    lower = {name.lower() for name in theirs}
    return ", ".join(sorted(name for name in ours if name.lower() in lower))


def check_clashes(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> None:
    """Hold the template's sheets, names and tables against ours; Excel knows no upper and lower case in them.

    Raises
    ------
    ValueError
        Naming all that both have.
    """
    if both := _both(sheet_parts(theirs), sheet_parts(ours)):
        raise ValueError(f"TEMPLATE must have none of our sheets; rename its {both}")
    if both := _both(_book_names(theirs), _book_names(ours)):
        raise ValueError(f"TEMPLATE must have none of our names and tables; rename its {both}")
