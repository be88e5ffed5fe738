"""What a company knows of a year: calls, and prompt and answer tokens as means, medians or sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from calc.inputs.catalogue import median_l_out
from calc.inputs.formulas import exponential_mean, exponential_median
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet
from workbook.cli import console

CallsPerYear = Annotated[float | None, typer.Option("--calls-per-year", help="Queries a year, in place of a day.")]
LIn = Annotated[float | None, typer.Option("--l-in", help="Mean prompt of a query [token].")]
LOut = Annotated[
    str | None, typer.Option("--l-out", help="Answer of an ordinary query: its median in tokens, or 'mean 350'.")
]
TokensIn = Annotated[float | None, typer.Option("--tokens-in", help="Prompt tokens of the year, all calls together.")]
TokensOut = Annotated[float | None, typer.Option("--tokens-out", help="Answer tokens of the year, all calls together.")]


@dataclass(frozen=True)
class Workload:
    """Calls and lengths as they were given."""

    calls_per_year: float | None = None
    l_in: float | None = None
    l_out: str | None = None
    tokens_in: float | None = None
    tokens_out: float | None = None

    def __post_init__(self) -> None:
        for name, total, length in (
            ("in", self.tokens_in, self.l_in),
            ("out", self.tokens_out, self.l_out),
        ):
            if total is not None and length is not None:
                raise ValueError(f"--tokens-{name} must come without --l-{name}: one follows from the other")
            if total is not None and not (self.calls_per_year and total > 0):
                raise ValueError(f"--tokens-{name} must be above 0 and come with --calls-per-year: got {total:g}")

    def applied(self, a: AnySet) -> AnySet:
        """Return the assumptions with these lengths; a length that was given has no range of its own."""
        changes: dict[str, float] = {}
        calls = self.calls_per_year or 1.0
        if self.l_in is not None or self.tokens_in is not None:
            changes["l_in"] = float(self.l_in or 0) if self.tokens_in is None else self.tokens_in / calls
        if self.tokens_out is not None:
            changes["l_out_median_traditional"] = float(exponential_median(self.tokens_out / calls))
        elif self.l_out is not None:
            changes["l_out_median_traditional"] = float(median_l_out(self.l_out, a))
        if "l_out_median_traditional" in changes and isinstance(a, ServingSet):
            changes["length"] = 1.0
        return a.override(**changes) if changes else a

    def queries_per_day(self, given: float | None, a: AnySet) -> float | None:
        """Return the queries a day, from those of the year where they were given."""
        if self.calls_per_year is None:
            return given
        if given is not None:
            raise ValueError(f"--calls-per-year must come without --queries-per-day: got {self.calls_per_year:g}")
        return self.calls_per_year / float(a.days_per_year)


def lengths_note(a: AnySet) -> str:
    """Say how long prompts and answers are, answers as median and as mean."""
    median = float(a.l_out_median_traditional)
    mean = console.significant(float(exponential_mean(median)))
    return (
        f"an ordinary query: prompt {float(a.l_in):,.4g} token, "
        f"answer {console.significant(median)} token as a median, {mean} as a mean"
    )
