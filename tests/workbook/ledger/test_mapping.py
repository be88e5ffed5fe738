from datetime import datetime
from pathlib import Path

import pytest

from tests.workbook.ledger.rows import csv_file, json_file, ledger_rows
from workbook.ledger.embedded_engine import connect
from workbook.ledger.mapping import Mapping, load_mapping
from workbook.ledger.reading import opened, read_usage

HEAD = '[[formats]]\nname = "Our table"\nkind = "usage"\n'
WIDE = (
    HEAD
    + """
input_includes_cache = true
requests_per_row = 1
time_format = "%d.%m.%Y"
[formats.constants]
provider = "Example"
currency = "EUR"
cost_basis = "list"
[formats.columns]
period_start = "Tag"
model = "Modell"
input = "Tokens rein"
cache_read = "davon Cache"
out = "Tokens raus"
cost = "Cent"
[formats.factors]
cost = 0.01
[formats.filters]
Status = ["ok", "done"]
"""
)
ROW = {
    "Tag": "31.08.2026", "Modell": "Prod-Chat", "Tokens rein": "1000", "davon Cache": "400", "Tokens raus": "50",
    "Cent": "250", "Status": "ok",
}  # fmt: skip
LONG = (
    HEAD
    + """
[formats.columns]
period_start = "day"
tokens = "amount"
unit = "unit"
[formats.units]
Pack = 500
[[formats.patterns]]
column = "sku"
regex = '^(?P<model>[a-z0-9-]+) (?P<class>in|out)'
[formats.classes]
in = "uncached"
OUT = "out"
"""
)
ITEM = {"day": "2026-08-01", "amount": "2", "unit": "1K tokens", "sku": "solora-1 in"}


def mapping(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_wide_table_is_read_with_cached_tokens_taken_out_of_the_input(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, WIDE)).formats
    (row,) = ledger_rows(csv_file(tmp_path / "t.csv", [ROW]), formats)
    assert [row[key] for key in ("uncached", "cache_read", "out", "requests")] == [600, 400, 50, 1]
    assert [row[key] for key in ("provider", "model", "cost", "currency")] == ["Example", "Prod-Chat", 2.5, "EUR"]
    assert row["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - the ledger's times are UTC without a zone
    assert (row["fault"], row["not_counted"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"davon Cache": "1001"}, "Tokens rein must not be less than the cached tokens that are part of it"),
        ({"Tokens raus": "-5"}, "Tokens raus must be a whole number of 0 or more: got -5"),
        ({"Tag": "2026-08-31"}, "Tag must be a time of 2015 to 2100: got 2026-08-31"),
        ({"Tag": ""}, "Tag must not be empty"),
    ],
)
def test_a_row_that_contradicts_its_mapping_is_named(tmp_path: Path, change: dict[str, str], said: str) -> None:
    formats = load_mapping(mapping(tmp_path, WIDE)).formats
    with pytest.raises(ValueError, match=r"^t\.csv row 3: ") as caught:
        read_usage([str(csv_file(tmp_path / "t.csv", [ROW, ROW | change]))], mapping=Mapping(formats=formats))
    assert said in str(caught.value)


def test_what_a_filter_leaves_out_stays_visible(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, WIDE)).formats
    rows = ledger_rows(csv_file(tmp_path / "t.csv", [ROW | {"Status": "lost"}, ROW | {"Status": "done"}]), formats)
    assert [row["not_counted"] for row in rows] == ["Status is not ok or done", None]


def test_a_long_table_says_in_words_what_it_counts(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, LONG)).formats
    changes: list[dict[str, str]] = [
        {},
        {"sku": "solora-1 out"}, {"unit": "pack"}, {"unit": "GB"}, {"sku": "drive"}, {"amount": "-2"}, {"amount": ""},
    ]  # fmt: skip
    rows = ledger_rows(csv_file(tmp_path / "t.csv", [ITEM | change for change in changes]), formats)
    assert [row["uncached"] for row in rows] == [2000, None, 1000, None, None, None, None]
    assert [row["out"] for row in rows] == [None, 2000, *[None] * 5]
    assert [row["model"] for row in rows] == ["solora-1"] * 4 + [None] + ["solora-1"] * 2
    assert [row["not_counted"] for row in rows] == [
        None, None, None, "unit is none of tokens", "no class of tokens that the mapping names", "a correction",
        "no tokens in the row",
    ]  # fmt: skip
    assert {row["fault"] for row in rows} == {None}


