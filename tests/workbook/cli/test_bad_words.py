"""Bad input gets one line that names the argument, the rule and the value, and exit code 2."""

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("estimate", "Llama 3.1 40B", "tts"), "did you mean 'Llama 3.1 405B'"),
        (("estimate", "405B", "tradtional"), "did you mean 'traditional'"),
        (("estimate", "405B", "-5"), "No such option"),
        (("estimate", "405B", "0"), "regime must be above 0"),
        (("estimate", "405B", "nan"), "regime must be finite"),
        (("estimate", "405B", "tts", "--quantile", "1"), "quantile must lie strictly between 0 and 1: got 1"),
        (("estimate", "405B", "tts", "--alpha", "3", "1.5"), "alpha_lo must not exceed alpha_hi: got 3"),
        (("estimate", "405B", "tts", "--alpha", "0", "1"), "alpha_lo must be above 0: got 0"),
        (("estimate", "405B", "tts", "--assume", "pue_p5=1.7"), "pue_p5 must not exceed pue_p95: got 1.7"),
        (("estimate", "405B", "tts", "--assume", "pue_p5=0.99"), "pue_p5 must be at least 1: got 0.99"),
        (("estimate", "405B", "tts", "--assume", "pue_p5"), "--assume must be KEY=VALUE: got 'pue_p5'"),
        (("estimate", "405B", "tts", "--assume", "pue_p5=a"), "pue_p5 must be a number: got 'a'"),
        (("estimate", "405B", "tts", "--assume", "pu_p5=1"), "did you mean 'pue_p5'"),
        (("estimate", "405B", "tts", "--assume", "power_model=up"), "power_model is not known"),
        (("estimate", "405B", "tts", "--set", "arxiv-v2"), "did you mean 'arxiv-v1'"),
        (
            ("estimate", "405B", "tts", "--method", "magic"),
            "method must be exact or monte-carlo: got 'magic'",
        ),
        (
            ("estimate", "405B", "tts", "--method", "monte-carlo", "--n", "0"),
            "n must be a whole number from 1",
        ),
        (("estimate", "405B"), "Missing argument"),
        (("estimate", "405B", "tts", "--p-max-kw", "3"), "--p-max-kw must come with --rows"),
        (("fit", "Baseline"), "model must be a single model"),
        (("fleet", "--share-tts", "1.2"), "share_tts must lie between 0 and 1: got 1.2"),
        (("fleet", "--queries-per-day", "-1"), "queries_per_day must be at least 0: got -1"),
        (("replay", "--n", "5"), "n must be a whole number from 100"),
        (("replay", "--seed", "-1"), "seed must be a whole number from 0"),
        (("nothing",), "No such command 'nothing'"),
    ],
)
def test_one_line_and_exit_code_2(equery, words, said):
    answer = equery(*words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.startswith("equery: ")
    assert answer.err.count("\n") == 1
    assert not answer.out


GOOD = "tps,l_in,l_out\n1300,500,2000\n378,5000,500\n886,1024,1024\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("tps,l_in\n1,2\n", "lacks l_out"),
        ("tps;l_in;l_out\n1;2;3\n", "separated by commas"),
        (GOOD + "fast,1,2\n", "tps must be a number: got 'fast'"),
        (GOOD + "1\n", "l_in must be a number: got None"),
        (GOOD + "-1,5,5\n", "tps must be above 0 and finite: got '-1'"),
        (GOOD + "nan,5,5\n", "tps must be above 0 and finite: got 'nan'"),
        ("tps,l_in,l_out\n1300,500,2000\n", "rows must be at least 2"),
        ("tps,l_in,l_out\n", "has none"),
        (GOOD + "1300,500,2000\n", "rows must differ (a row occurs twice)"),
        ("tps,l_in,l_out\n1,5,5\n2,5,6\n3,5,7\n", "must vary in both l_in and l_out"),
        ("model,tps,l_in,l_out\nA,1,5,5\nB,2,5,6\n", "MODEL must be given"),
    ],
)
def test_a_bad_csv_says_what_is_wrong(equery, tmp_path, text, said):
    path = tmp_path / "rows.csv"
    path.write_text(text)
    answer = equery("fit", "--rows", path)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_byte_order_mark_spaces_and_more_columns_are_fine(equery, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xef\xbb\xbfmodel,TPS, L_in ,l_out,note\r\n A ,1300,500,2000,x\r\nA,378,5000,500,\r\n")
    assert equery("fit", "--rows", path, "--json").json["fits"]["rows"]["tps_max"] == 1300


def test_rows_of_one_model_are_picked(equery, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("model,tps,l_in,l_out\nA,1,5,5\nA,2,5,6\nB,9,5,6\nB,7,5,6\n")
    assert equery("fit", "b", "--rows", path, "--json").json["fits"]["b"]["tps_max"] == 9


def test_not_text_and_not_there(equery, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"\xff\xfe\x00t")
    assert "must be UTF-8 text" in equery("fit", "--rows", path).err
    assert "No such file" in equery("fit", "--rows", tmp_path / "none.csv").err
