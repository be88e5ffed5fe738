"""What is not in the numbers of a report: files, rows without energy and why, money, and what to do about it."""

from __future__ import annotations

from typing import Final

from workbook.ooxml.finishing import Value
from workbook.report.content import Content
from workbook.report.digest import digest_of
from workbook.report.ledger_sheet import TOKENS
from workbook.report.pages import Pages
from workbook.writer.sheet import Sheet, area
from workbook.writer.term import Term, total

TITLE: Final = "In and out"
SUMMARY: Final = "The files, what is not counted and why, and that no token is lost"
FILES: Final = ("File", "Format", "Rows", "From", "To", "SHA-256")
OUT: Final = ("Why it is not counted", "Model", "File, or what is near", "Rows", "Tokens", "")

HEAD: Final = 6
APART: Final = 3  # from the last row of a table to the heads of the next
BEFORE_MONEY: Final = 4  # from the heading of the costs, and their rows, to the heads of the money by month
BEFORE_COSTS: Final = 7  # from the heading above the tokens to the heads of the costs


def cells_of(row: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return a row as cells take it."""
    return row


def write(pages: Pages) -> None:
    """Add the sheet."""
    content = pages.content
    lead = "Tokens of the files are what counts, what has no model and what is no usage of text tokens: checked below."
    sheet = pages.book.sheet(TITLE, SUMMARY, lead, [44, 30, 40, 12, 16, 68], freeze="A4")
    sheet.put(HEAD - 1, 1, "Files", "heading")
    sheet.header(HEAD, FILES)
    for r, file in enumerate(content.files, HEAD + 1):
        for c, value in enumerate(cells_of(file), 1):
            sheet.put(r, c, value, "remark" if c == 6 else "data", "#,##0" if c == 3 else None)
    row = HEAD + len(content.files) + APART - 1
    sheet.put(row, 1, "Not counted", "heading")
    sheet.header(row + 1, OUT)
    tokens = []
    for r, left in enumerate(content.left_out, row + 2):
        for c, value in enumerate(cells_of(left), 1):
            cell = sheet.put(r, c, value, "data", "#,##0" if c > 3 else None)
            if c == 5:
                tokens.append(cell)
    row += 3 + len(content.left_out)
    sheet.put(row, 1, "No token is lost", "heading")
    counted = [pages.columns[f"files {head}"] for head in TOKENS[:4]]
    inside = sum(counted[1:], counted[0])
    lines = (
        ("Tokens of the files", None, content.tokens_of_files),
        ("... that count", inside, 0.0),
        ("... that do not", total(area(tokens)) if tokens else Term.of(0), 0.0),
    )
    cells = []
    for r, (text, term, value) in enumerate(lines, row + 1):
        sheet.put(r, 1, text, "label")
        cells.append(
            sheet.put(r, 2, value, "data", "#,##0") if term is None else sheet.show(r, 2, term, number="#,##0")
        )
    sheet.put(row + 4, 1, "Difference", "label")
    lost = sheet.show(row + 4, 2, cells[0] - cells[1] - cells[2], "output", number="#,##0")
    sheet.put(row + 4, 5, "SHA-256 of all that was read", "remark")
    sheet.put(row + 4, 6, digest_of(content), "remark")
    sheet.name(lost, "tokens_lost")
    sheet.name(cells[0], "tokens_of_files")
    sheet.name(cells[2], "tokens_out_of")
    _money(sheet, row + BEFORE_COSTS - 1, content)


def _money(sheet: Sheet, row: int, content: Content) -> None:
    """Write what was charged, and by month what the counted tokens cost at list prices."""
    sheet.put(row, 1, "What was charged, once: a bill before an export, and that before an estimate", "heading")
    sheet.header(row + 1, ["Basis", "Currency", "Amount"])
    for r, (currency, basis, amount) in enumerate(content.costs, row + 2):
        for c, value in enumerate(cells_of((basis, currency, amount)), 1):
            sheet.put(r, c, value, "data", "#,##0.00" if c == 3 else None)
    row += BEFORE_MONEY + len(content.costs)
    sheet.put(row - 1, 1, "The same by month, beside the counted tokens at list prices: a check of both", "heading")
    sheet.header(row, ["Paid to", "Month", "Charged", "At list prices", "Currency", "Tokens without a price"])
    for r, money in enumerate(content.money, row + 1):
        for c, part in enumerate(money, 1):
            sheet.put(r, c, part, "data", {3: "#,##0.00", 4: "#,##0.00", 6: "#,##0"}.get(c))
