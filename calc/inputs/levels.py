"""The probabilities at which distributions are told, and what they are called."""

from __future__ import annotations

from typing import Final

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
INTERVAL: Final = (0.05, 0.5, 0.95)  # of a total, told by its ends and its middle
ENDS: Final = (INTERVAL[0], INTERVAL[-1])


def level_name(q: float) -> str:
    """Return what a quantile is called.

    Parameters
    ----------
    q : float
        Its probability, 0 to 1.

    Returns
    -------
    str
        P and the percentage.

    Examples
    --------
    >>> level_name(0.05), level_name(0.999)
    ('P5', 'P99.9')
    """
    return f"P{100 * q:g}"
