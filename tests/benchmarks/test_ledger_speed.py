"""How long the files of a company take to read, and how much memory, beside a plain sum of the same columns.

A run of the tests takes a small file; with --benchmark-enable it is one of 20 million rows.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.workbook.ledger.rows import many_rows
from workbook.ledger.reading import read_usage

MANY, FEW, SMALL = 20_000_000, 4_000_000, 20_000
COUNTS = (
    "input_tokens", "input_cached_tokens", "input_cache_write_tokens", "input_uncached_tokens", "output_tokens",
    "num_model_requests",
)  # fmt: skip
PLAIN = f"""SELECT date_trunc('month', start_time_iso), model, project_id, service_tier, batch, count(*),
    min(start_time_iso), max(end_time_iso), {", ".join(f"sum({name})" for name in COUNTS)} FROM '{{}}' GROUP BY ALL"""
MEMORY = """import resource, sys
from workbook.ledger.reading import read_usage
read_usage([sys.argv[1]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"""


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Paths by what the number of rows is called."""
    folder, enabled = tmp_path_factory.mktemp("ledger"), request.config.getoption("benchmark_enable")
    sizes = {MANY: MANY, FEW: FEW} if enabled else {MANY: SMALL, FEW: SMALL // 5}
    return {name: str(many_rows(folder / f"{name}.parquet", rows)) for name, rows in sizes.items()}


@pytest.mark.benchmark(group="ledger")
def test_ledger_plain_sum(benchmark: Callable, files: dict[int, str]) -> None:
    found = benchmark.pedantic(lambda: duckdb.connect().execute(PLAIN.format(files[MANY])).fetchall(), rounds=5)
    assert sum(row[5] for row in found) >= SMALL


@pytest.mark.benchmark(group="ledger")
@pytest.mark.parametrize("rows", [FEW, MANY])
def test_ledger(benchmark: Callable, files: dict[int, str], rows: int) -> None:
    found = benchmark.pedantic(lambda: read_usage([files[rows]]), rounds=5, warmup_rounds=1)
    plain = duckdb.connect().execute(PLAIN.format(files[rows])).fetchall()
    assert found.sums["rows"].sum() == sum(row[5] for row in plain)
    assert found.sums["out"].sum() == sum(row[-2] for row in plain)


def test_ledger_fits_in_two_gigabytes(files: dict[int, str]) -> None:
    run = subprocess.run([sys.executable, "-c", MEMORY, files[MANY]], check=True, capture_output=True, text=True)
    kilobytes = int(run.stdout) / (1024 if sys.platform == "darwin" else 1)
    print(f"\n{Path(files[MANY]).stem} rows: {kilobytes / 1e6:.2f} GB at most")  # noqa: T201
    assert kilobytes < 2e6
