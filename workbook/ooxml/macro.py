"""The macro edition: xlwings' own template, whose VBA project is carried unchanged; no VBA is written here.

The template's first sheet becomes the Cover; its settings sheet becomes `xlwings.conf`, which names the module of the
functions. Excel writes the functions' wrappers when the user clicks Import Functions.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from openpyxl import Workbook, load_workbook

from addin.hosts.excel import MODULE, OFF, WORKBOOK_FOLDER

SETTINGS: Final = "xlwings.conf"
KEYS: Final = (
    ("UDF Modules", MODULE),
    ("Use UDF Server", "True"),
    ("Show Console", "False"),
    (WORKBOOK_FOLDER, OFF),
)


def macro_book() -> Workbook:
    """Return the template as a book whose first sheet is the Cover and whose settings name our functions.

    Raises
    ------
    ValueError
        If xlwings, which brings the template, is not installed.
    """
    found = find_spec("xlwings")
    template = Path(found.origin).parent / "quickstart.xlsm" if found and found.origin else None
    if template is None or not template.is_file():
        raise ValueError("--macro needs xlwings, which brings the template: pip install xlwings")
    book = load_workbook(template, keep_vba=True)
    cover, settings = book.worksheets
    cover.delete_rows(1, cover.max_row)
    cover.title = "Cover"
    settings.delete_rows(1, settings.max_row)
    settings.title = SETTINGS
    for row, (key, value) in enumerate(KEYS, 1):
        settings.cell(row, 1, key)
        settings.cell(row, 2, value)
    return book


def settings_last(book: Workbook) -> None:
    """Move the settings sheet behind the others."""
    if SETTINGS in book.sheetnames:
        book.move_sheet(SETTINGS, len(book.sheetnames))
