"""What an interval contains, and which services an answer is of: said beside every interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import is_blend
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.set_by_name import AnySet
from calc.inputs.tables import model_classes
from calc.query.estimate import OwnModel
from calc.query.served import WORDS, what_varies
from calc.query.stand_ins import stand_in
from calc.query.who_serves import ON, is_service, services

SERVED_SHARE = "how much of their time nodes answer"


def inside_of_query(model: str | OwnModel, regime: ArrayLike, a: AnySet, alpha: Lognormal) -> tuple[str, ...]:
    """Return what varies in the interval of a query, in a reader's words."""
    if isinstance(a, ServingSet):
        return tuple(WORDS[key] for key, on in what_varies(model, regime, a, alpha).items() if on)
    model_varies = isinstance(model, str) and is_blend(model)
    return (WORDS["l_out"], *([WORDS["service"]] if model_varies else []), *_of_paper(a, alpha))


def inside_of_fleet(model: str | OwnModel, a: AnySet, alpha: Lognormal) -> tuple[str, ...]:
    """Return what varies in the interval of a fleet or a year, in a reader's words."""
    if not isinstance(a, ServingSet):
        return _of_paper(a, alpha)
    varies = what_varies(model, "traditional", a, alpha) | {"l_out": False}
    served = [SERVED_SHARE] if a.variables["served"].varies else []
    return (*(WORDS[key] for key, on in varies.items() if on), *served)


def _of_paper(a: AssumptionSet, alpha: Lognormal) -> tuple[str, ...]:
    parts = {"power_fraction": a.power_fraction, "pue": a.pue, "alpha": alpha}
    return tuple(WORDS[key] for key, part in parts.items() if np.any(part.sigma > 0))


def service_notes(name: str, asked: str) -> list[str]:
    """Return what stands for the model asked for, what a class stands for, and which nodes answer."""
    found = services(name)
    what, on, _ = name.partition(ON)
    known = model_classes().get(what)
    stands = None if is_service(asked) else stand_in(asked.partition(ON)[0])
    said = [f"{asked}: {stands.reason} Data quality {stands.quality} of 5."] if stands else []
    notes = [f"{what}: {known.reason} Data quality {known.quality} of 5 (1 is best)."] if known else []
    models = list(dict.fromkeys(one.model.model for one in found))
    nodes = list(dict.fromkeys(one.node.node for one in found))
    where = "on" if on else "with the weights of served_nodes.csv on"
    return [*said, *notes, f"served by {', '.join(models)}, {where} {', '.join(nodes)}; equery fit has their tables"]
