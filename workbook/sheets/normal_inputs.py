"""An uncertain input of a service at a standard normal value, as cells compute it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from calc.inputs import formulas as of_inputs
from calc.inputs.serving_assumptions import KINDS
from calc.inputs.variable import Kind
from workbook.writer.names import Names
from workbook.writer.term import Term, exp

INWARD: Final[dict[Kind, Any]] = {"above 1": of_inputs.ln_above_one, "share": of_inputs.ln_odds, "lognormal": np.log}
OUTWARD: Final[dict[Kind, Any]] = {"above 1": of_inputs.above_one, "share": of_inputs.share_of_one, "lognormal": exp}
"""From a value to its normal variable and back, on cells as `calc.inputs.variable` has it on numbers."""


def variable(names: Names, name: str) -> tuple[Term, Term]:
    """Return mu and sigma of the normal variable of an uncertain input."""
    return names[f"serving_{name}_mu"], names[f"serving_{name}_sigma"]


def value_at(names: Names, name: str, z: Any) -> Term:
    """Return an uncertain input at a standard normal value, within its bounds."""
    mu, sigma = variable(names, name)
    found: Term = OUTWARD[KINDS[name]](mu + sigma * z)
    return found
