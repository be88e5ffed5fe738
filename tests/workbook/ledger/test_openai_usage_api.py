import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from calc.inputs.reader import DATA
from tests.workbook.ledger.rows import json_file, ledger_rows, page, refused
from workbook.ledger.formats.openai_usage_api import FORMAT
from workbook.ledger.reading import read_usage

SAMPLE = DATA / "samples" / "openai-usage-api.json"
START, END = 1788134400, 1788220800
ONE: dict[str, object] = {
    "object": "organization.usage.completions.result", "input_tokens": 5000, "output_tokens": 1000,
    "input_cached_tokens": 1800, "input_cache_write_tokens": 200, "input_uncached_tokens": 3000,
    "num_model_requests": 4, "project_id": "proj_support", "user_id": None, "api_key_id": "key_support",
    "model": "gpt-4o-mini-2024-07-18", "batch": False, "service_tier": "default",
}  # fmt: skip
OLD = {name: ONE[name] for name in ONE if name not in {"input_cache_write_tokens", "input_uncached_tokens"}}


def bucket(*results: dict[str, object], start: int = START) -> dict[str, object]:
    return {"object": "bucket", "start_time": start, "end_time": start + END - START, "results": list(results)}


def test_token_classes_are_disjoint_and_add_up_to_the_prompt(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(ONE))))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write", "out")] == [3000, 1800, 200, 1000]
    assert row["uncached"] + row["cache_read"] + row["cache_write"] == ONE["input_tokens"]
    assert (row["requests"], row["team"], row["model"]) == (4, "proj_support", "gpt-4o-mini-2024-07-18")
    assert (row["batch"], row["tier"]) == (False, "default")
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert row["period_end"] == datetime(2026, 9, 1)  # noqa: DTZ001
    assert (row["fault"], row["not_counted"]) == (None, None)


def test_results_of_2025_have_no_cache_writes(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(OLD))))
    assert [row[name] for name in ("uncached", "cache_read", "cache_write")] == [3200, 1800, 0]
    assert row["fault"] is None


def _lines(path: Path, pages: list[Any]) -> None:
    path.write_bytes("\r\n".join(json.dumps(one) for one in pages).encode())


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("list.json", lambda path, pages: path.write_text(json.dumps(pages, indent=2))),
        ("marked.json", lambda path, pages: path.write_text("\ufeff" + json.dumps(pages), encoding="utf-8")),
        ("marked.jsonl", lambda path, pages: path.write_text("\ufeff" + "\n".join(map(json.dumps, pages)))),
        ("lines.jsonl", _lines),
        ("lines.json", _lines),
        ("packed.json.gz", lambda path, pages: path.write_bytes(gzip.compress(json.dumps(pages).encode()))),
    ],
)
def test_pages_come_in_a_list_or_one_a_line(
    tmp_path: Path, name: str, write: Callable[[Path, list[Any]], None]
) -> None:
    write(tmp_path / name, [page(bucket(ONE), bucket(start=END)), page(bucket(ONE, ONE | {"model": "gpt-4o"}))])
    rows = ledger_rows(tmp_path / name)
    assert [row["source_row"] for row in rows] == [1, 2, 3, 4]
    assert [row["model"] for row in rows] == [ONE["model"], None, ONE["model"], "gpt-4o"]


def test_time_without_usage_stays_visible(tmp_path: Path) -> None:
    found = read_usage([str(json_file(tmp_path / "u.json", page(bucket(), bucket(ONE), bucket())))]).sums
    assert dict(zip(found["not_counted"].fillna(""), found["rows"], strict=True)) == {"": 1, "no usage in that time": 2}


