"""How long a query keeps a saturated node busy, on average."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import counted, model_name
from calc.inputs.check import FloatArray
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set
from calc.query.blend import Blend
from calc.query.estimate import OwnModel, energy, not_own
from calc.query.served import served_seconds
from calc.query.served_query import ServedEnergy
from calc.query.throughput import TpsFit


def node_seconds(
    model: str | OwnModel,
    regime: ArrayLike = "traditional",
    assumptions: str | AssumptionSet | ServingSet | None = None,
    *,
    fits: Mapping[str, TpsFit] | None = None,
) -> FloatArray:
    """Return the mean time that a query keeps a saturated node busy: E[L_eff / TPS].

    Parameters
    ----------
    model, regime, assumptions, fits
        As for `calc.query.estimate.energy`; a blend is untrimmed, as for every total.

    Returns
    -------
    ndarray
        Mean busy time [s], of the shape that regime and assumptions broadcast to.

    Raises
    ------
    ValueError
        If a name is not known or a value breaks its rule.

    Notes
    -----
    A saturated node answers many queries at once: this is its time divided among them. Power coupled to
    throughput (S.IV) changes the energy and not the time, and is left out. Source: oviedo-2025, Eq. 1.
    """
    a = any_set(assumptions)
    if isinstance(a, ServingSet):
        return served_seconds(not_own(model), regime, a)
    if a.coupled:
        a = a.override(power_model="independent")
    served = model if isinstance(model, OwnModel) else model_name(model)
    found = energy(served if isinstance(served, OwnModel) else counted(served), regime, a, fits=fits)
    assert not isinstance(found, ServedEnergy)  # answered above
    if isinstance(found, Blend):
        return np.asarray(np.mean(found.parts.time.mean(found.parts.l_mean), axis=-1))
    return found.time.mean(found.l_mean)
