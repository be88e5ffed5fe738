"""What a format's reader builds ledger rows with: values of a raw table, and what is wrong with them.

A raw column may be text (CSV, JSON) or typed (Parquet, a warehouse). A value that cannot be what it should be, or a
rule that the format promises and a row breaks, becomes the row's `fault`; nothing is guessed.
"""

from __future__ import annotations

from datetime import UTC as ZONE
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from workbook.ledger.columns import COLUMNS, NO
from workbook.ledger.read_once import ReadOnce

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST: Final = 1e16  # tokens, calls or money of one row: more is no usage but a slip
EARLIEST: Final = 2015
LATEST: Final = 2100
LONGEST: Final = 1e10  # seconds since 1970
UTC: Final = "timestamp('UTC')"
BETWEEN: Final = "\x1f"  # the separator of units, which no name has
THOUSANDS: Final = r"^\d{1,3}\.000$"
"""What is a thousand in one country and one in another."""
FUTURE: Final = "the time that it is of must not be after today: got "
AHEAD: Final = timedelta(days=1)
"""How far a local time without its zone can be after UTC, rounded up."""


class RowReader:
    """Reads the columns of a raw table and remembers what is wrong.

    Parameters
    ----------
    raw : ibis Table
        As the file has it.

    Attributes
    ----------
    raw : ibis Table
        The same.
    """

    def __init__(self, raw: ir.Table) -> None:
        self.raw = raw
        self._faults: list[tuple[ir.BooleanValue, ir.StringValue]] = []
        self._once = ReadOnce(raw)

    def text(self, name: str) -> ir.StringValue:
        """Return a text, null where it is empty."""
        return self._once.text(name, trimmed(self.raw[name].cast("string")).nullif(""))

    def count(self, name: str) -> ir.FloatingValue:
        """Return a number of things, null where the file has none; anything but a whole number from 0 is a fault."""
        rule = "must be a whole number of 0 or more"
        value = self._number(name)
        if self.raw[name].type().is_integer():
            self._refuse(name, ~value.between(0, MOST), rule)
            return value
        value = self._once.value(name, value.between(0, MOST).ifelse(value, ibis.null("float64")))
        self._refuse(name, ~(value == value.floor()).fill_null(NO), rule)
        if not self.raw[name].type().is_numeric():
            mark = self.text(name).re_search(THOUSANDS)
            self._refuse(name, mark, "must be a whole number without a mark that may be of thousands")
        return value

    def amount(self, name: str) -> ir.FloatingValue:
        """Return a number of either sign, as quantities of a bill and their corrections are."""
        value = self._number(name)
        self._refuse(name, ~((value.abs() <= MOST).fill_null(NO)), "must be a number")
        return value

    def money(self, name: str, per: float = 1.0) -> ir.FloatingValue:
        """Return an amount, which may be a credit below 0, divided by what the file's unit is of the currency's."""
        return self.amount(name) / per

    def key(self, name: str, *keys: str) -> ir.StringValue:
        """Return what a column of JSON text, or a typed one of its shape, has under a key of keys; null if nothing."""
        value = self.raw[name]
        for key in keys:
            if value.type().is_struct():
                value = value[key] if key in value.type().names else ibis.null("string")
            elif value.type().is_map():
                value = value.get(key)
            else:
                document = value if value.type().is_json() else value.cast("string").try_cast("json")
                value = document[f'"{key}"' if "." in key else key]  # a dot would lead further down
        if value.type().is_json():
            value = value.unwrap_as("string").coalesce(value.cast("string").nullif("null"))
        return trimmed(value.cast("string")).nullif("")

    def told_apart(self, *names: str) -> ir.StringValue:
        """Return what columns say, as one text: the identity of a row whose file gives it none."""
        return ibis.literal("|").join([self.text(name).fill_null("") for name in names])

    def time(self, name: str, form: str | None = None, *, needed: bool = False) -> ir.TimestampValue:
        """Return a time in UTC from text, in the form given or ISO's, or a timestamp; without a zone it is UTC.

        None at all is a fault if `needed`.
        """
        column = self.raw[name]
        if needed:
            self.never(~self._there(name), f"{name} must not be empty")
        if column.type().is_timestamp():
            value = column.cast(UTC) if column.type().timezone else column
        elif column.type().is_date():
            value = column.cast("timestamp")
        elif form:
            value = _time_of_form(self.text(name), form)
        else:
            value = _with_space(self.text(name)).try_cast(UTC)
        return self._usual(name, value)

    def seconds(self, name: str, per: float = 1.0) -> ir.TimestampValue:
        """Return a time in UTC from a count of seconds since 1970, or of `per` parts of one."""
        return self._usual(name, _since_1970(self._number(name) / per))

    def seconds_or_time(self, name: str) -> ir.TimestampValue:
        """Return a time in UTC from a count of seconds since 1970 or from text."""
        seconds = _since_1970(self._number(name))
        return self._usual(name, seconds.coalesce(self.text(name).try_cast(UTC).cast("timestamp")))

    def flag(self, name: str) -> ir.BooleanValue:
        """Return a yes or no, null where the file has none."""
        column = self.raw[name]
        if column.type().is_boolean():
            return column
        text = self.text(name).lower()
        self._refuse(name, ~text.isin(["true", "false", "1", "0"]), "must be true or false")
        return text.isin(["true", "1"])

    def currency(self, name: str) -> ir.StringValue:
        """Return a currency in capital letters."""
        value = self.text(name).upper()
        self._refuse(name, ~value.re_search("^[A-Z]{3}$"), "must be a currency of three letters")
        return value

    def always(self, name: str, where: ir.BooleanValue) -> None:
        """Make a fault of every row that has no value where a condition holds."""
        self.never(where & ~self._there(name), f"{name} must not be empty")

    def identity(self, *names: str) -> ir.StringValue:
        """Return what makes the row itself: a hash of columns, since what a row is grouped by may name a person.

        It is the columns themselves on an engine without md5, which rows do not leave.
        """
        whole = ibis.literal(BETWEEN).join([self.text(name).fill_null("") for name in names])
        engines = {table.source for table in self.raw.op().find(ops.DatabaseTable)}
        hashed = engines and all(engine.has_operation(ops.HexDigest) for engine in engines)
        return whole.hexdigest("md5") if hashed else whole

    def never(self, condition: ir.BooleanValue, rule: str) -> None:
        """Make a fault of every row for which a condition holds."""
        self._faults.append((condition, ibis.literal(rule)))

    def ledger(self, **values: Any) -> ir.Table:
        """Return the rows in the ledger's shape; columns that are not given are null.

        Parameters
        ----------
        **values : ibis expression or text
            By the name of the column.

        Returns
        -------
        ibis Table
            The columns of `COLUMNS`, and `source_row`.
        """
        if (start := values.get("period_start")) is not None:
            self._faults.append((start > ibis.timestamp(latest().isoformat()), FUTURE + start.cast("string")))
        values["fault"] = ibis.cases(*self._faults, else_=ibis.null("string")) if self._faults else None
        unknown = set(values) - set(COLUMNS)
        assert not unknown, unknown
        return self._once.select({
            "source_row": self.raw.source_row,
            **{
                name: (ibis.null(column.type) if values.get(name) is None else _typed(values[name], column.type))
                for name, column in COLUMNS.items()
            },
        })  # fmt: skip

    def _number(self, name: str) -> ir.FloatingValue:
        column = self.raw[name]
        typed = column.type().is_numeric()
        return self._once.number(name, column.cast("float64") if typed else self.text(name).try_cast("float64"))

    def _usual(self, name: str, value: Any) -> ir.TimestampValue:
        found = self._once.value(name, value.cast("timestamp"))
        usual = (found >= ibis.timestamp(f"{EARLIEST}-01-01")) & (found < ibis.timestamp(f"{LATEST + 1}-01-01"))
        self._refuse(name, ~usual.fill_null(NO), f"must be a time of {EARLIEST} to {LATEST}")
        return found

    def _there(self, name: str) -> ir.BooleanValue:
        """Return whether a row has a value, without making a text of a typed one."""
        column = self.raw[name]
        return (self.text(name) if column.type().is_string() else column).notnull()

    def _refuse(self, name: str, wrong: ir.BooleanValue, rule: str) -> None:
        """Remember a value that is there and breaks a rule."""
        column = self.raw[name]
        text = self.text(name) if column.type().is_string() else column.cast("string")  # of a typed one only if wrong
        self._faults.append((self._there(name) & wrong, ibis.literal(f"{name} {rule}: got ") + text.left(60)))


