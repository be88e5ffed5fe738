"""Files that are cut, mixed up or made to harm: each is refused in one line that names file, row and rule."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.workbook.ledger import test_litellm_spend_logs as litellm
from tests.workbook.ledger import test_otel_spans_json as otel
from tests.workbook.ledger.otlp_made import span, spans
from tests.workbook.ledger.rows import csv_file, json_file, ledger_rows
from tests.workbook.ledger.test_openai_usage_csv import HEADER, ONE
from workbook.ledger import reading
from workbook.ledger.asked_files import LONGEST_HEADER
from workbook.ledger.embedded_engine import connect
from workbook.ledger.reading import read_usage

LINES = [",".join(HEADER), *[",".join(ONE.get(name, "") for name in HEADER)] * 3]
TEXT = "\n".join(LINES) + "\n"


def file(tmp_path: Path, content: str | bytes, name: str = "u.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(*paths: Path) -> str:
    with pytest.raises(ValueError) as caught:
        read_usage([str(path) for path in paths])
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 500
    return said


def out(*paths: Path) -> float:
    return float(read_usage([str(path) for path in paths]).sums["out"].sum())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT[:-40], "u.csv row 4 must have the 26 columns of its header: it has "),
        (TEXT + "1788134400,1788220800\n", "u.csv row 5 must have the 26 columns of its header: it has 2"),
        (TEXT.replace("\n", ",1\n").replace(",1\n", "\n", 1), "u.csv row 2 must have the 26 columns of its header: "),
        (TEXT + '1788134400,"17', "u.csv row 5 must close its quotes"),
        (TEXT.replace("proj_a", '"proj_a', 1), "u.csv row 2 must close its quotes"),
        ('"' + TEXT, "u.csv must close the quotes of its header"),
        (LINES[0] + "\n" + LINES[1].replace(",", ";") + "\n", "u.csv row 2 must have the 26 columns of its header: "),
        (TEXT + TEXT, "u.csv row 5: input_tokens must be a whole number of 0 or more: got input_tokens"),
        (TEXT.encode("utf-16"), "u.csv must be text in UTF-8: it has zero bytes"),
        (TEXT.replace("proj_a", "proj_ä").encode("latin-1"), "u.csv must be text in UTF-8: got other bytes"),
        (b"", "u.csv must have a header: it is empty"),
        (b"\xef\xbb\xbf\r\n", "u.csv must have a header: it is empty"),
        (b"PK\x03\x04\x14\x00\x00\x00", "u.csv must be text in UTF-8: it has zero bytes"),
        (
            TEXT.replace("input_tokens", "tokens_input"),
            "u.csv must have the header of a known format: it is nearest to OpenAI usage (CSV), which also has input",
        ),
        ("a,b\n1,2\n", "u.csv must be an export of AWS, Anthropic, "),
        ("a," * LONGEST_HEADER, "u.csv must have a header of at most 131,072 bytes"),
        (TEXT.replace("\n", "," + "x" * LONGEST_HEADER + "\n", 1), "u.csv must have a header of at most 131,072 bytes"),
        (TEXT.replace("compute_units", "input_tokens"), "u.csv must have input_tokens once: its header has it 2 times"),
        (TEXT.replace("compute_units", "Input_Tokens"), "u.csv must have input_tokens once: its header has it 2 times"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert refused(file(tmp_path, content)).startswith(said)


def test_other_bytes_far_down_are_refused_with_their_row(tmp_path: Path) -> None:
    late = LINES[1].replace("proj_a", "proj_ä").encode("latin-1")
    path = file(tmp_path, (TEXT + (LINES[1] + "\n") * 3000).encode() + late + b"\n")
    assert refused(path) == "u.csv row 3005 must be text in UTF-8"


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        *[
            (text, "a whole number of 0 or more")
            for text in ("1K", "1M", "1.2M", "1.234,5", "1,234", "-5", "1e17", "1_0_0x")
        ],
        *[(text, "a whole number of 0 or more") for text in ("inf", "nan", "0x10", "=1+1", "1.5", "1 000")],
        *[(text, "a whole number without a mark that may be of thousands") for text in ("1.000", "12.000", "123.000")],
    ],
)
def test_a_count_is_not_guessed(tmp_path: Path, number: str, rule: str) -> None:
    path = csv_file(tmp_path / "u.csv", [ONE, ONE | {"output_tokens": number}], HEADER)
    assert refused(path) == f"u.csv row 3: output_tokens must be {rule}: got {number} (OpenAI usage (CSV))"


@pytest.mark.parametrize("number", ["1000", "1000.0", "1000.000", " 1000 ", "1e3"])
def test_a_count_that_means_one_thing_is_read(tmp_path: Path, number: str) -> None:
    assert out(csv_file(tmp_path / "u.csv", [ONE | {"output_tokens": number}], HEADER)) == 1000


def at(moment: datetime) -> dict[str, str]:
    return {"start_time_iso": moment.isoformat(), "end_time_iso": (moment + timedelta(days=1)).isoformat()}


def test_a_period_that_starts_after_today_is_refused(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    path = csv_file(tmp_path / "u.csv", [ONE, ONE | at(now + timedelta(days=2))], HEADER)
    assert refused(path).startswith("u.csv row 3: the time that it is of must not be after today: got ")
    # A local time that lost its zone may be ahead of UTC, and today's usage ends tomorrow.
    assert out(csv_file(tmp_path / "u.csv", [ONE | at(now + timedelta(hours=14))], HEADER)) == 1000


def test_a_row_without_a_time_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "u.csv", [ONE | {"start_time_iso": ""}], HEADER)
    assert refused(path) == "u.csv row 2: start_time_iso must not be empty (OpenAI usage (CSV))"


def with_name(name: str) -> Callable[[str], str]:
    return lambda text: text.replace("compute_units", name, 1)


@pytest.mark.parametrize(
    "written",
    [
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: "\r\n\r\n" + text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", ",again\n").replace(",again", ",compute_units", 1),
        lambda text: text.replace("\n", ",\n"),
        lambda text: "".join(f"{n or ''},{line}\n" for n, line in enumerate(text.splitlines())),
        with_name('"the ""units"""'),
        with_name("the 'units'"),
        with_name('"units\nof compute"'),
        with_name(""),
        lambda text: ",".join(f'"{name}"' for name in HEADER) + text[text.index("\n") :],
    ],
)
def test_what_is_written_otherwise_but_clear_is_read(tmp_path: Path, written: Callable[[str], str]) -> None:
    assert out(file(tmp_path, written(TEXT))) == 3000


