"""Files made for a test, read as the command reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping as Entries
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from workbook.ledger.embedded_engine import connect
from workbook.ledger.file_format import FileFormat
from workbook.ledger.mapping import Mapping
from workbook.ledger.reading import opened, read_usage


def header_of(path: Path) -> list[str]:
    """Return the columns of a CSV."""
    return path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")


def csv_file(path: Path, rows: Sequence[Entries[str, object]], header: Sequence[str] = ()) -> Path:
    """Write rows as a CSV with the columns of a header, or of the first row."""
    names = list(header) or list(rows[0])
    lines = [",".join(names), *[",".join(_cell(row.get(name, "")) for name in names) for row in rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def json_file(path: Path, content: Any) -> Path:
    """Write a JSON document, or one a line where the name ends in jsonl."""
    lines = "\n".join(json.dumps(one) for one in content) if path.suffix == ".jsonl" else json.dumps(content, indent=1)
    path.write_text(lines, encoding="utf-8")
    return path


def page(*buckets: Mapping[str, object]) -> dict[str, object]:
    """Return a page of a usage API."""
    return {"object": "page", "data": list(buckets), "has_more": False, "next_page": None}


def refused(path: Path) -> str:
    """Return what is said of a file that is not read, which is one line."""
    with pytest.raises(ValueError) as caught:
        read_usage([str(path)])
    assert "\n" not in str(caught.value)
    return str(caught.value)


def ledger_rows(path: Path, others: Sequence[FileFormat] = ()) -> list[dict[str, Any]]:
    """Return the ledger of a file, faults included, in the order of the file."""
    (one,) = opened(connect(), [str(path)], Mapping(formats=tuple(others)))
    found: list[dict[str, Any]] = one.ledger.order_by("source_row").to_pyarrow().to_pylist()
    return found


def many_rows(path: Path, rows: int) -> Path:
    """Write rows of a usage table with the header of OpenAI's export, typed, as Parquet."""
    import duckdb

    counts = {"input_cached_tokens": 3000, "input_cache_write_tokens": 500, "input_uncached_tokens": 5000}
    drawn = {**counts, "output_tokens": 2000, "requests": 5, "project": 20, "key": 100, "model": 4, "batch": 10}
    columns = ", ".join(f"(hash(i + {n}) % {most})::BIGINT AS {name}" for n, (name, most) in enumerate(drawn.items()))
    engine = duckdb.connect()
    engine.execute("SET enable_progress_bar = false")
    engine.execute(f"""COPY (
        SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 HOUR * (i % 6000) AS start_time_iso,
            start_time_iso + INTERVAL 1 HOUR AS end_time_iso, 'proj_' || project AS project_id,
            'key_' || key AS api_key_id, ['gpt-4o', 'gpt-4o-mini-2024-07-18', 'gpt-5', 'o3'][1 + model] AS model,
            batch = 0 AS batch, 'default' AS service_tier, 1 + requests AS num_model_requests,
            {" + ".join(counts)} AS input_tokens, output_tokens, {", ".join(counts)}
        FROM (SELECT i, {columns} FROM range({rows}) AS ranges (i))
    ) TO '{path}' (FORMAT parquet)""")
    return path


def _cell(value: object) -> str:
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text