def test_a_page_without_any_usage_is_known_too(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket())))
    assert (row["not_counted"], row["fault"]) == ("no usage in that time", None)
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("embeddings", {"input_tokens": 700}, "embeddings, not text generation"),
        ("moderations", {"input_tokens": 700}, "moderations, not text generation"),
        ("images", {"images": 3, "size": "1024x1024", "source": "image.generation"}, "images, not text generation"),
        ("audio_speeches", {"characters": 45}, "audio speeches, not text generation"),
        ("audio_transcriptions", {"seconds": 45}, "audio transcriptions, not text generation"),
    ],
)
def test_what_generates_no_text_is_kept_but_not_counted(
    tmp_path: Path, kind: str, more: dict[str, object], reason: str
) -> None:
    result = {"object": f"organization.usage.{kind}.result", "num_model_requests": 2, "model": "m"} | more
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(result))))
    assert (row["not_counted"], row["uncached"], row["fault"]) == (reason, more.get("input_tokens"), None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"input_uncached_tokens": 2999}, "input_uncached_tokens must be input_tokens less"),
        ({"input_cached_tokens": 6000}, "must not exceed input_tokens"),
        ({"output_tokens": -1}, "output_tokens must be a whole number of 0 or more: got -1"),
        ({"output_tokens": "many"}, "output_tokens must be a whole number of 0 or more: got many"),
        ({"output_tokens": [1]}, "output_tokens must be a whole number of 0 or more: got [1]"),
        ({"output_tokens": None}, "output_tokens must not be empty"),
        ({"input_tokens": None}, "input_tokens must not be empty"),
        ({"batch": "perhaps"}, "batch must be true or false: got perhaps"),
        ({"object": "organization.costs.other"}, "object must be organization.usage.*.result"),
    ],
)
def test_a_result_that_contradicts_the_format_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = json_file(tmp_path / "u.json", page(bucket(ONE), bucket(ONE | change)))
    message = refused(path)
    assert message.startswith("u.json row 2: ")
    assert said in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([page(bucket(ONE)), {"error": {"message": "no"}}], "a page must have a list of data"),
        (page(bucket(ONE), {"object": "bucket", "start_time": START}), "a bucket a list of results"),
        (page(bucket(ONE) | {"start_time": None}), "start_time must not be empty"),
        (page(bucket(ONE) | {"start_time": 1e30}), "start_time must be a time of 2015 to 2100"),
        (page(bucket(ONE)) | {"data": bucket(ONE)}, "Expected ARRAY, but got OBJECT"),
        ([page(bucket(ONE)), [page(bucket(ONE))]], "Expected OBJECT, but got ARRAY"),
    ],
)
def test_a_document_of_another_shape_is_refused(tmp_path: Path, content: object, said: str) -> None:
    message = refused(json_file(tmp_path / "u.json", content))
    assert message.startswith("u.json")
    assert said in message


@pytest.mark.parametrize("name", ["u.json", "u.jsonl"])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    path = json_file(tmp_path / name, [page(bucket(ONE)), page(bucket(ONE, start=END))])
    path.write_text(path.read_text()[:-120])
    message = refused(path)
    assert message.startswith(name)
    assert "unexpected end of data" in message
    assert str(tmp_path) not in message


def test_a_result_of_an_earlier_file_is_counted_once_and_another_one_twice(tmp_path: Path) -> None:
    others = [ONE | {name: "other"} for name in ("project_id", "user_id", "api_key_id", "model", "service_tier")]
    first = json_file(tmp_path / "a.json", page(bucket(ONE)))
    second = json_file(tmp_path / "b.json", page(bucket(ONE, *others, ONE | {"batch": True}), bucket(ONE, start=END)))
    found = read_usage([str(first), str(second)]).sums
    assert found[found["not_counted"].isna()]["out"].sum() == 1000 * (1 + len(others) + 2)
    assert found[found["not_counted"].notna()]["out"].sum() == 1000


def test_what_tells_persons_apart_is_only_in_a_hash(tmp_path: Path) -> None:
    (row,) = ledger_rows(json_file(tmp_path / "u.json", page(bucket(ONE | {"user_id": "user-7"}))))
    assert "user-7" not in map(str, row.values())
    assert "mail" not in str(FORMAT.columns)


def test_the_sample_is_whole_and_adds_up() -> None:
    buckets = [one for pages in json.loads(SAMPLE.read_text(encoding="utf-8")) for one in pages["data"]]
    results = [result for one in buckets for result in one["results"]]
    read = read_usage([str(SAMPLE)])
    rows = len(results) + sum(not one["results"] for one in buckets)
    assert [(one.of.name, one.rows) for one in read.files] == [("OpenAI usage (API)", rows)]
    prompt = read.sums[["uncached", "cache_read", "cache_write"]].to_numpy().sum()
    assert prompt == sum(result["input_tokens"] for result in results)
    assert read.sums["out"].sum() == sum(result.get("output_tokens", 0) for result in results)
