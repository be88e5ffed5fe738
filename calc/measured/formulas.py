"""The closed formulas of a comparison with what was measured, each stated once.

Lengths are in [token]; a step is the pass of a server in which every request at once gets its next token.
"""

from __future__ import annotations

import numpy as np

from calc.inputs.quantity import Quantity


def gpu_watts(p_max_kw: Quantity, gpus: Quantity, fraction: Quantity, gpu_share: Quantity) -> Quantity:
    """Return the power that a GPU of a busy node draws itself [W].

    1e3 p_max_kw / gpus fraction gpu_share, with the node's maximum power and GPUs, the fraction of the former that it
    draws and the GPUs' share of that; a share of 1 is the node's power for each of its GPUs
    """
    return 1e3 * p_max_kw / gpus * fraction * gpu_share


def tensor_rate(tflops_16bit: Quantity, bits: Quantity, least_bits: Quantity) -> Quantity:
    """Return the tensor rate of a GPU at a precision [TFLOP/s]: half the bits, twice the rate, down to its least.

    16 tflops_16bit / max(bits, least_bits)
    """
    return 16 * tflops_16bit / np.maximum(bits, least_bits)


def rate_factor(table: Quantity, run: Quantity, exponent: Quantity) -> Quantity:
    """Return node time over that of a table on GPUs of another tensor rate [1].

    (table / run)^exponent, with both rates in one unit
    """
    return (table / run) ** exponent


def joules_per_token(
    watts: Quantity, gpu_seconds: Quantity, l_out: Quantity, gpus: Quantity, step: Quantity, batch: Quantity
) -> Quantity:
    """Return the energy of an output token [J/token] where `batch` requests share the weights read in a step.

    watts (gpu_seconds / l_out + gpus step / batch), with the power of a GPU, the time of all GPUs that a full server
    takes for a request of l_out output tokens, and the seconds in which `gpus` of them read the weights
    """
    return watts * (gpu_seconds / l_out + gpus * step / batch)


def seconds_of_sum(
    a: Quantity, b: Quantity, c: Quantity, read: Quantity, written: Quantity, context: Quantity
) -> Quantity:
    """Return the node time of many requests together [s], from sums alone: linear time needs no single lengths.

    a read + written (b + c context), with the coefficients of the fit, the prompt tokens that were not cached, the
    output tokens and the mean context of one of these
    """
    return a * read + written * (b + c * context)
