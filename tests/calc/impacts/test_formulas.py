"""The bare formulas of emissions, money and water: by hand, and in the words of a cell."""

import numpy as np
import pytest

from calc.impacts import formulas
from calc.inputs import units
from tests.calc.text import names

ROUNDING = 1e-14  # a few operations on doubles


def test_by_hand() -> None:
    """2 GWh at 400 g are 800 t; 0.5 Wh are 0.2 g; 2 GWh at 0.12 cost 240,000; 400 tokens of 0.2 g: 0.5 g a thousand."""
    assert formulas.tco2e(2.0, 400.0) == pytest.approx(800, rel=ROUNDING)
    assert formulas.gco2e(0.5, 400.0) == pytest.approx(0.2, rel=ROUNDING)
    assert formulas.market_factor(450.0, 0.6) == pytest.approx(180, rel=ROUNDING)
    assert formulas.cost(2.0, 0.12) == pytest.approx(240_000, rel=ROUNDING)
    assert formulas.query_cost(0.5, 0.12) == pytest.approx(0.000_06, rel=ROUNDING)
    assert formulas.price_in(0.10, 0.05, 2) == pytest.approx(0.110_25, rel=ROUNDING)
    assert formulas.per_tokens(0.2, 400) == pytest.approx(0.5, rel=ROUNDING)
    assert formulas.per_tokens(0.2, 400, 1e6) == pytest.approx(500, rel=ROUNDING)


def test_a_gram_for_each_kilowatt_hour_is_a_tonne_for_each_gigawatt_hour() -> None:
    """Why `tco2e` needs no conversion: the two have the same factor."""
    assert units.KWH_PER_GWH == units.G_PER_T


def test_water_and_nodes_by_hand() -> None:
    """1 kWh of IT and 1.3 in all at 0.5 and 2 L are 3.1 L.

    A node of 3,650 kg over 5 years of 365 days at half use: 3,650,000 g over 5 x 365 x 86,400 x 0.5 = 78,840,000 s,
    so that 21.6 s bring 1 g. A million such queries a day bring 1 t a day, 365 t a year.
    """
    assert formulas.water_l(1.0, 1.3, 0.5, 2.0) == pytest.approx(3.1, rel=ROUNDING)
    assert formulas.node_utilisation(0.75, 1.1) == pytest.approx(0.681_818_181_818_181_8, rel=ROUNDING)
    assert formulas.embodied_g(21.6, 3650.0, 5.0, 365.0, 0.5) == pytest.approx(1, rel=ROUNDING)
    assert formulas.embodied_t(1e6, 365.0, 1.0) == pytest.approx(365, rel=ROUNDING)


def test_the_words_of_a_cell() -> None:
    gwh, wh, factor, share, price = names("gwh wh factor certified_share price_per_kwh")
    wh_per_kwh, kwh_per_gwh, g_per_kg, g_per_t = names("wh_per_kwh kwh_per_gwh g_per_kg g_per_t")
    assert str(formulas.tco2e(gwh, factor)) == "gwh*factor"
    assert str(formulas.gco2e(wh, factor, wh_per_kwh=wh_per_kwh)) == "wh/wh_per_kwh*factor"
    assert str(formulas.market_factor(factor, share)) == "factor*(1-certified_share)"
    assert str(formulas.cost(gwh, price, kwh_per_gwh=kwh_per_gwh)) == "gwh*kwh_per_gwh*price_per_kwh"
    assert str(formulas.query_cost(wh, price, wh_per_kwh=wh_per_kwh)) == "wh/wh_per_kwh*price_per_kwh"
    growth, years, tokens = names("price_growth years tokens")
    assert str(formulas.price_in(price, growth, years)) == "price_per_kwh*(1+price_growth)^years"
    assert str(formulas.per_tokens(wh, tokens)) == "wh/tokens*1000"
    it, site, generation = names("it wue_site wue_generation")
    assert str(formulas.water_l(it, gwh, site, generation)) == "it*wue_site+gwh*wue_generation"
    load, redundancy = names("mean_load redundancy")
    assert str(formulas.node_utilisation(load, redundancy)) == "mean_load/redundancy"
    seconds, node, life, days, used, per_day = names("seconds node life days used seconds_per_day")
    made = formulas.embodied_g(seconds, node, life, days, used, g_per_kg=g_per_kg, seconds_per_day=per_day)
    assert str(made) == "seconds*node*g_per_kg/(life*days*seconds_per_day*used)"
    queries, each = names("queries each")
    assert str(formulas.embodied_t(queries, days, each, g_per_t=g_per_t)) == "queries*days*each/g_per_t"


def test_arrays_broadcast() -> None:
    assert np.shape(formulas.tco2e(np.ones((3, 1)), np.ones(2))) == (3, 2)
