"""Runs of servers whose GPUs were measured: the energy of an output token by the model, and when there is none.

    e = P (t / L (R_table / R)^gamma + N s(n) / n)      [J/token]

P is the power of a busy GPU, t the time of all GPUs of the throughput table for a request of the run's lengths, R the
tensor rates of table and run at their precisions, s(n) the seconds in which the run's N GPUs read the weights for n
requests. gamma is the assumption `precision_exponent`. Server software has no factor here: its median is 1.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

import numpy as np

from calc.inputs.names import Names, fold
from calc.inputs.rows import Node
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.tables import gpus, measured_tasks, nodes
from calc.measured import formulas
from calc.measured.busy_gpu import sigma_of_run, watts_per_gpu
from calc.measured.calibration import calibrating_runs
from calc.measured.compared import Compared, Unmodelled
from calc.measured.one_run import UNIT, Run
from calc.measured.table_cover import covering_table, rate_factor_of, same_precision
from calc.query.throughput_tables import bits_of, table_models, table_nodes
from calc.query.weight_reading import seconds_of_step

RUN: Final = "run of a server"
BOUNDARY: Final = "GPU"


def prompt_lengths() -> dict[str, float]:
    """Return the mean length of prompts by task.

    Returns
    -------
    dict of str to float
        [token], as data/measured_tasks.csv has them.
    """
    return {name: task.l_in for name, task in measured_tasks().items()}


def compared_run(run: Run, a: ServingSet, l_in: Mapping[str, float]) -> Compared | Unmodelled:
    """Return a run with the model beside it.

    Parameters
    ----------
    run : Run
        What was measured.
    a : ServingSet
        Single numbers; uncertain inputs at their median.
    l_in : mapping of str to float
        Mean length of prompts by task [token].

    Returns
    -------
    Compared or Unmodelled
        The latter where model, task, GPUs or their power are not known; its reason names the nearest.
    """
    name, node = table_models().get(run.model), _node_of(run.gpu)
    reason = _why_not(run, name, node, l_in)
    if reason or name is None or node is None:
        where = run.gpu if node is None else node.node
        return Unmodelled(run.id, run.model, where, reason, run.joules, UNIT, BOUNDARY)
    cover, gpu, bits = covering_table(name, node.node, node.gpu), gpus()[node.gpu], bits_of(run.precision)
    model, table = cover.model, cover.table
    seconds = table.gpus * float(table.fit().time(l_in[run.task]).mean(np.asarray(run.l_out)))
    seconds *= rate_factor_of(table, gpu, bits, float(a.precision_exponent))
    step = float(seconds_of_step(model, gpu, run.gpus, bits, run.batch))
    watts = watts_per_gpu(node, a, mixture=model.mixture)
    joules = float(formulas.joules_per_token(watts, seconds, run.l_out, run.gpus, step, run.batch))
    return Compared(
        run.id, RUN, name, node.node, class_of(mixture=model.mixture), run.joules, joules, UNIT, BOUNDARY, cover.own,
        str(table), same_precision(table, gpu, bits), run.gpus, run.precision, run.batch, l_in[run.task], run.l_out,
        sigma_of_run(table.fit(), a, mixture=model.mixture),
    )  # fmt: skip


def class_of(*, mixture: bool) -> str:
    """Return the class of a model in words.

    Parameters
    ----------
    mixture : bool
        Whether it is a mixture of experts.

    Returns
    -------
    str
        As groups name it.
    """
    return "mixture of experts" if mixture else "dense"


def nearest_model(text: str) -> str:
    """Return the model with a throughput table whose name, or one of its other names, looks most like a text.

    Parameters
    ----------
    text : str
        Name of a model without one.

    Returns
    -------
    str
        The model's own name.
    """
    index = table_models().index
    (near,) = difflib.get_close_matches(fold(text), index, n=1, cutoff=0.0)
    return index[near]


def _node_of(gpu: str) -> Node | None:
    known = table_nodes().get(gpu)
    return None if known is None else nodes().get(known)


def _why_not(run: Run, name: str | None, node: Node | None, l_in: Mapping[str, float]) -> str:
    """Say why a run cannot be modelled; empty where it can."""
    if name is None:
        calibrates = run.id in {one.run_id for one in calibrating_runs() if one.model_id == run.model}
        use = ": the run calibrates weight_reading" if calibrates else ""
        return f"no throughput table is of {run.model}{use}; nearest by name is {nearest_model(run.model)}"
    if run.task not in l_in:
        likely = Names("task", l_in).nearest(run.task) or ", ".join(l_in)
        return f"the length of the prompts of task {run.task} is not known; nearest is {likely}"
    if node is None:
        known = table_nodes().get(run.gpu)
        if known is not None:
            return f"the power of a node with {known} is not known here"
        near = table_nodes().nearest(run.gpu)
        return f"the GPUs {run.gpu} are not known here" + (f"; nearest is {near}" if near else "")
    if node.gpu not in gpus():
        return f"the memory and tensor rate of {node.gpu} are not known here"
    return ""
