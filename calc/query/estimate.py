"""From a model, a regime and assumptions to the energy of a query: the one door to the distributions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.bounds import CHOICES
from calc.inputs.catalogue import is_blend, is_trimmed, median_l_out, members, model_name, node_of
from calc.inputs.check import FloatArray, positive, shapes
from calc.inputs.distributions import Lognormal, exponential_mean
from calc.inputs.names import Names, UnknownNameError
from calc.inputs.rows import Benchmark
from calc.inputs.serving_assumptions import ServingSet, serving_set_names
from calc.inputs.set_by_name import any_set
from calc.inputs.tables import benchmarks
from calc.query.blend import Blend
from calc.query.exact import QueryEnergy
from calc.query.node_time import power_law_time
from calc.query.served import outside_rows, served_energy
from calc.query.served_query import ServedEnergy
from calc.query.throughput import FAR_OUTSIDE, TpsFit, fit_tps
from calc.query.who_serves import is_service, knows, service_name

Energy = QueryEnergy | Blend | ServedEnergy
PLAIN = (str, int, float, type(None))  # arguments that may be kept in a cache


@dataclass(frozen=True)
class OwnModel:
    """A model from the user's own benchmark rows, for every argument `model`.

    Attributes
    ----------
    name : str
        What it is called.
    fit : TpsFit
        Its throughput fit, as `calc.query.throughput.fit_tps` gives it.
    p_max_kw : array_like
        Maximum power of its node, above 0 [kW]; broadcasts with the regime and the assumptions.
    """

    name: str
    fit: TpsFit
    p_max_kw: ArrayLike


@lru_cache(maxsize=32)
def rows_of(model: str) -> tuple[Benchmark, ...]:
    """Return the benchmark rows of a model.

    Parameters
    ----------
    model : str
        Its exact name.

    Returns
    -------
    tuple of Benchmark
        All of them, in the order of data/benchmarks.csv.

    Raises
    ------
    ValueError
        If they are of several tables, or of another node than serves the model: one fit cannot hold both.
    """
    found = tuple(b for b in benchmarks() if b.model == model)
    tables, nodes_measured = ({getattr(b, name) for b in found} for name in ("table", "node"))
    if len(tables) > 1:
        raise ValueError(f"table must be the same for all benchmarks of {model}: got {', '.join(sorted(tables))}")
    if nodes_measured - {node_of(model).node}:
        got = ", ".join(sorted(nodes_measured))
        raise ValueError(f"node must be {node_of(model).node} for all benchmarks of {model}: got {got}")
    return found


@lru_cache(maxsize=32)
def fitted_rows(model: str, benchmark_rows: str) -> tuple[Benchmark, ...]:
    """Return the benchmark rows that a model's fit uses.

    Parameters
    ----------
    model : str
        Its exact name.
    benchmark_rows : {"published_fit", "all"}
        All of its rows, or those of the published fit.

    Returns
    -------
    tuple of Benchmark
        In the order of data/benchmarks.csv.
    """
    return tuple(b for b in rows_of(model) if benchmark_rows == "all" or b.preset)


@lru_cache(maxsize=32)
def model_fit(model: str, benchmark_rows: str = "published_fit") -> TpsFit:
    """Return the throughput fit of a benchmarked model, capped at the largest of all its rows.

    Parameters
    ----------
    model : str
        Its name or an alias; a baseline is several models.
    benchmark_rows : {"published_fit", "all"}
        The rows to fit.

    Returns
    -------
    TpsFit
        Coefficients, cap [token/s] and residuals.

    Raises
    ------
    ValueError
        If the model is not known or a blend, or the choice of rows is not known.

    Notes
    -----
    Sources: data/benchmarks.csv; oviedo-2025, S.II.
    """
    name = model_name(model)
    if is_blend(name):
        raise ValueError(f"model must be one model, not a blend: got {model!r}")
    used = fitted_rows(name, Names("benchmark_rows", CHOICES["benchmark_rows"]).find(benchmark_rows))
    cap = max((b.tps for b in rows_of(name)), default=None)
    return fit_tps([b.tps for b in used], [b.l_in for b in used], [b.l_out for b in used], tps_max=cap)


def nodes(
    model: str | OwnModel, assumptions: AssumptionSet, fits: Mapping[str, TpsFit] | None = None
) -> tuple[tuple[TpsFit, ...], tuple[FloatArray, ...]]:
    """Return the throughput fits and the node powers behind a model: one of each, or the baseline's.

    Parameters
    ----------
    model : str or OwnModel
        The exact name of a model or a baseline, or a model of one's own.
    assumptions : AssumptionSet
        Holds the powers, and which rows are fitted.
    fits : mapping of str to TpsFit, optional
        Fits that replace those of the benchmarked models, by model.

    Returns
    -------
    fits : tuple of TpsFit
        A fit for each model.
    p_max_kw : tuple of ndarray
        Maximum power of each model's node [kW].

    Raises
    ------
    ValueError
        If the power of a model of one's own is not above 0.
    """
    if isinstance(model, OwnModel):
        return (model.fit,), (positive("p_max_kw", model.p_max_kw, "kW"),)
    used = [m.model for m in members(model)]
    replaced = fits or {}
    return (
        tuple(replaced.get(m) or model_fit(m, assumptions.benchmark_rows) for m in used),
        tuple(assumptions.power_of(node_of(m)) for m in used),
    )


def _queries(
    fits: Sequence[TpsFit],
    p_max_kw: Sequence[FloatArray],
    l_median: FloatArray,
    a: AssumptionSet,
    alpha: Lognormal,
    *,
    stacked: bool,
) -> QueryEnergy:
    """Build the energies of the nodes: of the only one, or of all along a new last axis."""

    def own(values: Sequence[ArrayLike]) -> FloatArray:
        if not stacked:
            return np.asarray(values[0], dtype=np.float64)
        return np.stack(np.broadcast_arrays(*values), axis=-1).astype(np.float64)

    def shared(value: FloatArray) -> FloatArray:
        return np.asarray(value)[..., None] if stacked else np.asarray(value)

    def lognormal(x: Lognormal) -> Lognormal:
        return Lognormal(shared(x.mu), shared(x.sigma))

    time = power_law_time(
        b0=own([f.b0 for f in fits]),
        b_in=own([f.b_in for f in fits]),
        b_out=own([f.b_out for f in fits]),
        tps_max=own([f.tps_max for f in fits]),
        l_in=shared(a.l_in),
        prefill_weight=shared(a.prefill_weight),
        intercept=shared(a.coupled_intercept) if a.coupled else 1.0,
        slope=shared(a.coupled_slope) if a.coupled else 0.0,
    )
    return QueryEnergy(
        p_max_kw=own(p_max_kw),
        power_fraction=lognormal(a.power_fraction),
        pue=lognormal(a.pue),
        alpha=lognormal(alpha),
        time=time,
        l_mean=exponential_mean(shared(l_median)),
    )


def energy(
    model: str | OwnModel,
    regime: ArrayLike = "traditional",
    assumptions: str | AssumptionSet | ServingSet | None = None,
    *,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    fits: Mapping[str, TpsFit] | None = None,
) -> Energy:
    """Return the distribution of the energy of one query [Wh].

    Parameters
    ----------
    model : str or OwnModel
        A benchmarked model or alias; a blend, as ``"Baseline"`` (trimmed, as published) or ``"Baseline untrimmed"``;
        or a model of one's own. Under a set of current hardware a model or class of its tables, alone or
        as ``"gpt-oss-120b on B200"``.
    regime : str or array_like
        ``"traditional"``, ``"tts"``, the median number of output tokens [token], or ``"mean 350"`` for their mean.
    assumptions : str, AssumptionSet or ServingSet, optional
        A named set or a set with overrides; the default set if omitted.
    alpha : (lo, hi) or Lognormal
        Efficiency factor that divides the energy, as its P5 and P95; (1, 1) is exactly 1.
    fits : mapping of str to TpsFit, optional
        Throughput fits that replace those of the benchmarked models, by model.

    Returns
    -------
    QueryEnergy, Blend or ServedEnergy
        With methods quantile, mean, cdf and prob_above, of the shape that regime, alpha and assumptions broadcast to.

    Raises
    ------
    ValueError
        If a name is not known, a value breaks its rule or shapes do not broadcast.

    Notes
    -----
    E = PUE x node power x node time / alpha, each its own distribution. Source: oviedo-2025, Eq. 1; blend: section 3.

    Examples
    --------
    >>> round(float(energy("Baseline", "traditional").quantile(0.5)), 2)
    0.34
    """
    given = (model, regime, assumptions, *alpha) if isinstance(alpha, tuple) else ()
    if given and fits is None and all(type(x) in PLAIN for x in given):
        return _plain_energy(*given)  # type: ignore[arg-type]
    return _energy(model, regime, assumptions, alpha, fits)


@lru_cache(maxsize=512)
def _plain_energy(model: str, regime: str | float, set_name: str | None, *alpha: float) -> Energy:
    """Keep what is asked for again and again, as cells do; the distributions never change."""
    return _energy(model, regime, set_name, alpha, None)  # type: ignore[arg-type]


def _energy(
    model: str | OwnModel,
    regime: ArrayLike,
    assumptions: str | AssumptionSet | ServingSet | None,
    alpha: Lognormal | tuple[ArrayLike, ArrayLike],
    fits: Mapping[str, TpsFit] | None,
) -> Energy:
    a = any_set(assumptions)
    if isinstance(a, ServingSet):
        return served_energy(not_own(model), regime, a, a.factor(alpha))
    name: str | OwnModel = model if isinstance(model, OwnModel) else named_model(model, a)
    factor = a.factor(alpha)
    used, p_max = nodes(name, a, fits)
    l_median = median_l_out(regime, a)
    shapes(regime=l_median, alpha=factor.mu, assumptions=np.empty(a.shape))
    if isinstance(name, OwnModel) or not is_blend(name):
        return _queries(used, p_max, l_median, a, factor, stacked=False)
    trim = a.trim if is_trimmed(name) else 0.0
    inner = Lognormal.constant() if trim else factor
    outer = factor if trim else Lognormal.constant()
    return Blend(_queries(used, p_max, l_median, a, inner, stacked=True), outer, trim)


def named_model(text: object, assumptions: str | AssumptionSet | ServingSet | None = None) -> str:
    """Return the model meant, by the names that a set has.

    Parameters
    ----------
    text : str
        A name or an alias as typed.
    assumptions : str, AssumptionSet or ServingSet, optional
        The set; the default one if omitted.

    Returns
    -------
    str
        Its own name.

    Raises
    ------
    ValueError
        If the set has no such model; the message names the nearest one, or the sets that have it.
    """
    a = any_set(assumptions)
    if isinstance(a, ServingSet):
        return service_name(text)
    try:
        return model_name(text)
    except UnknownNameError as error:
        slip = error.near is not None and not is_service(text)
        if slip or not knows(text):
            raise
        sets = " or ".join(serving_set_names().offered)
        raise ValueError(f"model {text} has no benchmark rows in {a.name}: choose the set {sets}") from None


def not_own(model: str | OwnModel) -> str:
    """Return the name of a model, for sets that know no rows of one's own.

    Parameters
    ----------
    model : str or OwnModel
        As for `energy`.

    Returns
    -------
    str
        The name as it was given.

    Raises
    ------
    ValueError
        If it is a model of one's own.
    """
    if isinstance(model, OwnModel):
        raise ValueError(f"model must be one of the throughput tables in a set of current hardware: got {model.name}")
    return model


def extrapolates(model: str | OwnModel, regime: ArrayLike, assumptions: AssumptionSet | ServingSet) -> bool:
    """Say whether the prompt or the median answer lies far outside the lengths that were benchmarked.

    Parameters
    ----------
    model, regime
        As for `energy`.
    assumptions : AssumptionSet or ServingSet
        Holds the prompt's length and the medians of the named regimes.

    Returns
    -------
    bool
        True where any length of any of the models does.
    """
    if isinstance(assumptions, ServingSet):
        return outside_rows(not_own(model), regime, assumptions)
    name: str | OwnModel = model if isinstance(model, OwnModel) else named_model(model, assumptions)
    lengths = assumptions.l_in, median_l_out(regime, assumptions)
    return any(bool(np.any(f.outside(*lengths, FAR_OUTSIDE))) for f in nodes(name, assumptions)[0])
