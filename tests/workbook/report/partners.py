"""A partner for every result of a report: calc's own answer, which knows no cell, and how far it may lie off."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from calc.usage.uncertain import percentiles
from workbook.ledger.answer import Answer
from workbook.report.front import LINES

SAME: Final = 1e-9  # the same sums and the same draws, added up in another order
# Expected values: calc integrates as far as 6.5 sigmas what is closed in the cells, which shows where a sigma is great:
# the context of calls that nobody counted, and nodes that mostly wait.
INTEGRATED: Final = 2e-8
# A draw's emissions are its energy by model times the model's mean factor. Where a model is served from several
# places with other mixes of tokens, a draw moves them apart a little, which calc follows row by row.
SEVERAL_PLACES: Final = 3e-3
QUANTITIES: Final = dict(zip(LINES, ("kwh", "tco2e_location", "tco2e_market", "water_l"), strict=True))
KG: Final = {"location": 1000.0, "market": 1000.0}


def partners(answer: Answer, mean: float = SAME) -> dict[str, tuple[float, float]]:
    """Return value and tolerance by the key of a result; that of expected values may be set."""
    found: dict[str, tuple[float, float]] = {}
    for key, quantity in QUANTITIES.items():
        interval: Any = answer.totals[quantity]
        for part in ("mean", "p5", "p50", "p95"):
            value = float(getattr(interval, part)[0]) * KG.get(key, 1.0) if interval is not None else 0.0
            found[f"total|{key}|{part}"] = value, mean if part == "mean" else SEVERAL_PLACES if key in KG else SAME
    found["total|quality|mean"] = answer.data_quality or 0.0, mean
    kwh = answer.energy.kwh_of_groups(answer.k, answer.sums, answer.k, len(answer.keys))
    for label, drawn_kwh in zip(answer.keys, kwh, strict=True):
        for part, value in zip(("p5", "p50", "p95"), percentiles(np.asarray(drawn_kwh)), strict=True):
            found[f"{label}|kwh|{part}"] = float(value), SAME
    return found


def far(shown: dict[str, Any], known: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Return the results that lie too far from their partners."""
    return {
        key: (shown[key], value, tolerance)
        for key, (value, tolerance) in known.items()
        if not abs(shown[key] - value) <= tolerance * abs(value)
    }
