"""The zip package of an .xlsx file: its parts and their links; the same bytes from the same parts."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELS = "_rels/.rels"
# The earliest time that a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
# Level 9 saves 3 % of the bytes and takes four times as long.
LEVEL = 7


@dataclass(frozen=True)
class Link:
    """One relationship of a part: what kind, and the part (or, if external, the address) it leads to."""

    kind: str
    target: str
    external: bool


def read_package(data: bytes) -> dict[str, bytes]:
    """Return every part of a package by its name.

    Raises
    ------
    ValueError
        If the bytes are not a zip file, or a damaged one.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise ValueError(f"the file must be an undamaged .xlsx: {error}") from None


def write_package(parts: Mapping[str, bytes], level: int = LEVEL) -> bytes:
    """Return the zip of the parts, without times and in one order: the same parts give the same bytes."""
    leading = [name for name in (CONTENT_TYPES, ROOT_RELS) if name in parts]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in leading + sorted(set(parts) - set(leading)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Both differ between Windows and the others unless they are set.
            entry.create_system = UNIX
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, parts[name], compresslevel=level)
    return buffer.getvalue()


def rels_name(part: str) -> str:
    """Return the name of the part that holds the links of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve(part: str, target: str) -> str:
    """Return the name of the part that a link of `part` leads to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def links(parts: Mapping[str, bytes], part: str) -> dict[str, Link]:
    """Return the links of a part by their id; `part` is "" for those of the package itself."""
    name = rels_name(part) if part else ROOT_RELS
    if name not in parts:
        return {}
    found: dict[str, Link] = {}
    for element in ET.fromstring(parts[name]):  # noqa: S314  # a file that the user chose
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        found[element.get("Id", "")] = Link(kind, target if external else resolve(part, target), external)
    return found


def linked(parts: Mapping[str, bytes], part: str, kind: str) -> str | None:
    """Return the first part of a kind that `part` leads to, or None."""
    targets = (link.target for link in links(parts, part).values() if link.kind == kind)
    return next((target for target in targets if target in parts), None)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part of every sheet by the sheet's title, in the order of the tabs.

    Raises
    ------
    ValueError
        If the package holds no workbook.
    """
    book = linked(parts, "", "officeDocument")
    if book is None:
        raise ValueError("the file must be an .xlsx: it holds no workbook")
    targets = links(parts, book)
    root = ET.fromstring(parts[book])  # noqa: S314  # a file that the user chose
    return {
        sheet.get("name", ""): targets[sheet.get(f"{{{REL}}}id", "")].target for sheet in root.iter(f"{{{MAIN}}}sheet")
    }
