"""Anthropic's Console, claude_api_cost_*.csv: dollars a day by model and class of token, without the tokens.

A model has its display name here ("Claude Haiku 4.5"). What is paid for other things than tokens says so. The list
price and the keys' state came with exports of 2026; keys, whose names often name a person, only tell rows apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DIMENSIONS = (
    "usage_date_utc", "model", "workspace", "api_key", "usage_type", "context_window", "token_type", "cost_type",
    "inference_geo", "speed", "api_key_id",
)  # fmt: skip
_TOKENS = ("token", "tokens")


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    for name in ("usage_date_utc", "cost_usd"):
        row.always(name, ibis.literal(value=True))
    what = row.text("cost_type")
    return row.ledger(
        period_start=row.time("usage_date_utc"),
        provider="Anthropic",
        model=row.text("model"),
        team=row.text("workspace"),
        region=row.text("inference_geo"),
        cost=row.money("cost_usd"),
        currency="USD",
        cost_basis="billed",
        not_counted=what.isin(_TOKENS).ifelse(ibis.null("string"), "cost of " + what),
        row_id=row.identity(*_DIMENSIONS),
    )


FORMAT: Final = FileFormat(
    name="Anthropic cost (CSV)",
    kind="cost",
    needs=frozenset({"usage_date_utc", "token_type", "cost_usd"}),
    columns=texts(*_DIMENSIONS, "cost_usd"),
    ledger=_ledger,
    source="anthropic-usage-api: claude_api_cost_*.csv of the Console",
)
