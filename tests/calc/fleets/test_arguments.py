"""The arguments of a fleet are stated once: as types for those who pass them on, and in the signature of `fleet`."""

import inspect
from functools import partial
from typing import get_type_hints

import numpy as np
import pytest

from calc.fleets.arguments import FleetArguments, Scale
from calc.fleets.daily_total import fleet
from calc.impacts.breakeven import alpha_needed, breakeven_share
from calc.impacts.footprint import ImpactArguments, impact
from calc.inputs.assumptions import assumption_set
from calc.sensitivity.sobol import fleet_indices
from calc.sensitivity.tornado_bars import FLEET, outcome

RNG = np.random.default_rng(1)
GIVEN = {"queries_per_day": 2e9, "model": "405B", "beta": 1.2, "assumptions": "joule-2026", "fits": None}


def test_they_are_the_keywords_of_fleet_with_their_types() -> None:
    keywords = {
        name: get_type_hints(fleet)[name]
        for name, parameter in inspect.signature(fleet).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    assert keywords == get_type_hints(FleetArguments)
    assert get_type_hints(Scale).items() <= keywords.items()
    assert set(get_type_hints(ImpactArguments)) == {*keywords, "years"}


def test_every_one_is_passed_on() -> None:
    total = fleet(0.1, (1.5, 3), **GIVEN)
    found = impact(0.1, (1.5, 3), **GIVEN)
    assert found.fleet.gwh_per_day == total.gwh_per_day
    budget = float(total.gwh_per_day)
    # the budget is the total at 10 % and at this alpha: found again, but for rounding
    assert breakeven_share(budget, (1.5, 3), **GIVEN) == pytest.approx(0.1, rel=1e-12)
    assert alpha_needed(budget, 0.1, (1.5, 3), **GIVEN).scale == pytest.approx(1, rel=1e-12)
    a = assumption_set("joule-2026")
    at_medians = outcome(FLEET, a, a.factor((1.5, 3)), share_tts=0.1, **GIVEN)({})
    assert at_medians == pytest.approx(float(total.quantile(0.5)), rel=1e-12)


@pytest.mark.parametrize(
    "call",
    [fleet, impact, partial(breakeven_share, 1.0), partial(alpha_needed, 1.0), partial(fleet_indices, rng=RNG)],
    ids=["fleet", "impact", "breakeven_share", "alpha_needed", "fleet_indices"],
)
def test_a_name_that_is_none_of_them_is_refused(call) -> None:
    with pytest.raises(TypeError, match="modell"):
        call(modell="405B")
