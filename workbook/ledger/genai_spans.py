"""OpenTelemetry's spans of generative AI as rows of the ledger, whatever file they came in.

A span of an inference is one request. Those of an agent, a tool or a search hold tokens of inferences within them, or
none; and where a library and what it calls are both instrumented, the outer span of an inference holds those of the
inner one. Prompt tokens include those of a cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.columns import NO
from workbook.ledger.genai_attributes import (
    ANSWERED,
    ASKED,
    ERROR,
    INPUT,
    NAMES,
    OPERATION,
    OUTPUT,
    PROVIDER,
    READ,
    REASONING,
    TIER,
    WRITTEN,
    no_inference,
)
from workbook.ledger.otlp import moment
from workbook.ledger.row_reader import RowReader
from workbook.ledger.sellers import host, maker

if TYPE_CHECKING:
    import ibis.expr.types as ir

FAILED: Final = ("2", "error", "status_code_error")
SPAN: Final = ("trace", "span", "parent", "start", "end", "status", "service", *NAMES)
"""The columns of a table of spans."""


def span_ledger(spans: ir.Table) -> ir.Table:
    """Return the ledger of spans.

    Parameters
    ----------
    spans : ibis Table
        With `source_row` and the columns of `SPAN`, as text; times are nanoseconds since 1970 or a date and time.

    Returns
    -------
    ibis Table
        One row a span.
    """
    times = {name: moment(spans[name]).cast("string").coalesce(spans[name]) for name in ("start", "end")}
    row = RowReader(_with_inner(spans).mutate(**times))
    total, out, reasoning = row.count(INPUT), row.count(OUTPUT), row.count(REASONING)
    read, written = row.count(READ).fill_null(0), row.count(WRITTEN).fill_null(0)
    rest = total - read - written
    row.never(rest < 0, f"{INPUT} must not be less than its cached tokens, which it includes")
    row.never(reasoning > out, f"{REASONING} must not exceed {OUTPUT}")
    model, code = row.text(ANSWERED).coalesce(row.text(ASKED)), row.text(PROVIDER)
    wrong = row.text("status").lower().isin(FAILED).fill_null(NO) | row.text(ERROR).notnull()
    nothing = out.fill_null(0) == 0
    none = no_inference(row.text(OPERATION), ~nothing).coalesce(
        ibis.cases(
            (row.raw.inner, "aggregate of other spans"),
            (wrong & nothing, "failed call"),
            (nothing & (total.fill_null(0) == 0), "no tokens"),
            else_=ibis.null("string"),
        )
    )
    return row.ledger(
        period_start=row.time("start", needed=True),
        period_end=row.time("end"),
        provider=maker(code, model),
        host=host(code),
        model=model,
        team=row.text("service"),
        tier=row.text(TIER),
        requests=1.0,
        uncached=rest,
        cache_read=read,
        cache_write=written,
        out=out,
        reasoning=reasoning,
        not_counted=none,
        row_id=row.text("trace") + "|" + row.text("span"),
    )


def _with_inner(spans: ir.Table) -> ir.Table:
    """Return spans with whether one directly within is an inference with an answer."""
    answers = (spans[OUTPUT].try_cast("float64") > 0).fill_null(NO)
    inside = spans.filter(answers & no_inference(spans[OPERATION], answers).isnull() & spans.parent.notnull())
    outer = inside.select(trace="trace", span="parent").distinct().mutate(found=ibis.literal(value=True))
    joined = spans.left_join(outer, ["trace", "span"])
    return joined.mutate(inner=joined.found.fill_null(NO)).select(*spans.columns, "inner")
