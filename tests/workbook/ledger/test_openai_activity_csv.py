import csv
from datetime import datetime
from pathlib import Path

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import csv_file, header_of, ledger_rows, refused
from workbook.ledger.formats.openai_activity_csv import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-activity-2025.csv"
HEADER = header_of(SAMPLE)
ONE = {
    "organization_id": "org-example", "organization_name": "Example Ltd", "operation": "completion",
    "n_context_tokens_total": "5000", "n_generated_tokens_total": "1000", "api_key_id": "key_support",
    "api_key_name": "support key", "project_id": "proj_support", "n_cached_context_tokens_total": "1800",
    "n_context_audio_tokens_total": "0", "n_generated_audio_tokens_total": "0", "usage_type": "text",
    "model": "gpt-4o-2024-08-06", "timestamp": "1740960000", "user": "someone@example.com", "num_requests": "4.0",
}  # fmt: skip
NONE = {"n_context_tokens_total": "", "n_generated_tokens_total": "", "n_cached_context_tokens_total": ""}


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "a.csv", [ONE], HEADER))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3200, 1800, 0, 1000]
    assert (row["requests"], row["team"], row["fault"]) == (4, "proj_support", None)


def test_the_first_exports_have_no_cache_and_no_audio(tmp_path: Path) -> None:
    new = {"n_cached_context_tokens_total", "n_context_audio_tokens_total", "n_generated_audio_tokens_total"}
    (row,) = ledger_rows(csv_file(tmp_path / "a.csv", [ONE], [name for name in HEADER if name not in new]))
    assert [row[name] for name in ("uncached", "cache_read", "fault")] == [5000, 0, None]


@pytest.mark.parametrize("text", ["1740960000", "1740960000.0", "2025-03-03", "2025-03-03T00:00:00Z"])
def test_a_time_is_seconds_or_text(tmp_path: Path, text: str) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "a.csv", [ONE | {"timestamp": text}], HEADER))
    assert row["period_start"] == datetime(2025, 3, 3)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert row["fault"] is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (NONE | {"num_images": "3", "operation": ""}, "images, not text generation"),
        (NONE | {"num_characters": "900", "operation": ""}, "characters of speech, not text generation"),
        (NONE | {"n_context_audio_tokens_total": "70"}, "audio, not text generation"),
        (NONE | {"n_generated_audio_tokens_total": "70"}, "audio, not text generation"),
        (NONE, "no usage in that time"),
        ({"operation": "embeddings", "n_generated_tokens_total": "0"}, "embeddings, not text generation"),
        ({"operation": "", "model": "omni-moderation-latest"}, "moderations, not text generation"),
        ({"n_context_audio_tokens_total": "70"}, None),
    ],
)
def test_what_generates_no_text_is_kept_but_not_counted(
    tmp_path: Path, change: dict[str, str], reason: str | None
) -> None:
    (row,) = ledger_rows(csv_file(tmp_path / "a.csv", [ONE | change], HEADER))
    assert (row["not_counted"], row["fault"]) == (reason, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_cached_context_tokens_total": "5001"}, "n_cached_context_tokens_total must not exceed n_context_tokens"),
        ({"n_context_tokens_total": ""}, "n_context_tokens_total must not be empty"),
        ({"n_generated_tokens_total": "-3"}, "n_generated_tokens_total must be a whole number of 0 or more: got -3"),
        ({"num_images": "some"}, "num_images must be a whole number of 0 or more: got some"),
        ({"timestamp": ""}, "timestamp must not be empty"),
        ({"timestamp": "nan"}, "timestamp must be a time of 2015 to 2100: got nan"),
        ({"timestamp": "1740960000000"}, "timestamp must be a time of 2015 to 2100: got 1740960000000"),
    ],
)
def test_a_row_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    message = refused(csv_file(tmp_path / "a.csv", [ONE, ONE | change], HEADER))
    assert message.startswith("a.csv row 3: ")
    assert said in message


def test_nobody_is_named() -> None:
    assert not {"user", "api_key_name", "project_name", "organization_name"} & set(FORMAT.columns)


def test_the_sample_is_whole_and_adds_up() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_usage([str(SAMPLE)])
    assert [(one.of.name, one.rows) for one in read.files] == [("OpenAI activity (CSV)", len(rows))]
    for column, names in {
        "n_context_tokens_total": ("uncached", "cache_read", "cache_write"), "n_generated_tokens_total": ("out",),
        "num_requests": ("requests",),
    }.items():  # fmt: skip
        assert read.sums[list(names)].to_numpy().sum() == sum(float(row[column] or 0) for row in rows)
