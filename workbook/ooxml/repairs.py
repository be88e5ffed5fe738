"""What openpyxl 3.1.5 writes against the schema or leaves out, put right in the parts it wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import quoteattr

CORE = "docProps/core.xml"
STYLES = "xl/styles.xml"
CHART = re.compile(r"xl/charts/chart\d+\.xml")
# openpyxl writes charts with or without a prefix, depending on whether lxml is installed.
BARS_SWAPPED = re.compile(r"(<(?:c:)?minus>.*?</(?:c:)?minus>)(<(?:c:)?plus>.*?</(?:c:)?plus>)", re.DOTALL)
FORMAT_ALONE = re.compile(r'(<(?:c:)?numFmt formatCode="[^"]*")\s*/>')
CHART_NAME = re.compile(r'(<(?:\w+:)?cNvPr id="\d+" name="Chart [^"]*")\s*/>')
FONT = re.compile(r"(<font>)(.*?)(</font>)", re.DOTALL)
FONT_CHILD = re.compile(r"<(\w+)[^>]*/>")
FONT_ORDER = [
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign",
    "sz", "color", "name", "family", "charset", "scheme",
]  # fmt: skip
STAMP = re.compile(r"<dcterms:(created|modified)([^>]*)>[^<]*</dcterms:\1>")


def chart(xml: str) -> str:
    """Put plus before minus in error bars, and say that number formats are the chart's own."""
    return FORMAT_ALONE.sub(r'\1 sourceLinked="0"/>', BARS_SWAPPED.sub(r"\2\1", xml))


def styles(xml: str) -> str:
    """Put the children of every font into the order of the schema."""

    def order(font: re.Match[str]) -> str:
        children = sorted(FONT_CHILD.finditer(font[2]), key=lambda child: FONT_ORDER.index(child[1]))
        return font[1] + "".join(child[0] for child in children) + font[3]

    return FONT.sub(order, xml)


def times(xml: str, stamp: datetime | None) -> str:
    """Replace both times by one, or leave them out."""
    if stamp is None:
        return STAMP.sub("", xml)
    return STAMP.sub(rf"<dcterms:\1\2>{stamp:%Y-%m-%dT%H:%M:%SZ}</dcterms:\1>", xml)


def alt_texts(xml: str, title: str, texts: Sequence[str]) -> str:
    """Give every chart of a drawing its text, for those who cannot see it.

    Raises
    ------
    ValueError
        If there are not as many texts as charts, or one is empty.
    """
    charts = len(CHART_NAME.findall(xml))
    if charts != len(texts) or not all(texts):
        raise ValueError(f"{title}: each of the {charts} charts must have a text, got {list(texts)}")
    remaining = iter(texts)
    return CHART_NAME.sub(lambda name: f"{name[1]} descr={quoteattr(next(remaining))}/>", xml)


def mend(parts: Mapping[str, bytes], stamp: datetime | None) -> dict[str, bytes]:
    """Return the parts with charts, styles and times put right."""
    mended = dict(parts)
    for name in filter(CHART.fullmatch, parts):
        mended[name] = chart(parts[name].decode()).encode()
    mended[STYLES] = styles(parts[STYLES].decode()).encode()
    mended[CORE] = times(parts[CORE].decode(), stamp).encode()
    return mended