def test_rows_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    wrong = TEXT.replace("5000.0", "x")
    assert refused(file(tmp_path, "\n\n" + wrong)).startswith("u.csv row 4: input_tokens")


def test_a_header_of_thousands_of_columns_is_read(tmp_path: Path) -> None:
    more = [f"c{n}" for n in range(5000)]
    assert out(csv_file(tmp_path / "u.csv", [ONE], [*HEADER, *more])) == 1000


def test_a_packed_file_is_read_or_refused(tmp_path: Path) -> None:
    packed = gzip.compress((TEXT + (LINES[1] + "\n") * 50_000).encode())
    assert out(file(tmp_path, gzip.compress(TEXT.encode()), "u.csv.gz")) == 3000
    assert (
        refused(file(tmp_path, packed[:-2000], "u.csv.gz"))
        == "u.csv.gz must be a whole packed file: its end is missing"
    )
    assert refused(file(tmp_path, packed[:20], "u.csv.gz")).startswith("u.csv.gz must be a file that can be read: ")
    assert refused(file(tmp_path, TEXT, "u.csv.gz")).startswith(
        "u.csv.gz must be a file that can be read: Not a gzipped"
    )


def test_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    for text in ("=1+1", "+1", "-1", "@sum", '=HYPERLINK("x")'):
        (row,) = ledger_rows(csv_file(tmp_path / "u.csv", [ONE | {"project_id": text, "model": text}], HEADER))
        assert (row["team"], row["model"]) == (text, text)


