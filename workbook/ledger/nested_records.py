"""Records in lists of records, as a JSON document has them: which keys are read, and a row for each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir


def record(*names: str, **inside: str) -> str:
    """Return the type of a record: keys that are read as text, and records or lists of them inside it.

    Text takes a value of any type, so that a wrong one is a fault of its row that has a name, not the engine's.

    >>> record("model", amount=record("value"))
    'STRUCT("model" VARCHAR, "amount" STRUCT("value" VARCHAR))'
    """
    types = dict.fromkeys(names, "VARCHAR") | inside
    return f"STRUCT({', '.join(chr(34) + name + chr(34) + ' ' + kind for name, kind in types.items())})"


def unnested(raw: ir.Table, *lists: str) -> ir.Table:
    """Return a row for each record of lists within lists.

    Parameters
    ----------
    raw : ibis Table
        With the outer list and `source_row`.
    *lists : str
        Their names, from the outer to the inner.

    Returns
    -------
    ibis Table
        The keys of the record and of all around and inside it, as columns, and the number of the row in the file as
        `source_row`. An empty list is a row too, so that it stays visible: `is_there` is false and the keys that its
        records would have are null. `lacks` is the name of a list that is not there at all.
    """
    found = raw.mutate(is_there=ibis.literal(value=True), lacks=ibis.null("string"))
    order = ["source_row"]
    for name in lists:
        lacks = (found.is_there & found[name].isnull()).ifelse(ibis.literal(name), ibis.null("string"))
        at = f"{name}_at"
        found = found.mutate(lacks=found.lacks.coalesce(lacks)).unnest(name, offset=at, keep_empty=True)
        found = found.mutate(is_there=found[at].notnull()).unpack(name)
        order.append(at)
    found = found.unpack(*[name for name, type_ in found.schema().items() if type_.is_struct()])
    return found.mutate(source_row=ibis.row_number().over(order_by=order) + 1).drop(*order[1:])
