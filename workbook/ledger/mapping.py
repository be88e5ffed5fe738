"""A mapping file: tables that no built-in format reads, and a company's own names of models, regions and teams.

TOML: ``[[formats]]`` for each table, as `workbook.ledger.mapped_table` has it, and ``[models]``, ``[regions]`` and
``[teams]`` from the names that any file has to those that are meant. The mappings of data/usage_maps are read the same
way and need not be asked for. A table of calls, say:

    [[formats]]
    name = "Calls of our gateway"
    kind = "gateway"
    input_includes_cache = true
    requests_per_row = 1
    [formats.columns]
    period_start = "time"
    model = ["model", "deployment"]
    input = "usage -> prompt_tokens"
    cache_read = "usage -> prompt_tokens_details -> cached_tokens"
    out = "usage -> completion_tokens"
    [models]
    "chat-of-support" = "gpt-4o"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as Entries
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from calc.inputs.names import Names, UnknownNameError
from calc.inputs.reader import DATA
from workbook.ledger.columns import COUNTS
from workbook.ledger.file_format import FileFormat, Kind
from workbook.ledger.mapped_table import ARROW, NUMBERS, TEXTS, MappedTable
from workbook.ledger.row_reader import trimmed

if TYPE_CHECKING:
    import ibis.expr.types as ir

FOLDER: Final = DATA / "usage_maps"
RENAMED: Final = {"models": "model", "regions": "region", "teams": "team"}
TIMES: Final = {"1": 1.0, "1K": 1e3, "1M": 1e6, "1B": 1e9}
BASES: Final = ("billed", "effective", "list", "estimated")
_PRICED: Final = frozenset({"currency", "cost_basis"})
COLUMNS: Final = (
    "period_start", "period_end", *TEXTS, "batch", *NUMBERS, "cost", "row_id",
    "input", "total", "tokens", "class", "unit",
)  # fmt: skip
FORMAT_KEYS: Final = (
    "name", "kind", "source", "columns", "constants", "factors", "units", "classes", "patterns", "filters", "needs",
    "optional", "input_includes_cache", "output_includes_reasoning", "requests_per_row", "row_id", "time_format",
)  # fmt: skip
# What Python's regular expressions have and the engine's do not.
_BEYOND: Final = re.compile(r"\(\?(?:=|!|<=|<!|P=|\()|\\[1-9]")


@dataclass(frozen=True)
class Mapping:
    """What a mapping file says.

    Attributes
    ----------
    formats : tuple of FileFormat
        The tables that it describes.
    models, regions, teams : mapping of str to str
        Names as files have them, in lower case, and as they are meant.
    """

    formats: tuple[FileFormat, ...] = ()
    models: Entries[str, str] = field(default_factory=dict)
    regions: Entries[str, str] = field(default_factory=dict)
    teams: Entries[str, str] = field(default_factory=dict)

    def renamed(self, ledger: ir.Table) -> ir.Table:
        """Return a ledger, of whatever format, with the names that are meant.

        Parameters
        ----------
        ledger : ibis Table
            Rows in the ledger's shape.

        Returns
        -------
        ibis Table
            The same rows; a name that the mapping does not have stays.
        """
        for table, column in RENAMED.items():
            names: Entries[str, str] = getattr(self, table)
            if names:
                asked = trimmed(ledger[column]).lower()
                ledger = ledger.mutate(**{column: asked.cases(*names.items()).coalesce(ledger[column])})
        return ledger


NO_MAPPING: Final = Mapping()
"""Names as files have them, and no table beside those that are known."""


def load_mapping(path: Path) -> Mapping:
    """Return what a mapping file says.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    Mapping
        Checked: every key is known, every value what it must be.

    Raises
    ------
    ValueError
        If the file cannot be read or breaks a rule; the message names file, key and rule.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name} must be a mapping in TOML: {error}") from None
    top = _Section(path.name, said, ("formats", *RENAMED))
    tables = said.get("formats", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise top.wrong("formats", "tables that begin with [[formats]]", tables)
    formats = tuple(
        _table(_Section(f"{path.name}, format {number}", one, FORMAT_KEYS)).file_format()
        for number, one in enumerate(tables, start=1)
    )
    if not said:
        raise ValueError(f"{path.name} must have [[formats]], [models], [regions] or [teams]: it has none")
    return Mapping(
        formats, **{key: {old.strip().lower(): new for old, new in top.texts(key).items()} for key in RENAMED}
    )


@cache
def shipped_formats() -> tuple[FileFormat, ...]:
    """Return the formats of the mappings that come with the package.

    Returns
    -------
    tuple of FileFormat
        In the order of their files' names.
    """
    return tuple(one for path in sorted(FOLDER.glob("*.toml")) for one in load_mapping(path).formats)


class _Section:
    """A table of a mapping file: its values, each checked, and errors that say where they are."""

    def __init__(self, where: str, said: Entries[str, Any], keys: tuple[str, ...] | None = None) -> None:
        self.where, self.said = where, said
        names = Names("key", keys, key=str) if keys else None
        for key in said:
            if names is not None and names.get(key) is None:
                raise UnknownNameError(f"{where}: {names.unknown(key)}")

    def wrong(self, key: str, rule: str, got: object) -> ValueError:
        return ValueError(f"{self.where}: {key} must be {rule}: got {got!r}")

    def below(self, key: str, keys: tuple[str, ...] | None = None) -> _Section:
        found = self.said.get(key, {})
        if not isinstance(found, dict):
            raise self.wrong(key, f"a table that begins with [{key}]", found)
        return _Section(f"{self.where}, {key}", found, keys)

    def text(self, key: str, default: str | None = None) -> str:
        found = self.said.get(key, default)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(key, "a text", found)
        return found

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        found = self.text(key)
        if found not in choices:
            raise self.wrong(key, f"one of {', '.join(choices)}", found)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        found = self.said.get(key, default)
        if not isinstance(found, bool):
            raise self.wrong(key, "true or false", found)
        return found

    def number(self, key: str) -> float:
        found = self.said[key]
        found = TIMES.get(found, found) if isinstance(found, str) else found
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < float("inf"):
            raise self.wrong(key, f"a number above 0, or one of {', '.join(TIMES)}", found)
        return float(found)

    def list_of(self, key: str) -> tuple[str, ...]:
        found = self.said.get(key, [])
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.wrong(key, "a text or a list of texts", found)
        return tuple(found)

    def source(self, key: str) -> tuple[str, ...]:
        """Names of a source column, at least one."""
        found = self.list_of(key)
        if not found or any(not part.strip() for name in found for part in name.split(ARROW)):
            raise self.wrong(
                key, f"the name of a column, or a list of names, as 'model' or 'usage {ARROW} input'", found
            )
        if "source_row" in {name.lower() for name in found}:
            raise self.wrong(key, "a column by another name", found)
        return found

    def texts(self, key: str) -> dict[str, str]:
        section = self.below(key)
        return {name: section.text(name) for name in section.said}


def _table(said: _Section) -> MappedTable:
    """Return a table as its section says it."""
    columns = said.below("columns", COLUMNS)
    constants = said.below("constants", TEXTS)
    factors = said.below("factors", (*NUMBERS, "input", "total", "tokens", "cost"))
    units, classes, filters = said.below("units"), said.below("classes"), said.below("filters")
    table = MappedTable(
        name=said.text("name"),
        kind=said.one_of("kind", get_args(Kind)),  # type: ignore[arg-type]
        source=said.text("source", "a mapping"),
        columns={key: columns.source(key) for key in columns.said},
        constants={key: constants.text(key) for key in constants.said},
        factors={key: factors.number(key) for key in factors.said},
        units={key: units.number(key) for key in units.said},
        classes={key: classes.one_of(key, (*COUNTS, "requests")) for key in classes.said},
        patterns=_patterns(said),
        filters={(key,): filters.list_of(key) for key in filters.said},
        needs=tuple(name.lower() for name in said.list_of("needs")),
        optional=said.list_of("optional"),
        input_includes_cache=said.flag("input_includes_cache", default=False),
        output_includes_reasoning=said.flag("output_includes_reasoning", default=True),
        requests_per_row=said.number("requests_per_row") if "requests_per_row" in said.said else None,
        row_id=said.list_of("row_id"),
        time_format=said.text("time_format") if "time_format" in said.said else None,
    )
    _agree(said, table)
    return table


def _patterns(said: _Section) -> tuple[tuple[tuple[str, ...], str], ...]:
    found = said.said.get("patterns", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise said.wrong("patterns", "tables that begin with [[formats.patterns]]", found)
    patterns = []
    for number, one in enumerate(found, start=1):
        section = _Section(f"{said.where}, pattern {number}", one, ("column", "regex"))
        regex = section.text("regex")
        try:
            groups = tuple(re.compile(regex).groupindex)
        except re.error as error:
            raise section.wrong("regex", f"a regular expression ({error})", regex) from None
        if _BEYOND.search(regex):
            raise section.wrong("regex", "a regular expression without looking around or back", regex)
        if not groups or set(groups) - {*TEXTS, "class"}:
            raise section.wrong("regex", f"one with named groups, any of {', '.join((*TEXTS, 'class'))}", regex)
        patterns.append((section.source("column"), regex))
    return tuple(patterns)


def _agree(said: _Section, table: MappedTable) -> None:
    """Raise where what a section says does not fit together."""
    there, known = set(table.columns), set(table.columns) | set(table.constants)
    groups = {group for _, regex in table.patterns for group in re.compile(regex).groupindex}
    long, wide = "tokens" in there, there & {*COUNTS, "input"}
    classed = bool(table.classes) and "class" in there | groups
    basis = table.constants.get("cost_basis", BASES[0])
    inclusive, apart = "input_includes_cache" in said.said, not table.output_includes_reasoning
    broken = {
        "columns must have period_start": "period_start" not in there,
        "columns must have tokens, or some of input, uncached, cache_read, cache_write and out": long == bool(wide),
        "tokens must have classes, and a column or a group of a pattern that says which": long and not classed,
        "columns must have input or uncached, not both": there >= {"input", "uncached"},
        "input_includes_cache must be given with columns.input, and only with it": ("input" in there) != inclusive,
        "currency and cost_basis must be given with columns.cost": "cost" in there and bool(_PRICED - known),
        f"cost_basis must be one of {', '.join(BASES)}": basis not in BASES,
        "requests must be a column or requests_per_row, not both": "requests" in there and bool(table.requests_per_row),
        "units must have columns.unit, which they explain": bool(table.units) and "unit" not in there,
        "factors must not have tokens where columns have unit": "tokens" in table.factors and "unit" in there,
        "optional must name keys of columns": bool(set(table.optional) - there),
        "output_includes_reasoning = false must have columns.reasoning": apart and "reasoning" not in there,
        "filters must have a text, or some, for each column": not all(table.filters.values()),
    }
    for rule, breaks in broken.items():
        if breaks:
            raise ValueError(f"{said.where}: {rule}")
