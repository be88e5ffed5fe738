"""What a report is built from: what a person chose and typed, and the groups of a ledger with what stands for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd

from calc.impacts.grid_factor import grid, place_names
from calc.impacts.several_places import places_of
from calc.inputs.tables import served_nodes, sized_models, usage_facts
from calc.query.who_serves import ON, service_names, services
from workbook.ledger.answer import Answer
from workbook.ledger.columns import COUNTS
from workbook.ledger.terms import Terms

TYPED: Final = 6  # rows for calls that no file has
PLACES: Final = 3
SHOWN: Final = 200  # characters of a list of names
DECIMALS: Final = 6  # of money
NOT_SAID: Final = "(not said)"
HOSTS: Final = {"Large provider": "equery-2026", "Own server": "equery-2026-own"}
MEASURED: Final = ("pue", "power_fraction", "batch", "served", "software", "cache_read")


@dataclass(frozen=True)
class TypedCalls:
    """Calls that no file has; what is None was not typed."""

    model: str | None = None
    calls: float | None = None
    l_in: float | None = None
    cached: float | None = None
    l_out: float | None = None
    place: str | None = None

    @property
    def asked(self) -> bool:
        """Whether a model was typed."""
        return self.model is not None


@dataclass(frozen=True)
class Line:
    """A row of the ledger: a group of rows of one file, or calls that were typed."""

    month: str
    provider: str
    model: str
    slot: int
    team: str
    place: int
    requests: float | None
    tokens: tuple[float, ...]  # COUNTS, then context, even_context and unknown_out
    source: str


@dataclass(frozen=True)
class Slot:
    """Usage that shares what nobody knows of who answered: its names in the files, and what stands for it as built."""

    label: str
    names: str
    stands_for: str
    quality: int
    reason: str


@dataclass(frozen=True)
class Region:
    """A region of the files in a year, and the place that stands for it as built; empty where nobody said."""

    region: str
    year: int
    place: str
    factor: float


class Money(NamedTuple):
    """What a month was charged, None where no file says, beside its counted tokens at list prices."""

    payee: str
    month: str
    charged: float | None
    listed: float
    currency: str
    unpriced: float


@dataclass(frozen=True)
class Choices:
    """What a person chooses and types: the yellow cells. None is a blank one, which keeps a range or a default.

    Attributes
    ----------
    stand_ins : dict of str to str
        What stands for usage in place of what does as built, by the label of its slot.
    places : dict of (str, int) to str
        The same for regions, by region and year; empty where nobody knows.
    notes : dict of str to str
        By the rows of Inputs that `workbook.report.yellow_cells.NOTED` names.
    """

    organisation: str | None = None
    period: str | None = None
    prepared: str | None = None
    reviewed: str | None = None
    host: str = "Large provider"
    mix: tuple[tuple[str | None, float | None], ...] = ()
    mix_known: bool = False
    contractual_g: float | None = None
    certified_share: float | None = 0.0
    wue_site: float | None = 0.0
    wue_generation: float | None = 0.0
    measured: dict[str, float] = field(default_factory=dict)
    typed: tuple[TypedCalls, ...] = ()
    stand_ins: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Then:
    """What an earlier report showed.

    Attributes
    ----------
    groups : dict of (str, str) to (float, float)
        Tokens and expected kWh by month and model.
    totals : dict of str to float or None
        By the keys of the results.
    files : tuple of (str, str)
        Name and SHA-256.
    """

    groups: dict[tuple[str, str], tuple[float, float]]
    totals: dict[str, float | None]
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Content:
    """All of it."""

    choices: Choices
    slots: tuple[Slot, ...]
    lines: tuple[Line, ...]
    regions: tuple[Region, ...]
    year: int
    files: tuple[tuple[str, str, int, str, str, str], ...] = ()
    left_out: tuple[tuple[str, str, str, int, float], ...] = ()
    costs: tuple[tuple[str, str, float], ...] = ()
    tokens_of_files: float = 0.0
    then: Then | None = None
    money: tuple[Money, ...] = ()


@lru_cache(maxsize=1)
def listed_models() -> tuple[str, ...]:
    """Return what may stand for usage: classes, models, and models on a node."""
    on = []
    for model in sized_models():
        for node in served_nodes():
            try:
                services(f"{model}{ON}{node}")
            except ValueError:
                continue
            on.append(f"{model}{ON}{node}")
    return (*service_names(), *on)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {grid(name).factor.code: name for name in place_names()}


def listed_place(code: str) -> str:
    """Return a place as the list of the workbook has it, by its code."""
    return _codes()[code]


def unknown_mix() -> tuple[tuple[str, float], ...]:
    """Return the places that stand for usage of which nobody knows where it was served."""
    parts = (text.rpartition("=") for text in places_of(usage_facts()["unknown_place"].value))
    return tuple((listed_place(grid(name).factor.code), float(share)) for name, _, share in parts)


def choices_of(terms: Terms) -> Choices:
    """Return what a person chose on the command line, for the yellow cells of Inputs."""
    mix = tuple(
        (listed_place(one.factor.code), share)
        for one, share in zip(terms.mix.grids, terms.mix.shares, strict=True)
    ) if terms.mix else unknown_mix()  # fmt: skip
    if len(mix) > PLACES:
        raise ValueError(f"--place must be at most {PLACES} places for a report: got {len(mix)}")
    host = next(name for name, of in HOSTS.items() if of == terms.a.name)
    measured = {key: float(value) for key, value in terms.given.items() if key in MEASURED}
    for key in MEASURED:
        variable = terms.a.variables.get(key)
        if variable is not None and not variable.varies:
            measured[key] = float(variable.at(0.0))
    return Choices(
        host=host, mix=mix, mix_known=terms.mix is not None, contractual_g=terms.contractual_g,
        certified_share=terms.certified_share, wue_site=terms.wue_site, wue_generation=terms.wue_generation,
        measured=measured,
    )  # fmt: skip


def content_of(answer: Answer, choices: Choices) -> Content:
    """Return what a report of an answer is built from."""
    rows, names = answer.rows, _names(answer)
    slots = tuple(
        Slot(key, names[key], one.name, one.quality, one.reason)
        for key in answer.keys
        for one in [next(match for match in answer.matches.values() if match.key == key)]
    )
    years = [year if year > 0 else answer.terms.year or 0 for _, year in answer.places]
    regions = tuple(
        Region(
            region or NOT_SAID,
            used,
            listed_place(one.grids.grids[0].factor.code) if region and one.known and len(one.grids.grids) == 1 else "",
            one.grids.gco2e_per_kwh,
        )
        for ((region, _), one), used in zip(answer.places.items(), years, strict=True)
    )
    place = {at: i for i, at in enumerate(answer.places)}
    lines = tuple(_line(row, place) for row in rows.to_dict("records"))
    return Content(
        choices, slots, lines, regions, max(years, default=answer.terms.year or 0), _files(answer), _left_out(answer),
        tuple((str(c), str(b), float(a)) for c, b, a in answer.costs[["currency", "basis", "amount"]].to_numpy()),
        answer.tokens_of_files, money=_money(answer),
    )  # fmt: skip


def _line(row: dict[Any, Any], place: dict[tuple[str, int], int]) -> Line:
    region = "" if pd.isna(row["region"]) else row["region"]
    year = -1 if pd.isna(row["month"]) else row["month"].year
    return Line(
        month="" if pd.isna(row["month"]) else row["month"].strftime("%Y-%m"),
        provider=_text(row["host"]) or _text(row["provider"]),
        model=_text(row["model"]),
        slot=int(row["k"]) + 1,
        team=_text(row.get("team")),
        place=place[region, year] + 1,
        requests=None if row["unknown_requests"] else float(row["requests"]),
        tokens=tuple(float(row[name]) for name in (*COUNTS, "context", "even_context", "unknown_out")),
        source=f"{row['source_file']}: rows {int(row['first_row'])}-{int(row['last_row'])}",
    )


def _names(answer: Answer) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, match in answer.matches.items():
        found.setdefault(match.key, []).append(str(name))
    return {key: ", ".join(sorted(names))[:SHOWN] for key, names in found.items()}


def _money(answer: Answer) -> tuple[Money, ...]:
    return tuple(
        Money(
            _text(row["payee"]) or "-",
            "" if pd.isna(row["month"]) else f"{row['month']:%Y-%m}",
            None if pd.isna(row["charged"]) else round(float(row["charged"]), DECIMALS),
            0.0 if pd.isna(row["listed"]) else round(float(row["listed"]), DECIMALS),
            _text(row["currency"]),
            float(row["unpriced"]),
        )
        for row in answer.reconciliation.to_dict("records")
    )


def _files(answer: Answer) -> tuple[tuple[str, str, int, str, str, str], ...]:
    def day(value: pd.Timestamp | None) -> str:
        return "" if value is None else f"{value:%Y-%m-%d}"

    return tuple(
        (one.file.name, one.of.name, one.rows, day(one.start), day(one.end), one.file.sha256)
        for one in answer.usage.files
    )


def _left_out(answer: Answer) -> tuple[tuple[str, str, str, int, float], ...]:
    unmatched = [
        ("no model stands for it", _text(row["model"]), f"nearest: {row['offered']}", row["rows"], row["tokens"])
        for row in answer.unmatched.to_dict("records")
    ]
    others = [
        (row["not_counted"], "", row["source_file"], row["rows"], row["tokens"])
        for row in answer.not_counted.to_dict("records")
    ]
    return (*unmatched, *others)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN


def typed_lines(choices: Choices) -> Sequence[TypedCalls]:
    """Return the typed calls, filled up to the rows there are."""
    return (*choices.typed, *[TypedCalls()] * (TYPED - len(choices.typed)))
