"""Measured figures of whole nodes, of a fleet's day and of services, with the model beside them.

Nodes are so full that nothing of a step's reading of the weights is left. With T the node time of the throughput table:
output tokens a second are L / T, joules for one are P T / L with the power P of whole nodes, and a day of many requests
needs their sums alone. A service that is closed has no model; a class of models at the set's defaults stands beside it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from calc.inputs.rows import MeasuredFigure
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import gpus, model_classes, nodes
from calc.inputs.units import SECONDS_PER_DAY
from calc.measured import formulas
from calc.measured.busy_gpu import sigma_of_run, watts_per_gpu
from calc.measured.compared import Compared, Unmodelled
from calc.measured.runs_compared import class_of
from calc.measured.table_cover import covering_table, rate_factor_of, same_precision
from calc.query.estimate import energy
from calc.query.linear_fit import LinearFit
from calc.query.throughput_tables import bits_of

KINDS: Final = {
    "token/s": "throughput of full nodes",
    "J/token": "power at the wall",
    "node-day": "a fleet's day",
}
"""What a figure is, by its unit."""


def compared_figure(figure: MeasuredFigure, a: ServingSet) -> Compared | Unmodelled:
    """Return a figure with the model beside it.

    Parameters
    ----------
    figure : MeasuredFigure
        A row of data/measured.csv.
    a : ServingSet
        Single numbers; uncertain inputs at their median.

    Returns
    -------
    Compared or Unmodelled
        The latter with the row's own reason, and for energy of a class of models what that costs at the set's defaults.

    Raises
    ------
    ValueError
        If a row gives no reason, and not all that a model needs.
    """
    if figure.reason:
        beside = _of_class(figure, a) if figure.model in model_classes() else None
        return Unmodelled(
            figure.id, figure.model, figure.node, figure.reason, figure.measured, figure.unit, figure.boundary, beside
        )
    node, whole = nodes()[figure.node], _Whole.of(figure)
    cover, gpu, bits = covering_table(figure.model, node.node, node.gpu), gpus()[node.gpu], bits_of(figure.precision)
    of_gpus = cover.table.gpus * rate_factor_of(cover.table, gpu, bits, float(a.precision_exponent))
    watts = watts_per_gpu(node, a, mixture=cover.model.mixture, whole=True)
    return Compared(
        figure.id, _kind(figure), figure.model, node.node, class_of(mixture=cover.model.mixture), figure.measured,
        _modelled(figure, whole, cover.table.fit(), of_gpus, watts), figure.unit, figure.boundary, cover.own,
        str(cover.table), same_precision(cover.table, gpu, bits), int(whole.gpus), figure.precision, figure.batch,
        whole.l_in, whole.l_out, sigma_of_run(cover.table.fit(), a, mixture=cover.model.mixture),
    )  # fmt: skip


class _Whole(NamedTuple):
    """What a figure with a model states: GPUs, and prompt and answer tokens."""

    gpus: float
    l_in: float
    l_out: float

    @classmethod
    def of(cls, figure: MeasuredFigure) -> _Whole:
        stated = figure.gpus, figure.l_in, figure.l_out
        if None in stated:
            raise ValueError(f"gpus, l_in and l_out of {figure.id} must be given where reason is empty: got {stated}")
        return cls(*(float(x) for x in stated if x is not None))


def _kind(figure: MeasuredFigure) -> str:
    limited = figure.what.endswith("Server")
    return KINDS[figure.unit] + (", latency limited" if limited else "")


def _modelled(figure: MeasuredFigure, whole: _Whole, fit: LinearFit, of_gpus: float, watts: float) -> float:
    """Return the figure by the model, in its unit; `of_gpus` turns node time of the table into GPU time."""
    if figure.unit == "node-day":
        read = whole.l_in - (figure.cached or 0.0)
        seconds = formulas.seconds_of_sum(fit.a, fit.b, fit.c, read, whole.l_out, figure.context)
        return float(of_gpus / whole.gpus * seconds) / SECONDS_PER_DAY
    gpu_seconds = of_gpus * float(fit.time(whole.l_in).mean(np.asarray(whole.l_out)))
    if figure.unit == "token/s":
        return whole.gpus * whole.l_out / gpu_seconds
    full = np.inf  # requests at once: what a step reads is shared by so many that nothing of it is left
    return float(formulas.joules_per_token(watts, gpu_seconds, whole.l_out, whole.gpus, 0.0, full))


def _of_class(figure: MeasuredFigure, a: ServingSet) -> float:
    found = energy(figure.model, "traditional", a)
    return float(found.quantile(0.5) if figure.statistic == "median" else found.mean())
