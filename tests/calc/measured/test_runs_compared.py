"""The energy of a run by the model: by hand, carried over from other GPUs, and when there is none."""

from dataclasses import replace

import numpy as np
import pytest

from calc.inputs.serving_assumptions import serving_set
from calc.inputs.tables import gpus
from calc.measured.compared import Compared, Unmodelled
from calc.measured.one_run import Run, known_runs
from calc.measured.runs_compared import compared_run, prompt_lengths
from calc.measured.table_cover import covering_table, rate_factor_of, same_precision
from calc.query.table_choice import default_table

A = serving_set("equery-2026")
LENGTHS = prompt_lengths()
RUN = Run("x", "lm-arena-chat", "meta-llama/Llama-3.1-405B-Instruct-FP8", "fp8", "H100", 8, 64.0, 400.0, 2.0)
DENSE, MOE = (float(A.variables[name].at(0)) for name in ("power_fraction", "power_fraction_moe"))
H100_READING, B200_READING = (gpus()[name].weight_reading for name in ("H100 SXM 80GB", "B200 180GB"))


def row(run: Run) -> Compared:
    found = compared_run(run, A, LENGTHS)
    assert isinstance(found, Compared)
    return found


def test_a_run_in_the_precision_of_its_table() -> None:
    fit = default_table("Llama 3.1 405B", "H100").fit()
    node_seconds = fit.a * 95 + 400 * fit.b + fit.c * 400 * (95 + 400)
    step = H100_READING * 405e9 / (8 * 3.35e12)
    joules = 10_200 * DENSE * 0.7 * (node_seconds / 400 + step / 64)
    found = row(RUN)
    assert found.modelled == pytest.approx(joules, rel=1e-12)
    assert (found.node, found.boundary, found.unit) == ("DGX H100", "GPU", "J/token")
    assert (found.fitted, found.same_precision, found.ratio) == (True, True, joules / 2.0)
    assert found.ln_ratio == pytest.approx(np.log(joules / 2))


def test_a_run_in_another_precision_on_another_number_of_gpus() -> None:
    run = replace(RUN, task="gpqa", model="Qwen/Qwen3-235B-A22B-Thinking-2507", precision="bfloat16", gpu="B200")
    fit = default_table("Qwen3-235B-A22B", "B200").fit()  # 4 GPUs, FP4
    seconds = (fit.a * 250 + 400 * fit.b + fit.c * 400 * (250 + 400)) * 4 * 4**0.8
    step = B200_READING * (1 - (1 - 22 / 235) ** 64) * 2 * 235e9 / (8 * 8e12)
    joules = 14_300 / 8 * MOE * 0.7 * (seconds / 400 + 8 * step / 64)
    found = row(run)
    assert found.modelled == pytest.approx(joules, rel=1e-12)
    assert (found.fitted, found.same_precision, found.model_class) == (True, False, "mixture of experts")


def test_a_model_without_a_table_there_is_carried_over_from_the_nearest_gpus() -> None:
    run = replace(RUN, model="meta-llama/Llama-3.1-8B-Instruct", precision="bfloat16", gpu="B200", gpus=1)
    table = default_table("Llama 3.1 8B", "H200")
    fit = table.fit()
    seconds = (fit.a * 95 + 400 * fit.b + fit.c * 400 * 495) * (2 * 989 / 2250) ** 0.8
    step = B200_READING * 16e9 / 8e12
    found = row(run)
    assert found.modelled == pytest.approx(14_300 / 8 * DENSE * 0.7 * (seconds / 400 + step / 64), rel=1e-12)
    assert (found.fitted, found.table) == (False, str(table))


def test_a_model_of_the_same_architecture_lends_its_table() -> None:
    found = row(replace(RUN, model="meta-llama/Llama-3.1-70B-Instruct", gpu="B200"))
    assert found.fitted
    assert (found.model, found.table.partition(",")[0]) == ("Llama 3.1 70B", "Llama 3.3 70B")


def test_weights_in_fewer_bits_than_the_gpus_compute_in_are_no_faster() -> None:
    cover = covering_table("gpt-oss-120b", "DGX H100", "H100 SXM 80GB")
    gpu = gpus()["H100 SXM 80GB"]
    assert cover.table.bits == 8
    assert rate_factor_of(cover.table, gpu, 4, 0.8) == rate_factor_of(cover.table, gpu, 8, 0.8) == 1
    assert same_precision(cover.table, gpu, 4)
    assert rate_factor_of(cover.table, gpu, 16, 0.8) == pytest.approx(2**0.8)
    assert not same_precision(cover.table, gpu, 16)


def test_energy_falls_with_requests_at_once_and_rises_with_length_and_bits() -> None:
    by_batch = [row(replace(RUN, batch=n)).modelled for n in (1, 8, 64, 512)]
    assert by_batch == sorted(by_batch, reverse=True)
    assert row(replace(RUN, precision="bf16")).modelled > row(RUN).modelled
    assert row(replace(RUN, l_out=8000)).modelled > row(replace(RUN, l_out=2000)).modelled


@pytest.mark.parametrize(
    ("change", "node", "said"),
    [
        ({"model": "Qwen/Qwen3-Coder-30B-A3B-Instruct"}, "DGX H100", "nearest by name is Qwen3-30B-A3B"),
        ({"model": "meta-llama/Llama-3.1-405B-Base"}, "DGX H100", "nearest by name is Llama 3.1 405B"),
        ({"task": "gpqa-diamond"}, "DGX H100", "task gpqa-diamond is not known; nearest is gpqa"),
        ({"gpu": "A100"}, "A100", "the power of a node with A100-SXM4-80GB is not known here"),
        ({"gpu": "L40S"}, "L40S", "the power of a node with L40S is not known here"),
        ({"gpu": "B2000"}, "B2000", "the GPUs B2000 are not known here; nearest is DGX B200"),
    ],
)
def test_what_cannot_be_modelled_says_why(change: dict[str, str], node: str, said: str) -> None:
    found = compared_run(replace(RUN, **change), A, LENGTHS)
    assert isinstance(found, Unmodelled)
    assert said in found.reason
    assert "\n" not in found.reason
    assert (found.node, found.measured, found.unit) == (node, 2.0, "J/token")


def test_only_runs_of_the_table_calibrate() -> None:
    (known,) = [run for run in known_runs() if run.id == "m001"]
    for run, calibrates in ((known, True), (replace(known, id="row 1"), False)):
        found = compared_run(run, A, LENGTHS)
        assert isinstance(found, Unmodelled)
        assert ("calibrates" in found.reason) == calibrates
