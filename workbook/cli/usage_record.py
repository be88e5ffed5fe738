"""The answer about usage as one document, for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.ledger.notes import notes_of

if TYPE_CHECKING:
    import pandas as pd

    from workbook.ledger.answer import Answer


def record_of(answer: Answer, table: pd.DataFrame) -> dict[str, Any]:
    """Return the whole answer as one document."""
    return {
        "files": [
            {
                "file": one.file.name, "format": one.of.name, "rows": one.rows, "start": _iso(one.start),
                "end": _iso(one.end), "sha256": one.file.sha256 or None,
            }
            for one in answer.usage.files
        ],
        "tokens": answer.tokens,
        "tokens_of_files": answer.tokens_of_files,
        "requests": answer.requests,
        "not_counted": [
            {"reason": row["not_counted"], "rows": row["rows"], "tokens": row["tokens"], "file": row["source_file"]}
            for row in answer.not_counted.to_dict("records")
        ],
        "unmatched": [
            {"model": plain(row["model"]), "rows": row["rows"], "tokens": row["tokens"], "offered": row["offered"]}
            for row in answer.unmatched.to_dict("records")
        ],
        "groups": [{key: plain(value) for key, value in row.items()} for row in table.to_dict("records")],
        "totals": {
            **{
                name: None if one is None else {part: float(value[0]) for part, value in one._asdict().items()}
                for name, one in answer.totals.items()
            },
            "cost": [{key: plain(value) for key, value in row.items()} for row in answer.costs.to_dict("records")],
        },
        "reconciliation": [
            {key: plain(value) for key, value in row.items()} for row in answer.reconciliation.to_dict("records")
        ],
        "data_quality": answer.data_quality,
        "assumption_set": answer.terms.a.name,
        "matches": [
            {"model": name, "stands_for": one.name, "rule": one.rule, "quality": one.quality, "reason": one.reason}
            for name, one in answer.matches.items()
        ],
        "places": [
            {"region": one.region, "place": one.label, "known": one.known, "gco2e_per_kwh": one.grids.gco2e_per_kwh}
            for one in answer.places.values()
        ],
        "drivers": [one._asdict() for one in answer.drivers],
        "notes": notes_of(answer),
    }  # fmt: skip


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    import pandas as pd

    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m")
    if value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    return value.item() if hasattr(value, "item") else value


def _iso(value: pd.Timestamp | None) -> str | None:
    return None if value is None else f"{value.isoformat()}Z"
