"""Several places that share what is served: one factor, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calc.impacts.grid_factor import Grid, grid


@dataclass(frozen=True)
class PlaceMix:
    """Places with their shares.

    Attributes
    ----------
    grids : tuple of Grid
        The factor of each place.
    shares : tuple of float
        Their shares, which sum to 1 [1].
    """

    grids: tuple[Grid, ...]
    shares: tuple[float, ...]

    @property
    def gco2e_per_kwh(self) -> float:
        """The factor of all of them, by share [gCO2e/kWh]."""
        return sum(share * one.gco2e_per_kwh for share, one in zip(self.shares, self.grids, strict=True))

    @property
    def bases(self) -> tuple[str, ...]:
        """What the factors count: more than one must not be summed without a word."""
        return tuple(dict.fromkeys(one.factor.basis for one in self.grids))

    @property
    def label(self) -> str:
        """The places in a reader's words."""
        return ", ".join(
            one.factor.place if share == 1 else f"{100 * share:.3g} % {one.factor.place}"
            for one, share in zip(self.grids, self.shares, strict=True)
        )


def places_of(text: str) -> list[str]:
    """Return places with their shares from one text, as a person types them.

    Parameters
    ----------
    text : str
        Places with commas between them, each alone or with its share after a colon or ``=``.

    Returns
    -------
    list of str
        As `place_mix` takes them.

    Examples
    --------
    >>> places_of("Ireland:0.5, gcp:us-east4=0.5"), places_of("gcp:us-east4")
    (['Ireland=0.5', 'gcp:us-east4=0.5'], ['gcp:us-east4'])
    """
    found = []
    for part in filter(None, (one.strip().strip('"') for one in text.split(","))):
        name, colon, last = part.rpartition(":")
        found.append(f"{name.strip().strip(chr(34))}={last}" if colon and _is_number(last) else part)
    return found


def place_mix(texts: Sequence[str], year: int | None = None) -> PlaceMix:
    """Return the places that texts name, each alone or with its share.

    Parameters
    ----------
    texts : sequence of str
        As ``"Ireland=0.5"``; places without a share are alike.
    year : int, optional
        The year in which the factors are used.

    Returns
    -------
    PlaceMix
        Shares are relative to each other.

    Raises
    ------
    ValueError
        If there is no place, a place is not known, a share is no number of 0 or more, some have shares and others
        none, or all are 0.
    """
    if not texts:
        raise ValueError("place must be given at least once: got none")
    names, _, parts = zip(*(text.partition("=") for text in texts), strict=True)
    if any(parts) and not all(parts):
        raise ValueError(f"place must have a share for each or for none of several: got {', '.join(texts)}")
    shares = [_share(part, text) for part, text in zip(parts, texts, strict=True)] if all(parts) else [1.0] * len(names)
    total = sum(shares)
    if not total > 0:
        raise ValueError(f"place must have a share above 0: got {', '.join(texts)}")
    return PlaceMix(tuple(grid(name.strip(), year) for name in names), tuple(share / total for share in shares))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _share(part: str, text: str) -> float:
    try:
        share = float(part)
    except ValueError:
        share = -1.0
    if not 0 <= share < float("inf"):
        raise ValueError(f"place must have a number of 0 or more after =: got {text!r}")
    return share
