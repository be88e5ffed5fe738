"""Which throughput table stands for a model on a node: its own there, or else that of the nearest hardware."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from calc.inputs.rows import Gpu, SizedModel
from calc.inputs.tables import gpus, sized_models
from calc.measured import formulas
from calc.query.table_choice import default_table
from calc.query.throughput_tables import ThroughputTable, all_tables


class Cover(NamedTuple):
    """A model, the table that stands for it, and whether that is of the node asked for.

    Attributes
    ----------
    model : SizedModel
        The model.
    table : ThroughputTable
        Its table, or that of a model of the same architecture.
    own : bool
        Whether the table is of that node; otherwise node time is carried over from other GPUs.
    """

    model: SizedModel
    table: ThroughputTable
    own: bool


@lru_cache(maxsize=256)
def covering_table(model: str, node: str, gpu: str) -> Cover:
    """Return the table that stands for a model on a node.

    Parameters
    ----------
    model : str
        A row of data/throughput_models.csv.
    node : str
        A row of data/nodes.csv.
    gpu : str
        Its GPUs, a row of data/gpus.csv.

    Returns
    -------
    Cover
        Where the node has no table of the model that can be fitted, with a table of the GPUs nearest in tensor and
        memory rate, the factors multiplied; of those equally near, the one that comes first in data/throughput.csv.

    Raises
    ------
    ValueError
        If no table of the model can be fitted at all.
    """
    sized = sized_models()[model]
    usable = [one for one in all_tables() if one.model in (model, sized.same_as) and not one.refusal]
    if not usable:
        raise ValueError(f"model must have a throughput table that can be fitted: got {model}")
    here = [one for one in usable if one.node == node]
    of_itself = [one for one in here if one.model == model] or here
    if of_itself:
        return Cover(sized, default_table(of_itself[0].model, node), own=True)
    nearest = min(usable, key=lambda one: _distance(gpus()[one.gpu], gpus()[gpu]))
    return Cover(sized, default_table(nearest.model, nearest.node), own=False)


def rate_factor_of(table: ThroughputTable, gpu: Gpu, bits: float, exponent: float) -> float:
    """Return the GPU time of a run over that of a table, for its tensor rate.

    Parameters
    ----------
    table : ThroughputTable
        Of other GPUs or another precision, or of the same.
    gpu : Gpu
        The GPUs of the run.
    bits : float
        Bits of a weight in the run [bit].
    exponent : float
        Node time falls as the tensor rate to this power [1].

    Returns
    -------
    float
        1 where GPUs and precision are those of the table, and where these GPUs cannot compute in fewer bits [1].
    """
    measured = gpus()[table.gpu]
    had = formulas.tensor_rate(measured.tflops_16bit, table.bits, measured.least_bits)
    has = formulas.tensor_rate(gpu.tflops_16bit, bits, gpu.least_bits)
    return float(formulas.rate_factor(had, has, exponent))


def same_precision(table: ThroughputTable, gpu: Gpu, bits: float) -> bool:
    """Say whether a run computes in as many bits as a table.

    Parameters
    ----------
    table : ThroughputTable
        The table.
    gpu : Gpu
        The GPUs of the run.
    bits : float
        Bits of a weight in the run [bit].

    Returns
    -------
    bool
        Weights in fewer bits than the GPUs compute in count as the fewest that they do.
    """
    return max(bits, gpu.least_bits) == max(table.bits, gpus()[table.gpu].least_bits)


def _distance(one: Gpu, other: Gpu) -> float:
    pairs = (one.tflops_16bit, other.tflops_16bit), (one.hbm_tb_per_s, other.hbm_tb_per_s)
    return sum(abs(float(np.log(here / there))) for here, there in pairs)
