"""The rates, described once: the key of each, its unit, the values it may take, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from calc.inputs.check import FloatArray, not_negative, numbers, positive, require, share
from calc.inputs.tables import impact_facts

Check = Callable[[str, Any, str], FloatArray]
PLAIN: Final = ("1", "text")  # units that say nothing beside a value


@dataclass(frozen=True, slots=True)
class RateFact:
    """What is to be known of a rate.

    Attributes
    ----------
    key : str
        Its name, as `calc.impacts.factors.rates` takes it.
    unit : str
        As in data/units.csv; ``"text"`` for words.
    rule : str
        The values that it may take, in words.
    meaning : str
        One or two sentences.
    check : callable or None
        Returns a value as an array, or raises ValueError with key, rule and unit; None for words.
    """

    key: str
    unit: str
    rule: str
    meaning: str
    check: Check | None

    @property
    def shown_unit(self) -> str:
        """The unit, where it says something beside a value."""
        return "" if self.unit in PLAIN else self.unit


def _share(key: str, value: Any, _: str) -> FloatArray:
    return share(key, value)


def _change(key: str, value: Any, _: str) -> FloatArray:
    rate = numbers(key, value)
    require(rate > -1, key, "must be above -1", rate)
    return rate


def _part(key: str, value: Any, unit: str) -> FloatArray:
    used = positive(key, value, unit)
    require(used <= 1, key, "must not exceed 1", used)
    return used


AMOUNT: Final = ("at least 0", not_negative)
_RULES: Final[Mapping[str, tuple[str, Check | None]]] = {
    "place": ("a place of data/grid_factors.csv", None),
    "location_g_per_kwh": AMOUNT,
    "contractual_g_per_kwh": AMOUNT,
    "certified_share": ("0 to 1", _share),
    "price_per_kwh": AMOUNT,
    "price_growth": ("above -1", _change),
    "currency": ("a name such as USD", None),
    "wue_site": AMOUNT,
    "wue_generation": AMOUNT,
    "embodied_kgco2e_per_node": AMOUNT,
    "node_lifetime_years": ("above 0", positive),
    "node_utilisation": ("above 0, at most 1", _part),
    "service": ("purchased or own", None),
}
# Those that have no default of their own, and so no row of data/impact_assumptions.csv.
_WITHOUT_A_ROW: Final[Mapping[str, tuple[str, str]]] = {
    "location_g_per_kwh": ("gCO2e/kWh", "Your own location-based factor, instead of a place's."),
    "contractual_g_per_kwh": (
        "gCO2e/kWh",
        "Market-based: factor of your supplier's contract or of the residual mix. The location-based one if not given.",
    ),
    "node_utilisation": (
        "1",
        "Share of its life in which a node answers queries. Mean load over redundancy if not given.",
    ),
    "service": ("text", "purchased (scope 3 category 1) or own (a fleet of your own: scope 2)."),
}


@lru_cache(maxsize=1)
def rate_facts() -> Mapping[str, RateFact]:
    """Return the rates by key.

    Returns
    -------
    mapping of str to RateFact
        The place first, then as `calc.impacts.factors.Rates` has them.
    """
    rows = {**{key: (row.unit, row.note) for key, row in impact_facts().items()}, **_WITHOUT_A_ROW}
    return MappingProxyType(
        {key: RateFact(key, rows[key][0], rule, rows[key][1], check) for key, (rule, check) in _RULES.items()}
    )
