"""Put our sheets after a company template's, in the XML: openpyxl would lose its theme and shapes."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.dom import minidom
from xml.sax.saxutils import quoteattr

from workbook.ooxml.package import (
    CONTENT_TYPES,
    REL,
    linked,
    links,
    read_package,
    rels_name,
    sheet_parts,
    write_package,
)  # fmt: skip
from workbook.ooxml.template_check import check_clashes, check_readable, content_type, defined_names, table_roots
from workbook.ooxml.template_styles import (
    Offsets,
    append,
    elements,
    merge_styles,
    parse,
    root_of,
    section,
    write,
)  # fmt: skip

CONTENT_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches",
    "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
CELL = re.compile(r'(<c r="[A-Z]+\d+")(?: s="(\d+)")?')
ROW_OR_COLUMN = re.compile(r'(<row [^>]*? s="|<col [^>]*?style=")(\d+)"')
CONDITIONAL = re.compile(r'(\b(?:\w+D|d)xfId=")(\d+)"')
SELECTED = re.compile(r'\s+tabSelected="\w+"')
TABLE_ID = re.compile(r'(<table\b[^>]*? id=")(\d+)"')
LINK_TARGET = re.compile(r"<Relationship\b[^>]*>")


@dataclass(frozen=True)
class _Move:
    """How our parts change on their way: new names, and what to add to their numbers."""

    names: Mapping[str, str]
    styles: Offsets
    table: int

    def part(self, name: str, data: bytes) -> bytes:
        """Return a part of ours with its numbers moved."""
        if not name.startswith(("xl/worksheets/", "xl/tables/")):
            return data
        xml = CONDITIONAL.sub(lambda found: _plus(found, self.styles.conditional), data.decode())
        if name.startswith("xl/tables/"):
            return TABLE_ID.sub(lambda found: _plus(found, self.table), xml, count=1).encode()
        # A cell of our default format names it, because the default of the file is now theirs.
        xml = CELL.sub(lambda cell: f'{cell[1]} s="{int(cell[2] or 0) + self.styles.cell}"', xml)
        xml = ROW_OR_COLUMN.sub(lambda found: _plus(found, self.styles.cell), xml)
        return SELECTED.sub("", xml, count=1).encode()

    def links(self, parts: Mapping[str, bytes], part: str) -> bytes:
        """Return the links of a part of ours with the new names as targets."""
        xml = parts[rels_name(part)].decode()
        for key, link in links(parts, part).items():
            if not link.external:
                target = f"Target={quoteattr('/' + self.names[link.target])}"
                element = next(e[0] for e in LINK_TARGET.finditer(xml) if f'Id="{key}"' in e[0])
                xml = xml.replace(element, re.sub(r'Target="[^"]*"', target, element))
        return xml.encode()


def _plus(found: re.Match[str], offset: int) -> str:
    return f'{found[1]}{int(found[2]) + offset}"'


def _new_names(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> dict[str, str]:
    """Return new names, free in the template, for our sheets and all parts they lead to."""
    found: list[str] = []
    waiting = list(sheet_parts(ours).values())
    while waiting:
        part = waiting.pop(0)
        if part not in found:
            found.append(part)
            waiting += [link.target for link in links(ours, part).values() if not link.external]
    bases = [posixpath.basename(name).lower() for name in theirs]
    free = next(n for n in itertools.count(1) if not any(base.startswith(f"equery{n}_") for base in bases))
    return {part: posixpath.join(posixpath.dirname(part), f"equery{free}_{posixpath.basename(part)}") for part in found}


def _add(parent: minidom.Element, namespace: str, name: str, attributes: Mapping[str, str]) -> None:
    """Append an element with attributes, whether or not the document gives its namespace a prefix."""
    element = minidom.Document().createElementNS(namespace, name)
    if parent.prefix:
        element.setAttribute("xmlns", namespace)
    for key, value in attributes.items():
        element.setAttribute(key, value)
    parent.appendChild(element)


def _drop_chain(root: minidom.Element, attribute: str) -> None:
    """Remove the mention of calcChain: it lists no formula of ours, and Excel makes a new one."""
    for element in elements(root):
        if element.getAttribute(attribute).endswith("calcChain.xml"):
            root.removeChild(element)


def _types(theirs: Mapping[str, bytes], ours: Mapping[str, bytes], names: Mapping[str, str]) -> bytes:
    """Return the content types of both."""
    document = parse(theirs[CONTENT_TYPES])
    root = root_of(document)
    _drop_chain(root, "PartName")
    for element in elements(root):
        # A template (.xltx) becomes a workbook, or Excel would refuse it as an .xlsx.
        if element.getAttribute("ContentType").endswith("spreadsheetml.template.main+xml"):
            element.setAttribute("ContentType", WORKBOOK)
    for old, new in names.items():
        attributes = {"PartName": f"/{new}", "ContentType": content_type(ours, old)}
        _add(root, CONTENT_NS, "Override", attributes)
    return write(document)


def _book(theirs: Mapping[str, bytes], ours: Mapping[str, bytes], ids: Mapping[str, str]) -> bytes:
    """Return the template's workbook part with our sheets (title -> link) and names after theirs."""
    document = parse(theirs[linked(theirs, "", "officeDocument") or ""])
    root = root_of(document)
    mine = root_of(parse(ours[linked(ours, "", "officeDocument") or ""]))
    sheets = section(root, "sheets", WORKBOOK_ORDER)
    before = elements(sheets)
    highest = max(int(sheet.getAttribute("sheetId")) for sheet in before)
    for number, (title, key) in enumerate(ids.items(), highest + 1):
        attributes = {"name": title, "sheetId": str(number), "xmlns:r": REL, "r:id": key}
        _add(sheets, root.namespaceURI or "", "sheet", attributes)
    names = defined_names(mine)
    for name in names:
        if name.hasAttribute("localSheetId"):
            name.setAttribute("localSheetId", str(int(name.getAttribute("localSheetId")) + len(before)))
    if names:
        append(section(root, "definedNames", WORKBOOK_ORDER), names)
    section(root, "calcPr", WORKBOOK_ORDER).setAttribute("fullCalcOnLoad", "1")
    return write(document)


