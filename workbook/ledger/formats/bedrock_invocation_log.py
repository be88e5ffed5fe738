"""Log of model invocations of Amazon Bedrock: a JSON record a call, in files on S3.

The counts of tokens do not overlap: cached ones are no part of `inputTokenCount`. A record may hold prompt and answer
whole (inputBodyJson, outputBodyJson) and who asked (identity): neither is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.bedrock_models import maker
from workbook.ledger.billed_tokens import other_tokens
from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.row_reader import RowReader, where

if TYPE_CHECKING:
    import ibis.expr.types as ir

_IN: Final = ("inputTokenCount", "cacheReadInputTokenCount", "cacheWriteInputTokenCount")
_OUT: Final = "outputTokenCount"


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(raw.mutate(**{name: raw.input[name] for name in _IN}, **{_OUT: raw.output[_OUT]}))
    fresh, read, written = (row.count(name) for name in _IN)
    out = row.count(_OUT)
    model = row.text("modelId").re_extract(r"[^/]+$", 0).nullif("")
    failed = row.text("errorCode").notnull()
    row.never(row.text("schemaType") != "ModelInvocationLog", "schemaType must be ModelInvocationLog")
    row.never(model.isnull(), "modelId must not be empty")
    row.never(row.text("timestamp").isnull(), "timestamp must not be empty")
    row.never(
        fresh.isnull() & out.notnull() & ~failed, "inputTokenCount must not be empty where outputTokenCount is not"
    )
    return row.ledger(
        period_start=row.time("timestamp"),
        provider=maker(model),
        host="AWS",
        model=model,
        team=row.text("accountId"),
        region=row.text("inferenceRegion").coalesce(row.text("region")),
        requests=ibis.literal(1),
        uncached=fresh,
        cache_read=read,
        cache_write=written,
        out=out,
        not_counted=ibis.coalesce(
            where(failed, "failed call"),
            other_tokens(model),
            where(fresh.isnull() & out.isnull(), "no tokens in the record"),
        ),
        row_id=row.text("requestId"),
    )


FORMAT: Final = FileFormat(
    name="Bedrock invocation log (JSON)",
    kind="usage",
    needs=frozenset({"schematype", "modelinvocationlog"}),
    columns={
        **texts(
            "schemaType", "timestamp", "accountId", "region", "inferenceRegion", "requestId", "modelId", "errorCode"
        ),
        "input": f"STRUCT({', '.join(f'{name} VARCHAR' for name in _IN)})",
        "output": f"STRUCT({_OUT} VARCHAR)",
    },
    ledger=_ledger,
    source="aws-bedrock-logging: record of ModelInvocationLog",
    document=True,
)
