"""The closed formulas of counted usage, each stated once: on arrays here, on cells in the workbook."""

from __future__ import annotations

from calc.inputs.quantity import Quantity
from calc.inputs.units import TOKENS_PER_MILLION


def tokens_read(read: Quantity, cached: Quantity, kept: Quantity) -> Quantity:
    """Return prompt tokens as if all were read [token]: one from a cache takes a share `kept` of one that is read.

    read + kept cached
    """
    return read + kept * cached


def attended(exact: Quantity, even: Quantity, spread: Quantity, unknown: Quantity, context: Quantity) -> Quantity:
    """Return the sum of output tokens times their context [token^2] of rows of one, of several and of unknown requests.

    exact + spread even + context unknown, with `unknown` output tokens, and `context` their usual one [token]
    """
    return exact + spread * even + context * unknown


def ledger_seconds(
    a: Quantity, rate: Quantity, c: Quantity, read: Quantity, out: Quantity, attended: Quantity
) -> Quantity:
    """Return the node time of sums of tokens [s]: a and rate in [s/token], c in [s/token^2], tokens in [token].

    a read + rate out + c attended, which is the sum of a L_in + rate L_out + c L_out (L_in + L_out / 2)
    """
    return a * read + rate * out + c * attended


def priced(
    uncached: Quantity,
    cached: Quantity,
    out: Quantity,
    price_in: Quantity,
    price_cached: Quantity,
    price_out: Quantity,
) -> Quantity:
    """Return what tokens [token] cost [currency] at prices of a million of them [currency/Mtoken].

    (uncached price_in + cached price_cached + out price_out) / 1e6
    """
    return (uncached * price_in + cached * price_cached + out * price_out) / TOKENS_PER_MILLION
