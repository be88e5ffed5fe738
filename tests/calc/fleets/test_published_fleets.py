"""The paper's fleets: as section 4 and Figure 3 have them, and the same wherever they are shown."""

from calc.fleets.published_fleets import paper_fleets
from calc.impacts.scenarios import paper_scenarios
from calc.inputs.assumptions import assumption_set
from calc.inputs.tables import levers, published


def test_as_the_paper_has_them() -> None:
    """Figure 3: without long queries and with 10 %, each without and with line of sight; and 1e10 queries a day."""
    sight = "line-of-sight"
    found = {key: (one.share_tts, one.lever, one.queries_per_day) for key, one in paper_fleets().items()}
    assert found == {
        "trad": (0.0, None, None), "trad.improved": (0.0, sight, None), "mixed": (0.1, None, None),
        "mixed.improved": (0.1, sight, None), "year10b": (0.0, sight, 1e10),
    }  # fmt: skip
    assert sight in levers()


def test_their_figures_are_published() -> None:
    printed = {key.removeprefix("fleet.") for key in published() if key.startswith("fleet.")}
    assert printed == set(paper_fleets()) - {"trad.improved"}  # Figure 3a shows it and prints no number


def test_queries_are_the_assumption_unless_said() -> None:
    a = assumption_set(queries_per_day=5.0)
    assert [one.queries(a) for one in paper_fleets().values()] == [5, 5, 5, 5, 1e10]


def test_scenarios_are_these_fleets_and_hardware_next_year() -> None:
    shown = [(s.name, s.share_tts, s.alpha_lo, s.alpha_hi, s.queries_per_day, s.years) for s in paper_scenarios()]
    assert shown == [
        ("Baseline", 0.0, 1.0, 1.0, None, 0.0),
        ("10 % tts", 0.1, 1.0, 1.0, None, 0.0),
        ("Improved", 0.1, 1.5, 3.0, None, 0.0),
        ("Hardware next year", 0.1, 1.5, 2.5, None, 1.0),
    ]
