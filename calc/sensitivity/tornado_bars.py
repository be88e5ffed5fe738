"""The tornado: each uncertain assumption from its P5 to its P95, the rest at their medians.

PUE, power fraction and alpha multiply or divide every energy, so they act on the result of the rest exactly. With
all of them at their medians a query still varies by its output length and a blend by its model: the median and the
mean of a query are those of that distribution. The base of a fleet's tornado is its P50 where PUE, power fraction
and alpha alone are uncertain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np
from numpy.typing import ArrayLike

from calc.fleets.arguments import FleetArguments
from calc.fleets.daily_total import fleet
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, REGIMES, regime_name
from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.names import Names
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import any_set
from calc.query.estimate import OwnModel, energy, not_own
from calc.query.throughput import TpsFit
from calc.sensitivity.served_inputs import Z_ENDS, ServedOutcome, served_outcome
from calc.sensitivity.uncertain_inputs import LENGTH, SHARE, Uncertain, uncertain

FLEET: Final = "fleet"
TARGETS: Final = ("query-median", "query-mean", FLEET)
UNITS: Final = {"query-median": "Wh", "query-mean": "Wh", FLEET: "GWh/day"}
TARGET_NAMES: Final = Names("of", TARGETS)
Outcome = Callable[[Mapping[str, FloatArray]], FloatArray]


@dataclass(frozen=True)
class Bar:
    """One assumption of a tornado.

    Attributes
    ----------
    assumption : Uncertain
        What is moved.
    at_p5, at_p95 : float
        The result at its P5 and at its P95 [unit of the tornado].
    """

    assumption: Uncertain
    at_p5: float
    at_p95: float

    @property
    def swing(self) -> float:
        """How far the result moves, never negative."""
        return abs(self.at_p95 - self.at_p5)


@dataclass(frozen=True)
class Tornado:
    """A tornado: the result with everything at its median, and a bar for each uncertain assumption.

    Attributes
    ----------
    of : {"query-median", "query-mean", "fleet"}
        The result.
    unit : str
        Its unit, Wh or GWh/day.
    base : float
        The result with everything at its median [unit].
    bars : tuple of Bar
        The widest first.
    """

    of: str
    unit: str
    base: float
    bars: tuple[Bar, ...]

    def rows(self) -> list[tuple[str, float, float, float, float, float]]:
        """Return the bars as rows of a table.

        Returns
        -------
        list of tuple
            Assumption, its P5, its P95, result at P5, result at P95, swing [unit of each].
        """
        return [(b.assumption.key, b.assumption.p5, b.assumption.p95, b.at_p5, b.at_p95, b.swing) for b in self.bars]


def target_name(text: object) -> str:
    """Return the target meant.

    Parameters
    ----------
    text : object
        A name as typed.

    Returns
    -------
    str
        ``"query-median"``, ``"query-mean"`` or ``"fleet"``.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    return TARGET_NAMES.find(text)


def outcome(
    of: str,
    a: AssumptionSet,
    alpha: Lognormal,
    *,
    regime: ArrayLike = REGIMES[0],
    share_tts: ArrayLike,
    **given: Unpack[FleetArguments],
) -> Outcome:
    """Return the function from values of the uncertain assumptions to the result.

    Parameters
    ----------
    of : {"fleet", "query-median", "query-mean"}
        The result.
    a : AssumptionSet
        What is assumed of the rest.
    alpha : Lognormal
        Efficiency factor.
    regime : str or array_like
        The regime of a query, or its median number of output tokens [token].
    share_tts : array_like
        Share of long queries of a fleet, 0 to 1.
    **given
        As for `calc.fleets.daily_total.fleet` (queries_per_day, model, beta, assumptions, fits); `a` goes before
        assumptions, and only model and fits count for a query.

    Returns
    -------
    callable
        From values by key (ndarray of one shape) to the result [Wh or GWh/day] of that shape; an assumption
        that is not among the values stays at its median.
    """
    model, fits = given.get("model", BASELINE), given.get("fits")
    bare = a.override(pue_p5=1, pue_p95=1) if a.coupled else a.override(
        pue_p5=1, pue_p95=1, power_fraction_p5=1, power_fraction_p95=1
    )  # fmt: skip
    medians = {"pue": a.pue, "power_fraction": a.power_fraction, "alpha": alpha}

    def factor(values: Mapping[str, FloatArray]) -> FloatArray:
        pue, fraction, gain = (values.get(key, np.exp(medians[key].mu)) for key in medians)
        return np.asarray(pue * fraction / gain)

    def of_fleet(values: Mapping[str, FloatArray]) -> FloatArray:
        lengths = {key: value for key, value in values.items() if key.startswith(LENGTH)}
        under: FleetArguments = {**given, "assumptions": bare.override(**lengths) if lengths else bare}
        return factor(values) * fleet(values.get(SHARE, np.asarray(share_tts)), **under).gwh_per_day

    def of_query(values: Mapping[str, FloatArray]) -> FloatArray:
        lengths = [value for key, value in values.items() if key.startswith(LENGTH)]
        found = energy(model, lengths[0] if lengths else regime, bare, fits=fits)
        return factor(values) * (found.mean() if of == "query-mean" else found.quantile(0.5))

    return of_fleet if of == FLEET else of_query


