"""What may be said of a fleet beside its share of long queries and its efficiency, stated once for all who pass it on.

`calc.fleets.daily_total.fleet` says what each is, and its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.query.estimate import OwnModel
from calc.query.throughput import TpsFit


class Scale(TypedDict, total=False):
    """How many queries, served by what, with which overhead and under which assumptions: what a cell can say too."""

    queries_per_day: ArrayLike | None
    model: str | OwnModel
    beta: ArrayLike | None
    assumptions: str | AssumptionSet | None


class FleetArguments(Scale, total=False):
    """The keyword arguments of `calc.fleets.daily_total.fleet`."""

    fits: Mapping[str, TpsFit] | None
