"""The results as one tidy table: a row a number, with its unit, assumption set, version and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Final

import pandas as pd

from calc.fleets.daily_total import fleet
from calc.fleets.published_fleets import paper_fleets
from calc.impacts.footprint import impact
from calc.impacts.provenance import result_sources
from calc.impacts.quantities import RESULT_UNITS, results
from calc.impacts.scenarios import paper_scenarios
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import BASELINE, REGIMES, model_names
from calc.inputs.levels import INTERVAL, LEVELS, level_name
from calc.inputs.provenance import set_sources, together
from calc.inputs.tables import levers
from calc.query.estimate import energy
from calc.query.levers import FIGURE2, lever_alpha
from workbook.model.exact import summary
from workbook.model.release import released

STATISTICS: Final = (*map(level_name, LEVELS), "mean")
COLUMNS: Final = ("table", "subject", "regime", "statistic", "value", "unit")
PROVENANCE: Final = ("assumption_set", "equery_version", "source_id")
Row = tuple[str, str, str, str, float, str, str]


def results_table(a: AssumptionSet) -> pd.DataFrame:
    """Return every result of the workbook, exact.

    Returns
    -------
    DataFrame
        Columns table (query, lever, fleet, impact), subject, regime, statistic, value, unit, assumption_set,
        equery_version, source_id: ids of data/sources.csv with ";" between them, "given" for what is the user's own.
    """
    of_queries = [row for regime in REGIMES for row in (*_queries(a, regime), *_levers(a, regime))]
    rows = [*of_queries, *_fleets(a), *_impacts(a)]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "source_id"])
    return frame.assign(assumption_set=a.name, equery_version=version("equery"))[[*COLUMNS, *PROVENANCE]]


def _sources(a: AssumptionSet, *further: str) -> str:
    return ";".join(together(*set_sources(a), *further))


def _queries(a: AssumptionSet, regime: str) -> Iterator[Row]:
    for model in model_names():
        for statistic, value in zip(STATISTICS, summary(energy(model, regime, a)), strict=True):
            yield "query", model, regime, statistic, value, "Wh", _sources(a)


def _levers(a: AssumptionSet, regime: str) -> Iterator[Row]:
    alone = {name: (name,) for name in FIGURE2}
    for label, names in (alone | {"combined": FIGURE2}).items():
        found = energy(BASELINE, regime, a, alpha=lever_alpha(names, a))
        sources = _sources(a, *(levers()[name].source_id for name in names))
        for statistic, value in zip(STATISTICS, summary(found), strict=True):
            yield "lever", f"{BASELINE}, {label}", regime, statistic, value, "Wh", sources


def _fleets(a: AssumptionSet) -> Iterator[Row]:
    for one in paper_fleets().values():
        alpha = lever_alpha(one.lever or (), a)
        found = fleet(one.share_tts, alpha, queries_per_day=one.queries_per_day, assumptions=a)
        sources = _sources(a, *([levers()[one.lever].source_id] if one.lever else []))
        yield "fleet", one.name, "", "mean", float(found.gwh_per_day), "GWh/day", sources
        yield "fleet", one.name, "", "mean", float(found.twh_per_year), "TWh/year", sources
        for q in INTERVAL:
            yield "fleet", one.name, "", level_name(q), float(found.quantile(q)), "GWh/day", sources


def _impacts(a: AssumptionSet) -> Iterator[Row]:
    for one in paper_scenarios():
        found = impact(one.share_tts, (one.alpha_lo, one.alpha_hi), one.rates(released().year), assumptions=a)
        for key, value in results(found).items():
            sources = _sources(a, *result_sources(found, key))
            yield "impact", one.name, "", key, float(value), RESULT_UNITS[key], sources


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = BytesIO()
    try:
        frame.to_parquet(buffer, index=False)
    except ImportError:
        raise ValueError("OUT.parquet needs pyarrow: pip install 'equery[parquet]'") from None
    return buffer.getvalue()


def _json(frame: pd.DataFrame) -> bytes:
    return (frame.to_json(orient="records", indent=1, double_precision=15) + "\n").encode()


FORMATS: Final[Mapping[str, Callable[[pd.DataFrame], bytes]]] = {".csv": _csv, ".parquet": _parquet, ".json": _json}


def encode(frame: pd.DataFrame, path: Path) -> bytes:
    """Return the table in the format of the file's ending.

    Raises
    ------
    ValueError
        If the ending is none of FORMATS, or a format's library is not installed.
    """
    if path.suffix not in FORMATS:
        raise ValueError(f"OUT must end in {', '.join(FORMATS)}: got {path}")
    return FORMATS[path.suffix](frame)