def merge(template: bytes, ours: bytes) -> bytes:
    """Return a workbook of the template's sheets and then ours.

    Every part of the template stays as it is, byte for byte, but the four that list sheets, parts and cell
    formats; its calculation chain, which Excel makes anew, is left out. It opens where the template opens.
    Cell styles of ours whose name is taken get a number. Our document properties and theme are left out.

    Raises
    ------
    ValueError
        If the template is not an ordinary .xlsx, or has sheets, names or tables of ours, naming them.
    """
    theirs, mine = check_readable(template), read_package(ours)
    check_clashes(theirs, mine)
    book, our_book = linked(theirs, "", "officeDocument") or "", linked(mine, "", "officeDocument") or ""
    styles, our_styles = linked(theirs, book, "styles") or "", linked(mine, our_book, "styles") or ""
    if linked(mine, our_book, "sharedStrings"):
        raise ValueError("ours must hold its text in its cells, as finalise writes it: got shared strings")
    names = _new_names(theirs, mine)
    merged = {name: data for name, data in theirs.items() if not name.endswith("calcChain.xml")}
    merged[styles], offsets = merge_styles(theirs[styles], mine[our_styles])
    tables = max((int(table.getAttribute("id")) for table in table_roots(theirs)), default=0)
    move = _Move(names, offsets, tables)
    for old, new in names.items():
        merged[new] = move.part(old, mine[old])
        if rels_name(old) in mine:
            merged[rels_name(new)] = move.links(mine, old)
    merged[CONTENT_TYPES] = _types(theirs, mine, names)
    document = parse(theirs[rels_name(book)])
    root = root_of(document)
    _drop_chain(root, "Target")
    used = links(theirs, book)
    free = (key for i in itertools.count(1) if (key := f"rIdEquery{i}") not in used)
    ids = {title: next(free) for title in sheet_parts(mine)}
    for title, part in sheet_parts(mine).items():
        attributes = {"Id": ids[title], "Type": f"{REL}/worksheet", "Target": f"/{names[part]}"}
        _add(root, RELS_NS, "Relationship", attributes)
    merged[rels_name(book)] = write(document)
    merged[book] = _book(theirs, mine, ids)
    return write_package(merged)
