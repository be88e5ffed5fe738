"""Throughput, and the energy of a query to the user's own node."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.catalogue import is_blend
from calc.inputs.check import FloatArray
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet, paper_set
from calc.query.estimate import OwnModel, energy, model_fit
from calc.query.throughput import TpsFit, fit_tps
from calc.query.who_serves import Service, only_service

Table = list[list[Any]]
Column = tuple[float, ...]


def _fit(model: str, assumptions: AnySet | None) -> TpsFit:
    a = paper_set(assumptions)
    if is_blend(model):
        raise ValueError(f"model must be a single model, not a blend: got {model!r}")
    return model_fit(model, a.benchmark_rows)


@lru_cache(maxsize=32)
def _own_fit(tps: Column, l_in: Column, l_out: Column) -> TpsFit:
    return fit_tps(tps, l_in, l_out)


def tps_predict(model: str, l_in: ArrayLike, l_out: ArrayLike, assumptions: AnySet | None = None) -> FloatArray:
    """Return the throughput of a node [token/s] for lengths [token] that broadcast."""
    if isinstance(assumptions, ServingSet):
        service = only_service(model)
        return np.asarray(np.asarray(l_out) / service.fit.seconds(l_in, l_out) * service.node.gpus / service.table.gpus)
    return _fit(model, assumptions).predict(l_in, l_out).tps


def tps_fit(model: str, assumptions: AnySet | None = None) -> Table:
    """Return a model's throughput fit, one quantity a row."""
    if isinstance(assumptions, ServingSet):
        return _linear(only_service(model))
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
    assumptions: AnySet | None = None,
) -> FloatArray:
    """Return the energy [Wh] that a query to one's own node stays below with probability q."""
    own = OwnModel("own", _own_fit(tps, l_in, l_out), p_max_kw)
    return energy(own, regime, assumptions).quantile(q)


def _linear(service: Service) -> Table:
    fit, table = service.fit, service.table
    left_out = "" if fit.leave_one_out is None else fit.leave_one_out
    return [
        ["quantity", "value", "unit"],
        ["a", fit.a, "s/token"],
        ["b", fit.b, "s/token"],
        ["c", fit.c, "s/token^2"],
        ["GPUs", float(table.gpus), "GPU"],
        ["rows", float(fit.rows), "1"],
        ["mean error of ln TPS", fit.mean_abs_ln, "1"],
        ["of rows left out", left_out, "1"],
        ["table", table.table, "text"],
        ["l_in from", fit.l_in_range[0], "token"],
        ["l_in to", fit.l_in_range[1], "token"],
        ["l_out from", fit.l_out_range[0], "token"],
        ["l_out to", fit.l_out_range[1], "token"],
    ]


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