def tornado(
    of: str = FLEET,
    *,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    share_tts: ArrayLike = 0.0,
    regime: ArrayLike = "traditional",
    model: str | OwnModel = BASELINE,
    queries_per_day: ArrayLike | None = None,
    assumptions: str | AssumptionSet | ServingSet | None = None,
    fits: Mapping[str, TpsFit] | None = None,
) -> Tornado:
    """Return the tornado of a query's median [Wh], a query's mean [Wh] or a fleet's total [GWh/day].

    Parameters
    ----------
    of : {"fleet", "query-median", "query-mean"}
        The result.
    alpha, share_tts
        As for `calc.fleets.daily_total.fleet`, single numbers; the share counts for a fleet only.
    regime : str or float
        As for `calc.query.estimate.energy`; counts for a query only.
    model, queries_per_day, assumptions, fits
        As for `calc.fleets.daily_total.fleet`, single numbers; the queries count for a fleet only.

    Returns
    -------
    Tornado
        The base, and the bars, the widest first.

    Raises
    ------
    ValueError
        If a name is not known, a value breaks its rule or is an array.

    Notes
    -----
    Ranges: `calc.sensitivity.uncertain_inputs.uncertain`. A bar is what one assumption does alone;
    `calc.sensitivity.sobol` has their interplay.

    Examples
    --------
    >>> [bar.assumption.key for bar in tornado("query-mean").bars]
    ['l_out_median_traditional', 'power_fraction', 'pue']
    """
    target = target_name(of)
    a = any_set(assumptions)
    gain = a.factor(alpha)
    if isinstance(a, ServingSet):
        mix, queries = (None if x is None else float(np.asarray(x)) for x in (share_tts, queries_per_day))
        served = not_own(model)
        return _of_service(
            served_outcome(target, a, gain, served, regime=regime, share_tts=mix, queries_per_day=queries)
        )
    # a named regime keeps its name in the bar, however it was typed
    regimes = REGIMES if target == FLEET else ((regime_name(regime) or regime) if isinstance(regime, str) else regime,)
    ranges = uncertain(a, gain, regimes=regimes, share_tts=share_tts if target == FLEET else None)
    result = outcome(
        target, a, gain, regime=regime, share_tts=share_tts, model=model, queries_per_day=queries_per_day, fits=fits
    )
    # column 0 is the base; each assumption then has its P5 and its P95, all else at the median
    values = {u.key: np.full(1 + 2 * len(ranges), u.median) for u in ranges}
    for i, u in enumerate(ranges):
        values[u.key][1 + 2 * i : 3 + 2 * i] = u.p5, u.p95
    found = np.broadcast_to(result(values), (1 + 2 * len(ranges),))
    bars = [Bar(u, float(found[1 + 2 * i]), float(found[2 + 2 * i])) for i, u in enumerate(ranges)]
    return Tornado(target, UNITS[target], float(found[0]), tuple(sorted(bars, key=lambda b: -b.swing)))


def _of_service(outcome: ServedOutcome) -> Tornado:
    """Return the tornado of a service's result: every input at its P5 and P95 by its standard normal value."""
    base = float(np.ravel(outcome.at({}))[0])
    bars = [Bar(u, *(float(x) for x in outcome.at({u.key: np.array(Z_ENDS)}))) for u in outcome.inputs]
    return Tornado(outcome.of, UNITS[outcome.of], base, tuple(sorted(bars, key=lambda bar: -bar.swing)))
