"""The process that answers LibreOffice: requests in, answers out, as long as the host lives.

Run as ``python -m addin.hosts.worker``. A frame is four bytes of length, little-endian, and a marshalled
object. A request is ``(name, calls)`` with a tuple of arguments a call; an answer holds ``("rows", rows)``
or ``("error", text)`` for each. A cell in error is a tuple of one text. There is no socket, and no file.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

Answer = tuple[str, Any]
GREETING = ("equery", 1)


def main() -> None:
    """Answer frames on standard input until it ends, which it does when the host goes."""
    # A print somewhere below must not come between the frames.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Ctrl-C in the terminal that started the host is the host's affair.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    send(out, GREETING)
    while (request := receive(sys.stdin.buffer)) is not None:
        send(out, handle(request))


def receive(source: BinaryIO) -> Any:
    """Return the next object, or None at the end."""
    head = source.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "little")
    body = source.read(size)
    return None if len(body) < size else marshal.loads(body)  # noqa: S302 - from our own host, over our pipe


def send(target: BinaryIO, value: Any) -> None:
    """Write one frame; version 2 of marshal is understood by every Python a host brings."""
    body = marshal.dumps(value, 2)
    target.write(len(body).to_bytes(4, "little") + body)
    target.flush()


def handle(request: Any) -> list[Answer]:
    """Answer every call of a request; what goes wrong is an answer too, for a dead worker answers nobody."""
    name, calls = request
    if len(calls) > 1:
        # Where that fails, one by one, so that only the bad call does.
        with suppress(Exception):
            return several(name, calls)
    return [one(name, arguments) for arguments in calls]


def one(name: str, arguments: Sequence[Any]) -> Answer:
    """Answer one call."""
    from addin.dispatch import CellsError, call

    try:
        return _answer(call(name, arguments))
    except CellsError as error:
        return "error", str(error)
    except Exception as error:  # noqa: BLE001 - see handle
        return "error", f"internal error: {type(error).__name__}: {error}"


def several(name: str, calls: Sequence[Sequence[Any]]) -> list[Answer]:
    """Answer calls together: a thousand rows in one computation cost little more than one."""
    from addin.dispatch import CellsError, call, call_many

    columns = list(zip(*calls, strict=True))
    if (alike := _alike(name, columns)) is not None:
        with suppress(CellsError):
            return [_answer([row]) for row in call(name, alike)]
    return [
        ("error", str(found)) if isinstance(found, CellsError) else _answer(found) for found in call_many(name, columns)
    ]


def _alike(name: str, columns: Sequence[tuple[Any, ...]]) -> list[Any] | None:
    """Return the arguments of one call over columns, or None where the calls differ in more than plain cells.

    The common case, a column of formulas filled down, in half the time `call_many` needs for any mixture.
    """
    from addin.dispatch import function_named

    function = function_named(name)
    if function.spills == "table":
        return None
    arguments: list[Any] = []
    for argument, column in zip(function.arguments, columns, strict=True):
        kinds = set(map(type, column))
        if len(kinds) == 1 and column.count(column[0]) == len(column):
            arguments.append(column[0])
        # A column would mean something else there than many single cells.
        elif argument.kind in ("assumptions", "rows") or not kinds <= {float, str}:
            return None
        else:
            arguments.append([(cell,) for cell in column])
    return arguments if any(isinstance(argument, list) for argument in arguments) else None


def _answer(rows: Sequence[Sequence[Any]]) -> Answer:
    cells = tuple(tuple(_cell(value) for value in row) for row in rows)
    if len(cells) == 1 and len(cells[0]) == 1 and isinstance(cells[0][0], tuple):
        return "error", cells[0][0][0]
    return "rows", cells


def _cell(value: Any) -> float | str | tuple[str]:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return float(value)
    return (str(value),)


if __name__ == "__main__":
    main()
