"""The power of a busy GPU by itself: what a measurement of GPUs alone is held against."""

from __future__ import annotations

from calc.inputs.rows import Node
from calc.inputs.serving_assumptions import ServingSet
from calc.measured import formulas


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
