"""What a user can change in the workbook, as one value: the built defaults, or what a returned file holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, reduce
from typing import Final

import numpy as np

from calc.impacts.carbon import PURCHASED
from calc.impacts.factors import Rates, rate_keys, rates
from calc.impacts.scenarios import paper_scenarios
from calc.inputs import tables
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, blends, node_of, single_models
from calc.inputs.distributions import Lognormal
from calc.inputs.formulas import exponential_median
from calc.inputs.rows import Node
from calc.inputs.serving_assumptions import ServingSet, serving_set
from calc.inputs.tables import serving_sets
from calc.query.estimate import model_fit, rows_of
from calc.query.levers import FIGURE2
from calc.query.throughput import TpsFit, fit_tps
from calc.query.who_serves import ON
from workbook.model.release import released

OWN: Final = "Own model"
MODELS: Final = single_models()
BIG: Final = tuple(m.model for m in blends()[BASELINE])
ANY_NODE: Final = "any"
HOSTS: Final = dict(zip(("provider", "own server"), serving_sets(), strict=True))  # who runs the nodes, and the set
MEASURABLE: Final = ("pue", "power_fraction", "batch", "served", "software")  # what a meter or a log may state
COMBINED: Final = "combined"
LEVERS: Final = ("model", "serving", "hardware", "line-of-sight")
OWN_ROWS: Final = 20  # rows of the Benchmarks sheet left for the user
_BUILT: Final = tables.workbook_facts()  # what stands in the user's own cells until something else is typed


@dataclass(frozen=True)
class OwnQuery:
    """The user's own query: a model of the list (or `OWN`), prompt tokens and median answer tokens."""

    model: str = _BUILT["query_model"].value
    l_in: float = _BUILT["query_l_in"].number
    l_out_median: float = _BUILT["query_l_out_median"].number
    l_out_mean: float | None = None  # in place of the median

    @property
    def median(self) -> float:
        """The median length of the answer [token]."""
        return self.l_out_median if self.l_out_mean is None else float(exponential_median(self.l_out_mean))


@dataclass(frozen=True)
class OwnFleet:
    """The user's own fleet: share of long queries and the efficiency factor's P5 and P95."""

    share_tts: float = _BUILT["fleet_share_tts"].number
    alpha_lo: float = _BUILT["fleet_alpha_lo"].number
    alpha_hi: float = _BUILT["fleet_alpha_hi"].number


@dataclass(frozen=True)
class OwnCalls:
    """A year of the user's own calls to current hardware; None leaves a range or a place out.

    Lengths are means [token]; shares of places are relative to each other.
    """

    calls_host: str = _BUILT["calls_host"].value
    calls_model: str = _BUILT["calls_model"].value
    calls_node: str = _BUILT["calls_node"].value
    calls_per_year: float = _BUILT["calls_per_year"].number
    calls_l_in: float = _BUILT["calls_l_in"].number
    calls_cached_share: float = _BUILT["calls_cached_share"].number
    calls_l_out_mean: float = _BUILT["calls_l_out_mean"].number
    calls_pue: float | None = None
    calls_power_fraction: float | None = None
    calls_batch: float | None = None
    calls_served: float | None = None
    calls_software: float | None = None
    calls_place_1: str = _BUILT["calls_place_1"].value
    calls_share_1: float = _BUILT["calls_share_1"].number
    calls_place_2: str | None = None
    calls_share_2: float | None = None
    calls_place_3: str | None = None
    calls_share_3: float | None = None

    @property
    def name(self) -> str:
        """What serves the calls, as calc names it."""
        return self.calls_model if self.calls_node == ANY_NODE else f"{self.calls_model}{ON}{self.calls_node}"

    def assumed(self) -> ServingSet:
        """Return calc's assumptions: what was measured, and lengths that are known."""
        measured = {
            name: value for name in MEASURABLE if (value := getattr(self, f"calls_{name}")) is not None
        }  # fmt: skip
        return serving_set(HOSTS[self.calls_host]).override(
            l_in=self.calls_l_in,
            cached_share=self.calls_cached_share,
            l_out_median_traditional=float(exponential_median(self.calls_l_out_mean)),
            length=1.0,
            **measured,
        )


@dataclass(frozen=True)
class ImpactInputs:
    """What turns energy into emissions, money and water, and how the user's fleet grows; None leaves a default.

    `reporting_year` is the year in which the grid factor is used; growths are relative changes a year.
    """

    place: str
    certified_share: float
    price_per_kwh: float
    price_growth: float
    currency: str
    wue_site: float
    wue_generation: float
    embodied_kgco2e_per_node: float
    node_lifetime_years: float
    location_g_per_kwh: float | None = None
    contractual_g_per_kwh: float | None = None
    node_utilisation: float | None = None
    service: str = PURCHASED
    reporting_year: int = field(default_factory=lambda: released().year)
    queries_growth: float = 0.0
    share_growth: float = 0.0
    alpha_growth: float = 0.0

    def rates(self) -> Rates:
        """Return calc's rates."""
        own = {key: getattr(self, key) for key in rate_keys()}
        place = None if self.location_g_per_kwh is not None else self.place
        return rates(place, self.reporting_year, **own)


