"""An uncertain input of a service at a standard normal value, as cells compute it."""

from __future__ import annotations

from typing import Any

from calc.inputs import formulas as of_inputs
from calc.inputs.serving_assumptions import KINDS
from workbook.writer.names import Names
from workbook.writer.term import Term, exp


def variable(names: Names, name: str) -> tuple[Term, Term]:
    """Return mu and sigma of the normal variable of an uncertain input."""
    return names[f"serving_{name}_mu"], names[f"serving_{name}_sigma"]


def value_at(names: Names, name: str, z: Any) -> Term:
    """Return an uncertain input at a standard normal value, within its bounds."""
    mu, sigma = variable(names, name)
    y = mu + sigma * z
    outward: dict[str, Any] = {"above 1": of_inputs.above_one, "share": of_inputs.share_of_one, "lognormal": exp}
    found: Term = outward[KINDS[name]](y)
    return found
