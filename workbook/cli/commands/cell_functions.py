"""The functions of the add-in on the command line: called, listed, described."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from addin.dispatch import call as call_function
from addin.dispatch import function_named
from addin.errors import CellError
from addin.hosts.formulas import example
from addin.registry import FUNCTIONS
from addin.signature import Argument, Cell, Function
from workbook.cli import console
from workbook.cli.files import reading
from workbook.cli.options import Json


def call(
    name: Annotated[str, typer.Argument(help="Function, e.g. EQUERY_MEDIAN; see equery functions.")],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(help='Its arguments; "" leaves one out, @file.csv is a range, @- one on standard input.'),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Call a function of the spreadsheet add-in, as a cell would.

    Examples: equery call FLEET_GWH 0.1 1.5 3; equery call EQUERY_QUANTILE Baseline tts @levels.csv;
    equery call EQUERY_MEDIAN 405B tts "" "" @overrides.csv --json
    """
    function = function_named(name)
    given = [_argument(word) for word in arguments or []]
    rows = call_function(name, given)
    bad = [(r, c, cell) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if _is_bad(cell)]
    if as_json:
        console.print_json({
            "function": function.name, "arguments": given, "unit": function.unit,
            "rows": [[{"error": str(cell)} if _is_bad(cell) else cell for cell in row] for row in rows],
        })  # fmt: skip
    else:
        for row in rows:
            console.out.print("\t".join(_shown(cell) for cell in row), markup=False, soft_wrap=True)
    for r, c, cell in bad:
        console.note(f"row {r}, column {c}: {cell}")


def functions(
    name: Annotated[str | None, typer.Argument(help="Function; all of them if omitted.")] = None,
    *,
    as_json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:
    """List the functions of the spreadsheet add-in: arguments, units, an example.

    Examples: equery functions; equery functions FLEET_GWH; equery functions --markdown
    """
    chosen = [function_named(name)] if name else list(FUNCTIONS.values())
    if as_json and markdown:
        raise ValueError("--json must not come with --markdown")
    if as_json:
        console.print_json({"functions": [_described(f) for f in chosen]})
    elif markdown:
        console.out.print("\n\n".join(_markdown(f) for f in chosen), markup=False, soft_wrap=True)
    elif name:
        _explain(chosen[0])
    else:
        console.print_table(
            "Functions; arguments in brackets may be left out",
            ["function", "unit", "what it gives"],
            [[escape(_signature(f)), f.unit, f.help] for f in chosen],
        )


def _is_bad(cell: object) -> bool:
    return isinstance(cell, CellError)


def _argument(word: str) -> Cell | list[list[Cell]]:
    """Return a word as a cell would hold it: a number, text, nothing, or the range in a file."""
    if not word.startswith("@"):
        return _cell(word)
    with reading("a range", word[1:]):
        text = typer.get_text_stream("stdin").read() if word == "@-" else Path(word[1:]).read_text("utf-8-sig")
    return [[_cell(value) for value in row] for row in csv.reader(text.splitlines()) if row]


def _cell(word: str) -> Cell:
    text = word.strip()
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE"
    try:
        number = float(text) if text else None
    except ValueError:
        return text
    return text if number is not None and not math.isfinite(number) else number


def _shown(cell: object) -> str:
    if _is_bad(cell):
        return "#EQUERY!"
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _signature(function: Function) -> str:
    words = [a.name if a.required else f"[{a.name}]" for a in function.arguments]
    return f"{function.name}({', '.join(words)})"


def _default(argument: Argument) -> str:
    if argument.required:
        return "required"
    if argument.default is not None:
        return _shown(argument.default)
    # Choices without a default begin with the one that is taken.
    return argument.choices[0] if argument.choices else "as said in its help"


def _described(function: Function) -> dict[str, Any]:
    return {
        "name": function.name, "category": function.category, "help": function.help, "unit": function.unit,
        "spills": function.spills, "example": example(function, "xlwings"),
        "arguments": [
            {
                "name": a.name, "help": a.help, "kind": a.kind, "unit": a.unit, "required": a.required,
                "default": a.default, "choices": list(a.choices),
            }
            for a in function.arguments
        ],
    }  # fmt: skip


def _markdown(function: Function) -> str:
    lines = [
        f"### `{_signature(function)}`",
        f"{function.help} Unit: {function.unit}. Example: `{example(function, 'xlwings')}`",
    ]
    if function.arguments:
        lines += ["", "| argument | unit | default | what it is |", "|---|---|---|---|"]
        lines += [f"| `{a.name}` | {a.unit} | {_default(a)} | {a.help} |" for a in function.arguments]
    return "\n".join(lines)


def _explain(function: Function) -> None:
    console.out.print(_signature(function), style="bold", markup=False, soft_wrap=True)
    console.out.print(f"{function.help} Unit: {function.unit}.", markup=False, soft_wrap=True)
    if function.arguments:
        rows = [[a.name, a.unit, _default(a), a.help] for a in function.arguments]
        console.print_table("", ["argument", "unit", "default", "what it is"], rows)
    console.out.print(f"Example: {example(function, 'xlwings')}", markup=False, soft_wrap=True)
