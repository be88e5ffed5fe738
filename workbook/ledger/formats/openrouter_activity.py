"""OpenRouter's activity export, one generation a row.

`tokens_prompt` includes the cached ones, `tokens_completion` those of reasoning. Who asked, and with which key, is not
read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader
from workbook.ledger.sellers import host, maker

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    total, out = row.count("tokens_prompt"), row.count("tokens_completion")
    read, reasoning = row.count("tokens_cached").fill_null(0), row.count("tokens_reasoning")
    row.never(read > total, "tokens_cached must not exceed tokens_prompt")
    row.never(reasoning > out, "tokens_reasoning must not exceed tokens_completion")
    model, run = row.text("model_permaslug"), row.text("provider_name")
    none = total.fill_null(0) + out.fill_null(0) == 0
    return row.ledger(
        period_start=row.time("created_at", needed=True),
        provider=maker(model.split("/")[0], model),
        host=host(run),
        model=model,
        team=row.text("app_name"),
        tier=row.text("variant"),
        requests=1.0,
        uncached=total - read,
        cache_read=read,
        out=out,
        reasoning=reasoning,
        cost=row.money("cost_total"),
        currency="USD",
        cost_basis="billed",
        not_counted=none.ifelse("no tokens", ibis.null("string")),
        row_id=row.text("generation_id"),
    )


FORMAT: Final = FileFormat(
    name="OpenRouter activity",
    kind="gateway",
    needs=frozenset({"generation_id", "created_at", "tokens_prompt", "tokens_completion", "model_permaslug"}),
    columns=texts(
        "generation_id", "created_at", "cost_total", "tokens_prompt", "tokens_completion", "tokens_reasoning",
        "tokens_cached", "model_permaslug", "provider_name", "variant", "app_name",
    ),
    ledger=_ledger,
    source="openrouter: export of the activity page, one generation a row",
)  # fmt: skip
