"""The module that xlwings imports: in Excel for Windows (COM) and, unchanged, in xlwings Lite (Office.js).

Every function of the registry becomes a function of this module. Nothing heavy is imported before the first
call; xlwings itself brings numpy and pandas where they are installed.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

import xlwings as xw

from addin.hosts.beside import hold_calc

hold_calc()  # before the registry, which reads the names of models and regimes from calc

from addin.registry import FUNCTIONS  # noqa: E402
from addin.signature import Argument, Function  # noqa: E402

__all__ = list(FUNCTIONS)  # so that `from addin.hosts.udfs import *` brings the functions

OFFICE_JS = sys.platform == "emscripten" or os.environ.get("XLWINGS_ON_SERVER") == "true"
ERROR = "#EQUERY! "
# xlwings writes argument names into VBA, which would read these as its own words.
VBA_WORDS = frozenset(
    """
    and any as boolean byref byte byval call case const currency date debug dim do double each else end
    enum eqv erase error event exit false for friend function get global gosub goto if imp implements in
    input integer is let like lock long loop lset me mod new next not nothing null object on open option
    optional or paramarray preserve print private property public put raiseevent redim rem resume return
    rset seek select set single static step stop string sub then to true type until variant wend while
    with write xor
    """.split()  # noqa: SIM905 - a hundred quoted words are hard to read
)


def parameter(argument: Argument) -> str:
    """Return an argument's name as VBA takes it.

    >>> parameter(Argument("set", "", "assumptions")), parameter(Argument("l_in", "", "number"))
    ('set_', 'l_in')
    """
    return f"{argument.name}_" if argument.name.lower() in VBA_WORDS else argument.name


def answer(name: str, arguments: tuple[object, ...]) -> object:
    """Call a function and give the host what it shows: numbers and text, and errors in the host's own way.

    Excel over COM shows an exception as a traceback, so an error is a text there, beginning ``#EQUERY!``.
    Office.js has errors with a message for a whole call, and without one for a single cell of a spill.
    """
    from addin.dispatch import CellsError, call

    try:
        rows = call(name, arguments)
    except CellsError as error:
        return _failure(str(error))
    except ModuleNotFoundError as error:
        return _failure(f"{error.name} is missing: pip install it, or name it in requirements.txt of xlwings Lite")
    except Exception as error:  # noqa: BLE001 - a traceback in a cell helps nobody
        return _failure(f"internal error: {type(error).__name__}: {error}")
    cells = [[_shown(value) for value in row] for row in rows]
    return cells[0][0] if len(cells) == 1 and len(cells[0]) == 1 else cells


def _failure(message: str) -> str:
    if OFFICE_JS:
        raise xw.XlwingsError(message)
    return ERROR + message


def _shown(value: Any) -> float | str | bool:
    if isinstance(value, (float, str, bool)):
        return value
    return "#VALUE!" if OFFICE_JS else f"{ERROR}{value}"


def made(function: Function) -> Callable[..., object]:
    """Return a function of the registry as xlwings wants one: a signature, help, and ranges as rows."""

    def call_from_cell(*arguments: object) -> object:
        return answer(function.name, arguments)

    call_from_cell.__name__ = call_from_cell.__qualname__ = function.name
    call_from_cell.__doc__ = function.help
    # Typed Any on purpose: xlwings reads __signature__, and rejects keyword-only arguments.
    wrapped: Any = call_from_cell
    wrapped.__signature__ = inspect.Signature(
        [
            inspect.Parameter(
                parameter(argument),
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=inspect.Parameter.empty if argument.required else None,
            )
            for argument in function.arguments
        ]
    )
    # Type hints would make xlwings convert the cells itself, which fails on blanks and text.
    wrapped.__annotations__ = {}
    for argument in function.arguments:
        text = f"{argument.help} [{argument.unit}]" if argument.unit else argument.help
        wrapped = xw.arg(parameter(argument), doc=text, ndim=2, err_to_str=True)(wrapped)
    named: Callable[..., object] = xw.func(category=function.category)(wrapped)
    return named


for _function in FUNCTIONS.values():
    globals()[_function.name] = made(_function)
