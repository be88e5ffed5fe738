"""docs/ledger.md has every column of the ledger with its type and meaning."""

import re

from tests.wheel import ROOT
from workbook.ledger.columns import COLUMNS
from workbook.ledger.ledger_file import OF_THE_FILE, OF_THE_MATCH

PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)


def test_the_page_has_every_column_in_order() -> None:
    assert [name for name, _, _ in ROWS] == [
        *OF_THE_FILE,
        *(name for name in COLUMNS if name != "fault"),
        *OF_THE_MATCH,
    ]


def test_types_and_meanings_are_those_of_the_code() -> None:
    told = {name: (kind, meaning) for name, kind, meaning in ROWS}
    for name, column in COLUMNS.items():
        if name != "fault":
            assert told[name] == (column.type, column.meaning)
