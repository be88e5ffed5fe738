"""LiteLLM's daily tables of spend, as of users, teams or organizations: one row a day, key, model and endpoint.

Each table tells of the same requests by another owner. A row is therefore known by day, key, model, provider and
endpoint, not by its owner: of the table of users beside that of teams nothing is counted twice. That of tags is not
read, since a request stands in it under each of its tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader
from workbook.ledger.sellers import host, maker

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DIMENSIONS: Final = ("date", "api_key", "model", "model_group", "custom_llm_provider", "endpoint")
_COUNTS: Final = (
    "prompt_tokens", "completion_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "api_requests",
    "successful_requests", "failed_requests",
)  # fmt: skip
_NO_TEXT: Final = "embedding|image|audio|moderation|rerank|ocr|search|files|video|vector|mcp"
"""What the name of an endpoint has that is none of a language model."""


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw)
    count = {name: row.count(name) for name in _COUNTS}
    total, out = count["prompt_tokens"], count["completion_tokens"]
    read, written = (count[f"cache_{name}_input_tokens"].fill_null(0) for name in ("read", "creation"))
    rest = total - read - written
    row.never(rest < 0, "prompt_tokens must not be less than cache_read_input_tokens and cache_creation_input_tokens")
    told = count["successful_requests"].fill_null(0) + count["failed_requests"].fill_null(0)
    row.never(
        told > count["api_requests"], "api_requests must not be less than successful_requests and failed_requests"
    )
    start, model, code = row.time("date", needed=True), row.text("model"), row.text("custom_llm_provider")
    endpoint, none = row.text("endpoint").lower(), total.fill_null(0) + out.fill_null(0) == 0
    no_usage = ibis.cases(
        (endpoint.re_search(_NO_TEXT), ibis.literal("no call of a language model: ") + endpoint),
        (none & (count["failed_requests"] > 0), "failed call"),
        (none, "no tokens"),
        else_=ibis.null("string"),
    )
    return row.ledger(
        period_start=start,
        period_end=start + ibis.interval(days=1),
        provider=maker(code, model),
        host=host(code),
        model=model,
        team=row.text("team_id").coalesce(row.text("organization_id")),
        requests=count["successful_requests"].coalesce(count["api_requests"]),
        uncached=rest,
        cache_read=read,
        cache_write=written,
        out=out,
        cost=row.money("spend"),
        currency="USD",
        cost_basis="estimated",
        not_counted=no_usage,
        row_id=ibis.literal("|").join([row.text(name).fill_null("") for name in _DIMENSIONS]),
    )


FORMAT: Final = FileFormat(
    name="LiteLLM daily spend",
    kind="gateway",
    needs=frozenset({"date", "model_group", "prompt_tokens", "completion_tokens", "api_requests"}),
    columns=texts(*_DIMENSIONS, *_COUNTS, "spend", "team_id", "organization_id"),
    ledger=_ledger,
    source="litellm: schema.prisma, LiteLLM_DailyUserSpend and its like",
    unless=frozenset({"tag"}),
)
