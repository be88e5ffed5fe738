"""A term: the value that a cell must show, and the Excel text that makes it, from one expression.

NumPy's functions and the ordinary operators work on value and text at once, so that the lines of calc serve cells too:

    >>> spread, total = Term(0.2, "C17"), Term(3.0, "C15")
    >>> shown = total * np.exp(spread * ndtri(Term.of(0.95)) - spread**2 / 2)
    >>> shown.text
    'C15*EXP(C17*_xlfn.NORM.S.INV(0.95)-C17^2/2)'

Brackets are written where Excel needs them: it reads -x^2 as (-x)^2, and takes - and / from the left. A value may be an
array (a column of trials, a range of cells); the text is then that of the first row, or of the range. A branch that is
not taken may divide by zero, as it may in a cell; that values are finite is checked when the file is finished.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from scipy.special import gamma, gammainc, ndtri

COMPARE, JOIN, ADD, MULTIPLY, POWER, NEGATE, ATOM = range(7)  # how tightly a text holds together

OPERATORS: Final[dict[Any, tuple[str, int]]] = {
    np.add: ("+", ADD), np.subtract: ("-", ADD), np.multiply: ("*", MULTIPLY), np.divide: ("/", MULTIPLY),
    np.power: ("^", POWER), np.equal: ("=", COMPARE), np.not_equal: ("<>", COMPARE), np.less: ("<", COMPARE),
    np.less_equal: ("<=", COMPARE), np.greater: (">", COMPARE), np.greater_equal: (">=", COMPARE),
}  # fmt: skip
FUNCTIONS: Final[dict[Any, str]] = {
    np.exp: "EXP({})", np.log: "LN({})", np.sqrt: "SQRT({})", np.absolute: "ABS({})", np.remainder: "MOD({},{})",
    np.minimum: "MIN({},{})", np.maximum: "MAX({},{})",
    ndtri: "_xlfn.NORM.S.INV({})", gammainc: "_xlfn.GAMMA.DIST({1},{0},1,TRUE)", gamma: "EXP(GAMMALN({}))",
}  # fmt: skip
ASSOCIATIVE: Final = ("+", "*")  # a+(b-c) and a*(b/c) need no brackets


class Term(NDArrayOperatorsMixin):
    """A value with its Excel text.

    Attributes
    ----------
    value : float, str, bool, None or ndarray
        What the cell shows; None is a blank cell.
    text : str
        The formula without "=", or the address or name of a cell.
    rank : int
        How tightly the text holds together: an operator's, or ATOM.
    """

    __slots__ = ("rank", "text", "value")
    __hash__ = None  # type: ignore[assignment]  # == makes a formula

    def __init__(self, value: Any, text: str, rank: int = ATOM) -> None:
        self.value, self.text, self.rank = value, text, rank

    @classmethod
    def of(cls, value: Any) -> Term:
        """Return a term as it is, and a constant as Excel writes it."""
        if isinstance(value, Term):
            return value
        if isinstance(value, str):
            return cls(value, '"' + value.replace('"', '""') + '"')
        if isinstance(value, bool | np.bool_):
            return cls(bool(value), str(bool(value)).upper())
        number = float(value)
        return cls(number, written(number), NEGATE if number < 0 else ATOM)

    def __bool__(self) -> bool:
        """Refuse: Python would take one branch where the cell has two."""
        raise TypeError(f"a term is neither true nor false, use where: {self.text}")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Term:
        """Apply a function of NumPy or SciPy to values and texts."""
        terms = [Term.of(x) for x in inputs]
        if method != "__call__" or options:
            raise TypeError(f"{ufunc.__name__} must be called plainly to be used on a term: {terms[0].text}")
        with np.errstate(all="ignore"):
            value = ufunc(*(_counted(term.value) for term in terms))
        if ufunc in OPERATORS:
            sign, rank = OPERATORS[ufunc]
            return Term(value, _joined(sign, rank, *terms), rank)
        if ufunc is np.negative:
            return Term(value, f"-{_within(terms[0], NEGATE)}", NEGATE)
        if ufunc not in FUNCTIONS:
            raise TypeError(f"{ufunc.__name__} must have an Excel text to be used on a term: {terms[0].text}")
        return Term(value, FUNCTIONS[ufunc].format(*(term.text for term in terms)))

    def __array_function__(self, function: Any, types: Any, arguments: Sequence[Any], options: Any) -> Term:
        """Let `np.where` make an IF."""
        if function is not np.where:
            raise TypeError(f"{function.__name__} must have an Excel text to be used on a term: {self.text}")
        return where(*arguments)

    def __repr__(self) -> str:
        """Show both sides."""
        return f"Term({self.value!r}, {self.text!r})"


def _counted(value: Any) -> Any:
    """Return a value as arithmetic takes it: a blank cell as 0, true and false as 1 and 0."""
    if value is None:
        return 0.0
    if isinstance(value, bool | np.bool_):
        return float(value)
    return value.astype(float) if isinstance(value, np.ndarray) and value.dtype == bool else value


def written(number: float) -> str:
    """Return a number as a formula holds it.

    >>> written(2.0), written(0.05), written(1e-9), written(1e6)
    ('2', '0.05', '1E-09', '1000000')
    """
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number).upper()


def _within(term: Term, rank: int, *, strict: bool = False) -> str:
    loose = term.rank < rank or (strict and term.rank == rank)
    return f"({term.text})" if loose else term.text


def _joined(sign: str, rank: int, left: Term, right: Term) -> str:
    return f"{_within(left, rank)}{sign}{_within(right, rank, strict=sign not in ASSOCIATIVE)}"


def call(name: str, value: Any, *arguments: Any) -> Term:
    """Return a function of Excel's own, with the value that it must show."""
    return Term(value, f"{name}({','.join(Term.of(x).text for x in arguments)})")


