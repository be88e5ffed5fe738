"""The fleet's overhead beta: what a fleet uses beyond the energy of its saturated nodes (S.V)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs import formulas
from calc.inputs.check import FloatArray, numbers, positive, require, shapes


def load_profile_factor(mean_load: ArrayLike, p_max_kw: ArrayLike, p_idle_kw: ArrayLike) -> FloatArray:
    """Return the extra energy of nodes that are not always full, relative to the work they do.

    Parameters
    ----------
    mean_load : array_like
        Mean load over the day, in (0, 1].
    p_max_kw, p_idle_kw : array_like
        Power of a full and of an idle node [kW], p_idle_kw <= p_max_kw.

    Returns
    -------
    ndarray
        Factor on the energy, at least 1 [1], of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a load lies outside (0, 1] or the idle power exceeds the maximum.

    Notes
    -----
    (P_idle + (P_max - P_idle) f) / (f P_max); source: oviedo-2025, S.V.
    """
    f = positive("mean_load", mean_load)
    require(f <= 1, "mean_load", "must not exceed 1", f)
    top, idle = positive("load_p_max_kw", p_max_kw, "kW"), numbers("load_p_idle_kw", p_idle_kw)
    shapes(mean_load=f, load_p_max_kw=top, load_p_idle_kw=idle)
    require((idle >= 0) & (idle <= top), "load_p_idle_kw", "must lie between 0 and load_p_max_kw", idle)
    return np.asarray(formulas.load_profile(f, top, idle))
