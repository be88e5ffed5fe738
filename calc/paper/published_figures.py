"""Every published figure beside the replay and the exact value, and whether it comes out as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from math import log

from calc.fleets import formulas
from calc.fleets.daily_fleet import Fleet
from calc.fleets.daily_total import fleet
from calc.fleets.equivalents import compare
from calc.fleets.published_fleets import PaperFleet, paper_fleets
from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.catalogue import BASELINE, REGIMES, median_l_out
from calc.inputs.distributions import exponential_mean
from calc.inputs.load_profile import load_profile_factor
from calc.inputs.rows import Published
from calc.inputs.tables import published
from calc.paper.legacy_draws import RegimeReplay, replay
from calc.paper.studies import coupled_power_study, prompt_length_study
from calc.query.estimate import energy
from calc.query.levers import FIGURE2, LINE_OF_SIGHT, LINE_OF_SIGHT_AS_RUN, lever_alpha

Range = tuple[float, float]
QUARTILES = (25, 75)  # of the lengths drawn
PRINTED_SHAPE = re.compile(r"^~?[\d,.]+(-[\d.]+)?$")


@dataclass(frozen=True)
class Reproduction:
    """One published figure beside what comes out here.

    Attributes
    ----------
    figure : Published
        The row of data/published.csv: what is printed, its unit and its place.
    exact, replayed : (float, float) or None
        Exact and replayed value as (lo, hi), equal for a single figure [unit of the figure]; None where there is none.
    difference : float
        The value that comes out as printed (the replayed one where neither does) minus the printed one [same unit].
    reproduced : bool
        Whether the replayed or the exact value rounds to what is printed, or lies within a printed range.
    """

    figure: Published
    exact: Range | None
    replayed: Range | None
    difference: float
    reproduced: bool


@dataclass(frozen=True)
class _Inputs:
    a: AssumptionSet
    replayed: Mapping[str, RegimeReplay]


def _both(value: float) -> Range:
    return value, value


def _quantile(model: str, regime: str, q: float) -> Callable[[_Inputs], Range]:
    return lambda i: _both(float(energy(model, regime, i.a).quantile(q)))


def _replayed(model: str, regime: str, percentile: str) -> Callable[[_Inputs], Range]:
    def figure(i: _Inputs) -> Range:
        summary = i.replayed[regime].baseline if model == BASELINE else i.replayed[regime].models[model]
        return _both(getattr(summary, percentile))

    return figure


def _length(regime: str, q: float) -> Callable[[_Inputs], Range]:
    return lambda i: _both(-log(1 - q) * float(exponential_mean(median_l_out(regime, i.a))))


def _drawn(regime: str, model: str, which: int) -> Callable[[_Inputs], Range]:
    return lambda i: _both(i.replayed[regime].l_out_quartiles[model][which])


def _fleet(one: PaperFleet, i: _Inputs) -> Fleet:
    alpha = lever_alpha(one.lever or (), i.a)
    return fleet(one.share_tts, alpha, queries_per_day=one.queries_per_day, assumptions=i.a)


def _day(one: PaperFleet, i: _Inputs) -> Range:
    return _both(float(_fleet(one, i).gwh_per_day))


def _year(one: PaperFleet, i: _Inputs) -> Range:
    return _both(float(_fleet(one, i).twh_per_year))


def _day_replayed(one: PaperFleet, i: _Inputs) -> Range:
    trad, tts = (i.replayed[r].gwh_per_day for r in REGIMES)
    return _both(formulas.mix(one.share_tts, trad, tts))


def _left(lever: str, i: _Inputs) -> float:
    alpha = lever_alpha(lever, i.a)
    return float(formulas.alpha_factor(alpha.mu, alpha.sigma))


def _day_as_run(one: PaperFleet, i: _Inputs) -> Range:
    """Ordinary queries with the range as run, long ones with the range as printed."""
    trad, tts = (i.replayed[r].gwh_per_day for r in REGIMES)
    return _both(formulas.mix(one.share_tts, trad * _left(LINE_OF_SIGHT_AS_RUN, i), tts * _left(LINE_OF_SIGHT, i)))


def _year_as_run(one: PaperFleet, i: _Inputs) -> Range:
    scale = one.queries(i.a) / float(i.a.queries_per_day)
    gwh = i.replayed["traditional"].gwh_per_day * scale * _left(LINE_OF_SIGHT_AS_RUN, i)
    return _both(formulas.twh_per_year(gwh, float(i.a.days_per_year)))


def _load_factor(i: _Inputs) -> Range:
    return _both(float(load_profile_factor(i.a.mean_load, i.a.load_p_max_kw, i.a.load_p_idle_kw)))


def _ratio(i: _Inputs) -> Range:
    medians = [float(energy(BASELINE, r, i.a).quantile(0.5)) for r in REGIMES]
    return _both(medians[1] / medians[0])


def _ratio_replayed(i: _Inputs) -> Range:
    medians = [i.replayed[r].baseline.p50 for r in REGIMES]
    return _both(medians[1] / medians[0])


@lru_cache(maxsize=4)
def _reductions(a: AssumptionSet, levers: tuple[tuple[str, ...], ...]) -> Range:
    """Least and greatest ratio of medians over the levers and both regimes."""
    ratios = [
        float(energy(BASELINE, r, a).quantile(0.5) / energy(BASELINE, r, a, alpha=lever_alpha(names, a)).quantile(0.5))
        for names in levers
        for r in REGIMES
    ]
    return min(ratios), max(ratios)


def _prompt(regime: str) -> Callable[[_Inputs], Range]:
    return lambda i: _both(
        next(c.change_percent for c in prompt_length_study(i.a) if c.regime == regime)
    )  # the first variant is L_in 500 with the weight as run


def _coupled(regime: str) -> Callable[[_Inputs], Range]:
    return lambda i: _both(next(c.change_percent for c in coupled_power_study(i.a) if c.regime == regime))


def _centre(i: _Inputs) -> Range:
    return _both(compare(i.a.queries_per_day, i.a.queries_per_day).data_centre_gwh_per_day)


Figure = tuple[Callable[[_Inputs], Range] | None, Callable[[_Inputs], Range] | None]


def _of_fleet(
    key: str, exact: Callable[[PaperFleet, _Inputs], Range], replayed: Callable[[PaperFleet, _Inputs], Range]
) -> Figure:
    one = paper_fleets()[key]
    return partial(exact, one), partial(replayed, one)


def _figures() -> dict[str, Figure]:
    """Return how each published figure is computed: (exact, replayed)."""
    figures: dict[str, Figure] = {}
    for figure in (f for f in published().values() if f.model):  # percentiles of a query or of a sample of lengths
        p = int(figure.statistic.removeprefix("P"))
        if figure.unit == "token":
            drawn = _drawn(figure.regime, figure.model, QUARTILES.index(p))
            figures[figure.id] = (_length(figure.regime, p / 100), drawn)
        else:
            exact = _quantile(figure.model, figure.regime, p / 100)
            figures[figure.id] = (exact, _replayed(figure.model, figure.regime, figure.statistic.lower()))
    singles = tuple((name,) for name in FIGURE2)
    return figures | {
        "fleet.trad": _of_fleet("trad", _day, _day_replayed),
        "fleet.mixed": _of_fleet("mixed", _day, _day_replayed),
        "fleet.mixed.improved": _of_fleet("mixed.improved", _day, _day_as_run),
        "fleet.year10b": _of_fleet("year10b", _year, _year_as_run),
        "beta": (lambda i: _both(float(i.a.beta)), None),
        "beta.utilisation": (_load_factor, None),
        "ratio.tts": (_ratio, _ratio_replayed),
        "lever.reduction": (lambda i: _reductions(i.a, singles), None),
        "levers.combined": (lambda i: _reductions(i.a, (FIGURE2,)), None),
        "s3.trad.500": (_prompt("traditional"), None),
        "s3.tts.500": (_prompt("tts"), None),
        "s4.trad": (_coupled("traditional"), None),
        "s4.tts": (_coupled("tts"), None),
        "dc30mw": (_centre, None),
    }


def decimals(printed: str) -> int:
    """Return how many decimals a figure is printed with.

    Parameters
    ----------
    printed : str
        A figure or a range as printed.

    Returns
    -------
    int
        Digits behind the point.

    Raises
    ------
    ValueError
        If it does not look like a figure.

    Examples
    --------
    >>> decimals("0.34"), decimals("2,040"), decimals("1.5-3.5")
    (2, 0, 1)
    """
    if not PRINTED_SHAPE.match(printed):
        raise ValueError(f"printed must look like 0.34, ~3 or 1.5-3.5: got {printed!r}")
    first = printed.lstrip("~").split("-")[0]
    return len(first.partition(".")[2])


def reproduces(figure: Published, value: Range) -> bool:
    """Say whether a value rounds to the printed figure, or lies within the printed range.

    Parameters
    ----------
    figure : Published
        What is printed.
    value : (float, float)
        The value as (lo, hi) [unit of the figure].

    Returns
    -------
    bool
        True where it does.
    """
    places = decimals(figure.printed)
    if figure.lo == figure.hi:
        return round(value[0], places) == figure.lo
    return figure.lo <= round(value[0], places) and round(value[1], places) <= figure.hi


def reproduction(assumptions: str | AssumptionSet | None = None) -> list[Reproduction]:
    """Compute every published figure, exact and by replay.

    Parameters
    ----------
    assumptions : str or AssumptionSet, optional
        A named set or a set with (single-valued) overrides.

    Returns
    -------
    list of Reproduction
        In the order of data/published.csv.

    Notes
    -----
    Sources: oviedo-2025 (the figures), aienergy-simulation (the draws).
    """
    a = assumption_set(assumptions)
    inputs = _Inputs(a, replay(a))
    results = []
    for key, (exact_of, replay_of) in _figures().items():
        figure = published()[key]
        exact = exact_of(inputs) if exact_of else None
        replayed = replay_of(inputs) if replay_of else None
        candidates = [value for value in (replayed, exact) if value is not None]
        good = [value for value in candidates if reproduces(figure, value)]
        nearest = (good or candidates)[0]
        difference = nearest[0] - figure.lo if figure.lo == figure.hi else nearest[1] - figure.hi
        results.append(Reproduction(figure, exact, replayed, difference, bool(good)))
    return results