def bracketed(term: Term) -> Term:
    """Return the same in brackets, for a reader's sake."""
    return Term(term.value, f"({term.text})")


def values(*terms: Any) -> list[Any]:
    """Return the values of several terms, those of ranges laid end to end; blank cells are None."""
    found: list[Any] = []
    for term in map(Term.of, terms):
        found += np.ravel(term.value).tolist() if isinstance(term.value, np.ndarray) else [term.value]
    return found


def numbers(*terms: Any) -> Any:
    """Return the numbers among the values, as Excel's statistics see them: without blank cells and text."""
    with_text = values(*terms)
    return np.array([x for x in with_text if isinstance(x, int | float | np.number) and not isinstance(x, bool)], float)


def _on_terms(function: Any) -> Callable[..., Term]:
    """Return a function of NumPy or SciPy as one of terms; their own types know of numbers and arrays alone."""

    def of(*terms: Any) -> Term:
        found: Term = function(*map(Term.of, terms))
        return found

    of.__doc__ = f"Return {FUNCTIONS[function]}."
    return of


exp, ln, sqrt, remainder = (_on_terms(f) for f in (np.exp, np.log, np.sqrt, np.remainder))
smaller, larger = _on_terms(np.minimum), _on_terms(np.maximum)
normal_quantile, gamma_share, gamma_function = (_on_terms(f) for f in (ndtri, gammainc, gamma))


def _statistic(name: str, compute: Callable[[Any], Any]) -> Callable[..., Term]:
    def of(*terms: Any) -> Term:
        found = numbers(*terms)
        return call(name, compute(found) if found.size else np.nan, *terms)

    of.__doc__ = f"Return {name} of cells, ranges or arrays."
    return of


total = _statistic("SUM", np.sum)
average = _statistic("AVERAGE", np.mean)
least = _statistic("MIN", np.min)
greatest = _statistic("MAX", np.max)
sumproduct = _statistic("SUMPRODUCT", np.sum)


