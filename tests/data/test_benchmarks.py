"""The throughput rows, typed in from the paper's S.I table a second time."""

from calc.inputs.tables import benchmarks, models

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


def test_the_38_rows_are_the_papers() -> None:
    rows = benchmarks()
    assert [(b.model, b.tps, b.l_in, b.l_out) for b in rows] == TABLE
    assert len(rows) == 38


def test_22_rows_are_in_the_published_fit() -> None:
    rows = benchmarks()
    expected = [not b.source_id.startswith("trtllm-v0") or (b.l_in, b.l_out) in FITTED_SHAPES for b in rows]
    assert [b.in_published_fit for b in rows] == expected
    assert sum(expected) == 22


def test_nodes_are_those_of_the_paper() -> None:
    assert {(b.model == R1, b.gpus) for b in benchmarks()} == {(True, 10), (False, 8)}
    assert {b.quantization for b in benchmarks()} == {"FP8"}


def test_every_benchmarked_model_is_listed_and_the_other_way_round() -> None:
    assert {b.model for b in benchmarks()} == {m.model for m in models()}


def test_the_blend_is_the_three_models_above_200b() -> None:
    assert {m.model for m in models() if m.blend_member} == {R1, L405B, NEMOTRON}


def test_replay_order_is_that_of_the_authors_draws() -> None:
    order = [m.model for m in sorted(models(), key=lambda m: m.replay_order)]
    assert order == [L405B, L70B, MIXTRAL, R1, NEMOTRON]
