"""From sums of tokens to the answer: energy, emissions, water and cost with intervals, and what is not in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calc.impacts.cloud_regions import place_of_region
from calc.impacts.grid_factor import Grid
from calc.impacts.several_places import PlaceMix
from calc.inputs.check import FloatArray
from calc.usage.counted_tokens import token_sums
from calc.usage.drivers import Driver, usage_drivers
from calc.usage.ledger_energy import UsageEnergy, usage_energy
from calc.usage.matching import Match, billed_match, kept_apart, offered_for
from calc.usage.uncertain import WHOLE, Interval, Parts
from calc.usage.usage_assumptions import unknown_mix
from workbook.ledger.columns import COUNTS
from workbook.ledger.cost_once import at_list_prices, costs_of, reconciled
from workbook.ledger.reading import Usage
from workbook.ledger.terms import Terms

QUANTITIES: Final = ("kwh", "tco2e_location", "tco2e_market", "water_l")


@dataclass(frozen=True)
class Place:
    """Where usage is served.

    Attributes
    ----------
    region : str
        As the files call it; empty where they say nothing.
    grids : PlaceMix
        The factors, one or several by share.
    known : bool
        Whether anybody said so, or the mix for unknown places stands in.
    """

    region: str
    grids: PlaceMix
    known: bool

    @property
    def label(self) -> str:
        """The place in a reader's words."""
        return self.grids.label


@dataclass(frozen=True)
class Answer:
    """What was used, and what it took.

    Attributes
    ----------
    usage : Usage
        Files and sums.
    terms : Terms
        What was assumed.
    rows : DataFrame
        The sums that count and have a model: those of `usage.sums` with `match` (its key), `k` (its place among the
        keys), `place` (the label) and `location_g` and `market_g` [gCO2e/kWh].
    matches : dict of str to Match
        By model, as the files call it.
    places : dict of (str, int) to Place
        By region and year.
    energy : UsageEnergy
        By key.
    """

    usage: Usage
    terms: Terms
    rows: pd.DataFrame
    matches: dict[str, Match]
    places: dict[tuple[str, int], Place]
    energy: UsageEnergy

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the matches that count, in order."""
        return sorted({self.matches[model].key for model in self.rows["model"]})

    @cached_property
    def sums(self) -> FloatArray:
        """The rows' sums of tokens, as `calc.usage.counted_tokens.token_sums` has them."""
        return sums_of(self.rows)

    @cached_property
    def k(self) -> NDArray[np.int_]:
        """The place of each row's key."""
        return self.rows["k"].to_numpy(int)

    def intervals(self, group: NDArray[np.int_], groups: int) -> dict[str, Interval | None]:
        """Return energy, emissions and water of groups of rows.

        Parameters
        ----------
        group : ndarray of int
            Which group each row is in.
        groups : int
            How many there are.

        Returns
        -------
        dict of str to Interval or None
            By the names of QUANTITIES [kWh, tCO2e, tCO2e, L]; None for water that nobody asked for.
        """
        e, known = self.energy, self.rows["known"].to_numpy(bool)

        def of(parts: Parts) -> Interval:
            return e.intervals(self.k, self.sums, group, groups, parts)

        def tonnes(column: str, *, certain: bool) -> Interval:
            return of(e.emission_parts(self.rows[column].to_numpy(float), known, certain=certain))

        litres = e.litres_per_kwh(self.terms.wue_site, self.terms.wue_generation)
        return {
            "kwh": of(WHOLE),
            "tco2e_location": tonnes("location_g", certain=False),
            "tco2e_market": tonnes("market_g", certain=self.terms.contractual_g is not None),
            "water_l": of(((1.0, litres),)) if self.terms.counts_water else None,
        }

    @cached_property
    def totals(self) -> dict[str, Interval | None]:
        """Energy, emissions and water of all that counts."""
        return self.intervals(np.zeros(len(self.rows), int), 1)

    def groups(self, by: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Interval | None]]:
        """Return the rows that count, grouped.

        Parameters
        ----------
        by : sequence of str
            Columns of `rows`.

        Returns
        -------
        table : DataFrame
            The values of `by`, requests (NaN where any is unknown) and tokens by class.
        intervals : dict of str to Interval or None
            As `intervals` has them, in the order of the table.
        """
        if not by:
            return pd.DataFrame(index=[0]), self.totals
        grouper = self.rows.groupby(list(by), dropna=False, sort=True)
        table = grouper[[*COUNTS, "requests", "unknown_requests", "rows"]].sum().reset_index()
        table["requests"] = table["requests"].where(table["unknown_requests"] == 0)
        return table.drop(columns="unknown_requests"), self.intervals(np.asarray(grouper.ngroup(), np.int_), len(table))

    @cached_property
    def unmatched(self) -> pd.DataFrame:
        """Usage of models that nothing stands for: model, rows, tokens and what is offered."""
        sums = self.usage.sums
        open_ = sums[sums["not_counted"].isna() & ~sums["model"].isin(list(self.matches)) & sums["kind"].ne("cost")]
        found = open_.assign(tokens=open_[list(COUNTS)].sum(axis=1)).groupby("model", dropna=False)
        table = found[["rows", "tokens"]].sum().reset_index()
        return table.assign(offered=[", ".join(offered_for(str(name))) for name in table["model"]])

    @cached_property
    def not_counted(self) -> pd.DataFrame:
        """Rows that are no activity: reason, file, rows and tokens."""
        sums = self.usage.sums
        left = sums[sums["not_counted"].notna()]
        found = left.assign(tokens=left[list(COUNTS)].sum(axis=1)).groupby(["not_counted", "source_file"])
        return found[["rows", "tokens"]].sum().reset_index()

    @cached_property
    def tokens(self) -> dict[str, float]:
        """Tokens that count, by class."""
        return {name: float(self.rows[name].sum()) for name in COUNTS}

    @cached_property
    def tokens_of_files(self) -> float:
        """Tokens of every row of every file: what counts, what has no model and what is not counted."""
        return float(self.usage.sums[list(COUNTS)].to_numpy().sum())

    @cached_property
    def requests(self) -> float | None:
        """Requests that count; None where a file does not say."""
        return None if self.rows["unknown_requests"].sum() else float(self.rows["requests"].sum())

    @cached_property
    def costs(self) -> pd.DataFrame:
        """What was charged: currency, basis and amount; the counted tokens at list prices where no file says it."""
        charged = costs_of(self.usage.sums)
        return charged if len(charged) else at_list_prices(self.reconciliation)

    @cached_property
    def reconciliation(self) -> pd.DataFrame:
        """What was charged beside the counted tokens at list prices, by payee and month."""
        return reconciled(self.usage.sums)

    @cached_property
    def data_quality(self) -> float | None:
        """Data quality, 1 (best) to 5, weighted by energy; None without any."""
        kwh = self.energy.mean_of_groups(self.k, self.sums, self.k, len(self.keys))
        quality = {one.key: one.quality for one in self.matches.values()}
        total = float(kwh.sum())
        return float(sum(kwh[k] * quality[key] for k, key in enumerate(self.keys)) / total) if total > 0 else None

    @cached_property
    def drivers(self) -> tuple[Driver, ...]:
        """What drives the energy, the widest first."""
        together = np.zeros((len(self.keys), self.sums.shape[1]))
        np.add.at(together, self.k, self.sums)
        return usage_drivers(self.energy.keys, self.keys, together, self.terms.a, self.terms.given)


