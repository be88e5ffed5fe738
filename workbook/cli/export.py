"""The results as one tidy table: a row a number, with its unit, assumption set and version."""

from __future__ import annotations

from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Final

import pandas as pd

from calc.fleets.daily_total import fleet
from calc.fleets.paper_fleets import paper_fleets
from calc.impacts.footprint import impact
from calc.impacts.quantities import RESULT_UNITS
from calc.impacts.quantities import results as impact_results
from calc.impacts.scenarios import paper_scenarios
from calc.inputs.assumptions import AssumptionSet
from calc.inputs.catalogue import REGIMES, model_names
from calc.inputs.levels import INTERVAL, LEVELS, level_name
from calc.query.estimate import energy
from calc.query.levers import lever_alpha
from workbook.model.exact import Exact, summary
from workbook.model.inputs import RELEASED, WorkbookInputs
from workbook.model.trials import COMBINED, FIGURE2

STATISTICS: Final = (*map(level_name, LEVELS), "mean")
FORMATS: Final = (".csv", ".parquet", ".json")


def results_table(a: AssumptionSet) -> pd.DataFrame:
    """Return every result of the workbook, exact.

    Returns
    -------
    DataFrame
        Columns table (query, lever, fleet, impact), subject, regime, statistic, value, unit, assumption_set,
        equery_version, source_id.
    """
    exact = Exact(WorkbookInputs(a))
    rows: list[tuple[str, str, str, str, float, str]] = []
    for regime in REGIMES:
        for model in model_names():
            numbers = summary(energy(model, regime, a))
            rows += [("query", model, regime, s, v, "Wh") for s, v in zip(STATISTICS, numbers, strict=True)]
        for lever in (*FIGURE2, COMBINED):
            numbers = summary(exact.levered(regime, lever))
            rows += [
                ("lever", f"Baseline, {lever}", regime, s, v, "Wh") for s, v in zip(STATISTICS, numbers, strict=True)
            ]
    for one in paper_fleets().values():
        alpha = lever_alpha(one.lever or (), a)
        total = fleet(one.share_tts, alpha, queries_per_day=one.queries_per_day, assumptions=a)
        rows += [
            ("fleet", one.name, "", "mean", float(total.gwh_per_day), "GWh/day"),
            ("fleet", one.name, "", "mean", float(total.twh_per_year), "TWh/year"),
            *(("fleet", one.name, "", level_name(q), float(total.quantile(q)), "GWh/day") for q in INTERVAL),
        ]
    for paper in paper_scenarios():
        found = impact(paper.share_tts, (paper.alpha_lo, paper.alpha_hi), paper.rates(RELEASED.year), assumptions=a)
        rows += [
            ("impact", paper.name, "", key, float(value), RESULT_UNITS[key])
            for key, value in impact_results(found).items()
        ]
    frame = pd.DataFrame(rows, columns=["table", "subject", "regime", "statistic", "value", "unit"])
    return frame.assign(assumption_set=a.name, equery_version=version("equery"), source_id="oviedo-2025")


def encode(frame: pd.DataFrame, path: Path) -> bytes:
    """Return the table in the format of the file's ending.

    Raises
    ------
    ValueError
        If the ending is none of FORMATS, or a format's library is not installed.
    """
    if path.suffix == ".csv":
        return frame.to_csv(index=False, lineterminator="\n").encode()
    if path.suffix == ".json":
        return (frame.to_json(orient="records", indent=1, double_precision=15) + "\n").encode()
    if path.suffix == ".parquet":
        buffer = BytesIO()
        try:
            frame.to_parquet(buffer, index=False)
        except ImportError:
            raise ValueError("OUT.parquet needs pyarrow: pip install 'equery[parquet]'") from None
        return buffer.getvalue()
    raise ValueError(f"OUT must end in {', '.join(FORMATS)}: got {path}")
