"""OTLP in JSON: what a resource sent lies in a scope within it, and what is said of either in a list of attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from workbook.ledger.columns import NO

if TYPE_CHECKING:
    import ibis.expr.types as ir

ATTRIBUTES: Final = (
    'STRUCT("key" VARCHAR, "value" STRUCT(stringValue VARCHAR, intValue VARCHAR, doubleValue VARCHAR))[]'
)
"""The type of a list of attributes, without values that are lists themselves."""


def opened_up(raw: ir.Table, resources: str, scopes: str, items: str) -> ir.Table:
    """Return the items of a document, one a row.

    Parameters
    ----------
    raw : ibis Table
        With the list of resources.
    resources, scopes, items : str
        The names of the three lists, each within the one before.

    Returns
    -------
    ibis Table
        `resource` and `item`, in the order of the file.
    """
    found = raw.select(one=raw[resources].unnest())
    found = found.select(resource=found.one.resource, one=found.one[scopes].unnest())
    return found.select("resource", item=found.one[items].unnest())


def by_name(attributes: ir.ArrayValue) -> ir.MapValue:
    """Return attributes as a map, from which the engine takes those that are asked for.

    Parameters
    ----------
    attributes : ibis list
        Of `ATTRIBUTES`, each there once.

    Returns
    -------
    ibis map
        Of names to values.
    """
    value = "struct<stringValue: string, intValue: string, doubleValue: string>"

    @ibis.udf.scalar.builtin(name="map_from_entries", signature=((attributes.type(),), f"map<string, {value}>"))  # type: ignore[untyped-decorator]
    def map_of(entries: ir.ArrayValue) -> ir.MapValue: ...

    return map_of(attributes)


def attribute(attributes: ir.MapValue, *names: str) -> ir.StringValue:
    """Return the value of an attribute.

    Parameters
    ----------
    attributes : ibis map
        As of `by_name`.
    *names : str
        What it is called: the first that is there answers.

    Returns
    -------
    ibis text
        Null where none is there.
    """
    values = [attributes[name] for name in names]
    return ibis.coalesce(*[value[kind] for value in values for kind in ("stringValue", "intValue", "doubleValue")])


def moment(text: ir.StringValue) -> ir.TimestampValue:
    """Return the time of nanoseconds since 1970, to a millisecond.

    Parameters
    ----------
    text : ibis text
        Nineteen digits, which a number of an engine would round.

    Returns
    -------
    ibis time
        UTC; null where it is anything else.
    """
    digits = text.re_search(r"^\d{19}$").fill_null(NO).ifelse(text, ibis.null("string"))
    return digits.substr(0, 13).cast("int64").as_timestamp("ms")
