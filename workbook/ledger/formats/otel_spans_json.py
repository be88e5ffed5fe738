"""OpenTelemetry's spans as OTLP in JSON: one document, or one a line as the collector's file exporter writes them.

An attribute's value may be a prompt, and all are in one list: the engine passes over those that are not asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.file_format import FileFormat
from workbook.ledger.genai_attributes import NAMES
from workbook.ledger.genai_spans import span_ledger
from workbook.ledger.otlp import ATTRIBUTES, attribute, by_name, opened_up

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SPAN: Final = (
    "STRUCT(traceId VARCHAR, spanId VARCHAR, parentSpanId VARCHAR, startTimeUnixNano VARCHAR, endTimeUnixNano VARCHAR, "
    f'attributes {ATTRIBUTES}, "status" STRUCT(code VARCHAR))'
)


def _ledger(raw: ir.Table) -> ir.Table:
    spans = opened_up(raw, "resourceSpans", "scopeSpans", "spans")
    one, said = spans.item, by_name(spans.item.attributes)
    return span_ledger(
        spans.select(
            source_row=ibis.row_number() + 1,
            trace=one.traceId,
            span=one.spanId,
            parent=one.parentSpanId,
            start=one.startTimeUnixNano,
            end=one.endTimeUnixNano,
            status=one["status"].code,
            service=attribute(by_name(spans.resource.attributes), "service.name"),
            **{name: attribute(said, name, *old) for name, old in NAMES.items()},
        )
    )


FORMAT: Final = FileFormat(
    name="OpenTelemetry spans (OTLP JSON)",
    kind="gateway",
    needs=frozenset({"resourcespans", "scopespans"}),
    columns={
        "resourceSpans": f"STRUCT(resource STRUCT(attributes {ATTRIBUTES}), scopeSpans STRUCT(spans {_SPAN}[])[])[]"
    },
    ledger=_ledger,
    source="otel-genai: spans of inference",
    document=True,
)