def test_a_column_may_be_a_key_within_another_and_a_time_a_count(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
time_format = "milliseconds"
[formats.columns]
period_start = "at"
model = ["model", "call -> model"]
uncached = "call -> usage -> in"
out = "call -> usage -> out.all"
"""
    )
    formats = load_mapping(mapping(tmp_path, text)).formats
    one = {"at": 1788134400000, "call": {"model": "solora-1", "usage": {"in": 7, "out.all": 3}}}
    path = json_file(tmp_path / "t.jsonl", [one, one | {"model": "solora-2"}])
    rows = ledger_rows(path, formats)
    assert [(row["uncached"], row["out"], row["model"]) for row in rows] == [(7, 3, "solora-1"), (7, 3, "solora-2")]
    assert rows[0]["period_start"] == datetime(2026, 8, 31)  # noqa: DTZ001 - the ledger's times are UTC without a zone


def test_a_name_of_a_column_may_have_any_mark(tmp_path: Path) -> None:
    text = HEAD + "[formats.columns]\nperiod_start = 'day'\nout = 'the \"out\" [n], %'\n"
    (tmp_path / "t.csv").write_text('day,"the ""out"" [n], %"\n2026-08-01,3\n', encoding="utf-8")
    (row,) = ledger_rows(tmp_path / "t.csv", load_mapping(mapping(tmp_path, text)).formats)
    assert (row["out"], row["fault"]) == (3, None)


def test_a_unit_of_unknown_many_tokens_is_refused(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, LONG)).formats
    with pytest.raises(ValueError, match=r"^t\.csv row 2: unit must say how many tokens it is"):
        read_usage(
            [str(csv_file(tmp_path / "t.csv", [ITEM | {"unit": "bags of tokens"}]))], mapping=Mapping(formats=formats)
        )


def test_rows_are_told_apart_by_all_that_is_no_number(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, LONG)).formats
    rows = [ITEM, ITEM | {"sku": "solora-1 out"}, ITEM | {"amount": "3"}]
    first, other, again = (row["row_id"] for row in ledger_rows(csv_file(tmp_path / "t.csv", rows), formats))
    assert first == again != other


def test_a_company_names_models_regions_and_teams_in_files_of_any_format(tmp_path: Path) -> None:
    ours = load_mapping(mapping(tmp_path, '[models]\nPROD-chat = "gpt-4o"\n[teams]\n"proj_a" = "Support"\n'))
    assert ours.formats == ()
    header = ("start_time_iso", "num_model_requests", "input_tokens", "output_tokens", "model", "project_id")
    values = ("2026-08-01T00:00:00Z", "1", "10", "5")
    rows = [
        dict(zip(header, (*values, "Prod-Chat", "proj_a"), strict=True)),
        dict(zip(header, (*values, "o3", ""), strict=True)),
    ]
    (one,) = opened(connect(), [str(csv_file(tmp_path / "u.csv", rows))])
    found = ours.renamed(one.ledger).order_by("source_row").to_pyarrow().to_pylist()
    assert [(row["model"], row["team"]) for row in found] == [("gpt-4o", "Support"), ("o3", None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ours.toml must have [[formats]], [models], [regions] or [teams]"),
        ("a = ", "ours.toml must be a mapping in TOML"),
        ("[model]\na = 'b'", "ours.toml: key is not known: got 'model'; did you mean 'models'?"),
        ("[models]\na = 1", "ours.toml, models: a must be a text: got 1"),
        (WIDE.replace('kind = "usage"', 'kind = "sage"'), "format 1: kind must be one of usage, gateway, bill, cost"),
        (WIDE.replace("cache_read =", "cache_raed ="), "columns: key is not known: got 'cache_raed'; did you mean"),
        (WIDE.replace("requests_per_row", "request_per_row"), "did you mean 'requests_per_row'?"),
        (WIDE.replace("requests_per_row = 1", "requests_per_row = true"), "requests_per_row must be a number above 0"),
        (WIDE.replace("= 0.01", '= "1G"'), "factors: cost must be a number above 0, or one of 1, 1K, 1M, 1B: got '1G'"),
        (WIDE.replace("input_includes_cache = true", ""), "input_includes_cache must be given with columns.input"),
        (WIDE.replace('currency = "EUR"', ""), "currency and cost_basis must be given with columns.cost"),
        (WIDE.replace('"list"', '"guessed"'), "cost_basis must be one of billed, effective, list, estimated"),
        (WIDE.replace('input = "Tokens rein"', 'input = "source_row"'), "input must be a column by another name"),
        (LONG.replace('period_start = "day"', ""), "columns must have period_start"),
        (LONG.replace('tokens = "amount"', 'tokens = "amount"\nout = "b"'), "columns must have tokens, or some of"),
        (LONG.replace('OUT = "out"', 'OUT = "outside"'), "classes: OUT must be one of uncached, cache_read"),
        (LONG.replace("(?P<class>in|out)", "(in|out)"), "tokens must have classes, and a column or a group"),
        (LONG.replace("(?P<model>", "(?P<modell>"), "pattern 1: regex must be one with named groups"),
        (LONG.replace(" (?P<class>", "(?= )(?P<class>"), "regex must be a regular expression without looking around"),
        (LONG.replace("[a-z0-9-]+", "[a-z"), "regex must be a regular expression ("),
        (LONG.replace('unit = "unit"', ""), "units must have columns.unit"),
        (LONG + '[formats.factors]\ntokens = "1K"', "factors must not have tokens where columns have unit"),
    ],
)
def test_a_slip_in_a_mapping_names_file_key_and_rule(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"ours\.toml") as caught:
        load_mapping(mapping(tmp_path, text))
    assert said in str(caught.value)


def test_a_table_that_lacks_a_mapped_column_is_not_taken_for_it(tmp_path: Path) -> None:
    formats = load_mapping(mapping(tmp_path, WIDE)).formats
    short = {key: value for key, value in ROW.items() if key != "Cent"}
    with pytest.raises(ValueError, match=r"it is nearest to Our table, which also has cent"):
        read_usage([str(csv_file(tmp_path / "t.csv", [short]))], mapping=Mapping(formats=formats))
    spared = WIDE.replace("[formats.constants]", 'optional = ["cost"]\n[formats.constants]')
    (row,) = ledger_rows(csv_file(tmp_path / "t.csv", [short]), load_mapping(mapping(tmp_path, spared)).formats)
    assert (row["uncached"], row["cost"]) == (600, None)
