"""The tables of current hardware fit together: every model, GPU, node and class that one names is in another."""

import numpy as np
import pytest

from calc.inputs.serving_assumptions import BOUNDS, serving_keys, serving_set
from calc.inputs.tables import (
    class_members,
    gpus,
    model_classes,
    nodes,
    served_nodes,
    serving_facts,
    serving_sets,
    sized_models,
    throughput,
)


def test_every_model_and_gpu_of_the_throughputs_is_described() -> None:
    assert {row.model for row in throughput()} == set(sized_models())
    assert {row.gpu for row in throughput()} == set(gpus())


def test_models_of_one_architecture_name_each_other() -> None:
    for name, row in sized_models().items():
        if row.same_as:
            twin = sized_models()[row.same_as]
            assert twin.same_as == name
            assert (twin.architecture, twin.total_parameters) == (row.architecture, row.total_parameters)
        assert (row.active_parameters < row.total_parameters) == row.mixture


def test_served_nodes_have_a_power_and_a_gpu_of_the_throughputs() -> None:
    for name, row in served_nodes().items():
        assert row.weight > 0
        assert nodes()[name].p_max_kw
        assert nodes()[name].gpu in gpus()


def test_classes_and_members_are_each_others() -> None:
    assert {member.model_class for member in class_members()} == set(model_classes())
    assert {member.model for member in class_members()} <= set(sized_models())
    assert all(member.weight > 0 for member in class_members())
    # a name that is of two things would silently mean the first
    said = [text.casefold() for row in model_classes().values() for text in (row.name, *row.aliases)]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("name", serving_sets())
def test_a_set_has_every_assumption_within_its_bounds(name: str) -> None:
    assert set(serving_facts(name)) == set(serving_keys()) == set(BOUNDS)
    assert serving_set(name).shape == ()


def test_an_own_server_is_less_full_than_a_provider_and_its_room_worse() -> None:
    provider, own = (serving_set(name) for name in serving_sets())
    for key in ("batch", "served"):
        assert np.all(own.variables[key].at([-1.6, 0, 1.6]) < provider.variables[key].at([-1.6, 0, 1.6]))
    assert np.all(own.variables["pue"].at([-1.6, 0, 1.6]) > provider.variables["pue"].at([-1.6, 0, 1.6]))
