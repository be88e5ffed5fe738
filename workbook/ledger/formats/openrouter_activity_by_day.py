"""OpenRouter's activity export by day and model. What of the prompt was cached it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader
from workbook.ledger.sellers import maker

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    total, out, reasoning = row.count("Prompt Tokens"), row.count("Completion Tokens"), row.count("Reasoning Tokens")
    row.never(reasoning > out, "Reasoning Tokens must not exceed Completion Tokens")
    start, model = row.time("Date", needed=True), row.text("Slug")
    none = total.fill_null(0) + out.fill_null(0) == 0
    return row.ledger(
        period_start=start,
        period_end=start + ibis.interval(days=1),
        provider=maker(model.split("/")[0], model),
        model=model,
        requests=row.count("Requests"),
        uncached=total,
        out=out,
        reasoning=reasoning,
        cost=row.money("Usage"),
        currency="USD",
        cost_basis="billed",
        not_counted=none.ifelse("no tokens", ibis.null("string")),
        row_id=start.cast("string") + "|" + model,
    )


FORMAT: Final = FileFormat(
    name="OpenRouter activity by day",
    kind="gateway",
    needs=frozenset({"date", "slug", "usage", "requests", "prompt tokens", "completion tokens"}),
    columns=texts("Date", "Slug", "Usage", "Requests", "Prompt Tokens", "Completion Tokens", "Reasoning Tokens"),
    ledger=_ledger,
    source="openrouter: export of the activity page by day and model",
)