def built_impact() -> ImpactInputs:
    """Return the defaults of the data."""
    facts = tables.impact_facts()
    names = {f.name for f in fields(ImpactInputs)}
    given = {k: f.value if f.unit == "text" else f.number for k, f in facts.items() if k in names}
    return ImpactInputs(**given)  # type: ignore[arg-type]


@dataclass(frozen=True)
class ScenarioRow:
    """A row of the Scenarios sheet; None follows Inputs."""

    name: str
    share_tts: float
    alpha_lo: float
    alpha_hi: float
    queries_per_day: float | None = None
    location_g_per_kwh: float | None = None
    certified_share: float | None = None
    price_per_kwh: float | None = None


def built_scenarios() -> tuple[ScenarioRow, ...]:
    """Return the paper's scenarios."""
    return tuple(ScenarioRow(s.name, s.share_tts, s.alpha_lo, s.alpha_hi) for s in paper_scenarios())


def power_name(model: str) -> str:
    """Return the name of the cell of Inputs with the power of a model's node: an assumption's, or the node's own."""
    node = node_of(model)
    return node.p_max_key or f"p_max_kw_{re.sub('[^0-9a-z]+', '_', node.node.lower())}"


def own_powers() -> dict[str, Node]:
    """Return the nodes of the models whose power no assumption holds, by the names of their cells."""
    return {power_name(m): node_of(m) for m in MODELS if not node_of(m).p_max_key}


def usual_power() -> str:
    """Return the name of the power that most models have."""
    return Counter(map(power_name, MODELS)).most_common(1)[0][0]


def built_levers() -> dict[str, tuple[float, float]]:
    """Return the levers' ranges as the data has them."""
    return {name: (tables.levers()[name].alpha_p5, tables.levers()[name].alpha_p95) for name in LEVERS}


@dataclass(frozen=True)
class WorkbookInputs:
    """Every input of the workbook; `used` says which benchmark rows take part in the fits."""

    assumptions: AssumptionSet
    levers: Mapping[str, tuple[float, float]] = field(default_factory=built_levers)
    query: OwnQuery = OwnQuery()
    fleet: OwnFleet = OwnFleet()
    calls: OwnCalls = OwnCalls()
    impact: ImpactInputs = field(default_factory=built_impact)
    scenarios: tuple[ScenarioRow, ...] = field(default_factory=built_scenarios)
    own_p_max_kw: float = _BUILT["own_p_max_kw"].number
    switches: Mapping[str, bool] = field(default_factory=dict)
    own_rows: tuple[tuple[float, float, float], ...] = ()  # (tps, l_in, l_out)

    @cached_property
    def used(self) -> dict[str, bool]:
        """Whether each benchmark row, by id, is used: the set's preset, or the user's switch."""
        every = self.assumptions.benchmark_rows == "all"
        return {b.row_id: self.switches.get(b.row_id, every or b.preset) for b in tables.benchmarks()}

    @cached_property
    def fits(self) -> dict[str, TpsFit | None]:
        """The throughput fit of each model, and of the user's own rows (None while there are fewer than two)."""
        fits: dict[str, TpsFit | None] = {m.model: self._fit(m.model) for m in tables.models()}
        fits[OWN] = fit_tps(*np.transpose(self.own_rows)) if len(self.own_rows) > 1 else None
        return fits

    @cached_property
    def known_fits(self) -> dict[str, TpsFit]:
        """The throughput fits there are: without the user's own while it is None."""
        return {name: fit for name, fit in self.fits.items() if fit is not None}

    def _fit(self, model: str) -> TpsFit:
        if not self.switches:
            return model_fit(model, self.assumptions.benchmark_rows)
        rows = rows_of(model)
        used = [b for b in rows if self.used[b.row_id]]
        return fit_tps(
            [b.tps for b in used],
            [b.l_in for b in used],
            [b.l_out for b in used],
            tps_max=max(b.tps for b in rows),
        )

    def lever(self, name: str | None) -> Lognormal:
        """Return a lever's alpha: `COMBINED` is the three of Figure 2, "own" the user's fleet's, None no gain."""
        if name is None:
            return Lognormal.constant()
        if name == "own":
            return self.assumptions.alpha(self.fleet.alpha_lo, self.fleet.alpha_hi)
        if name != COMBINED:
            return self.assumptions.alpha(*self.levers[name])
        return reduce(Lognormal.times, (self.lever(each) for each in FIGURE2), Lognormal.constant())

    def p_max_kw(self, model: str) -> float:
        """Return the maximum power of a model's node [kW]."""
        if model == OWN:
            return self.own_p_max_kw
        return float(self.assumptions.power_of(node_of(model)))
