"""The throughput rows, typed in from the paper's S.I table a second time."""

import re
from dataclasses import replace

import pytest

from calc.inputs.catalogue import blends, node_of
from calc.inputs.rows import Node
from calc.inputs.tables import benchmarks, models, nodes
from calc.query import estimate

L405B, L70B, MIXTRAL = "Llama 3.1 405B", "Llama 3.1 70B", "Mixtral 8x22B"
R1, NEMOTRON = "DeepSeek-R1", "Llama-3.1 Nemotron Ultra 253B"

# (model, TPS, L_in, L_out) in the order of the table.
TABLE = [
    (L405B, 2050.00, 500, 2000), (L405B, 480.00, 5000, 500), (L405B, 3732.40, 128, 128),
    (L405B, 4572.23, 128, 2048), (L405B, 2911.42, 128, 4096), (L405B, 3661.85, 500, 2000),
    (L405B, 2963.36, 1000, 1000), (L405B, 3253.17, 1000, 2000), (L405B, 3089.16, 1024, 2048),
    (L405B, 448.89, 2048, 128), (L405B, 2139.94, 2048, 2048), (L405B, 579.14, 5000, 500),
    (L405B, 370.26, 20000, 2000),
    (L70B, 14686.01, 128, 128), (L70B, 17463.99, 128, 2048), (L70B, 12598.55, 128, 4096),
    (L70B, 14630.41, 500, 2000), (L70B, 11082.48, 1000, 1000), (L70B, 11108.11, 1000, 2000),
    (L70B, 11028.32, 1024, 2048), (L70B, 1840.12, 2048, 128), (L70B, 8772.88, 2048, 2048),
    (L70B, 2399.78, 5000, 500), (L70B, 1568.84, 20000, 2000),
    (MIXTRAL, 21876.08, 128, 128), (MIXTRAL, 25150.03, 128, 2048), (MIXTRAL, 18387.40, 128, 4096),
    (MIXTRAL, 21421.86, 500, 2000), (MIXTRAL, 16573.24, 1000, 1000), (MIXTRAL, 2794.97, 2048, 128),
    (MIXTRAL, 12244.93, 2048, 2048), (MIXTRAL, 3645.27, 5000, 500), (MIXTRAL, 2227.63, 20000, 2000),
    (R1, 886.00, 1024, 1024), (NEMOTRON, 5200.00, 500, 2000), (NEMOTRON, 720.00, 5000, 500),
    (R1, 1300.00, 500, 2000), (R1, 378.00, 5000, 500),
]  # fmt: skip

# The shapes of the TensorRT-LLM rows that give the published figures; rows from elsewhere all do.
FITTED_SHAPES = {(128, 128), (128, 2048), (500, 2000), (2048, 128), (5000, 500)}


PAPER = [b for b in benchmarks() if b.table == "oviedo-2025"]
MARKS = {"square", "circle", "triangle", "diamond", "x", "plus", "star", "dash", "dot"}  # of a spreadsheet's charts


def test_the_38_rows_are_the_papers() -> None:
    rows = PAPER
    assert [(b.model, b.tps, b.l_in, b.l_out) for b in rows] == TABLE
    assert len(rows) == 38


def test_22_rows_are_in_the_published_fit() -> None:
    rows = PAPER
    expected = [not b.source_id.startswith("trtllm-v0") or (b.l_in, b.l_out) in FITTED_SHAPES for b in rows]
    assert [b.in_published_fit for b in rows] == expected
    assert sum(expected) == 22


def test_nodes_are_those_of_the_paper() -> None:
    assert {(b.model == R1, nodes()[b.node].gpus) for b in PAPER} == {(True, 10), (False, 8)}
    assert {nodes()[b.node].gpu for b in PAPER} == {"H100"}
    assert {b.precision for b in PAPER} == {"FP8"}


def test_software_is_what_the_source_names() -> None:
    versions = {"trtllm-v017": "TensorRT-LLM 0.17", "trtllm-v019": "TensorRT-LLM 0.19"}
    assert all(b.software == versions.get(b.source_id, "not stated") for b in PAPER)


def test_rows_of_other_tables_have_no_part_in_the_published_fit() -> None:
    assert all((b.in_published_fit is None) == (b.table != "oviedo-2025") for b in benchmarks())


def test_a_model_is_measured_on_the_node_that_serves_it_in_one_table() -> None:
    for model in models():
        rows = [b for b in benchmarks() if b.model == model.model]
        assert {(b.table, b.node) for b in rows} == {(rows[0].table, node_of(model.model).node)}


def test_every_benchmarked_model_is_listed_and_the_other_way_round() -> None:
    assert {b.model for b in benchmarks()} == {m.model for m in models()}


def test_the_blend_is_the_three_models_above_200b() -> None:
    assert [m.model for m in blends()["Baseline"]] == [R1, L405B, NEMOTRON]


def test_replay_order_is_that_of_the_authors_draws() -> None:
    order = {m.replay_order: m.model for m in models() if m.replay_order is not None}
    assert order == dict(enumerate((L405B, L70B, MIXTRAL, R1, NEMOTRON), 1))


def test_every_model_can_be_told_from_the_others_in_a_chart() -> None:
    assert len({(m.colour, m.mark) for m in models()}) == len(models())
    assert all(re.fullmatch(r"[0-9A-F]{6}", m.colour) and m.mark in MARKS for m in models())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"p_max_kw": 11.3}, "p_max_kw of node n must be given, or else p_max_key"),
        ({"p_max_key": ""}, "p_max_kw of node n must be given, or else p_max_key"),
        ({"p_max_key": "", "p_max_kw": 0.0}, "p_max_kw of node n must be above 0: got 0.0"),
        ({"gpus": 0}, "gpus of node n must be above 0: got 0"),
        ({"p_idle_kw": -1.0}, "p_idle_kw of node n must lie between 0 and p_max_kw: got -1.0"),
        ({"p_max_key": "", "p_max_kw": 2.0, "p_idle_kw": 3.0}, "p_idle_kw of node n must lie between 0 and p_max_kw"),
    ],
)
def test_an_impossible_node_is_refused(changes: dict[str, object], message: str) -> None:
    row = {
        "node": "n", "gpu": "g", "gpus": 8, "p_max_kw": None, "p_idle_kw": None, "measured_kw": None,
        "p_max_key": "p_max_kw",
        "source_id": "", "locator": "", "note": "",
    }  # fmt: skip
    assert Node(**row).gpus == 8
    with pytest.raises(ValueError, match=message):
        Node(**(row | changes))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("table", "other", "table must be the same for all benchmarks of Mixtral 8x22B: got other, oviedo-2025"),
        ("node", "10xH100", "node must be 8xH100 for all benchmarks of Mixtral 8x22B: got 10xH100, 8xH100"),
    ],
)
def test_rows_that_one_fit_cannot_hold_are_refused(monkeypatch, column: str, value: str, message: str) -> None:
    rows = benchmarks()
    changed = replace(next(b for b in rows if b.model == MIXTRAL), **{column: value})
    monkeypatch.setattr(estimate, "benchmarks", lambda: (*rows, changed))
    with pytest.raises(ValueError, match=message):
        estimate.rows_of.__wrapped__(MIXTRAL)
