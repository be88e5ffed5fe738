"""What may be said of a fleet beside its share of long queries and its efficiency, stated once for all who pass it on.

`calc.fleets.daily_total.fleet` says what each is, and its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.serving_assumptions import ServingSet
from calc.query.estimate import OwnModel
from calc.query.throughput import TpsFit


class Scale(TypedDict, total=False):
    """How many queries, served by what, with which overhead and under which assumptions: what a cell can say too.

    Attributes
    ----------
    queries_per_day : array_like, optional
        Queries a day, 0 or more [query/day].
    model : str or OwnModel
        What serves the queries.
    beta : array_like, optional
        Fleet overhead, at least 1 [1].
    assumptions : str, AssumptionSet or ServingSet, optional
        A named set or a set with overrides.
    """

    queries_per_day: ArrayLike | None
    model: str | OwnModel
    beta: ArrayLike | None
    assumptions: str | AssumptionSet | ServingSet | None


class FleetArguments(Scale, total=False):
    """The keyword arguments of `calc.fleets.daily_total.fleet`.

    Attributes
    ----------
    queries_per_day, model, beta, assumptions
        As for `Scale`.
    fits : mapping of str to TpsFit, optional
        Throughput fits that replace those of the benchmarked models, by model.
    """

    fits: Mapping[str, TpsFit] | None
