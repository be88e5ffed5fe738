"""The paper's fleets (section 4, Figure 3): the share of long queries, the lever, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.tables import studies
from calc.query.levers import LINE_OF_SIGHT


@dataclass(frozen=True)
class PaperFleet:
    """A fleet of the paper.

    Attributes
    ----------
    key : str
        Its figure in data/published.csv, where it has one, is ``fleet.<key>``.
    name : str
        What tables and charts call it.
    share_tts : float
        Share of long queries, 0 to 1.
    lever : str or None
        A row of data/levers.csv; None is no gain.
    queries_per_day : float or None
        Queries a day [query/day]; None is the assumption of that name.
    """

    key: str
    name: str
    share_tts: float
    lever: str | None
    queries_per_day: float | None = None

    def queries(self, a: AssumptionSet) -> float:
        """Return its queries a day under some assumptions.

        Parameters
        ----------
        a : AssumptionSet
            Its queries a day must be a single number.

        Returns
        -------
        float
            Queries a day [query/day].
        """
        return float(a.queries_per_day) if self.queries_per_day is None else self.queries_per_day


@lru_cache(maxsize=1)
def paper_fleets() -> Mapping[str, PaperFleet]:
    """Return the paper's fleets by key.

    Returns
    -------
    mapping of str to PaperFleet
        In the order of the paper.

    Notes
    -----
    Source: oviedo-2025, section 4 and Figure 3; the numbers are rows of data/studies.csv and data/levers.csv.
    """
    share, year = studies()["mixed_share_tts"].number, studies()["year_queries_per_day"].number
    long = f"{100 * share:g} % long queries"
    fleets = (
        PaperFleet("trad", "Baseline, no long queries", 0.0, None),
        PaperFleet("trad.improved", "Line-of-sight, no long queries", 0.0, LINE_OF_SIGHT),
        PaperFleet("mixed", f"Baseline, {long}", share, None),
        PaperFleet("mixed.improved", f"Line-of-sight, {long}", share, LINE_OF_SIGHT),
        PaperFleet("year10b", "Line-of-sight, ten billion queries a day", 0.0, LINE_OF_SIGHT, year),
    )
    return MappingProxyType({one.key: one for one in fleets})
