"""Which table answers for a model on a node, and what is said where none does."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from calc.query import table_choice
from calc.query.table_choice import default_table, tables_of
from calc.query.throughput_tables import ThroughputTable, all_tables

# (model, node): (table, GPUs), by hand from the published pages: the newest with six rows; the most tokens per GPU.
CHOICES = {
    ("405B", "H100"): ("trtllm-0.21", 8),
    ("405B", "B200"): ("trtllm-0.21", 4),
    ("Llama 3.3 70B", "B200"): ("trtllm-0.21", 1),  # 1.x has 5 rows
    ("Llama 3.3 70B", "H200"): ("trtllm-0.20", 8),  # 1.x has 5 rows
    ("70B", "H100"): ("trtllm-0.19", 2),  # 1,414 token/s per GPU; 570 on one, 1,305 on four, 973 on eight
    ("70B", "H200"): ("trtllm-0.19", 1),  # 1,741 token/s per GPU; 1,682, 1,454 and 1,093 on more
    ("Maverick", "H200"): ("trtllm-0.20", 8),  # 1.x has 5 rows
    ("Maverick", "H100"): ("trtllm-0.20", 8),  # 5 rows, and no other table
    ("R1", "H200"): ("trtllm-1.x", 8),  # 4 rows, and no other table that can be fitted
    ("gpt-oss-120b", "B200"): ("trtllm-1.x", 2),
    ("8B", "A100"): ("trtllm-0.17", 1),
}


@pytest.mark.parametrize("asked", CHOICES, ids=" on ".join)
def test_the_default_table(asked: tuple[str, str]) -> None:
    chosen = default_table(*asked)
    assert (chosen.table, chosen.gpus) == CHOICES[asked]


@pytest.mark.parametrize(
    ("gpus", "table", "expected"),
    [(8, None, ("trtllm-0.20", 8)), (None, "trtllm-0.20", ("trtllm-0.20", 4)), (8, "TRTLLM 0.19", ("trtllm-0.19", 8))],
)
def test_a_choice_among_fewer(gpus: int | None, table: str | None, expected: tuple[str, int]) -> None:
    chosen = default_table("405B", "B200", gpus=gpus, table=table)
    assert (chosen.table, chosen.gpus) == expected


def test_no_table_of_enough_rows_is_newer_or_as_new_with_more_tokens_per_gpu() -> None:
    for model, node in {(t.model, t.node) for t in all_tables() if not t.refusal}:
        chosen = default_table(model, node)
        for other in tables_of(model, node):
            if len(other.rows) >= 6:
                assert len(chosen.rows) >= 6
                assert other.version <= chosen.version
                if other.version == chosen.version:
                    shared = {(r.l_in, r.l_out) for r in other.rows} & {(r.l_in, r.l_out) for r in chosen.rows}
                    rates = [
                        np.prod([r.tps / r.gpus for r in t.rows if (r.l_in, r.l_out) in shared])
                        for t in (other, chosen)
                    ]
                    assert rates[0] <= rates[1]


def test_tables_that_share_no_lengths_go_by_the_fewer_gpus(monkeypatch) -> None:
    found = [t for t in tables_of("405B", "B200") if t.table == "trtllm-0.20"]
    small, large = sorted(found, key=lambda t: t.gpus)
    moved = replace(small, rows=tuple(replace(r, l_in=r.l_in + 1, tps=r.tps / 100) for r in small.rows))
    monkeypatch.setattr(table_choice, "all_tables", lambda: (large, moved))
    assert default_table("405B", "B200").gpus == 4


def test_software_without_a_version_counts_as_oldest(monkeypatch) -> None:
    (table,) = tables_of("405B", "GB200")
    unsaid = replace(table, software="TensorRT-LLM", table="unsaid")
    monkeypatch.setattr(table_choice, "all_tables", lambda: (unsaid, table))
    assert default_table("405B", "GB200").table == "trtllm-0.21"


def test_all_tables_or_those_of_a_model_or_of_a_node() -> None:
    assert tables_of() == all_tables()
    assert tables_of("R1") == tuple(t for t in all_tables() if t.model == "DeepSeek-R1-0528")
    assert tables_of(node="L40S") == tuple(t for t in all_tables() if t.gpu == "L40S")
    assert {t.gpus for t in tables_of(gpus=4)} == {4}


BAD: dict[str, tuple[Callable[[], object], *tuple[str, ...]]] = {
    "model": (lambda: default_table("Llama 3.1 40B", "H100"), "model is not known", "did you mean 'Llama 3.1 405B'"),
    "node": (lambda: default_table("405B", "H1000"), "node is not known: got 'H1000'", "did you mean 'DGX H100'"),
    "model elsewhere": (
        lambda: default_table("70B", "B200"),
        "node must be one that Llama 3.1 70B was measured on (DGX H200, DGX H100, L40S, A100-SXM4-80GB): got DGX B200",
        "on DGX B200 there is Llama 3.3 70B",
    ),
    "three rows": (
        lambda: default_table("235B", "H100"),
        "table Qwen3-235B-A22B, 8 H100 SXM 80GB, FP8, trtllm-1.x cannot be fitted: rows must be at least 4", "got 3",
    ),
    "single rows": (
        lambda: default_table("DeepSeek-R1", "H200"), "cannot be fitted", "on DGX H200 there is DeepSeek-R1-0528",
    ),
    "gpus": (lambda: default_table("405B", "B200", gpus=3), "gpus must be one of 4, 8: got 3"),
    "table": (lambda: default_table("405B", "B200", table="trtllm-0.18"), "table is not known: got 'trtllm-0.18'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_messages_say_what_there_is(case: tuple[Callable[[], object], *tuple[str, ...]]) -> None:
    call, *words = case
    with pytest.raises(ValueError) as caught:
        call()
    assert [word for word in words if word not in str(caught.value)] == []
    assert "\n" not in str(caught.value)


def test_rows_that_make_a_coefficient_meaningless(monkeypatch) -> None:
    (table,) = tables_of("405B", "GB200")
    free: ThroughputTable = replace(table, rows=tuple(replace(r, tps=1e4) for r in table.rows))
    monkeypatch.setattr(table_choice, "all_tables", lambda: (free,))
    with pytest.raises(ValueError, match="cannot be fitted: rows must show that a longer prompt takes longer"):
        default_table("405B", "GB200")
