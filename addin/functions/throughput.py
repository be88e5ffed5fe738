"""Throughput, and the energy of a query to the user's own node."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet, assumption_set
from calc.inputs.catalogue import is_blend
from calc.inputs.check import FloatArray
from calc.query.estimate import OwnModel, energy, model_fit
from calc.query.throughput import TpsFit, fit_tps

Table = list[list[Any]]
Column = tuple[float, ...]


def _fit(model: str, assumptions: AssumptionSet | None) -> TpsFit:
    if is_blend(model):
        raise ValueError(f"model must be a single model, not a blend: got {model!r}")
    return model_fit(model, assumption_set(assumptions).benchmark_rows)


@lru_cache(maxsize=32)
def _own_fit(tps: Column, l_in: Column, l_out: Column) -> TpsFit:
    return fit_tps(tps, l_in, l_out)


def tps_predict(model: str, l_in: ArrayLike, l_out: ArrayLike, assumptions: AssumptionSet | None = None) -> FloatArray:
    """Return the throughput of a node [token/s] for lengths [token] that broadcast."""
    return _fit(model, assumptions).predict(l_in, l_out).tps


def tps_fit(model: str, assumptions: AssumptionSet | None = None) -> Table:
    """Return a model's throughput fit, one quantity a row."""
    return _described(_fit(model, assumptions))


def tps_fit_range(tps: Column, l_in: Column, l_out: Column) -> Table:
    """Return the throughput fit of the user's own benchmarks, one quantity a row."""
    return _described(_own_fit(tps, l_in, l_out))


def equery_from_rows(
    tps: Column,
    l_in: Column,
    l_out: Column,
    p_max_kw: ArrayLike,
    regime: ArrayLike,
    q: ArrayLike,
    assumptions: AssumptionSet | None = None,
) -> FloatArray:
    """Return the energy [Wh] that a query to one's own node stays below with probability q."""
    own = OwnModel("own", _own_fit(tps, l_in, l_out), p_max_kw)
    return energy(own, regime, assumptions).quantile(q)


def _described(fit: TpsFit) -> Table:
    return [
        ["quantity", "value", "unit"],
        ["b0", fit.b0, "1"],
        ["b_in", fit.b_in, "1"],
        ["b_out", fit.b_out, "1"],
        ["tps_max", fit.tps_max, "token/s"],
        ["rows", float(fit.n), "1"],
        ["r2", float(fit.r2), "1"],
        ["l_in from", fit.l_in_range[0], "token"],
        ["l_in to", fit.l_in_range[1], "token"],
        ["l_out from", fit.l_out_range[0], "token"],
        ["l_out to", fit.l_out_range[1], "token"],
    ]
