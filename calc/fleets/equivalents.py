"""What a fleet's energy amounts to: data centres and web searches to compare it with (section 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.inputs.check import FloatArray
from calc.inputs.tables import equivalents
from calc.inputs.units import GWH_PER_TWH, WH_PER_GWH


@dataclass(frozen=True)
class Equivalents:
    """A fleet's daily energy beside the section 4 comparisons.

    Attributes
    ----------
    data_centre_gwh_per_day : float
        Energy of the data centre [GWh/day].
    fleet_per_data_centre : ndarray
        The fleet's energy in data centres [1].
    web_search_gwh_per_day : ndarray
        Energy of as many web searches as the fleet answers queries [GWh/day].
    fleet_per_web_search : ndarray
        The fleet's energy in those of the searches [1]; 0 without queries.
    """

    data_centre_gwh_per_day: float
    fleet_per_data_centre: FloatArray
    web_search_gwh_per_day: FloatArray
    fleet_per_web_search: FloatArray


def compare(gwh_per_day: FloatArray, queries_per_day: FloatArray) -> Equivalents:
    """Compare a fleet with a 30 MW data centre at 80 % and with as many web searches of 0.3 Wh.

    Parameters
    ----------
    gwh_per_day : ndarray
        Energy of the fleet [GWh/day].
    queries_per_day : ndarray
        Its queries [query/day]; broadcasts with the energy.

    Returns
    -------
    Equivalents
        Of the shape that they broadcast to.

    Notes
    -----
    Source: oviedo-2025, section 4; data/equivalents.csv.
    """
    facts = equivalents()
    centre = facts["dc_power_mw"].number * facts["dc_utilisation"].number * facts["hours_per_day"].number
    centre_gwh = centre / GWH_PER_TWH  # MWh to GWh is the same factor of 1,000
    searches = np.asarray(queries_per_day * facts["web_search_wh"].number / WH_PER_GWH)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(searches > 0, gwh_per_day / searches, 0.0)
    return Equivalents(centre_gwh, np.asarray(gwh_per_day / centre_gwh), searches, relative)
