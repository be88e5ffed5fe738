"""What a formula is written for."""

from __future__ import annotations

from typing import Any, TypeAlias

# An array or a number, or whatever else has arithmetic and answers NumPy's functions through `__array_ufunc__`, such
# as a value together with the text of its cell. A formula gives back what it was given, which no type can say.
Quantity: TypeAlias = Any
