"""What calibrates: gpus.csv recomputed from the runs, and kept apart from what is fitted and from what is compared."""

import numpy as np
import pytest
from scipy.optimize import nnls

from calc.inputs.serving_assumptions import serving_set
from calc.inputs.tables import gpus, measured_runs, throughput
from calc.measured.calibration import LEAST_RUNS, calibrating_runs, reading_of, weight_readings
from calc.measured.comparison import compare

A = serving_set("equery-2026")
HOPPER, BLACKWELL = "H100 SXM 80GB", "B200 180GB"


def to_3_digits(value: float) -> float:
    return float(f"{value:.3g}")


@pytest.mark.parametrize("gpu", [HOPPER, BLACKWELL])
def test_the_table_has_the_median_over_the_series(gpu: str) -> None:
    assert gpus()[gpu].weight_reading == to_3_digits(float(np.median(weight_readings(A)[gpu])))


def test_other_gpus_take_that_of_their_generation() -> None:
    assert set(weight_readings(A)) == {HOPPER, BLACKWELL}
    newer = {"GB200 192GB"}
    for name, gpu in gpus().items():
        like = BLACKWELL if name in newer | {BLACKWELL} else HOPPER
        assert gpu.weight_reading == gpus()[like].weight_reading


def test_a_series_is_met_by_another_solver() -> None:
    """Llama 4 Scout on 4 H100, typed from the model card and the maker's memory rate, without our formulas."""
    runs = [r for r in calibrating_runs() if "Scout" in r.model_id and r.num_gpus == 4]
    n = np.array([run.avg_batch_size for run in runs])
    joules = np.array([run.energy_per_token_joules for run in runs])
    seconds = (1 - (1 - 17 / 109) ** n) * 109e9 * 2 / (4 * 3.35e12)
    watts = 10_200 / 8 * float(A.variables["power_fraction_moe"].at(0)) * 0.7
    columns = np.column_stack([1 / joules, 4 * watts * seconds / n / joules])
    assert reading_of(runs, A) == pytest.approx(nnls(columns, np.ones_like(n))[0][1], rel=1e-9)


def test_short_series_do_not_count() -> None:
    keys = [(r.model_id, r.weight_precision, r.gpu_model, r.num_gpus, r.task) for r in calibrating_runs()]
    long = {key for key in keys if keys.count(key) >= LEAST_RUNS}
    assert sum(len(found) for found in weight_readings(A).values()) == len(long)


def test_what_calibrates_what_is_fitted_and_what_is_compared_share_nothing() -> None:
    calibrating = {run.run_id for run in calibrating_runs()}
    compared = {row.id for row in compare().rows}
    fitted = {row.row_id for row in throughput()}
    assert calibrating
    assert not calibrating & compared
    assert not fitted & (calibrating | compared)
    assert {run.run_id for run in measured_runs()} <= calibrating | compared
    listed = {one.id: one.reason for one in compare().not_modelled}
    assert all("calibrates weight_reading" in listed[run] for run in calibrating)


def test_no_model_is_on_both_sides() -> None:
    calibrating = {run.model_id for run in calibrating_runs()}
    compared = {row.id for row in compare().rows}
    assert calibrating.isdisjoint(run.model_id for run in measured_runs() if run.run_id in compared)
