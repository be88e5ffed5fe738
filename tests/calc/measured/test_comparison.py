"""The comparison as a whole: what its summaries are of, what its aims are, how far unknown prompts move it."""

import re

import numpy as np
import pytest

from calc.inputs.tables import measured_figures, measured_runs, measured_tasks
from calc.measured.comparison import BY_CLASS, BY_COVER, BY_KIND, BY_MODEL, BY_PRECISION, compare
from calc.measured.one_run import known_runs
from calc.measured.runs_compared import RUN
from tests.wheel import ROOT

ALL = compare()
LN = np.array([np.log(row.modelled / row.measured) for row in ALL.rows])


def test_every_measurement_is_there_once() -> None:
    found = [one.id for one in (*ALL.rows, *ALL.not_modelled)]
    assert len(found) == len(set(found))
    assert set(found) == {run.run_id for run in measured_runs()} | {figure.id for figure in measured_figures()}
    assert all(one.boundary in {"GPU", "IT", "facility"} for one in (*ALL.rows, *ALL.not_modelled))
    assert all(one.reason for one in ALL.not_modelled)


def test_mean_and_worst_are_of_all_rows() -> None:
    assert ALL.mean_abs_ln == pytest.approx(np.abs(LN).mean(), rel=1e-12)
    assert ALL.worst == pytest.approx(np.abs(LN).max(), rel=1e-12)


def test_groups_split_the_runs_and_kinds_all_rows() -> None:
    for by in (BY_COVER, BY_CLASS, BY_PRECISION, BY_MODEL):
        assert sum(group.rows for group in ALL.groups if group.by == by) == len(ALL.runs)
    assert sum(group.rows for group in ALL.groups if group.by == BY_KIND) == len(ALL.rows)
    (found,) = [group for group in ALL.groups if group.name == "DGX H100, dense"]
    ln = np.array([row.ln_ratio for row in ALL.runs if row.node == "DGX H100" and row.model_class == "dense"])
    assert found.rows == ln.size
    assert [found.mean_abs_ln, found.worst, found.mean_ln] == pytest.approx(
        [np.abs(ln).mean(), np.abs(ln).max(), ln.mean()]
    )


def test_the_first_aim_is_over_runs_by_a_table_of_their_node_that_answer_many_at_once() -> None:
    ln = [r.ln_ratio for r in ALL.rows if r.what == RUN and r.fitted and r.batch is not None and r.batch >= 7.5]
    assert ALL.aims[0].found == pytest.approx(np.abs(ln).mean())
    assert [aim.limit for aim in ALL.aims] == pytest.approx([0.25, np.log(2), 0.3])


def test_the_aims_are_as_the_readme_says() -> None:
    """0.252 against 0.25 is not met; nothing is bent to meet it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    covered = [row for row in ALL.runs if row.fitted and row.many_at_once]
    worst = max(abs(row.ln_ratio) for row in covered)
    assert f"| {len(covered)} | {ALL.aims[0].found:.3f} | {worst:.2f} | 0.25, just missed |" in readme
    by_class = {group.name: f"{group.mean_abs_ln:.2f}" for group in ALL.groups if group.by == BY_CLASS}
    order = "DGX B200, dense", "DGX H100, dense", "DGX B200, mixture of experts", "DGX H100, mixture of experts"
    assert f"| {len(ALL.runs)} | {', '.join(by_class[name] for name in order)} | {ALL.worst:.2f} |" in readme
    assert f"beside {len(ALL.rows)} measurements and lists {len(ALL.not_modelled)} more" in readme
    assert [round(aim.found, 3) for aim in ALL.aims] == [0.252, 0.488, 0.275]
    assert [aim.met for aim in ALL.aims] == [False, True, True]


def test_own_runs_alone_have_no_day() -> None:
    own = compare(known_runs()[-5:])
    assert len(own.rows) + len(own.not_modelled) == 5
    assert len(own.aims) <= 2
    nothing = compare([])
    assert (nothing.mean_abs_ln, nothing.worst, nothing.groups, nothing.aims) == (None, None, (), ())


@pytest.mark.parametrize("task", measured_tasks())
def test_how_far_unknown_prompts_move_it_is_as_their_notes_say(task: str) -> None:
    tokens, note = measured_tasks()[task].l_in, measured_tasks()[task].note
    moved = []
    for factor in (0.5, 2):
        other = compare(l_in={task: factor * tokens})
        pairs = zip(other.rows, ALL.rows, strict=True)
        moved.append([one.modelled / two.modelled for one, two in pairs if one.l_in != two.l_in])
    if not moved[0]:
        assert "nothing moves" in note
        return
    stated = [int(text) for text in re.findall(r"([+-]\d+) %", note)]
    mean = [float(np.exp(np.mean(np.log(ratios)))) - 1 for ratios in moved]
    most = [min(moved[0]) - 1, max(moved[1]) - 1]
    assert stated == [round(100 * x) for x in (*mean, *most)]
    assert f"of {len(moved[0])} runs" in note


def test_most_runs_lie_within_the_range_of_the_model() -> None:
    covered = [row for row in ALL.runs if row.fitted and row.many_at_once]
    inside = [row for row in covered if row.modelled / np.exp(1.645 * row.sigma) <= row.measured]
    inside = [row for row in inside if row.measured <= row.modelled * np.exp(1.645 * row.sigma)]
    assert ALL.share_inside == pytest.approx(len(inside) / len(covered), rel=1e-12)
    assert round(ALL.share_inside, 2) == 0.84  # as README.md says
    # software 0.7 to 1.4, power 0.45 to 0.80 of P_max and a fit of about 0.05 leave some 50 % either way
    assert {round(row.sigma, 1) for row in covered} <= {0.2, 0.3, 0.4, 0.5, 0.6}
    assert compare([]).share_inside is None
