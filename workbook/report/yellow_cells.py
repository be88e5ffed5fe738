"""What a person chooses, as the yellow cells of Inputs by key, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from workbook.report.content import MEASURED, PLACES, TYPED, Choices, TypedCalls, typed_lines, unknown_mix

WORDS: Final = ("organisation", "period", "prepared", "reviewed")
NUMBERS: Final = ("contractual_g", "certified_share", "wue_site", "wue_generation")
CALLS: Final = tuple(one.name for one in fields(TypedCalls))
KNOWN: Final = {True: "known", False: "assumed"}
NOTED: Final = (
    *(f"typed_{t}" for t in range(1, TYPED + 1)), *(f"mix_{i}" for i in range(1, PLACES + 1)), *NUMBERS,
    *(f"measured_{key}" for key in MEASURED),
)  # fmt: skip
"""The rows that have a cell for a note."""


def usual_choices() -> Choices:
    """Return what stands in the yellow cells where nobody chose anything."""
    return Choices(mix=unknown_mix())


def cells_of(choices: Choices) -> dict[str, Any]:
    """Return the value of every yellow cell of Inputs by its key; None is blank."""
    found: dict[str, Any] = {key: getattr(choices, key) for key in (*WORDS, *NUMBERS, "host")}
    for t, typed in enumerate(typed_lines(choices), 1):
        found |= {f"typed_{t}_{name}": getattr(typed, name) for name in CALLS}
    mix = [*choices.mix, *[(None, None)] * (PLACES - len(choices.mix))]
    for i, (place, share) in enumerate(mix, 1):
        found |= {f"mix_place_{i}": place, f"mix_share_{i}": share}
    found["mix_known"] = KNOWN[choices.mix_known]
    found |= {f"measured_{key}": choices.measured.get(key) for key in MEASURED}
    return found | {f"note_{row}": choices.notes.get(row) for row in NOTED}


def choices_from(cells: Mapping[str, Any]) -> Choices:
    """Return what the yellow cells of Inputs say."""
    return Choices(
        **{key: cells[key] for key in (*WORDS, *NUMBERS, "host")},
        mix=tuple((cells[f"mix_place_{i}"], cells[f"mix_share_{i}"]) for i in range(1, PLACES + 1)),
        mix_known=cells["mix_known"] == KNOWN[True],
        measured={key: value for key in MEASURED if (value := cells[f"measured_{key}"]) is not None},
        typed=_typed(cells),
        notes={row: note for row in NOTED if (note := cells[f"note_{row}"]) is not None},
    )


def _typed(cells: Mapping[str, Any]) -> tuple[TypedCalls, ...]:
    """Return the rows of typed calls, without blank ones at the end."""
    rows = [TypedCalls(**{name: cells[f"typed_{t}_{name}"] for name in CALLS}) for t in range(1, TYPED + 1)]
    while rows and rows[-1] == TypedCalls():
        rows.pop()
    return tuple(rows)
