"""The energy of an AI query, as a distribution: throughput, one query, a blend of models, a fleet and what it emits.

Public is what `calc.__all__` names, with the documented parameters, attributes and methods of each and of what it
returns; nothing is loaded before its first use. The rooms below (`calc.inputs`, `calc.query`, `calc.fleets`,
`calc.impacts`, `calc.sensitivity`, `calc.paper`) serve the add-in and the workbook and may change at any time.

Symbols are the paper's: TPS, PUE, L_in, L_out, alpha, beta; `mu` and `sigma` are always of ln X; `q` is a
probability; energies are in Wh unless the name says otherwise. What breaks a rule raises ValueError.

Examples
--------
>>> import calc
>>> round(float(calc.energy("Baseline", "traditional").quantile(0.5)), 2)  # Wh
0.34
>>> round(float(calc.fleet(0.1, (1.5, 3)).gwh_per_day), 2)
0.91
>>> round(float(calc.energy("frontier", "mean 350", calc.serving_set(pue=1.12)).quantile(0.5)), 2)  # current hardware
0.09
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "AssumptionSet",
    "OwnModel",
    "Scenario",
    "ServingSet",
    "assumption_set",
    "energy",
    "fit_tps",
    "fleet",
    "grid",
    "impact",
    "lever_alpha",
    "model_fit",
    "model_names",
    "rates",
    "replay",
    "reproduction",
    "sample",
    "serving_set",
    "tornado",
]

if TYPE_CHECKING:
    from calc.fleets.daily_total import fleet
    from calc.impacts.factors import rates
    from calc.impacts.footprint import impact
    from calc.impacts.grid_factor import grid
    from calc.impacts.scenarios import Scenario
    from calc.inputs.assumptions import AssumptionSet, assumption_set
    from calc.inputs.catalogue import model_names
    from calc.inputs.serving_assumptions import ServingSet, serving_set
    from calc.paper.legacy_draws import replay
    from calc.paper.published_figures import reproduction
    from calc.query.estimate import OwnModel, energy, model_fit
    from calc.query.levers import lever_alpha
    from calc.query.sampling import sample
    from calc.query.throughput import fit_tps
    from calc.sensitivity.tornado_bars import tornado

    __version__: str
else:
    # The same once more, for Python, which loads a module when one of its names is first asked for.
    _HOMES = {
        "calc.fleets.daily_total": ("fleet",),
        "calc.impacts.factors": ("rates",),
        "calc.impacts.footprint": ("impact",),
        "calc.impacts.grid_factor": ("grid",),
        "calc.impacts.scenarios": ("Scenario",),
        "calc.inputs.assumptions": ("AssumptionSet", "assumption_set"),
        "calc.inputs.catalogue": ("model_names",),
        "calc.inputs.serving_assumptions": ("ServingSet", "serving_set"),
        "calc.paper.legacy_draws": ("replay",),
        "calc.paper.published_figures": ("reproduction",),
        "calc.query.estimate": ("OwnModel", "energy", "model_fit"),
        "calc.query.levers": ("lever_alpha",),
        "calc.query.sampling": ("sample",),
        "calc.query.throughput": ("fit_tps",),
        "calc.sensitivity.tornado_bars": ("tornado",),
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module
        from importlib.metadata import version

        home = next((module for module, names in _HOMES.items() if name in names), None)
        if home is None and name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(home), name) if home else version("equery")
        return found

    def __dir__() -> list[str]:
        return [*__all__, "__version__"]