def latest() -> datetime:
    """Return the end of the time that a row can be of, in UTC."""
    return datetime.now(ZONE).replace(tzinfo=None, microsecond=0) + AHEAD


def _with_space(time: ir.StringValue) -> ir.StringValue:
    """Return a time of ISO 8601 with a space for its T, which not every engine reads."""
    for digit in "012":
        time = time.replace(f"T{digit}", f" {digit}")
    return time


def _since_1970(seconds: ir.FloatingValue) -> ir.TimestampValue:
    """Return the time a number of seconds after 1970; null where that is no time that a file could mean."""
    meant = ((seconds >= 0) & (seconds <= LONGEST)).ifelse(seconds, ibis.null("float64"))
    return meant.floor().cast("int64").as_timestamp("s")


@ibis.udf.scalar.builtin(name="trim", signature=((dt.string,), dt.string))  # type: ignore[untyped-decorator]
def trimmed(text: Any) -> Any:
    """Return a text without spaces around it; `strip` of Ibis takes the letters f and v off on Spark."""


@ibis.udf.scalar.builtin(name="try_strptime", signature=((dt.string, dt.string), dt.timestamp))  # type: ignore[untyped-decorator]
def _time_of_form(text: Any, form: Any) -> Any:
    """Return a time from text of a form, null where it is of another."""


def where(condition: ir.BooleanValue, text: str) -> ir.StringValue:
    """Return a text where a condition holds, null elsewhere: a reason not to count a row, of which the first holds."""
    return condition.fill_null(NO).ifelse(ibis.literal(text), ibis.null("string"))


def _typed(value: Any, type_: str) -> Any:
    """Return a value as a column of a type."""
    return (value if isinstance(value, ibis.expr.types.Value) else ibis.literal(value)).cast(type_)
