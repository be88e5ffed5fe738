"""What was measured: rows as the source has them, figures that are whole or say why there is no model of them."""

import re
from collections import Counter
from math import fsum

import pytest

from calc.inputs.reader import rows
from calc.inputs.tables import measured_figures, measured_runs, measured_tasks, model_classes, nodes, sized_models
from calc.query.throughput_tables import table_models

# Runs, joules for a token and largest batches of each task, added up from the source's files before there was this
# table; a row lost, doubled or mistyped would change them.
TOTALS = {
    "lm-arena-chat": (267, 355.989791777653, 83_176),
    "gpqa": (124, 120.211821219354, 33_640),
    "sourcegraph-fim": (50, 254.351060915496, 14_416),
}


@pytest.mark.parametrize("task", TOTALS)
def test_the_runs_of_a_task_add_up(task: str) -> None:
    held = [run for run in measured_runs() if run.task == task]
    count, joules, seqs = TOTALS[task]
    assert (len(held), sum(run.max_num_seqs for run in held)) == (count, seqs)
    assert fsum(run.energy_per_token_joules for run in held) == pytest.approx(joules, rel=1e-12)


def test_runs_are_numbered_and_of_known_tasks() -> None:
    assert [run.run_id for run in measured_runs()] == [f"m{n:03}" for n in range(1, 442)]
    assert {run.task for run in measured_runs()} == set(TOTALS) == set(measured_tasks())


def test_columns_that_state_one_energy_agree() -> None:
    for run in measured_runs():
        by_request = run.energy_per_request_joules / run.avg_output_len
        by_power = run.avg_power_watts / run.output_throughput_tokens_per_sec
        assert [by_request, by_power] == pytest.approx([run.energy_per_token_joules] * 2, rel=1e-9)


def test_the_405b_request_that_others_cite_is_a_run() -> None:
    """0.2104 Wh at batch 256 on 8 H100."""
    (run,) = (
        r
        for r in measured_runs()
        if r.nickname == "Llama 3.1 405B Instruct FP8" and (r.gpu_model, r.max_num_seqs) == ("H100", 256)
    )
    assert round(run.energy_per_request_joules / 3600, 4) == 0.2104
    assert run.num_gpus == 8


def test_a_figure_is_whole_or_says_why_not() -> None:
    for figure in measured_figures():
        assert figure.boundary in {"GPU", "IT", "facility"}
        assert figure.statistic in {"mean", "median", "sum"}
        assert figure.node in {*nodes(), ""}
        if figure.reason:
            continue
        assert figure.model in sized_models()
        assert None not in (figure.gpus, figure.l_in, figure.l_out)
        assert figure.unit in {"token/s", "J/token", "node-day"}
        assert (figure.context is not None) == (figure.statistic == "sum")


def test_a_figure_of_no_known_model_has_a_reason() -> None:
    unknown = [f for f in measured_figures() if f.model not in sized_models()]
    assert unknown
    assert all(f.reason for f in unknown)
    assert {f.model for f in unknown} - set(model_classes()) == {"Llama 2 70B", "Mistral Large 2"}


def test_results_of_mlperf_are_cited_by_their_id() -> None:
    cited = [row for row in rows("measured") if row["source_id"] == "mlperf-v5-1"]
    assert all(re.match(r"mlperf-5\.1-\d{4}-", row["id"]) for row in cited)
    assert all(row["locator"].startswith(row["id"].split("-", 1)[1][:8]) for row in cited)
    # Single nodes of B200 in the data centre, full: thirteen makers, 2 % apart.
    alike = [f.measured for f in measured_figures() if f.what.endswith("Offline") and f.node == "DGX B200"
             and f.unit == "token/s" and f.model == "Llama 3.1 405B"]  # fmt: skip
    assert len(alike) == 13
    assert max(alike) / min(alike) < 1.03


def test_every_task_has_its_prompts_judged_or_cited() -> None:
    assert Counter(task.kind for task in measured_tasks().values()) == {"judgement": 3}
    assert {name: task.l_in for name, task in measured_tasks().items()} == {
        "lm-arena-chat": 95, "gpqa": 250, "sourcegraph-fim": 500,
    }  # fmt: skip


def test_the_models_of_the_runs_are_those_of_the_tables_and_no_others() -> None:
    found = {run.model_id: table_models().get(run.model_id) for run in measured_runs()}
    assert {model_id: name for model_id, name in found.items() if name} == {
        "meta-llama/Llama-3.1-405B-Instruct": "Llama 3.1 405B",
        "meta-llama/Llama-3.1-405B-Instruct-FP8": "Llama 3.1 405B",
        "meta-llama/Llama-3.1-70B-Instruct": "Llama 3.1 70B",
        "meta-llama/Llama-3.1-8B-Instruct": "Llama 3.1 8B",
        "openai/gpt-oss-120b": "gpt-oss-120b",
        "deepseek-ai/DeepSeek-R1-0528": "DeepSeek-R1-0528",
        "Qwen/Qwen3-235B-A22B-Instruct-2507": "Qwen3-235B-A22B",
        "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8": "Qwen3-235B-A22B",
        "Qwen/Qwen3-235B-A22B-Thinking-2507": "Qwen3-235B-A22B",
        "Qwen/Qwen3-30B-A3B-Instruct-2507": "Qwen3-30B-A3B",
        "Qwen/Qwen3-30B-A3B-Thinking-2507": "Qwen3-30B-A3B",
    }
    # Alike by name or by size, and other models.
    assert found["Qwen/Qwen3-Coder-30B-A3B-Instruct"] is None
    assert found["meta-llama/Llama-4-Scout-17B-16E-Instruct"] is None
