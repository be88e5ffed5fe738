"""Put the cell formats of one workbook after those of another, so that both keep their looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.dom import minidom

from workbook.ooxml.package import MAIN

# In the order of the schema, with what each holds.
SECTIONS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellStyleXfs": "xf",
    "cellXfs": "xf",
    "cellStyles": "cellStyle",
    "dxfs": "dxf",
}
STYLE_ORDER = [*SECTIONS, "tableStyles", "colors", "extLst"]
NEEDED = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
# Formats below are built in.
FIRST_OWN_FORMAT = 164
POOLS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
# minidom would write line breaks in attributes as blanks: a character for private use hides them from it.
PRIVATE = "\ue000".encode()
WHITE = re.compile(rb"&#(x0*[9aAdD]|0*(?:9|10|13));")
APPLY = ("applyNumberFormat", "applyFont", "applyFill", "applyBorder")


@dataclass(frozen=True)
class Offsets:
    """What to add to the numbers of our cell formats and of our conditional ones."""

    cell: int
    conditional: int


def parse(data: bytes) -> minidom.Document:
    """Return the XML as a document that, unlike ElementTree, keeps prefixes and declarations when written."""
    return minidom.parseString(WHITE.sub(PRIVATE + rb"\1;", data))  # noqa: S318  # a file that the user chose


def write(document: minidom.Document) -> bytes:
    """Return the bytes of a part."""
    return document.toxml(encoding="UTF-8", standalone=True).replace(PRIVATE, b"&#")


def root_of(document: minidom.Document) -> minidom.Element:
    """Return the outermost element."""
    root = document.documentElement
    if root is None:
        raise ValueError("an XML part must not be empty")
    return root


def elements(parent: minidom.Element | None) -> list[minidom.Element]:
    """Return the elements directly inside another."""
    nodes = parent.childNodes if parent is not None else []
    return [node for node in nodes if isinstance(node, minidom.Element)]


def child(parent: minidom.Element, name: str) -> minidom.Element | None:
    """Return the first element of a name directly inside another."""
    return next((element for element in elements(parent) if element.localName == name), None)


def section(root: minidom.Element, name: str, order: Sequence[str]) -> minidom.Element:
    """Return the child of a name; if there is none, make it where the schema wants it."""
    found = child(root, name)
    if found is not None:
        return found
    prefix = f"{root.prefix}:" if root.prefix else ""
    made = minidom.Document().createElementNS(MAIN, f"{prefix}{name}")
    later = order[order.index(name) + 1 :]
    root.insertBefore(made, next((e for e in elements(root) if e.localName in later), None))
    return made


def append(parent: minidom.Element, new: Iterable[minidom.Element]) -> None:
    """Append elements of another document, in the namespace they had there."""
    for element in new:
        copy = element.cloneNode(deep=True)
        assert copy is not None
        if parent.prefix:
            # There the namespace has a prefix, so that a bare name needs a declaration.
            copy.setAttribute("xmlns", MAIN)
        parent.appendChild(copy)


def _number(element: minidom.Element, name: str) -> int:
    return int(element.getAttribute(name) or 0)


def _free_name(name: str, taken: set[str]) -> str:
    """Return the name, or the first of "name 2", "name 3" ... that is not taken."""
    free, count = name, 1
    while free.lower() in taken:
        count += 1
        free = f"{name} {count}"
    return free


def _normal(root: minidom.Element) -> int:
    """Return the number of the style format that is "Normal"."""
    for style in elements(child(root, "cellStyles")):
        if style.getAttribute("builtinId") == "0":
            return _number(style, "xfId")
    return 0


def _shift_numbers(ours: minidom.Element, theirs: minidom.Element) -> dict[str, str]:
    """Renumber our own number formats to follow theirs; return old -> new."""
    taken = [_number(e, "numFmtId") for e in elements(child(theirs, "numFmts"))]
    first = max([FIRST_OWN_FORMAT - 1, *taken]) + 1
    new: dict[str, str] = {}
    for i, element in enumerate(elements(child(ours, "numFmts")), first):
        new[element.getAttribute("numFmtId")] = str(i)
        element.setAttribute("numFmtId", str(i))
    return new


def _shift_format(
    xf: minidom.Element, offset: dict[str, int], numbers: dict[str, str], parent: Callable[[int], int]
) -> None:
    """Renumber what a cell format refers to, and make it hold on its own: its parent may become theirs."""
    for attribute, pool in POOLS.items():
        xf.setAttribute(attribute, str(_number(xf, attribute) + offset[pool]))
    number = xf.getAttribute("numFmtId") or "0"
    xf.setAttribute("numFmtId", numbers.get(number, number))
    if xf.hasAttribute("xfId"):
        xf.setAttribute("xfId", str(parent(_number(xf, "xfId"))))
    for flag in APPLY:
        xf.setAttribute(flag, "1")


def _shift_styles(ours: minidom.Element, theirs: minidom.Element, parent: Callable[[int], int]) -> None:
    """Renumber our named styles, drop our "Normal", and rename those whose name is taken."""
    taken = {style.getAttribute("name").lower() for style in elements(child(theirs, "cellStyles"))}
    holder = child(ours, "cellStyles")
    for style in elements(holder):
        if holder is not None and style.getAttribute("builtinId") == "0":
            holder.removeChild(style)
            continue
        style.setAttribute("xfId", str(parent(_number(style, "xfId"))))
        name = style.getAttribute("name")
        free = _free_name(name, taken)
        taken.add(free.lower())
        if free != name:
            style.setAttribute("name", free)
            for attribute in ("builtinId", "customBuiltin", "iLevel"):
                if style.hasAttribute(attribute):
                    style.removeAttribute(attribute)


def merge_styles(template: bytes, ours: bytes) -> tuple[bytes, Offsets]:
    """Return the template's styles with ours after them, and how far ours moved.

    Raises
    ------
    ValueError
        If the template lacks a section that every workbook saved by Excel or LibreOffice has.
    """
    document, mine = parse(template), root_of(parse(ours))
    theirs = root_of(document)
    offset = {name: len(elements(child(theirs, name))) for name in SECTIONS}
    if missing := [name for name in NEEDED if not offset[name]]:
        raise ValueError(f"TEMPLATE must have cell formats (save it in Excel): it has no {missing[0]}")
    ours_normal, theirs_normal = _normal(mine), _normal(theirs)

    def parent(old: int) -> int:
        if old == ours_normal:
            return theirs_normal
        return offset["cellStyleXfs"] + old - (old > ours_normal)

    numbers = _shift_numbers(mine, theirs)
    for name in ("cellStyleXfs", "cellXfs"):
        for xf in elements(child(mine, name)):
            _shift_format(xf, offset, numbers, parent)
    holder = child(mine, "cellStyleXfs")
    if holder is not None:
        holder.removeChild(elements(holder)[ours_normal])
    _shift_styles(mine, theirs, parent)
    for name in SECTIONS:
        new = elements(child(mine, name))
        if new:
            target = section(theirs, name, STYLE_ORDER)
            append(target, new)
            target.setAttribute("count", str(offset[name] + len(new)))
    return write(document), Offsets(offset["cellXfs"], offset["dxfs"])