def where(condition: Any, yes: Any, no: Any) -> Term:
    """Return IF(condition, yes, no)."""
    asked, true, false = Term.of(condition), Term.of(yes), Term.of(no)
    if isinstance(asked.value, np.ndarray):
        value: Any = np.where(asked.value, true.value, false.value)
    else:
        value = true.value if asked.value else false.value
    return call("IF", value, asked, true, false)


def only(condition: Term, sample: Term) -> Term:
    """Return IF(condition, sample): the part of an array for which a condition holds."""
    return call("IF", np.asarray(sample.value)[np.asarray(condition.value, dtype=bool)], condition, sample)


def every(*conditions: Any) -> Term:
    """Return AND(...)."""
    return call("AND", all(bool(Term.of(c).value) for c in conditions), *conditions)


def either(*conditions: Any) -> Term:
    """Return OR(...)."""
    return call("OR", any(bool(Term.of(c).value) for c in conditions), *conditions)


def blank(cell: Term) -> Term:
    """Return LEN(cell)=0: whether nothing was typed; a typed 0 is something."""
    return Term(cell.value is None or cell.value == "", f"LEN({cell.text})=0", COMPARE)


def typed_or(cell: Term, otherwise: Any) -> Term:
    """Return what was typed into a cell, or something else where nothing was."""
    return where(blank(cell), otherwise, cell)


def unchanged(now: Term, was: Term) -> Term:
    """Return whether two cells hold the same; a blank one equals 0 in Excel, but means something else."""
    same = now.value == was.value
    length = Term(same, f"LEN({now.text})=LEN({was.text})", COMPARE)
    return every(Term(same, f"{now.text}={was.text}", COMPARE), length)


def count(*cells: Any) -> Term:
    """Return COUNT(...): how many numbers there are."""
    return call("COUNT", float(numbers(*cells).size), *cells)


def percentile(sample: Term, q: Any) -> Term:
    """Return PERCENTILE.INC of an array."""
    level = Term.of(q)
    return call("_xlfn.PERCENTILE.INC", float(np.quantile(sample.value, level.value)), sample, level)


def match(what: Any, among: Term) -> Term:
    """Return the place of a value in a range, from 1."""
    listed, wanted = values(among), Term.of(what).value
    return call("MATCH", float(listed.index(wanted) + 1) if wanted in listed else np.nan, what, among, 0)


def index(among: Term, place: Any) -> Term:
    """Return the value at a place of a range, from 1."""
    at = Term.of(place).value
    return call("INDEX", values(among)[int(at) - 1] if at == at else np.nan, among, place)  # noqa: PLR0124 - NaN


def look_up(among: Term, places: Term) -> Term:
    """Return INDEX for an array of places, each from 1."""
    listed = np.array(values(among))
    found = listed[np.asarray(places.value, dtype=int) - 1]
    return call("INDEX", found, among, places)


def place_at(what: Term, starts: Term) -> Term:
    """Return the place, from 1, of the last of some rising numbers that is not above each value."""
    found = np.searchsorted(np.asarray(values(starts), dtype=float), what.value, side="right").astype(float)
    return call("MATCH", found, what, starts, 1)


def spoken(number: Term, pattern: str) -> Term:
    """Return TEXT(number, pattern), for patterns of digits alone such as #,##0.00."""
    decimals = len(pattern.partition(".")[2])
    return call("TEXT", f"{float(number.value):,.{decimals}f}", number, pattern)


def joined(*parts: Any) -> Term:
    """Return parts of a text one after the other; whole numbers without decimals."""
    terms = [Term.of(p) for p in parts]
    text = "&".join(_within(term, JOIN) for term in terms)
    return Term("".join(_spoken(term.value) for term in terms), text, JOIN)


def _spoken(value: Any) -> str:
    if value is None:  # a blank cell
        return ""
    return value if isinstance(value, str) else f"{float(value):.15g}"
