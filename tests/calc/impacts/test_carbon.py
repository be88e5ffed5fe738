"""Emissions against worked examples of the field, by hand."""

import numpy as np
import pytest

from calc.impacts.carbon import market_factor, per_thousand_tokens, query_gco2e, scope_label, year_tco2e
from calc.impacts.embodied import default_utilisation, embodied_gco2e
from calc.query.busy_time import node_seconds
from tests.reference import BLEND, naive

# One or two multiplications: agreement to the last digits of a double.
ROUNDING = 1e-14


def test_dual_reporting_by_hand() -> None:
    """Scope 2 both ways, as the GHG Protocol's Scope 2 Guidance asks (chapters 6 and 7).

    1,000,000 kWh = 1 GWh on a grid of 0.20 kgCO2e/kWh = 200 g/kWh; certificates at zero emissions cover 600,000 kWh;
    the residual mix is 0.45 kgCO2e/kWh = 450 g/kWh.
    Location-based: 1,000,000 x 0.20 = 200,000 kg = 200 t.
    Market-based: 600,000 x 0 + 400,000 x 0.45 = 180,000 kg = 180 t.
    """
    assert year_tco2e(1.0, 200.0) == pytest.approx(200.0, rel=ROUNDING)
    assert year_tco2e(1.0, market_factor(450.0, 0.6)) == pytest.approx(180.0, rel=ROUNDING)


def test_certificates_against_the_grid_average_by_hand() -> None:
    """100 MWh with 75 MWh certified, the rest at the grid's average: a quarter of the location-based total."""
    location, market = year_tco2e(0.1, 400.0), year_tco2e(0.1, market_factor(400.0, 0.75))
    assert location == pytest.approx(40.0, rel=ROUNDING)
    assert market == pytest.approx(10.0, rel=ROUNDING)


def test_the_example_of_sci_for_ai() -> None:
    """SCI for AI, section 9.1.1: 5,000 + 1,500 kgCO2e a week over 50 billion tokens.

    6,500 kg = 6.5e6 g; over 5e10 tokens 1.3e-4 g a token, 0.13 g for 1,000 tokens. The specification prints
    "0.13 g CO2e/million tokens", a slip of a factor of 1,000 in its unit.
    """
    assert per_thousand_tokens(6_500e3, 50e9) == pytest.approx(0.13, rel=ROUNDING)


def test_everything_or_nothing_certified() -> None:
    np.testing.assert_array_equal(market_factor([450.0, 450.0], [0.0, 1.0]), [450.0, 0.0])


def test_units_of_a_query_and_of_a_year_agree() -> None:
    # 1e9 queries of 0.5 Wh are 0.5 GWh; 0.2 g each are 200 t
    assert query_gco2e(0.5, 400) * 1e9 / 1e6 == pytest.approx(float(year_tco2e(0.5, 400)), rel=ROUNDING)


@pytest.mark.parametrize(
    ("service", "embodied", "label"),
    [
        ("purchased", False, "scope 3, category 1 (purchased goods and services)"),
        ("Purchased", True, "scope 3, category 1 (purchased goods and services)"),
        ("own", False, "scope 2 (purchased electricity)"),
        ("own", True, "scope 3, category 2 (capital goods)"),
    ],
)
def test_scopes(service: str, *, embodied: bool, label: str) -> None:
    assert scope_label(service, embodied=embodied) == label


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: market_factor(-1), "contractual_g_per_kwh must be at least 0 gCO2e/kWh: got -1"),
        (lambda: market_factor(400, 1.2), "certified_share must lie between 0 and 1: got 1.2"),
        (lambda: market_factor([1, 2], [0, 0, 0]), "shapes must broadcast together"),
        (lambda: query_gco2e(float("nan"), 1), "wh must be finite: got nan"),
        (lambda: year_tco2e(1, "many"), "g_per_kwh must be a number: got 'many'"),
        (lambda: per_thousand_tokens(1, 0), "tokens must be above 0 token: got 0"),
        (lambda: scope_label("pruchased"), "did you mean 'purchased'"),
        (lambda: embodied_gco2e(1, 1, 0, 1), "node_lifetime_years must be above 0 year: got 0"),
        (lambda: embodied_gco2e(1, 1, 5, 1.5), "node_utilisation must not exceed 1: got 1.5"),
        (lambda: embodied_gco2e(-1, 1, 5, 1), "seconds must be at least 0 s: got -1"),
    ],
)
def test_bad_input(call, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert said in str(caught.value)


@pytest.mark.parametrize("model", ["Llama 3.1 405B", "Mixtral 8x22B", "DeepSeek-R1"])
@pytest.mark.parametrize(("regime", "median"), [("traditional", 300), ("tts", 5000), (1234.0, 1234)])
def test_busy_time_against_an_integral_over_the_output_length(model: str, regime: object, median: float) -> None:
    """The naive mean energy at PUE 1 and full power is P_max / 3.6 times the time, so dividing leaves seconds."""
    p_max_kw = 14.1 if model == "DeepSeek-R1" else 11.3
    seconds = naive(model, median, fraction=(1, 1), pue=(1, 1)).mean() * 3.6 / p_max_kw
    # the naive integral's own tolerance is 1e-12
    assert node_seconds(model, regime) == pytest.approx(seconds, rel=1e-11)


def test_busy_time_of_the_baseline_is_the_mean_of_its_three() -> None:
    assert node_seconds("Baseline") == pytest.approx(float(np.mean([node_seconds(m) for m in BLEND])), rel=ROUNDING)
    from calc.inputs.assumptions import assumption_set

    # coupled power changes the energy of the time, not the time
    assert node_seconds("405B", "tts", assumption_set(power_model="coupled")) == node_seconds("405B", "tts")


def test_embodied_share_by_hand() -> None:
    """4,144 kg over 5 years of 365 days: 4,144,000 g / 157,680,000 s; half idle doubles it; 3 s of it."""
    assert embodied_gco2e(3.0, 4144, 5, 0.5) == pytest.approx(2 * 3 * 4_144_000 / 157_680_000, rel=ROUNDING)
    assert embodied_gco2e(3.0, 0, 5, 0.5) == 0


def test_a_node_that_is_always_busy_gives_away_all_it_embodies() -> None:
    """Allocation conserves: the queries of one node's life, at its utilisation, add up to the node."""
    seconds = node_seconds("405B")
    queries = 5 * 365 * 86_400 * 0.7 / seconds
    assert queries * embodied_gco2e(seconds, 4144, 5, 0.7) == pytest.approx(4_144_000, rel=ROUNDING)


def test_default_utilisation_is_mean_load_over_redundancy() -> None:
    assert default_utilisation() == pytest.approx(0.75 / 1.10, rel=ROUNDING)
