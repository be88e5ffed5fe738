"""What drives the energy of usage: each uncertain input from its P5 to its P95, the rest at their medians."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray
from calc.inputs.serving_assumptions import ServingSet
from calc.query.served import WORDS
from calc.query.who_serves import Service, service_name, services
from calc.usage.ledger_energy import WH_PER_KWH
from calc.usage.unit_energy import UsageValues, unit_wh

ENDS: Final = (-1.6448536269514722, 1.6448536269514722)  # standard normal values of P5 and P95
SAID: Final = {
    **{name: WORDS[name] for name in ("batch", "power_fraction", "software", "pue", "fit")},
    "served": "how much of their time nodes answer",
    "cache_read": "what a cached prompt token takes",
    "spread": "how lengths vary among calls",
    "context": "the context of calls that nobody counted",
}
"""What each input is, in a reader's words; which model and node answer is said with the model's name."""


class Driver(NamedTuple):
    """One bar.

    Attributes
    ----------
    key : str
        Name of the input; ``"service"`` where it is which model and node answer.
    label : str
        The same in words.
    low, high : float
        Energy of all usage at its P5 and its P95 [kWh].
    """

    key: str
    label: str
    low: float
    high: float


def usage_drivers(
    models: Sequence[str],
    labels: Sequence[str],
    sums: FloatArray,
    a: ServingSet,
    given: Mapping[str, ArrayLike] = MappingProxyType({}),
) -> tuple[Driver, ...]:
    """Return what drives the energy of usage, the widest first.

    Parameters
    ----------
    models : sequence of str
        As for `calc.usage.ledger_energy.usage_energy`.
    labels : sequence of str
        What each is called.
    sums : ndarray, shape (models, 6)
        Of all usage, by model, as `calc.usage.counted_tokens.token_sums` has them.
    a : ServingSet
        What is assumed: single numbers.
    given : mapping of str to float
        As for `calc.usage.usage_assumptions.usage_variables`.

    Returns
    -------
    tuple of Driver
        Those that move the energy at all.

    Raises
    ------
    ValueError
        If a name is not known.
    """
    found = [services(service_name(name)) for name in models]

    def kwh(service: Service, row: FloatArray, **z: float) -> float:
        values = UsageValues({name: np.full(1, value) for name, value in z.items()}, np.full(1, z.get("fit", 0.0)))
        return float(row @ unit_wh(service, values, a, given)[:, 0]) / WH_PER_KWH

    def of_model(k: int, **z: float) -> float:
        return sum(one.weight * kwh(one, sums[k], **z) for one in found[k])

    usual = [of_model(k) for k in range(len(found))]
    bars = [
        Driver(name, label, *(sum(of_model(k, **{name: z}) for k in range(len(found))) for z in ENDS))
        for name, label in SAID.items()
    ]
    for k, label in enumerate(labels):
        ends = _of_service([(kwh(one, sums[k]), one.weight) for one in found[k]])
        rest = sum(usual) - usual[k]
        bars.append(Driver("service", f"{WORDS['service']} ({label})", rest + ends[0], rest + ends[1]))
    moving = [bar for bar in bars if abs(bar.high - bar.low) > 1e-12 * sum(usual)]
    return tuple(sorted(moving, key=lambda bar: -abs(bar.high - bar.low)))


def _of_service(weighted: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the energies of the services that 5 and 95 in 100 of the weight lie below."""
    ordered = sorted(weighted)
    ends = np.cumsum([weight for _, weight in ordered])
    low, high = (ordered[min(int(np.searchsorted(ends, q)), len(ordered) - 1)][0] for q in (0.05, 0.95))
    return low, high
