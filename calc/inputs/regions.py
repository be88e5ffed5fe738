"""Regions of clouds as bills and usage exports write them, and the row of data/cloud_regions.csv each is."""

from __future__ import annotations

from functools import lru_cache

from calc.inputs.names import Names
from calc.inputs.rows import CloudRegion
from calc.inputs.tables import cloud_regions


def _key(text: object) -> str:
    """Fold a region for matching: dashes count, as AWS us-east-1 is not Google us-east1."""
    return "".join(str(text).casefold().split())


@lru_cache(maxsize=1)
def _regions() -> Names:
    return Names("region", [(row.region, row.also) for row in cloud_regions().values()], key=_key)


def cloud_region(text: object) -> CloudRegion | None:
    """Return the row of a region.

    Parameters
    ----------
    text : str
        The region as a bill or an export has it: its code, the prefix of its usage types, its name.

    Returns
    -------
    CloudRegion or None
        The row, whose place may be empty; None if data/cloud_regions.csv does not know the region, as those of Google.

    Examples
    --------
    >>> cloud_region("US East (N. Virginia)").region, cloud_region("US East 2").region, cloud_region("us-east1")
    ('us-east-1', 'eastus2', None)
    """
    name = _regions().get(text)
    return None if name is None else cloud_regions()[name]
