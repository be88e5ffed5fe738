"""The power of a busy GPU by itself, and how sure the energy of a run is: what a measurement is held against."""

from __future__ import annotations

import numpy as np

from calc.inputs.rows import Node
from calc.inputs.serving_assumptions import ServingSet
from calc.measured import formulas
from calc.query.linear_fit import LinearFit
from calc.query.who_serves import sigma_of_fit


def watts_per_gpu(node: Node, a: ServingSet, *, mixture: bool, whole: bool = False) -> float:
    """Return the power for each GPU of a busy node, at the median of what is uncertain.

    Parameters
    ----------
    node : Node
        One whose maximum power is known.
    a : ServingSet
        Holds the power fractions of dense models and of mixtures of experts, and the GPUs' share.
    mixture : bool
        Whether a mixture of experts is served.
    whole : bool
        Count all that the node draws, not its GPUs alone.

    Returns
    -------
    float
        [W].
    """
    assert node.p_max_kw is not None  # nodes of tables have their power in their row
    fraction = float(a.variables["power_fraction_moe" if mixture else "power_fraction"].at(0))
    share = 1.0 if whole else float(a.gpu_share)
    return float(formulas.gpu_watts(node.p_max_kw, node.gpus, fraction, share))


def sigma_of_run(fit: LinearFit, a: ServingSet, *, mixture: bool) -> float:
    """Return how sure the energy of a run is whose requests at once and lengths are known.

    Parameters
    ----------
    fit : LinearFit
        Of its throughput table.
    a : ServingSet
        Holds the ranges of software and of power.
    mixture : bool
        Whether a mixture of experts is served.

    Returns
    -------
    float
        Standard deviation of the logarithm: software, fit and power of the node [1].
    """
    power = a.variables["power_fraction_moe" if mixture else "power_fraction"]
    low, high = (float(np.log(power.at(z))) for z in (-1.0, 1.0))
    parts = float(a.variables["software"].sigma), sigma_of_fit(fit), (high - low) / 2
    return float(np.sqrt(sum(part**2 for part in parts)))
