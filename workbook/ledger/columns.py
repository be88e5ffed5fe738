"""The ledger: one row for each row of a file, in one shape whatever the file was.

Token classes are disjoint: all prompt tokens are `uncached` + `cache_read` + `cache_write`. What a file does not say is
null, which is not 0: `requests` above all.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Column(NamedTuple):
    """A column of the ledger.

    Attributes
    ----------
    type : str
        As Ibis names it.
    meaning : str
        What stands in it.
    """

    type: str
    meaning: str


COLUMNS: Final[dict[str, Column]] = {
    "period_start": Column("timestamp", "Start of the time that the row is of, UTC."),
    "period_end": Column("timestamp", "Its end, where the file says it, UTC."),
    "provider": Column("string", "Who made or sells the model, as OpenAI."),
    "host": Column("string", "Who runs it, where that is another, as AWS."),
    "model": Column("string", "The model as the file calls it."),
    "team": Column("string", "Project, workspace, team or tag; never a person."),
    "tier": Column("string", "Service tier as the file calls it."),
    "batch": Column("boolean", "Whether it was a batch job."),
    "region": Column("string", "Where it ran, as the file calls it."),
    "requests": Column("float64", "Calls; null where the file does not count them."),
    "uncached": Column("float64", "Prompt tokens that were read anew."),
    "cache_read": Column("float64", "Prompt tokens that came from a cache."),
    "cache_write": Column("float64", "Prompt tokens that were read anew and put into a cache."),
    "out": Column("float64", "Answer tokens, those of reasoning included."),
    "reasoning": Column("float64", "Of the answer tokens those of reasoning, where the file says it."),
    "cost": Column("float64", "What was charged, in the currency."),
    "currency": Column("string", "Three capital letters."),
    "cost_basis": Column("string", "billed, effective, list or estimated."),
    "not_counted": Column("string", "Why the row is no usage of text tokens; null where it is."),
    "row_id": Column("string", "What makes the row itself: the same one in two files is one row."),
    "fault": Column("string", "What contradicts the format; null where nothing does."),
}
"""Every column but those of the file itself, which all rows have: `source_file`, `format`, `source_row`."""

NO: Final = False
"""What an unknown yes or no counts as."""

COUNTS: Final = ("uncached", "cache_read", "cache_write", "out")
"""The token classes, which no token is in two of."""

DIMENSIONS: Final = ("provider", "host", "model", "team", "tier", "batch", "region")
"""What usage can be told apart by, beside its time."""
