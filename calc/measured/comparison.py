"""Everything that was measured with the model beside it, in groups, and what was aimed at.

`worst` is the largest |ln ratio| everywhere, ratio being modelled over measured: 0.69 is a factor of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.inputs.serving_assumptions import ServingSet, serving_set, serving_set_names
from calc.inputs.tables import measured_figures
from calc.measured.compared import Compared, Group, Unmodelled, group_of, grouped
from calc.measured.figures_compared import KINDS, compared_figure
from calc.measured.one_run import Run, known_runs
from calc.measured.runs_compared import RUN, compared_run, prompt_lengths

BY_COVER, BY_CLASS, BY_PRECISION = "table", "hardware and class", "precision"
BY_MODEL, BY_KIND = "model on node", "kind"
MEAN_AIMED, FACTOR_AIMED, DAY_AIMED = 0.25, 2.0, 0.3


@dataclass(frozen=True)
class Aim:
    """What the comparison was to reach, and what it reaches.

    Attributes
    ----------
    what : str
        The aim.
    limit, found : float
        Both as |ln ratio|, or |ratio - 1| of a day [1].
    """

    what: str
    limit: float
    found: float

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.found <= self.limit


@dataclass(frozen=True)
class Comparison:
    """Measurements with the model beside them.

    Attributes
    ----------
    rows : tuple of Compared
        In the order of the tables.
    not_modelled : tuple of Unmodelled
        The others, with a reason each.
    """

    rows: tuple[Compared, ...]
    not_modelled: tuple[Unmodelled, ...]

    @property
    def mean_abs_ln(self) -> float | None:
        """Mean |ln ratio| over the rows [1]; None where there is none."""
        return float(np.mean([abs(row.ln_ratio) for row in self.rows])) if self.rows else None

    @property
    def worst(self) -> float | None:
        """Largest |ln ratio| of the rows [1]; None where there is none."""
        return max((abs(row.ln_ratio) for row in self.rows), default=None)

    @property
    def runs(self) -> tuple[Compared, ...]:
        """The rows that are runs of a server."""
        return tuple(row for row in self.rows if row.what == RUN)

    @property
    def share_inside(self) -> float | None:
        """Share of the runs with a table of their own node that lie within the model's P5 and P95 [1]; None of none."""
        covered = [row for row in self.runs if row.fitted and row.many_at_once]
        return float(np.mean([row.inside for row in covered])) if covered else None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Runs by table, by hardware and class, by precision and by model; then all rows by kind."""
        runs = self.runs
        return (
            *grouped(BY_COVER, runs, lambda row: "of the node itself" if row.fitted else "of other GPUs"),
            *grouped(BY_CLASS, runs, lambda row: f"{row.node}, {row.model_class}"),
            *grouped(
                BY_PRECISION, runs, lambda row: "as the table" if row.same_precision else "another than the table"
            ),
            *grouped(BY_MODEL, runs, lambda row: f"{row.model} on {row.node}"),
            *grouped(BY_KIND, self.rows, lambda row: row.what),
        )

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        """What was aimed at, as far as there are rows that show it."""
        covered = [row for row in self.runs if row.fitted and row.many_at_once]
        by_class = [group.mean_abs_ln for group in self.groups if group.by == BY_CLASS]
        days = [abs(row.ratio - 1) for row in self.rows if row.what == KINDS["node-day"]]
        found = []
        if covered:
            what = "mean |ln ratio| of runs with 8 requests at once and more, by a table of their own node"
            found.append(Aim(what, MEAN_AIMED, group_of("", "", covered).mean_abs_ln))
            what = "largest mean |ln ratio| of a group by hardware and class, within a factor of 2"
            found.append(Aim(what, float(np.log(FACTOR_AIMED)), max(by_class)))
        if days:
            found.append(Aim("distance of a fleet's day from 1, as a ratio", DAY_AIMED, max(days)))
        return tuple(found)


def compare(
    runs: Iterable[Run] | None = None, a: ServingSet | None = None, l_in: Mapping[str, float] | None = None
) -> Comparison:
    """Hold the model of current hardware against what was measured.

    Parameters
    ----------
    runs : iterable of Run, optional
        Runs of one's own; those of data/measured_runs.csv, and data/measured.csv with them, if omitted.
    a : ServingSet, optional
        Single numbers; the set of a large provider if omitted. Uncertain inputs count with their median.
    l_in : mapping of str to float, optional
        Mean length of prompts by task [token], where it is not that of data/measured_tasks.csv.

    Returns
    -------
    Comparison
        Every measurement once: with the model beside it, or with the reason why not.
    """
    assumed = serving_set(serving_set_names().offered[0]) if a is None else a
    lengths = {**prompt_lengths(), **(l_in or {})}
    found = [compared_run(run, assumed, lengths) for run in (known_runs() if runs is None else runs)]
    if runs is None:
        found += [compared_figure(figure, assumed) for figure in measured_figures()]
    return Comparison(
        tuple(one for one in found if isinstance(one, Compared)),
        tuple(one for one in found if isinstance(one, Unmodelled)),
    )
