"""OpenTelemetry's counts of tokens as OTLP in JSON: the counters of 2026 and the histogram before them.

A point of a counter is of one kind of token, so that a row of the ledger is all points of one service, operation, model
and time. Where an instrumentation sends both, the counters count. A cumulative point repeats those before it: it is
read only where its series has no other.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.columns import NO
from workbook.ledger.file_format import FileFormat
from workbook.ledger.genai_attributes import ANSWERED, ASKED, NAMES, OPERATION, PROVIDER, no_inference
from workbook.ledger.otlp import ATTRIBUTES, attribute, by_name, moment, opened_up
from workbook.ledger.row_reader import RowReader
from workbook.ledger.sellers import host, maker

if TYPE_CHECKING:
    import ibis.expr.types as ir

_HISTOGRAM: Final = "gen_ai.client.token.usage"
_COUNTERS: Final = "gen_ai.client.inference.usage."
_OPERATIONS: Final = "gen_ai.client.inference.operation."
_KIND: Final = "gen_ai.token.type"
_KINDS: Final = ("input", "output", "total")

_COUNTED: Final = {
    "input": "input_tokens",
    "output": "output_tokens",
    "read": "cache_read.input_tokens",
    "written": "cache_write.input_tokens",
    "reasoning": "reasoning.output_tokens",
}
_POINT: Final = (
    f"STRUCT(attributes {ATTRIBUTES}, startTimeUnixNano VARCHAR, timeUnixNano VARCHAR, "
    '"count" VARCHAR, "sum" VARCHAR, asInt VARCHAR, asDouble VARCHAR)[]'
)
_POINTS: Final = f"STRUCT(dataPoints {_POINT}, aggregationTemporality VARCHAR)"
_METRIC: Final = f'STRUCT("name" VARCHAR, "sum" {_POINTS}, histogram {_POINTS}, exponentialHistogram {_POINTS})'
_DELTA: Final = ("1", "aggregation_temporality_delta")
_ONE_ROW: Final = ("service", "instance", "operation", "provider", "model", "second")
"""What points of one row have in common: some instrumentations look at the clock anew for each kind of token."""


def _ledger(raw: ir.Table) -> ir.Table:
    row = RowReader(_rows(_points(raw)))
    row.never(row.raw.wrong, "a count of tokens must be a number of 0 or more")
    total, out, reasoning = row.count("input"), row.count("output"), row.count("reasoning")
    read, written = row.count("read").fill_null(0), row.count("written").fill_null(0)
    rest = total - read - written
    row.never(total.isnull() & (read + written > 0), "cached tokens must not come without the input_tokens they are of")
    row.never(rest < 0, "input_tokens must not be less than its cached tokens, which it includes")
    row.never(reasoning > out, "reasoning.output_tokens must not exceed output_tokens")
    row.never(row.raw.again, "a cumulative series must have one point: export it with delta temporality")
    row.never(~row.raw.known, f"{_KIND} must be {', '.join(_KINDS)}")
    model, code = row.text("model"), row.text("provider")
    return row.ledger(
        period_start=row.time("start", needed=True),
        period_end=row.time("end"),
        provider=maker(code, model),
        host=host(code),
        model=model,
        team=row.text("service"),
        requests=row.count("requests"),
        uncached=rest,
        cache_read=read,
        cache_write=written,
        out=out,
        reasoning=reasoning,
        not_counted=no_inference(row.text("operation"), out.notnull()),
        row_id=ibis.literal("|").join([row.text(name).fill_null("") for name in _ONE_ROW]),
    )


def _points(raw: ir.Table) -> ir.Table:
    """Return the points that count tokens, numbered in the order of the file."""
    metrics = opened_up(raw, "resourceMetrics", "scopeMetrics", "metrics")
    kinds = [metrics.item[kind] for kind in ("sum", "histogram", "exponentialHistogram")]
    held = metrics.select(
        name=metrics.item["name"],
        resource=metrics.resource.attributes,
        how=ibis.coalesce(*[kind.aggregationTemporality for kind in kinds]),
        point=ibis.coalesce(*[kind.dataPoints for kind in kinds]).unnest(),
    )
    held = held.mutate(source_row=ibis.row_number() + 1)
    counts = held.name.startswith(_COUNTERS) | held.name.startswith(_OPERATIONS) | (held.name == _HISTOGRAM)
    held = held.filter(counts)
    point, said, resource = held.point, by_name(held.point.attributes), by_name(held.resource)
    start, end = (moment(point[name]) for name in ("startTimeUnixNano", "timeUnixNano"))
    value = ibis.coalesce(point["sum"], point.asInt, point.asDouble)
    return held.select(
        "source_row",
        "name",
        delta=held.how.lower().isin(_DELTA).fill_null(NO),
        series=held.name + _same(point.attributes) + _same(held.resource),
        service=attribute(resource, "service.name"),
        instance=attribute(resource, "service.instance.id"),
        operation=attribute(said, OPERATION, *NAMES[OPERATION]),
        provider=attribute(said, PROVIDER, *NAMES[PROVIDER]),
        model=attribute(said, ANSWERED, ASKED),
        kind=attribute(said, _KIND),
        start=start.coalesce(end),
        end=end,
        second=end.truncate("s"),
        value=value.try_cast("float64"),
        wrong=~(value.try_cast("float64") >= 0).fill_null(value.isnull()),
        times=point["count"].try_cast("float64"),
    )


def _rows(points: ir.Table) -> ir.Table:
    """Return one row for all points of a service, operation, model and time."""
    p = points.mutate(again=~points.delta & (points.series.count().over(group_by=points.series) > 1))

    def told(name: str, kind: str | None = None) -> ir.BooleanValue:
        return (p.name == name) & (p.kind == kind if kind else ibis.literal(value=True))

    def of(values: ir.FloatingValue, *where: ir.BooleanValue) -> ir.FloatingValue:
        """Return the sum over the first of conditions that any point meets."""
        return reduce(lambda a, b: a.coalesce(b), [values.sum(where=one) for one in where])

    def tokens(kind: str) -> ir.FloatingValue:
        name = _COUNTED[kind]
        return of(p.value, told(_COUNTERS + name), told(_OPERATIONS + name), told(_HISTOGRAM, kind))

    return p.group_by(*_ONE_ROW).aggregate(
        source_row=p.source_row.min(),
        start=p.start.min(),
        end=p.end.max(),
        wrong=p.wrong.any(),
        again=p.again.any(),
        known=((p.name != _HISTOGRAM) | p.kind.isin(_KINDS)).fill_null(NO).all(),
        requests=of(p.times, told(_OPERATIONS + _COUNTED["output"]), told(_HISTOGRAM, "output")),
        **{kind: tokens(kind) for kind in _COUNTED},
    )


def _same(attributes: ir.ArrayValue) -> ir.StringValue:
    """Return attributes as a text that does not depend on their order."""
    return attributes.sort().cast("string").fill_null("")


FORMAT: Final = FileFormat(
    name="OpenTelemetry token counters (OTLP JSON)",
    kind="gateway",
    needs=frozenset({"resourcemetrics", "scopemetrics"}),
    columns={
        "resourceMetrics": (
            f"STRUCT(resource STRUCT(attributes {ATTRIBUTES}), scopeMetrics STRUCT(metrics {_METRIC}[])[])[]"
        )
    },
    ledger=_ledger,
    source="otel-genai: token metrics",
    document=True,
)
