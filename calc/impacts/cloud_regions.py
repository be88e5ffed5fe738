"""Where a cloud's region takes its electricity."""

from __future__ import annotations

from calc.impacts.grid_factor import Grid, grid


def place_of_region(text: str, year: int | None = None) -> Grid | None:
    """Return the grid factor of a region as a file names it.

    Parameters
    ----------
    text : str
        A region's code, or a place.
    year : int, optional
        The year in which the factor is used.

    Returns
    -------
    Grid or None
        None where no place is known by that name.
    """
    try:
        return grid(text, year)
    except ValueError:
        return None
