"""One short text that stands for all that was read from files, so that a row that somebody changed is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from hashlib import sha256
from typing import Any

from workbook.report.content import Content


def digest_of(content: Content) -> str:
    """Return the SHA-256 of slots, ledger, regions, files, what is left out and costs, numbers to 12 digits."""
    rows: list[Iterable[Any]] = [
        astuple(one) for group in (content.slots, content.lines, content.regions) for one in group
    ]
    rows += [*content.files, *content.left_out, *content.costs, *content.money, (content.year, content.tokens_of_files)]
    told = "\n".join(map(_line, rows))
    return sha256(told.encode()).hexdigest()


def _line(row: Iterable[Any]) -> str:
    return "\t".join(map(_said, row))


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return _line(value)
    return f"{value:.12g}" if isinstance(value, float | int) else repr(value)
