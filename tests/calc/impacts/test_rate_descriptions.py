"""The rates are described once: every user of them agrees with the description, and the rules are what is checked."""

from dataclasses import fields

import pytest

from calc.impacts.factors import Rates, rate_keys, rates
from calc.impacts.rate_descriptions import rate_facts
from calc.impacts.scenarios import Scenario, scenario_keys
from calc.inputs.tables import impact_facts, rows

ABOVE, BELOW = 1e-9, -1e-9
# rule -> values that keep it, values that break it
ENDS = {
    "at least 0": ((0.0, 1e6), (BELOW,)),
    "0 to 1": ((0.0, 1.0), (BELOW, 1 + ABOVE)),
    "above -1": ((-1 + ABOVE, 3.0), (-1.0,)),
    "above 0": ((ABOVE, 100.0), (0.0,)),
    "above 0, at most 1": ((ABOVE, 1.0), (0.0, 1 + ABOVE)),
}
NUMBERS = [key for key, fact in rate_facts().items() if fact.check]


def test_they_are_the_fields_of_rates_and_of_scenarios() -> None:
    assert list(rate_facts()) == ["place", *rate_keys()]
    assert [key for key in scenario_keys() if key in rate_facts()] == list(rate_facts())
    words = {f.name for f in fields(Scenario) if "str" in str(f.type)}
    assert {key for key, fact in rate_facts().items() if not fact.check} == words & set(rate_facts())
    assert {f.name for f in fields(Rates)} == {"grid", *rate_keys()}


def test_each_has_a_unit_of_the_table_and_a_meaning() -> None:
    known = {r["unit"] for r in rows("units")}
    for key, fact in rate_facts().items():
        assert fact.key == key
        assert fact.unit in known
        assert fact.meaning.endswith(".")
        row = impact_facts().get(key)
        assert row is None or (row.unit, row.note) == (fact.unit, fact.meaning)


@pytest.mark.parametrize("key", NUMBERS)
def test_what_the_rule_says_is_what_is_checked(key: str) -> None:
    fact = rate_facts()[key]
    good, bad = ENDS[fact.rule]
    for value in good:
        assert getattr(rates(**{key: value}), key) == value
    for value in bad:
        with pytest.raises(ValueError, match=f"^{key} must ") as caught:
            rates(**{key: value})
        assert fact.shown_unit in str(caught.value)
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match=f"^{key} must be finite"):
            rates(**{key: value})


def test_none_is_no_number() -> None:
    """Only the share of use may be left to the assumptions; `rates` leaves out what is None."""
    given = {f.name: getattr(rates("France"), f.name) for f in fields(Rates)}
    assert Rates(**given).node_utilisation is None
    with pytest.raises(ValueError, match=r"^price_per_kwh must be a number: got None"):
        Rates(**given | {"price_per_kwh": None})
