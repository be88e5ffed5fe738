"""Emission factors of grid electricity by place: found by name or code, with their year, age and basis.

A country goes before a cloud region of the same name (Singapore, Taiwan, Mexico, Belgium and Finland are both);
the region is found by its code, and the answer says so. For a region of another cloud the place of
data/cloud_regions.csv stands. No clock is read here: whoever asks says for which year.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from calc.inputs.check import FloatArray
from calc.inputs.names import ALIKE, Names, UnknownNameError, fold
from calc.inputs.regions import cloud_region
from calc.inputs.rows import CloudRegion, GridFactor
from calc.inputs.tables import grid_factors, impact_facts, sources

COUNTRY: Final = "country"
NEAREST: Final = 4  # names offered where a place is not known
YEARS: Final = (1990, 2200)
OF_AWS: Final = re.compile(r"-\d+\s*$")  # us-east-1: Google writes no dash before the number


def stale_after_years() -> float:
    """Return the age beyond which a factor is flagged.

    Returns
    -------
    float
        Age [year], a row of data/impact_assumptions.csv.
    """
    return impact_facts()["stale_after_years"].number


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid factor that was asked for.

    Attributes
    ----------
    factor : GridFactor
        The row of data/grid_factors.csv: factor [gCO2e/kWh], year, basis, source.
    year : int or None
        The year it is used in; None if nobody said.
    also : str
        Code of the cloud region of the same name, where a country was returned; otherwise empty.
    region : CloudRegion or None
        The region of another cloud that was asked for, for which the place stands.
    """

    factor: GridFactor
    year: int | None
    also: str
    region: CloudRegion | None = None

    @property
    def gco2e_per_kwh(self) -> float:
        """Location-based emissions [gCO2e/kWh]."""
        return self.factor.gco2e_per_kwh

    @property
    def licence(self) -> str:
        """Licence of the source."""
        return sources()[self.factor.source_id].licence

    @property
    def age(self) -> int | None:
        """Years between the factor and its use, 0 for a factor of a later year; None if no year was given."""
        return None if self.year is None else max(self.year - self.factor.year, 0)

    @property
    def stale(self) -> bool:
        """Whether the factor is older, when used, than `stale_after_years`."""
        return self.age is not None and self.age > stale_after_years()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the factor should know."""
        f, said = self.factor, []
        if self.region is not None:
            why = f" ({self.region.note})" if self.region.note else ""
            said.append(f"{f.place} stands for the region {self.region.region}{why}")
        if self.also:
            said.append(f"{f.place} is taken as the country; for the cloud region ask for {self.also}")
        if f.place_kind != COUNTRY:
            said.append(f"{f.place} is the cloud region {f.code}")
        if self.stale:
            said.append(
                f"the factor of {f.place} is of {f.year}, {self.age} years before {self.year}: look for a newer one"
            )
        return tuple(said)


def _key(text: object) -> str:
    """Fold a place for matching: accents do not count either."""
    plain = unicodedata.normalize("NFKD", str(text))
    return fold("".join(ch for ch in plain if not unicodedata.combining(ch)))


@lru_cache(maxsize=1)
def _codes() -> Names:
    """Return the names of every code: codes first, then countries, then places of regions."""
    rows = sorted(grid_factors(), key=lambda f: f.place_kind != COUNTRY)
    by_code = [(f.code, f.aliases) for f in rows]
    return Names("place", [*by_code, *((f.code, (f.place,)) for f in rows)], key=_key)


def place_names() -> tuple[str, ...]:
    """Return every place, countries first; a region whose name is also a country's goes by its code.

    Returns
    -------
    tuple of str
        Names and codes, as `grid` takes them.
    """
    named = {f.code: f.place if _codes().get(f.place) == f.code else f.code for f in grid_factors()}
    return tuple(named.values())


def _unknown(text: object) -> UnknownNameError:
    asked, index = _key(text), _codes().index
    names = {f.code: f.place if f.place_kind == COUNTRY else f"{f.place} ({f.code})" for f in grid_factors()}
    inside = [code for key, code in index.items() if len(asked) > 2 and asked in key]
    long = [key for key in index if len(key) > 3]  # two or three letters resemble too much
    close = [index[key] for key in difflib.get_close_matches(asked, long, n=2 * NEAREST, cutoff=ALIKE)]
    nearest = [names[code] for code in dict.fromkeys([*inside, *close])][:NEAREST]
    hint = f"nearest: {', '.join(nearest)}" if nearest else "give a country, an ISO code or a code such as gcp:us-east4"
    return UnknownNameError(f"place is not known: got {str(text)!r}; {hint}")


def grid(place: object, year: int | None = None) -> Grid:
    """Return the emission factor of a place.

    Parameters
    ----------
    place : str
        A country by name or ISO 3166-1 code (two or three letters), a cloud region by its code or place, or a region
        of another cloud as bills write it (data/cloud_regions.csv).
    year : int, optional
        The year the factor is used in: the newest one up to that year is returned, else the oldest there is.
        The newest one if omitted.

    Returns
    -------
    Grid
        The factor [gCO2e/kWh] with its year, basis, source and notes.

    Raises
    ------
    ValueError
        If the place is not known (with the nearest ones), the region says no place, or the year is not a whole number
        of 1990 to 2200.

    Notes
    -----
    Sources: owid-carbon-intensity (life cycle) for countries, google-region-carbon (operational) for regions.

    Examples
    --------
    >>> grid("uk").factor.place, grid("us-east4", 2024).gco2e_per_kwh
    ('United Kingdom', 323.05)
    """
    if year is not None and (isinstance(year, bool) or int(year) != year or not YEARS[0] <= year <= YEARS[1]):
        raise ValueError(f"year must be a whole number from {YEARS[0]} to {YEARS[1]}: got {year}")
    region = cloud_region(place)
    if region is not None and not region.place:
        raise UnknownNameError(f"place is not known: got {str(place)!r}; {region.note}")
    code = _codes().get(place if region is None else region.place)
    if code is None or (region is None and OF_AWS.search(str(place))):
        raise _unknown(place)
    found = sorted((f for f in grid_factors() if f.code == code), key=lambda f: f.year)
    until = [f for f in found if year is None or f.year <= year]
    factor = until[-1] if until else found[0]
    asked_by_name = _key(place) == _key(factor.place) and factor.place_kind == COUNTRY
    twins = [f.code for f in grid_factors() if f.code != code and _key(f.place) == _key(place)]
    return Grid(factor, None if year is None else int(year), twins[0] if asked_by_name and twins else "", region)


def gco2e_per_kwh(places: str | Sequence[str], year: int | None = None) -> FloatArray:
    """Return the emission factors of one place, or of several.

    Parameters
    ----------
    places : str or sequence of str
        One place or several, each as `grid` takes it.
    year : int, optional
        As for `grid`.

    Returns
    -------
    ndarray
        Factors [gCO2e/kWh], shape (n,) for a sequence of n places, else ().
    """
    if isinstance(places, str):
        return np.asarray(grid(places, year).gco2e_per_kwh)
    return np.array([grid(place, year).gco2e_per_kwh for place in places])
