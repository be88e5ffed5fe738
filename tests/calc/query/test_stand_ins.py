"""Models as providers call them: what stands for each, which write no text, and that every row can answer."""

import csv
from pathlib import Path

import pytest

from calc.inputs.rows import ServedModel
from calc.inputs.tables import not_text_models, served_models
from calc.query.estimate import energy
from calc.query.stand_ins import not_text, stand_in
from calc.query.who_serves import knows, service_name, services

NAME = "equery-2026"
# Names as exports and bills have them; the second column is what stands for each, the third what writes no text.
with Path(__file__).with_name("served_names.csv").open(encoding="utf-8", newline="") as file:
    NAMES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["name"])
def test_a_name_as_it_is_billed_finds_what_stands_for_it(row: dict[str, str]) -> None:
    found = stand_in(row["name"])
    assert (found.stands_for if found else "") == row["stands_for"]
    assert (not_text(row["name"]) or "") == row["not_text"]
    assert knows(row["name"]) >= (found is not None)


@pytest.mark.parametrize("text", ["", " ", "None", None, float("nan"), "70B", "ft:", "models/"])
def test_what_names_no_model_has_none(text: object) -> None:
    assert stand_in(text) is None
    assert not_text(text) is None


@pytest.mark.parametrize("row", served_models(), ids=lambda row: row.pattern)
def test_every_row_stands_for_something_that_answers(row: ServedModel) -> None:
    assert services(service_name(row.stands_for))
    assert 1 <= row.quality <= 5


def test_no_row_is_hidden_by_one_before_it() -> None:
    found = {stand_in(row["name"]) for row in NAMES} - {None}
    assert [row.pattern for row in served_models() if row not in found] == []
    assert {row.what for row in not_text_models()} == {row["not_text"] for row in NAMES} - {""}


def test_the_largest_size_in_a_name_is_that_of_the_model() -> None:
    sizes = {"qwen3.5-397b-a17b": "frontier", "qwen3.5-122b-a10b": "mid", "qwen3.5-35b-a3b": "small"}
    assert {name: stand_in(name).stands_for for name in sizes} == sizes  # type: ignore[union-attr]


def test_a_company_s_own_words_do_not_decide() -> None:
    assert stand_in("ft:gpt-4o-2024-08-06:acme:whisper-nano:1a") is stand_in("gpt-4o-2024-08-06")


def test_the_energy_is_that_of_the_stand_in() -> None:
    named, own = (energy(model, "mean 350", NAME).quantile(0.5) for model in ("openai/gpt-4o-mini", "mid"))
    assert float(named) == float(own)
    assert service_name("gpt-oss-120b-1:0 on B200") == "gpt-oss-120b on DGX B200"
