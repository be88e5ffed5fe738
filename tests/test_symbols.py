"""The table of symbols has every assumption and every rate, with the unit of the data, and refers to what there is."""

import re
from importlib import import_module

import pytest

from calc.impacts.factors import rate_keys
from calc.impacts.rate_descriptions import rate_facts
from calc.inputs.assumptions import keys
from calc.inputs.serving_assumptions import serving_keys
from calc.inputs.tables import assumption_facts, named_sets, serving_facts, serving_sets, usage_facts
from tests.wheel import ROOT

NAME, UNIT, CODE = 1, 2, 4
PAGE = (ROOT / "docs" / "symbols.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
SYMBOLS = [row for row in ROWS if row[0] != "symbol"]
UNITS = {key: fact.unit for name in named_sets() for key, fact in assumption_facts(name).items()}
UNITS |= {key: rate_facts()[key].unit for key in rate_keys()}
UNITS |= {key: fact.unit for name in serving_sets() for key, fact in serving_facts(name).items()}
UNITS |= {key: fact.unit for key, fact in usage_facts().items() if fact.unit != "text"}
KEYS = tuple(dict.fromkeys((*keys(), *rate_keys(), *serving_keys(), *(key for key in UNITS if key in usage_facts()))))


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def there(reference: str) -> bool:
    """Whether a dotted name is a module, something in it, or a field or method of that."""
    names = reference.split(".")
    for at in range(len(names), 0, -1):
        try:
            found = import_module(".".join(names[:at]))
        except ModuleNotFoundError:
            continue
        for name in names[at:]:
            if not hasattr(found, name) and name not in getattr(found, "__dataclass_fields__", {}):
                return False
            found = getattr(found, name, None)
        return True
    return False


REFERENCES = sorted({name for row in SYMBOLS for name in quoted(row[CODE])})


def test_every_row_has_all_columns_and_a_place_in_the_code() -> None:
    assert {len(row) for row in ROWS} == {CODE + 1}
    assert [row for row in SYMBOLS if not quoted(row[CODE])] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_assumption_and_rate_is_there_with_its_unit(key: str) -> None:
    assert [row[UNIT] for row in SYMBOLS if key in quoted(row[NAME])] == [UNITS[key]]


def test_every_name_is_an_assumption_a_rate_or_an_argument_of_a_fleet() -> None:
    assert {name for row in SYMBOLS for name in quoted(row[NAME])} - set(KEYS) == {"share_tts"}


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_place_in_the_code_is_there(reference: str) -> None:
    assert there(reference)


@pytest.mark.parametrize("wrong", ["TpsFit.tps_least", "TpsFits.tps_max", "TpsFit.tps_max.unit"])
def test_a_place_that_is_not_there_is_noticed(wrong: str) -> None:
    assert there("calc.query.throughput.TpsFit.tps_max")
    assert not there(f"calc.query.throughput.{wrong}")