def test_a_file_with_only_a_header_has_no_rows(tmp_path: Path) -> None:
    empty = file(tmp_path, LINES[0], "empty.csv")
    (read,) = read_usage([str(empty)]).files
    assert (read.rows, read.start, read.end) == (0, None, None)
    assert out(empty, file(tmp_path, TEXT)) == 3000
    other = csv_file(tmp_path / "o.csv", [dict.fromkeys(litellm.HEADER, "")], litellm.HEADER)
    other.write_text(other.read_text().split("\n", 1)[0] + "\n")
    assert [one.rows for one in read_usage([str(empty), str(other)]).files] == [0, 0]


def test_one_unknown_file_among_others_is_named(tmp_path: Path) -> None:
    file(tmp_path, TEXT, "a.csv")
    json_file(tmp_path / "b.json", spans([span(1, otel.NOW)]))
    assert out(tmp_path) == 4000
    file(tmp_path, "x,y\n1,2\n", "z.csv")
    assert refused(tmp_path).startswith("z.csv must be an export of ")


def test_folders_without_files_of_use_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path).startswith("FILE must be a folder with files that end in .csv, ")
    file(tmp_path, "x", "notes.docx")
    (tmp_path / "x.csv").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.csv").symlink_to(tmp_path / "self.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    assert refused(tmp_path).startswith("FILE must be a folder with files that end in .csv, ")
    for name in ("self.csv", "gone.csv", "absent.csv"):
        assert refused(tmp_path / name).startswith("FILE must be a file, a folder or a pattern that fits one: got ")
    assert refused(tmp_path / "notes.docx").startswith("FILE must end in .csv, ")


def test_a_folder_that_loops_or_is_named_like_a_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    (tmp_path / "x.csv" / "loop").symlink_to(tmp_path)
    file(tmp_path / "x.csv", TEXT)
    assert out(tmp_path) == out(tmp_path / "x.csv") == 3000


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('{"request_id": "a"', "l.jsonl row 2 must be JSON: unexpected"),
        ('["a list"]', "l.jsonl row 2 must be as its format has it: Expected OBJECT, but got ARRAY"),
        ("no JSON", "l.jsonl row 2 must be JSON: invalid literal"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, lines: str, said: str) -> None:
    path = json_file(tmp_path / "l.jsonl", [litellm.ONE])
    path.write_text(path.read_text() + f"\n{lines}\n")
    assert refused(path).startswith(said)


def test_a_document_that_is_cut_or_of_another_shape_is_refused(tmp_path: Path) -> None:
    whole = json_file(tmp_path / "t.json", spans([span(1, otel.NOW), span(2, otel.NOW)])).read_text()
    assert refused(file(tmp_path, whole[:-100], "t.json")) == "t.json row 1 must be JSON: unexpected end of data"
    other = '{"resourceSpans": 5, "scopeSpans": []}'
    assert "must be as its format has it: Expected ARRAY, but got" in refused(file(tmp_path, other, "t.json"))
    assert out(file(tmp_path, '{"resourceSpans": [{"scopeSpans": [{"spans": []}]}]}', "t.json")) == 0


def test_a_parquet_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "u.parquet"
    pd.DataFrame([ONE]).to_parquet(path)
    assert out(path) == 1000
    assert refused(file(tmp_path, path.read_bytes()[:-50], "u.parquet")).startswith(
        "u.parquet must be a Parquet file: "
    )
    pd.DataFrame([ONE | {"INPUT_TOKENS": "1"}]).to_parquet(path)
    assert refused(path) == "u.parquet must have input_tokens once: its header has it 2 times"


def test_more_groups_than_anyone_reads_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "u.parquet"
    values: dict[str, Any] = {
        name: f"'{ONE[name]}'" for name in ("start_time_iso", "num_model_requests", "input_tokens")
    }
    columns = ", ".join(f"{value} AS {name}" for name, value in values.items())
    connect().raw_sql(
        f"COPY (SELECT {columns}, 'team ' || range AS project_id FROM range(300000)) TO '{path}' (FORMAT parquet)"
    )
    assert refused(path) == (
        "--by must leave at most 200,000 groups: u.parquet has 300,000 different values of team; leave it out"
    )
    assert read_usage([str(path)], by=["month"]).sums["rows"].sum() == 300_000
    monkeypatch.setattr(reading, "MOST_GROUPS", 300_000)
    assert len(read_usage([str(path)]).sums) == 300_000
