"""A name of a cell: arithmetic and NumPy's functions on it write what Excel would be told."""

from __future__ import annotations

import numpy as np

SUM, PRODUCT, SIGN, POWER, WHOLE = range(5)  # how tightly the outermost operation binds
FUNCTIONS = {np.exp: "EXP", np.sqrt: "SQRT"}


class Text:
    def __init__(self, text: str, binds: int = WHOLE) -> None:
        self.text, self.binds = text, binds

    def __str__(self) -> str:
        return self.text

    def __neg__(self) -> Text:
        return Text(f"-{_side(self, SIGN)}", SIGN)

    def __array_ufunc__(self, ufunc, method, *inputs, **_):
        return Text(f"{FUNCTIONS[ufunc]}({inputs[0]})")


def _side(value: object, least: int) -> str:
    text = value if isinstance(value, Text) else Text(f"{value:g}")
    return text.text if text.binds >= least else f"({text.text})"


def _operator(name: str, sign: str, binds: int, right: int) -> None:
    def forward(self: Text, other: object) -> Text:
        return Text(f"{_side(self, binds)}{sign}{_side(other, right)}", binds)

    def backward(self: Text, other: object) -> Text:
        return Text(f"{_side(other, binds)}{sign}{_side(self, right)}", binds)

    setattr(Text, f"__{name}__", forward)
    setattr(Text, f"__r{name}__", backward)


# - and / take the left first: a - (b - c) and a / (b c) keep their brackets.
_operator("add", "+", SUM, SUM)
_operator("sub", "-", SUM, PRODUCT)
_operator("mul", "*", PRODUCT, PRODUCT)
_operator("truediv", "/", PRODUCT, SIGN)
_operator("pow", "^", POWER, WHOLE)


def names(line: str) -> list[Text]:
    return [Text(name) for name in line.split()]
