"""The releases of equery, whose newest date stamps what is built, so that the same version builds the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from calc.inputs.reader import rows


@dataclass(frozen=True, slots=True)
class Release:
    """A version, the day it came out, and what a reader of the workbook notices."""

    version: str
    date: datetime
    what: str


@lru_cache(maxsize=1)
def releases() -> tuple[Release, ...]:
    """Return the releases of data/releases.csv, newest first."""
    return tuple(Release(r["version"], datetime.fromisoformat(r["date"]), r["what"]) for r in rows("releases"))


def released() -> datetime:
    """Return the date of the newest release."""
    return releases()[0].date
