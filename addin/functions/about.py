"""The version, apart from all that computes, so that asking for it loads nothing heavy."""

from __future__ import annotations

from importlib.metadata import version


def equery_version() -> list[list[str]]:
    """Return the version of equery."""
    return [[version("equery")]]
