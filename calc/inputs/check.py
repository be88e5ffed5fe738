"""Checks of arguments: every message names the argument, the rule and the first bad value.

Each check states the acceptable condition and rejects its negation, so that NaN always fails.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
NUMBER_KINDS = "fiuO"  # not text, even of digits, dates or complex numbers; objects may be numbers


def numbers(name: str, value: ArrayLike) -> FloatArray:
    """Return `value` as an array of finite floats, or say which argument is not one."""
    if isinstance(value, (bool, str, bytes, type(None))):
        raise ValueError(f"{name} must be a number: got {value!r}")
    try:
        given = np.asarray(value)
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number or an array of numbers: got {value!r}") from None
    if given.dtype.kind not in NUMBER_KINDS:
        raise ValueError(f"{name} must be a number or an array of numbers: got {value!r}")
    require(np.isfinite(array), name, "must be finite", array)
    return array


def require(ok: ArrayLike, name: str, rule: str, value: ArrayLike) -> None:
    """Raise ValueError with the first value where `ok` does not hold."""
    good = np.asarray(ok)
    if good.all():
        return
    shown = np.broadcast_to(np.asarray(value), good.shape)[~good].flat[0]
    raise ValueError(f"{name} {rule}: got {shown.item() if hasattr(shown, 'item') else shown}")


def positive(name: str, value: ArrayLike, unit: str = "") -> FloatArray:
    """Return `value` as an array, every element above 0."""
    array = numbers(name, value)
    require(array > 0, name, f"must be above 0{' ' + unit if unit else ''}", array)
    return array


def not_negative(name: str, value: ArrayLike, unit: str = "") -> FloatArray:
    """Return `value` as an array, every element 0 or above."""
    array = numbers(name, value)
    require(array >= 0, name, f"must be at least 0{' ' + unit if unit else ''}", array)
    return array


def probability(name: str, value: ArrayLike) -> FloatArray:
    """Return `value` as an array, every element strictly between 0 and 1."""
    array = numbers(name, value)
    require((array > 0) & (array < 1), name, "must lie strictly between 0 and 1", array)
    return array


def share(name: str, value: ArrayLike) -> FloatArray:
    """Return `value` as an array, every element from 0 to 1."""
    array = numbers(name, value)
    require((array >= 0) & (array <= 1), name, "must lie between 0 and 1", array)
    return array


def shapes(**arguments: ArrayLike) -> None:
    """Raise ValueError naming the arguments whose shapes do not broadcast together."""
    sizes = {name: np.shape(value) for name, value in arguments.items()}
    try:
        np.broadcast_shapes(*sizes.values())
    except ValueError:
        listed = ", ".join(f"{name} {size}" for name, size in sizes.items() if size)
        raise ValueError(f"shapes must broadcast together: got {listed}") from None
