"""Checks of arguments: every message names the argument, the rule and the first bad value.

Each check states the acceptable condition and rejects its negation, so that NaN always fails.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
NUMBER_KINDS = "fiuO"  # not text, even of digits, dates or complex numbers; objects may be numbers


def numbers(name: str, value: ArrayLike) -> FloatArray:
    """Return a value as numbers, or say which argument is not one.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : array_like
        What was given, any shape; text, booleans and None are no numbers.

    Returns
    -------
    ndarray
        The same as finite floats.

    Raises
    ------
    ValueError
        If it is not a number or an array of numbers, or not finite.
    """
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
    """Raise ValueError with the first value where a condition does not hold.

    Parameters
    ----------
    ok : array_like of bool
        Where the values are acceptable; broadcasts with `value`.
    name, rule : str
        Of the argument, and what it must be, for the message.
    value : array_like
        The values.

    Raises
    ------
    ValueError
        If `ok` is false anywhere.
    """
    good = np.asarray(ok)
    if good.all():
        return
    shown = np.broadcast_to(np.asarray(value), good.shape)[~good].flat[0]
    raise ValueError(f"{name} {rule}: got {shown.item() if hasattr(shown, 'item') else shown}")


def positive(name: str, value: ArrayLike, unit: str = "") -> FloatArray:
    """Return a value as an array, every element above 0.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : array_like
        What was given [unit], any shape.
    unit : str
        Its unit, for the message.

    Returns
    -------
    ndarray
        The same as floats [unit].

    Raises
    ------
    ValueError
        If an element is not a finite number above 0.
    """
    array = numbers(name, value)
    require(array > 0, name, f"must be above 0{' ' + unit if unit else ''}", array)
    return array


def not_negative(name: str, value: ArrayLike, unit: str = "") -> FloatArray:
    """Return a value as an array, every element 0 or above.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : array_like
        What was given [unit], any shape.
    unit : str
        Its unit, for the message.

    Returns
    -------
    ndarray
        The same as floats [unit].

    Raises
    ------
    ValueError
        If an element is not a finite number of 0 or above.
    """
    array = numbers(name, value)
    require(array >= 0, name, f"must be at least 0{' ' + unit if unit else ''}", array)
    return array


def probability(name: str, value: ArrayLike) -> FloatArray:
    """Return a value as an array, every element strictly between 0 and 1.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : array_like
        What was given [1], any shape.

    Returns
    -------
    ndarray
        The same as floats [1].

    Raises
    ------
    ValueError
        If an element is not a number strictly between 0 and 1.
    """
    array = numbers(name, value)
    require((array > 0) & (array < 1), name, "must lie strictly between 0 and 1", array)
    return array


def share(name: str, value: ArrayLike) -> FloatArray:
    """Return a value as an array, every element from 0 to 1.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : array_like
        What was given [1], any shape.

    Returns
    -------
    ndarray
        The same as floats [1].

    Raises
    ------
    ValueError
        If an element is not a number from 0 to 1.
    """
    array = numbers(name, value)
    require((array >= 0) & (array <= 1), name, "must lie between 0 and 1", array)
    return array


def shapes(**arguments: ArrayLike) -> None:
    """Check that arguments broadcast together.

    Parameters
    ----------
    **arguments : array_like
        The arguments by name.

    Raises
    ------
    ValueError
        If they do not; the message names those with a shape.
    """
    sizes = {name: np.shape(value) for name, value in arguments.items()}
    try:
        np.broadcast_shapes(*sizes.values())
    except ValueError:
        listed = ", ".join(f"{name} {size}" for name, size in sizes.items() if size)
        raise ValueError(f"shapes must broadcast together: got {listed}") from None
