"""The throughput of current hardware: what the rows add up to, where they are from, and what cannot be a row."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from calc.inputs.reader import rows
from calc.inputs.tables import aliases, benchmarks, models, nodes, sources, throughput

# Rows, TPS [token/s], input and output tokens of each published table, added up from a transcript of the pages that was
# made before there was this table; a row lost, doubled or mistyped would change them.
TOTALS = {
    "trtllm-0.17": (153, "1782970.59", 526660, 237116),
    "trtllm-0.19": (184, "1460384.27", 540440, 297836),
    "trtllm-0.20": (65, "484575.55", 214672, 111720),
    "trtllm-0.21": (98, "728825.81", 296908, 161836),
    "trtllm-1.x": (123, "1747761", 854464, 727488),
    "trtllm-r1-max": (3, "91019.5551", 3072, 6144),
    "trtllm-r1-min": (2, "432.4837", 2048, 4096),
}
# Output tokens a second per GPU of the page of version 1.x, typed in from it: (model, GPU), rows in its order.
PER_GPU = {
    ("DeepSeek-R1-0528", "B200 180GB", 4): (6463, 6430, 3862, 1451, 1168),
    ("DeepSeek-R1-0528", "H200 SXM 141GB", 8): (1627, 1620, 1218, 438),
    ("gpt-oss-120b", "B200 180GB", 2): (25943, 25870, 17289, 6279, 6111, 1392),
    ("Qwen3-235B-A22B", "H100 SXM 80GB", 8): (1932, 1935, 873),
}
# Output tokens a second of all GPUs on the page of version 0.17, typed in from it: (model, GPU), rows in its order.
OF_ALL = {
    ("Llama 3.1 405B", "H200 SXM 141GB", 8): (
        3874.19, 5938.09, 5168.37, 5084.29, 3399.69, 463.42, 2940.62, 669.13, 535.31,
    ),
    ("Llama 3.1 70B", "H100 SXM 80GB", 8): (
        14730.69, 17061.82, 14171.43, 14679.33, 11451.16, 1923.41, 8801.95, 2457.42, 1512.6,
    ),
    ("Llama 3.1 8B", "L40S", 1): (9104.61, 5365.81, 3025.92, 4273.75, 4054.71, 1066.52, 2225.27, 981.2, 327.97),
}  # fmt: skip
LENGTHS_017 = [
    (128, 128), (128, 2048), (128, 4096), (500, 2000), (1000, 1000), (2048, 128), (2048, 2048), (5000, 500),
    (20000, 2000),
]  # fmt: skip
LENGTHS = [(1000, 1000), (1024, 1024), (1024, 8192), (1024, 32768), (8192, 1024), (32768, 1024)]


def test_there_are_628_rows_numbered_in_order() -> None:
    assert [row.row_id for row in throughput()] == [f"t{n:03}" for n in range(1, 629)]


@pytest.mark.parametrize("table", TOTALS)
def test_the_rows_of_a_table_add_up(table: str) -> None:
    held = [row for row in throughput() if row.table == table]
    count, tps, l_in, l_out = TOTALS[table]
    assert (len(held), sum(r.l_in for r in held), sum(r.l_out for r in held)) == (count, l_in, l_out)
    # Four decimals are printed at most; below that is rounding of the sum.
    assert round(sum(r.tps for r in held), 4) == float(tps)


def test_there_is_no_other_table() -> None:
    assert {row.table for row in throughput()} == set(TOTALS)


@pytest.mark.parametrize("key", PER_GPU)
def test_a_throughput_printed_per_gpu_is_that_of_all_gpus(key: tuple[str, str, int]) -> None:
    held = [r for r in throughput() if (r.model, r.gpu, r.gpus) == key and r.table == "trtllm-1.x"]
    assert sorted(r.tps for r in held) == sorted(per * key[2] for per in PER_GPU[key])
    assert {(r.l_in, r.l_out) for r in held} <= set(LENGTHS)
    assert all(r.locator.endswith(f"printed per GPU: {r.tps / r.gpus:,.0f}") for r in held)


@pytest.mark.parametrize("key", OF_ALL)
def test_a_throughput_printed_for_all_gpus_stands_as_printed(key: tuple[str, str, int]) -> None:
    held = [r for r in throughput() if (r.model, r.gpu, r.gpus) == key and r.table == "trtllm-0.17"]
    assert {(r.l_in, r.l_out): r.tps for r in held} == dict(zip(LENGTHS_017, OF_ALL[key], strict=True))


def test_rows_that_the_paper_prints_too_are_the_same() -> None:
    """31 rows of TensorRT-LLM 0.17 and 0.19 on 8 H100 stand in both tables, typed in apart."""
    here = {
        (r.model, r.source_id, r.l_in, r.l_out): r.tps
        for r in throughput()
        if r.gpu.startswith("H100 SXM") and r.gpus == 8
    }
    paper = [b for b in benchmarks() if b.source_id in {"trtllm-v017", "trtllm-v019"}]
    assert len(paper) == 31
    assert [here[b.model, b.source_id, b.l_in, b.l_out] for b in paper] == [b.tps for b in paper]


def test_no_two_rows_of_a_table_are_of_the_same_lengths() -> None:
    keys = Counter((r.model, r.gpu, r.gpus, r.precision, r.table, r.l_in, r.l_out) for r in throughput())
    assert set(keys.values()) == {1}


def test_a_table_is_of_one_software_and_one_source_with_a_licence() -> None:
    for table in TOTALS:
        held = {(r.software, r.source_id) for r in throughput() if r.table == table}
        assert len(held) == 1
        software, source = held.pop()
        assert sources()[source].licence == "Apache-2.0"
        assert software.split(" ")[0] == "TensorRT-LLM"
        version = re.fullmatch(r"trtllm-(\d.*)", table)
        assert software == f"TensorRT-LLM{f' {version[1]}' if version else ''}"


def test_every_other_name_is_of_something_there() -> None:
    gpus = {row.gpu for row in throughput()}
    assert set(aliases("throughput")) | set(aliases("hub")) <= {row.model for row in throughput()}
    assert set(aliases("node")) <= set(nodes()) | gpus


def test_one_node_at_most_has_the_gpus_of_a_table_and_none_serves_the_papers_models() -> None:
    found = Counter(node.gpu for node in nodes().values())
    assert all(found[gpu] <= 1 for gpu in {row.gpu for row in throughput()})
    serving = {model.node for model in models()}
    assert {node.node for node in nodes().values() if node.node not in serving} == {
        "DGX H100", "DGX H200", "DGX B200", "GB200 tray",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("node", "gpus", "kw", "idle", "measured"),
    [("DGX H100", 8, 10.2, 2.7, 8.4), ("DGX H200", 8, 10.2, None, None), ("DGX B200", 8, 14.3, None, 10.4)],
)
def test_powers_are_the_makers_and_as_measured(
    node: str, gpus: int, kw: float, idle: float | None, measured: float | None
) -> None:
    found = nodes()[node]
    assert (found.gpus, found.p_max_kw, found.p_idle_kw, found.measured_kw) == (gpus, kw, idle, measured)


@pytest.mark.parametrize("column", ["gpus", "tps", "l_in", "l_out"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_a_number_not_above_0_is_refused(column: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{column} of throughput t001 must be above 0: got {value}"):
        replace(throughput()[0], **{column: value})


def test_no_cell_is_empty() -> None:
    assert all(all(row.values()) for row in rows("throughput"))
