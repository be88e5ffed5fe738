"""Reading the weights: what a step of a server costs however many requests it answers.

Every answer token of every request needs the model's weights from memory once. A step reads them for all requests at
once, so that n requests share

    share(n) x bytes / (GPUs x memory rate) x weight_reading      [s],   share(n) = 1 - (1 - active / total)^n

which is all of a dense model, and of a mixture of experts those that any of n requests chose. `weight_reading` is how
much longer than at the memory's full rate servers were measured to take. Published throughput is of servers so full
that nothing of this is left: it is added to what the tables say, divided by n.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, numbers, require
from calc.inputs.rows import Gpu, SizedModel
from calc.query import formulas

BITS_PER_BYTE = 8


def seconds_of_step(model: SizedModel, gpu: Gpu, gpus: float, bits: float, batch: ArrayLike) -> FloatArray:
    """Return the time in which a step reads the weights that its requests need.

    Parameters
    ----------
    model : SizedModel
        Its parameters, and how many of them a token takes.
    gpu : Gpu
        The GPUs' memory rate, and how near to it servers come.
    gpus : float
        How many of them share the model [GPU].
    bits : float
        Bits of a weight [bit].
    batch : array_like
        Requests answered at once, at least 1 [1].

    Returns
    -------
    ndarray
        Time [s], of the shape of `batch`.

    Raises
    ------
    ValueError
        If a batch is below 1.
    """
    at_once = numbers("batch", batch)
    require(at_once >= 1, "batch", "must be at least 1 request at once", at_once)
    read = formulas.share_of_weights(model.active_parameters / model.total_parameters, at_once)
    terabytes = model.total_parameters * bits / BITS_PER_BYTE / 1e3  # 1e9 parameters
    return np.asarray(formulas.seconds_to_read(read * terabytes, gpus * gpu.hbm_tb_per_s, gpu.weight_reading))
