"""Functions and Live: the add-in's functions explained, and, per edition, calls beside the same values.

Neither feeds a result or a check: where the add-in is absent, only the Live sheet's calls fail.
"""

from __future__ import annotations

from typing import Final

from addin.dispatch import call
from addin.hosts.formulas import Edition, Reference, example, formula
from addin.registry import FUNCTIONS, Function
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.sheets import inputs
from workbook.writer.sheet import Sheet
from workbook.writer.term import ADD, Term, where
from workbook.writer.term import call as excel

TITLE: Final = "Functions"
SUMMARY: Final = "The add-in's functions, which put the model into cells of your own"
LIVE: Final = "Live"
LIVE_SUMMARY: Final = "Calls of the add-in beside the same values; nothing else depends on them"
HEAD: Final = 6
# What makes the calls answer, by edition, as the reader of the sheet needs it.
ADVICE: Final[dict[Edition, str]] = {
    "xlwings": "Needs Excel for Windows with the xlwings add-in: run `equery addin install`, then xlwings > Import Functions. "
    "Until then these cells show #NAME?.",
    "libreoffice": "Needs LibreOffice with the extension that `equery addin libreoffice` writes. Without it these cells show #NAME?; "
    "Ctrl+Shift+F9 recalculates.",
}


def write(context: Context) -> None:
    """Add the sheets."""
    _functions(context)
    if context.book.edition is not None:
        _live(context, context.book.edition)


def _functions(context: Context) -> None:
    lead = "The same model in a cell of your own workbook, through the add-in. This workbook does not need it."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, [24, 16, 46, 60, 11, 44, 16], freeze="B7")
    sheet.put(
        4,
        1,
        "Optional arguments in brackets; each scalar argument also takes a range, and the result spills; rows of usage are added up.",
        "remark",
    )
    sheet.header(HEAD, ["Function", "Group", "Arguments", "What it gives", "Unit", "Example", "Result of the example"])
    for r, function in enumerate(FUNCTIONS.values(), HEAD + 1):
        names = ", ".join(a.name if a.required else f"[{a.name}]" for a in function.arguments)
        group = function.category.split(": ")[-1]
        for c, text in enumerate(
            (function.name, group, names, function.help, function.unit, example(function, "xlwings")), 1
        ):
            sheet.put(r, c, text, "text")
        sheet.put(r, 7, _shown(function), "data", "0.0000")
    sheet.repeat(HEAD)


def _shown(function: Function) -> Value:
    """Return the example's result: the value, or the size of the table that it spills."""
    rows = call(function.name, function.example)
    if len(rows) == 1 and len(rows[0]) == 1:
        return _plain(rows[0][0])
    return f"{len(rows)} x {len(rows[0])} cells"


def _plain(value: object) -> Value:
    if isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"an example must give plain cells: got {value!r}")


def _live(context: Context, edition: Edition) -> None:
    lead = "Calls of the add-in beside the values that the same functions gave when the workbook was built."
    sheet = context.book.sheet(LIVE, LIVE_SUMMARY, lead, [46, 74, 18, 18, 22], freeze="C7")
    sheet.put(4, 1, ADVICE[edition], "remark")
    sheet.header(HEAD, ["What", "Call", "Live", "When built", "Difference"])
    row = HEAD + 1
    for function in FUNCTIONS.values():
        rows = call(function.name, function.example)
        if len(rows) == 1 and len(rows[0]) == 1:
            text = example(function, edition)
            _call(sheet, row, f"{function.name}, {function.unit}", text, _plain(rows[0][0]))
            row += 1
    _following(context, sheet, row + 1, edition)
    sheet.repeat(HEAD)


def _call(sheet: Sheet, row: int, what: str, text: str, value: Value) -> None:
    sheet.put(row, 1, what)
    sheet.put(row, 2, text.removeprefix("="), "text")
    live = sheet.show(row, 3, Term(value, text.removeprefix("=")), "output", number="0.000000")
    built = sheet.put(row, 4, value, "built", "0.000000")
    text_there, number_there = (
        excel("ISTEXT", isinstance(value, str), live),
        excel("ISNUMBER", isinstance(value, float), live),
    )
    words = where(text_there, where(live == built, "same text", "differs"), "not answered")
    sheet.show(
        row,
        5,
        where(number_there, live - built if isinstance(value, float) else Term(0.0, f"{live}-{built}", ADD), words),
        number="0.0E+00",
    )


def _following(context: Context, sheet: Sheet, row: int, edition: Edition) -> None:
    """Write calls that follow Inputs, whose two columns of key and active value they take."""
    sheet.put(row, 1, "Calls that follow the Inputs sheet", "heading")
    table = inputs.values_of_actives(context.inputs.assumptions)
    fleet = context.inputs.fleet
    cases: list[tuple[str, str, list[object], list[object]]] = [
        ("Baseline, traditional, median [Wh]", "EQUERY_MEDIAN", ["Baseline", "traditional", None, None], ["Baseline", "traditional", None, None]),
        ("Baseline, tts, median [Wh]", "EQUERY_MEDIAN", ["Baseline", "tts", None, None], ["Baseline", "tts", None, None]),
        (
            "Your own fleet [GWh/day]",
            "FLEET_GWH",
            [*(Reference(f"fleet_{n}") for n in ("share_tts", "alpha_lo", "alpha_hi")), None, None, None],
            [fleet.share_tts, fleet.alpha_lo, fleet.alpha_hi, None, None, None],
        ),
    ]  # fmt: skip
    for r, (what, name, written, given) in enumerate(cases, row + 1):
        text = formula(FUNCTIONS[name], [*written, Reference(inputs.table_of_actives())], edition)  # type: ignore[list-item]
        rows = call(name, [*given, table])
        _call(sheet, r, what, text, _plain(rows[0][0]))
