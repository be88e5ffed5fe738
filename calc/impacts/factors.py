"""What turns energy into emissions, money and water: factors, prices and intensities, checked, with their sources."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.impacts.carbon import OWN, PURCHASED, market_factor, service_name
from calc.impacts.grid_factor import Grid, grid
from calc.impacts.rate_descriptions import rate_facts
from calc.inputs.check import FloatArray, shapes
from calc.inputs.names import Names
from calc.inputs.tables import impact_facts


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates of one place and contract; numbers may be arrays that broadcast together.

    Attributes
    ----------
    grid : Grid or None
        Where `location_g_per_kwh` is from; None where it is the user's own.
    location_g_per_kwh, contractual_g_per_kwh, certified_share, price_per_kwh, price_growth : ndarray
        `calc.impacts.rate_descriptions.rate_facts` has the unit, the rule and the meaning of each rate.
    currency : str
        What prices are in, as USD.
    wue_site, wue_generation, embodied_kgco2e_per_node, node_lifetime_years : ndarray
        As above.
    node_utilisation : ndarray or None
        As above; None takes mean load over redundancy (S.V).
    service : str
        ``"purchased"`` or ``"own"``.

    Raises
    ------
    ValueError
        If a value breaks its rule: the message names key, rule and value.
    """

    grid: Grid | None
    location_g_per_kwh: FloatArray
    contractual_g_per_kwh: FloatArray
    certified_share: FloatArray
    price_per_kwh: FloatArray
    price_growth: FloatArray
    currency: str
    wue_site: FloatArray
    wue_generation: FloatArray
    embodied_kgco2e_per_node: FloatArray
    node_lifetime_years: FloatArray
    node_utilisation: FloatArray | None
    service: str

    def __post_init__(self) -> None:
        checked: dict[str, Any] = {
            key: fact.check(key, getattr(self, key), fact.shown_unit)
            for key, fact in rate_facts().items()
            if fact.check and (key != "node_utilisation" or self.node_utilisation is not None)
        }
        shapes(**checked)
        checked["service"] = service_name(self.service)
        if not isinstance(self.currency, str) or not self.currency.strip():
            raise ValueError(f"currency must be a name such as USD: got {self.currency!r}")
        for key, value in checked.items():
            object.__setattr__(self, key, value)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the emissions should know about their factors."""
        said = list(self.grid.notes) if self.grid else []
        if self.service == OWN and self.grid and self.grid.factor.basis.startswith("life cycle"):
            said.append(
                "the grid factor counts the life cycle; of that, scope 2 is generation, the rest scope 3 category 3"
            )
        if np.array_equal(self.contractual_g_per_kwh, self.location_g_per_kwh):
            said.append("no contractual factor given: energy without certificates is charged at the grid's average")
        return tuple(said)

    @property
    def market_g_per_kwh(self) -> FloatArray:
        """Market-based emission factor [gCO2e/kWh]."""
        return market_factor(self.contractual_g_per_kwh, self.certified_share)


def rate_keys() -> tuple[str, ...]:
    """Return the names of the rates that `rates` takes.

    Returns
    -------
    tuple of str
        The fields of `Rates` but `grid`, in order.
    """
    return tuple(f.name for f in fields(Rates) if f.name != "grid")


def rates(place: str | None = None, year: int | None = None, **own: ArrayLike | str | None) -> Rates:
    """Return the rates of a place, with the defaults of data/impact_assumptions.csv and any of one's own.

    Parameters
    ----------
    place : str, optional
        As for `calc.impacts.grid_factor.grid`; the default place if omitted.
    year : int, optional
        The year in which the grid factor is used.
    **own : array_like or str, optional
        Any field of `Rates`; None leaves its default. An own `location_g_per_kwh` replaces the place's.

    Returns
    -------
    Rates
        Factors [gCO2e/kWh], price [currency/kWh], intensities [L/kWh] and what else turns energy into impact.

    Raises
    ------
    ValueError
        If a name is not known or a value breaks its rule.

    Notes
    -----
    Sources: data/grid_factors.csv and data/impact_assumptions.csv, a source_id and locator for each value.

    Examples
    --------
    >>> float(rates("France", certified_share=0.5).market_g_per_kwh)
    28.0195
    """
    for key in own:
        if key not in rate_keys():
            raise Names("rate", rate_keys()).unknown(key)
    given: dict[str, Any] = {key: value for key, value in own.items() if value is not None}
    facts = impact_facts()
    found = None
    if "location_g_per_kwh" not in given:
        found = grid(facts["place"].value if place is None else place, year)
        given["location_g_per_kwh"] = found.gco2e_per_kwh
    elif place is not None:
        raise ValueError(f"place must not be given beside location_g_per_kwh: got {place!r}")
    given.setdefault("contractual_g_per_kwh", given["location_g_per_kwh"])
    numeric = {
        key: np.asarray(facts[key].number)
        for key in rate_keys()
        if key in facts and rate_facts()[key].check and key not in given
    }
    words: dict[str, Any] = {"currency": facts["currency"].value, "service": PURCHASED, "node_utilisation": None}
    return Rates(**{**words, **numeric, **given}, grid=found)
