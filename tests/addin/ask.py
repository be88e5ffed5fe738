"""What the tests of the add-in share: single answers, columns, and a calc value to compare with."""

from __future__ import annotations

from addin.dispatch import call

OWN = ([[1300.0], [378.0], [886.0]], [[500.0], [5000.0], [1024.0]], [[2000.0], [500.0], [1024.0]])


def one(name, *arguments):
    """The answer of a call that gives one cell."""
    ((answer,),) = call(name, arguments)
    return answer


def column(values):
    return [[value] for value in values]


def flat(rows):
    return [cell for row in rows for cell in row]