def sums_of(rows: pd.DataFrame) -> FloatArray:
    """Return the sums of tokens of rows as one array."""
    names = (*COUNTS, "context", "even_context", "unknown_out")
    return token_sums(**{name: rows[name].to_numpy(float) for name in names})


def answered(usage: Usage, terms: Terms) -> Answer:
    """Turn usage into energy and what follows from it.

    Parameters
    ----------
    usage : Usage
        Kept apart at least by month, model and region.
    terms : Terms
        What the person who reports says.

    Returns
    -------
    Answer
        Nothing of the usage is lost in it.
    """
    sums = usage.sums
    active = sums["not_counted"].isna() & sums["kind"].ne("cost")
    models = list(sums.loc[active, "model"].dropna().unique())
    matches = {name: found for name in models if (found := billed_match(name)) is not None}
    rows = sums[active & sums["model"].isin(list(matches))].reset_index(drop=True)
    kept = kept_apart([matches[model] for model in rows["model"]])
    years = rows["month"].dt.year.fillna(-1).astype(int)
    regions = rows["region"].fillna("")
    places = {at: _place(*at, terms) for at in sorted(set(zip(regions, years, strict=True)))}
    own = [places[at] for at in zip(regions, years, strict=True)]
    location = [one.grids.gco2e_per_kwh for one in own]
    rows = rows.assign(
        match=[matches[model].key for model in rows["model"]],
        k=kept.k,
        place=[one.label for one in own],
        known=[one.known for one in own],
        location_g=location,
        market_g=[terms.market_g(g) for g in location],
    )
    return Answer(usage, terms, rows, matches, places, usage_energy(kept.names, terms.a, terms.given))


def _place(region: str, year: int, terms: Terms) -> Place:
    used = terms.year if year < 0 else year
    found: Grid | None = place_of_region(region, used) if region else None
    if found is not None:
        return Place(region, PlaceMix((found,), (1.0,)), known=True)
    if terms.mix is not None:
        return Place(region, terms.mix, known=True)
    return Place(region, unknown_mix(used), known=False)
