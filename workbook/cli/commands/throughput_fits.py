"""The command that shows throughput fits: the paper's, of one's own rows, and those of current hardware."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from calc.inputs import tables
from calc.inputs.catalogue import is_blend, model_name
from calc.query.estimate import model_fit
from calc.query.fit_errors import FitErrors
from calc.query.throughput import TpsFit
from calc.query.tps_errors import errors_of_fit, model_errors
from workbook.cli import console
from workbook.cli.commands import fit_tables
from workbook.cli.options import FitSetName, Json, RowsFile, active_paper_set, serving_set_of
from workbook.cli.own_rows import read_rows

Fits = Mapping[str, tuple[TpsFit, FitErrors]]


def fit(
    model: Annotated[str | None, typer.Argument(help="Model; all of them if omitted.")] = None,
    *,
    rows: RowsFile = None,
    set_name: FitSetName = None,
    node: Annotated[str | None, typer.Option(help="Node, or kind of GPU; with equery-2026.")] = None,
    gpus: Annotated[int | None, typer.Option(help="GPUs that share the model; with equery-2026.")] = None,
    table: Annotated[str | None, typer.Option(help="Published table, as trtllm-0.19; with equery-2026.")] = None,
    as_json: Json = False,
) -> None:
    """Show the throughput fit: coefficients, cap, rows, R2, errors and the lengths it was fitted on.

    With --set equery-2026, the node time of current hardware, linear in tokens: for a model on a node, or every table.

    Examples: equery fit; equery fit 405B; equery fit --rows my.csv; equery fit 405B --set equery-2026 --node B200
    """
    serving = serving_set_of(set_name)
    if serving is not None:
        if rows is not None:
            raise ValueError(f"--rows must come without --set {serving.name}, which has rows of its own")
        fit_tables.show(serving, model, node, gpus, table, as_json=as_json)
        return
    for option, value in (("--node", node), ("--gpus", gpus), ("--table", table)):
        if value is not None:
            raise ValueError(f"{option} must come with --set equery-2026: got {value}")
    fits = _paper_fits(model, set_name) if rows is None else _own_fit(rows, model)
    if as_json:
        _print_json(fits)
    else:
        _print(fits)


def _own_fit(rows: Path, model: str | None) -> Fits:
    own = read_rows(rows, model)
    found = own.fit()
    return {model or rows.stem: (found, errors_of_fit(found, own.tps, own.l_in, own.l_out))}


def _paper_fits(model: str | None, set_name: str | None) -> Fits:
    used = active_paper_set(set_name).benchmark_rows
    name = model_name(model) if model else None
    if name and is_blend(name):
        raise ValueError(f"model must be a single model for a fit: got {model!r}")
    names = [name] if name else [m.model for m in tables.models()]
    return {n: (model_fit(n, used), model_errors(n, used)) for n in names}


def _print_json(fits: Fits) -> None:
    console.print_json({
        "unit": {"tps_max": "token/s", "l_in_range": "token", "l_out_range": "token"},
        "fits": {
            name: {
                "b0": f.b0, "b_in": f.b_in, "b_out": f.b_out, "tps_max": f.tps_max, "n": f.n,
                "r2": f.r2, "constant": f.constant, "residuals": f.residuals.tolist(),
                "l_in_range": f.l_in_range, "l_out_range": f.l_out_range,
                **{key: getattr(errors, key) for key in fit_tables.ERRORS},
            }
            for name, (f, errors) in fits.items()
        },
    })  # fmt: skip


def _print(fits: Fits) -> None:
    console.print_table(
        "ln TPS = b0 + b_in ln L_in + b_out ln L_out, capped at TPS_max",
        ["model", "b0#", "b_in#", "b_out#", "rows#", "R2#"],
        [[name, f"{f.b0:.5f}", f"{f.b_in:.5f}", f"{f.b_out:.5f}", f.n, f"{f.r2:.4f}"] for name, (f, _) in fits.items()],
    )
    console.print_table(
        "The cap, and the lengths fitted on",
        ["model", "TPS_max, token/s#", "L_in#", "L_out, token#"],
        [
            [name, f"{f.tps_max:,.0f}", *(f"{lo:,.0f}-{hi:,.0f}" for lo, hi in (f.l_in_range, f.l_out_range))]
            for name, (f, _) in fits.items()
        ],
    )
    console.print_table(
        "Errors of ln TPS: mean, largest, and mean of each row as the others predict it",
        ["model", "mean#", "max#", "left out#"],
        [[name, *(fit_tables.error_text(error) for error in errors[:3])] for name, (_, errors) in fits.items()],
    )
    for name, (f, _) in fits.items():
        if f.constant:
            console.note(f"{name} has {f.n} rows, too few for a fit: TPS is held at the larger one")
        elif f.n == 3:
            console.note(f"{name} has 3 rows for 3 coefficients: the fit meets them all and R2 says nothing")
