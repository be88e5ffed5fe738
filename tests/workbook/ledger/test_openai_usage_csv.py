import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-usage-2026.csv"
HEADER = header_of(SAMPLE)
ONE = {
    "start_time": "1788134400", "end_time": "1788220800", "start_time_iso": "2026-08-31T00:00:00+00:00",
    "end_time_iso": "2026-09-01T00:00:00+00:00", "project_id": "proj_a", "num_model_requests": "4.0",
    "user_id": "user-1", "api_key_id": "key_1", "model": "gpt-4o-mini-2024-07-18", "batch": "False",
    "service_tier": "default", "input_tokens": "5000.0", "output_tokens": "1000.0", "input_cached_tokens": "1800.0",
    "input_cache_write_tokens": "200.0", "input_uncached_tokens": "3000.0",
}  # fmt: skip
EMPTY = {name: ONE[name] for name in ("start_time", "end_time", "start_time_iso", "end_time_iso")}


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "u.csv", [ONE], HEADER))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3000, 1800, 200, 1000]
    assert row["uncached"] + row["cache_read"] + row["cache_write"] == float(ONE["input_tokens"])
    assert (row["requests"], row["team"], row["model"]) == (4, "proj_a", "gpt-4o-mini-2024-07-18")
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert row["fault"] is None


@pytest.mark.parametrize("lacking", [set(), {"input_uncached_tokens"}])
def test_the_exports_of_2025_have_no_cache_writes(tmp_path: Path, lacking: set[str]) -> None:
    old = [name for name in HEADER if name not in {"compute_units", "input_cache_write_tokens", *lacking}]
    (row,) = ledger_rows(csv_file(tmp_path / "u.csv", [ONE | {"input_uncached_tokens": "3200.0"}], old))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "fault")] == [3200, 1800, 0, None]


def test_a_day_without_usage_stays_visible(tmp_path: Path) -> None:
    found = read_usage([str(csv_file(tmp_path / "u.csv", [ONE, EMPTY], HEADER))]).sums
    assert sorted(found["not_counted"].fillna("")) == ["", "no usage in that time"]
    assert found["rows"].sum() == 2


def test_an_export_without_answers_is_kept_but_not_counted(tmp_path: Path) -> None:
    header = ["start_time_iso", "end_time_iso", "project_id", "num_model_requests", "model", "input_tokens"]
    (row,) = ledger_rows(csv_file(tmp_path / "embeddings_usage.csv", [ONE], header))
    assert (row["not_counted"], row["uncached"], row["fault"]) == ("no answer, not text generation", 5000, None)


def test_rows_of_anything_else_are_other_rows_and_persons_are_only_in_a_hash(tmp_path: Path) -> None:
    names = ["project_id", "user_id", "api_key_id", "model", "service_tier"]
    rows = ledger_rows(csv_file(tmp_path / "u.csv", [ONE, *[ONE | {name: "other"} for name in names]], HEADER))
    assert len({row["row_id"] for row in rows}) == len(rows)
    assert ONE["user_id"] not in map(str, rows[0].values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"input_uncached_tokens": "2999"}, "input_uncached_tokens must be input_tokens less"),
        ({"input_cached_tokens": "6000"}, "must not exceed input_tokens"),
        ({"output_tokens": "-1"}, "output_tokens must be a whole number of 0 or more: got -1"),
        ({"output_tokens": "1,5"}, "output_tokens must be a whole number of 0 or more: got 1,5"),
        ({"output_tokens": "1e30"}, "output_tokens must be a whole number"),
        ({"output_tokens": "nan"}, "output_tokens must be a whole number"),
        ({"start_time_iso": "31.08.2026 ?"}, "start_time_iso must be a time of 2015 to 2100: got 31.08.2026 ?"),
        ({"start_time_iso": ""}, "start_time_iso must not be empty"),
        ({"batch": "perhaps"}, "batch must be true or false: got perhaps"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    path = csv_file(tmp_path / "u.csv", [ONE, ONE | change], HEADER)
    with pytest.raises(ValueError, match=r"^u\.csv row 3: ") as caught:
        read_usage([str(path)])
    assert said in str(caught.value)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("OpenAI usage (CSV)", len(rows))]
    found = read.sums
    for column, names in {
        "input_tokens": ("uncached", "cache_read", "cache_write"), "output_tokens": ("out",),
        "num_model_requests": ("requests",),
    }.items():  # fmt: skip
        assert found[list(names)].to_numpy().sum() == sum(float(row[column] or 0) for row in rows)


def test_a_row_of_an_earlier_file_is_counted_once(tmp_path: Path) -> None:
    other = ONE | {"model": "gpt-4o"}
    first = csv_file(tmp_path / "a.csv", [ONE], HEADER)
    second = csv_file(tmp_path / "b.csv", [ONE, other], HEADER)
    found = read_usage([str(first), str(second)]).sums
    counted = found[found["not_counted"].isna()]
    assert counted["out"].sum() == 2000
    assert found["out"].sum() == 3000
    (again,) = found[found["not_counted"].notna()].to_dict("records")
    assert again["source_file"] == "b.csv"


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    paths = [str(csv_file(tmp_path / name, [ONE], HEADER)) for name in ("a.csv", "b.csv")]
    assert len(read_usage(paths).files) == 1
