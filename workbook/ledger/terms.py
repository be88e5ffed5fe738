"""On which terms usage is turned into energy and emissions: assumptions, places, contracts and water."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calc.impacts.carbon import market_factor
from calc.impacts.grid_factor import Grid
from calc.impacts.several_places import PlaceMix
from calc.inputs.check import not_negative, share
from calc.inputs.serving_assumptions import ServingSet, serving_set


@dataclass(frozen=True)
class Terms:
    """What the person who reports says beside the files.

    Attributes
    ----------
    a : ServingSet
        What is assumed of the services.
    given : mapping of str to float
        Assumptions of data/usage.csv in place of its own, by key.
    mix : PlaceMix or None
        Where usage is served whose region no file says; None where nobody knows.
    year : int
        In which factors are used where a row has no time of its own.
    contractual_g : float or None
        Factor of a contract for what no certificate covers [gCO2e/kWh]; the grid's where there is none.
    certified_share : float
        Share of the energy with certificates, 0 to 1 [1].
    wue_site, wue_generation : float
        Water on site and where electricity is made [L/kWh]; 0 is not counted.
    """

    a: ServingSet = field(default_factory=serving_set)
    given: Mapping[str, float] = field(default_factory=dict)
    mix: PlaceMix | None = None
    year: int | None = None
    contractual_g: float | None = None
    certified_share: float = 0.0
    wue_site: float = 0.0
    wue_generation: float = 0.0

    def __post_init__(self) -> None:
        share("certified_share", self.certified_share)
        for name in ("wue_site", "wue_generation"):
            not_negative(name, getattr(self, name), "L/kWh")
        if self.contractual_g is not None:
            not_negative("contractual_g_per_kwh", self.contractual_g, "gCO2e/kWh")

    @property
    def counts_water(self) -> bool:
        """Whether any water is counted."""
        return self.wue_site > 0 or self.wue_generation > 0

    def market_g(self, location_g: float) -> float:
        """Return the market-based factor where the grid's is given [gCO2e/kWh]."""
        own = location_g if self.contractual_g is None else self.contractual_g
        return float(market_factor(own, self.certified_share))


def said_of(one: Grid) -> str:
    """Say a factor with its year, basis, source and licence."""
    f = one.factor
    return f"{f.place}: {f.gco2e_per_kwh:g} gCO2e/kWh, {f.year}, {f.basis}; {f.source_id}, {one.licence}"
