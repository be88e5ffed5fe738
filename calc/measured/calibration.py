"""Runs that calibrate: how much longer than its memory needs a server takes to read a model's weights.

Energy per output token falls with the requests at once, n, as e = e_inf + phi k(n): k(n) is what reading the weights in
a step costs each of n requests at the memory's full rate, phi how many times as much it is. phi is fitted to runs of
models that no throughput table holds on any node. Nothing else in the model is taken from a measurement of energy at a
known n, and these runs are not among those that the model is held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from calc.inputs.rows import MeasuredRun, Node, SizedModel
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import gpus, measured_runs, nodes
from calc.measured.busy_gpu import watts_per_gpu
from calc.query.least_squares import nonnegative
from calc.query.throughput_tables import bits_of, table_models, table_nodes
from calc.query.weight_reading import seconds_of_step

LEAST_RUNS = 3  # two coefficients, and one run to be wrong about


@lru_cache(maxsize=1)
def calibrating_runs() -> tuple[MeasuredRun, ...]:
    """Return the measured runs of models that no throughput table holds.

    Returns
    -------
    tuple of MeasuredRun
        In the order of data/measured_runs.csv.
    """
    known = table_models()
    return tuple(run for run in measured_runs() if known.get(run.model_id) is None)


def reading_of(runs: Sequence[MeasuredRun], a: ServingSet) -> float:
    """Return how much longer than at the memory's full rate the weights took, by runs that differ in requests at once.

    Parameters
    ----------
    runs : sequence of MeasuredRun
        Of one model, precision, task, and kind and number of GPUs.
    a : ServingSet
        Holds the power of GPUs.

    Returns
    -------
    float
        phi, at least 0 [1], by least squares of relative errors.
    """
    first = runs[0]
    node = _node_of(first)
    at_full_rate = replace(gpus()[node.gpu], weight_reading=1.0)
    batch = np.array([run.avg_batch_size for run in runs])
    joules = np.array([run.energy_per_token_joules for run in runs])
    model = _size_of(first)
    step = seconds_of_step(model, at_full_rate, first.num_gpus, bits_of(first.weight_precision), batch)
    shared = first.num_gpus * watts_per_gpu(node, a, mixture=model.mixture) * step / batch
    _, phi = nonnegative(np.column_stack([np.ones_like(batch), shared]) / joules[:, None], np.ones_like(batch))
    return float(phi)


def weight_readings(a: ServingSet) -> dict[str, tuple[float, ...]]:
    """Return phi of every series of at least three calibrating runs.

    Parameters
    ----------
    a : ServingSet
        Holds the power of GPUs.

    Returns
    -------
    dict of str to tuple of float
        phi [1] by the GPUs' name in data/gpus.csv, whose column `weight_reading` is the median.
    """
    series: dict[tuple[object, ...], list[MeasuredRun]] = {}
    for run in calibrating_runs():
        key = run.model_id, run.weight_precision, run.gpu_model, run.num_gpus, run.task
        series.setdefault(key, []).append(run)
    found: dict[str, tuple[float, ...]] = {}
    for runs in series.values():
        if len(runs) >= LEAST_RUNS:
            gpu = _node_of(runs[0]).gpu
            found[gpu] = (*found.get(gpu, ()), reading_of(runs, a))
    return found


def _node_of(run: MeasuredRun) -> Node:
    return nodes()[table_nodes().find(run.gpu_model)]


def _size_of(run: MeasuredRun) -> SizedModel:
    kind = "moe" if run.architecture == "MoE" else "dense"
    total, active = run.total_params_billions, run.activated_params_billions
    return SizedModel(run.model_id, kind, total, active, "", run.source_id, run.locator, "")
