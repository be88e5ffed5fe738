"""Functions of a cell under a set of current hardware: what calc says, and errors that say what there is."""

import re

import pytest

from addin.dispatch import call
from addin.errors import CellsError
from addin.functions.reference import equery_assumptions
from calc.fleets.daily_total import fleet
from calc.inputs.serving_assumptions import serving_keys
from calc.inputs.set_by_name import any_set
from calc.query.estimate import energy
from calc.query.who_serves import only_service, service_names
from tests.addin.ask import OWN, one

SET = "equery-2026"


def test_a_cell_says_what_calc_says() -> None:
    for model in ("frontier", "gpt-oss-120b on B200", "405B", "Baseline untrimmed"):
        assert one("EQUERY_MEDIAN", model, "traditional", None, None, SET) == pytest.approx(
            float(energy(model, "traditional", SET).quantile(0.5)), rel=1e-12
        )
    found = fleet(0.1, (1.5, 3.0), model="frontier", assumptions=SET)
    scale = (1e9, "GPT-4-class", None, SET)
    assert one("FLEET_GWH", 0.1, 1.5, 3.0, *scale) == pytest.approx(float(found.gwh_per_day), rel=1e-12)
    assert one("FLEET_INTERVAL", 0.1, 1.5, 3.0, 0.95, *scale) == pytest.approx(float(found.quantile(0.95)), rel=1e-12)
    service = only_service("405B on H200")
    tps = service.node.gpus / service.table.gpus * 300 / float(service.fit.seconds(500, 300))
    assert one("TPS_PREDICT", "405B on H200", 500.0, 300.0, SET) == pytest.approx(tps, rel=1e-12)


def test_what_was_measured_is_an_override_by_its_own_name() -> None:
    given = [["set", SET], ["pue", 1.1], ["batch", 100.0], ["length", 1.0]]
    expected = energy("mid", "traditional", any_set(SET, pue=1.1, batch=100, length=1)).quantile(0.95)
    assert one("EQUERY_QUANTILE", "mid", "traditional", 0.95, None, None, given) == pytest.approx(float(expected))
    assert one("EQUERY_QUANTILE", "mid", "traditional", 0.95, None, None, given[::-1]) == pytest.approx(float(expected))


def test_tables_are_of_the_set() -> None:
    compared = call("EQUERY_COMPARE", ("traditional", None, None, SET))
    assert [row[0] for row in compared[1:]] == list(service_names())
    listed = equery_assumptions(any_set(SET, l_in=1200))
    assert [row[0] for row in listed[1:]] == list(serving_keys())
    assert ["l_in", 1200.0, "token", "given"] in listed
    fit = call("TPS_FIT", ("gpt-oss-120b on B200", SET))
    assert [row[0] for row in fit[1:4]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("EQUERY_MEDIAN", ("gpt-oss-120b", "traditional"), "choose the set equery-2026"),
        ("EQUERY_MEDIAN", ("frontire", "mean 350", None, None, SET), "did you mean 'frontier'?"),
        ("TPS_FIT", ("405B", SET), "model must be one model on one node (Llama 3.1 405B on DGX H100"),
        ("EQUERY_MEDIAN", ("405B", "tts", None, None, [["set", SET], ["prefill_weight", 1.0]]), "is not known"),
        ("EQUERY_FROM_ROWS", (*OWN, 10.0, "tts", 0.5, SET), "model must be one of the"),
    ],
)
def test_errors_say_what_there_is(name: str, arguments: tuple[object, ...], said: str) -> None:
    with pytest.raises(CellsError, match=re.escape(said)):
        call(name, arguments)
