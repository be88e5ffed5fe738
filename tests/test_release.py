"""A release has one number and one date, wherever they are shown."""

import re
import tomllib
from datetime import datetime
from importlib.metadata import version

from tests.wheel import ROOMS, ROOT
from workbook.model.release import released, releases

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_installed_version_is_that_of_the_project() -> None:
    assert version("equery") == VERSION, "install again: pip install -e '.[test]'"


def test_the_newest_release_is_this_version_and_dates_build() -> None:
    assert releases()[0].version == VERSION
    assert released() == releases()[0].date
    dates = [release.date for release in releases()]
    assert dates == sorted(dates, reverse=True)
    assert all(date == datetime(date.year, date.month, date.day) for date in dates)  # noqa: DTZ001 - a day, no time


def test_the_changes_begin_with_unreleased_and_have_every_release_with_its_date() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Unreleased", *(f"{release.version} - {release.date:%Y-%m-%d}" for release in releases())]


def test_no_code_repeats_the_version() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [path for path in files if VERSION in path.read_text(encoding="utf-8")] == []
