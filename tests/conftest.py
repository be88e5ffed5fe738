"""Hypothesis profiles, the same examples every time in CI, new ones elsewhere; and the package as a user gets it."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.wheel import build, environment

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel."""
    return environment(wheel, tmp_path_factory.mktemp("installed") / "venv")
