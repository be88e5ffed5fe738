"""Spans and counters made for a test, as an instrumentation sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DAY = 1788134400  # 2026-08-31T00:00:00Z


def attributes(values: Mapping[str, object]) -> list[dict[str, Any]]:
    """Return values as OTLP has them."""
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in values.items()
    ]


def nanoseconds(seconds: float) -> str:
    return str(int(seconds * 1000) * 1_000_000)


def span(number: int, values: Mapping[str, object], **more: Any) -> dict[str, Any]:
    """Return a span of three seconds."""
    times = {"startTimeUnixNano": nanoseconds(DAY + number), "endTimeUnixNano": nanoseconds(DAY + number + 3)}
    return {"traceId": "a" * 32, "spanId": f"{number:016x}", **times, "attributes": attributes(values), **more}


def spans(found: Sequence[Mapping[str, Any]], service: str = "service-a") -> dict[str, Any]:
    """Return a document of spans of one service."""
    scope = {"scope": {"name": "invented"}, "spans": list(found)}
    return {
        "resourceSpans": [{"resource": {"attributes": attributes({"service.name": service})}, "scopeSpans": [scope]}]
    }


def point(value: int, values: Mapping[str, object], count: int | None = None, day: int = 0) -> dict[str, Any]:
    """Return a point of a day: of a histogram if it counts, else of a counter."""
    times = {
        "startTimeUnixNano": nanoseconds(DAY + day * 86400),
        "timeUnixNano": nanoseconds(DAY + (day + 1) * 86400),
    }
    held = {"asInt": str(value)} if count is None else {"count": str(count), "sum": value}
    return {**times, "attributes": attributes(values), **held}


def counters(metrics: Mapping[str, Sequence[Mapping[str, Any]]], how: object = 1) -> dict[str, Any]:
    """Return a document of metrics of one service."""
    held = [
        {
            "name": name,
            "histogram" if "count" in points[0] else "sum": {"aggregationTemporality": how, "dataPoints": list(points)},
        }
        for name, points in metrics.items()
    ]
    resource = {"attributes": attributes({"service.name": "service-a"})}
    return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": held}]}]}
