"""The grid that serves a region of a cloud, as far as a bill or a usage export says where that is."""

from __future__ import annotations

from calc.impacts.grid_factor import Grid, grid
from calc.inputs.names import UnknownNameError


def place_of_region(text: str, year: int | None = None) -> Grid | None:
    """Return the emission factor that stands for a region.

    Parameters
    ----------
    text : str
        The region as a bill or an export has it: ``"us-east-1"``, ``"USE1"``, ``"East US 2"``, ``"us-east4"``.
    year : int, optional
        The year the factor is used in, as for `grid`.

    Returns
    -------
    Grid or None
        The factor [gCO2e/kWh]; None if the region says no place (``"global"``, ``"eu"``), or none that is known.

    Raises
    ------
    ValueError
        If the year is not a whole number of 1990 to 2200.

    Examples
    --------
    >>> place_of_region("us-east-1").factor.code, place_of_region("us-east1").factor.code, place_of_region("global")
    ('gcp:us-east4', 'gcp:us-east1', None)
    """
    try:
        return grid(text, year)
    except UnknownNameError:
        return None
