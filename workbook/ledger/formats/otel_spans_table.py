"""OpenTelemetry's spans as a table whose columns are the names of attributes, as a backend exports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat, texts
from workbook.ledger.genai_attributes import ASKED, NAMES
from workbook.ledger.genai_spans import span_ledger
from workbook.ledger.row_reader import trimmed

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SPAN: Final = {
    "trace": ("trace_id", "traceId"),
    "span": ("span_id", "spanId"),
    "parent": ("parent_span_id", "parentSpanId", "parent_id"),
    "start": ("start_time", "startTime", "start_time_unix_nano", "startTimeUnixNano", "timestamp"),
    "end": ("end_time", "endTime", "end_time_unix_nano", "endTimeUnixNano"),
    "status": ("status_code", "statusCode", "status.code", "otel.status_code"),
    "service": ("service.name", "service_name", "serviceName"),
}
"""What backends call what belongs to every span."""
_COLUMNS: Final = _SPAN | {name: (name, *old) for name, old in NAMES.items()}


def _ledger(raw: ir.Table) -> ir.Table:
    found = {to: ibis.coalesce(*[_text(raw[name]) for name in names]) for to, names in _COLUMNS.items()}
    return span_ledger(raw.select("source_row", **found))


def _text(column: ir.Value) -> ir.StringValue:
    plain = column.cast("float64") if column.type().is_decimal() else column
    return trimmed(plain.cast("string")).nullif("")


FORMAT: Final = FileFormat(
    name="OpenTelemetry spans (table)",
    kind="gateway",
    needs=frozenset({ASKED}),
    columns=texts(*[name for names in _COLUMNS.values() for name in names]),
    ledger=_ledger,
    source="otel-genai: spans of inference",
)
