"""Emissions, cost, water, drivers and budgets in a cell: calc's numbers, by hand where that is short."""

# ruff: noqa: E501 (a case is a line)

import numpy as np
import pytest

from addin.dispatch import call, call_many
from addin.errors import CellError, CellsError
from addin.registry import FUNCTIONS
from calc.impacts.breakeven import alpha_needed, breakeven_share
from calc.impacts.factors import rates
from calc.impacts.footprint import impact
from calc.impacts.grid_factor import grid
from calc.inputs.assumptions import assumption_set
from calc.inputs.tables import grid_factors
from calc.sensitivity.tornado_bars import tornado
from tests.addin.ask import column, flat, one

SAME = 1e-12
SET = "joule-2026"
CONTRACT = (300.0, 0.4)
SCALE = (2e9, "405B", 1.2, SET)


def whole(share=0.2, **rate):
    """The impact of a fleet like SCALE, at rates of one's own."""
    place = rate.pop("place", None)
    return impact(
        share, (1.5, 3), rates(place, **rate), queries_per_day=2e9, model="405B", beta=1.2, assumptions=SET
    )  # fmt: skip


def contract(place="France"):
    return whole(place=place, contractual_g_per_kwh=CONTRACT[0], certified_share=CONTRACT[1])


def test_a_year_of_a_fleet_is_calcs_number():
    fleet = (0.2, 1.5, 3.0)
    assert one("FLEET_TCO2E", *fleet, "France", None, None, None, *SCALE) == float(
        whole(place="France").location.mean()
    )
    assert one("FLEET_TCO2E", *fleet, "France", "location", *CONTRACT, *SCALE) == float(contract().location.mean())
    assert one("FLEET_TCO2E", *fleet, "France", "market", *CONTRACT, *SCALE) == float(contract().market.mean())
    assert one("FLEET_COST", *fleet, 0.07, *SCALE) == float(whole(price_per_kwh=0.07).cost.mean())
    water = whole(wue_site=0.3, wue_generation=1.5).water
    assert one("FLEET_WATER_ML", *fleet, 0.3, 1.5, *SCALE) == float(water.mean())
    assert one("FLEET_WATER_ML", *fleet, 0.0) == 0.0


def test_a_year_by_hand():
    gwh = 1000 * one("FLEET_TWH_YEAR", 0.1, 1.5, 3.0)
    # 1 GWh at 1 g/kWh is 1 t, at 0.1 a kWh 100,000; 1 L for each kWh is 1 ML
    assert one("FLEET_TCO2E", 0.1, 1.5, 3.0, 250.0) == pytest.approx(250 * gwh, rel=SAME)
    assert one("FLEET_COST", 0.1, 1.5, 3.0) == pytest.approx(100_000 * gwh, rel=SAME)
    assert one("FLEET_WATER_ML", 0.1, 1.5, 3.0, 0.0, 2.0) == pytest.approx(2 * gwh, rel=SAME)
    half = one("FLEET_TCO2E", 0.1, 1.5, 3.0, 250.0, "market", None, 0.5)
    assert half == pytest.approx(125 * gwh, rel=SAME)


@pytest.mark.parametrize(("regime", "share"), [("traditional", 0.0), ("tts", 1.0)])
@pytest.mark.parametrize("model", ["Baseline", "untrimmed", "405B"])
def test_a_query_is_the_one_of_its_fleet(model, regime, share):
    at = rates("DEU", contractual_g_per_kwh=CONTRACT[0], certified_share=CONTRACT[1], price_per_kwh=0.07)
    found = impact(share, (1.5, 3), at, model=model, assumptions=SET)
    query = (model, regime, "Germany", 1.5, 3.0)
    assert one("EQUERY_GCO2E", *query, None, None, None, SET) == pytest.approx(float(found.query_location_g), rel=SAME)
    market = one("EQUERY_GCO2E", *query, "market", *CONTRACT, SET)
    assert market == pytest.approx(float(found.query_market_g), rel=SAME)
    cost = one("EQUERY_COST", model, regime, 0.07, 1.5, 3.0, SET)
    assert cost == pytest.approx(float(found.query_cost), rel=SAME)


def test_a_query_times_queries_is_the_year():
    a = assumption_set()
    queries = float(a.queries_per_day * a.days_per_year)
    grams = one("EQUERY_GCO2E", "Baseline", "tts", "France", 1.5, 3.0)
    assert grams * queries / 1e6 == pytest.approx(one("FLEET_TCO2E", 1.0, 1.5, 3.0, "France"), rel=SAME)
    cost = one("EQUERY_COST", "Baseline", 300.0)
    assert cost * queries == pytest.approx(one("FLEET_COST", 0.0, 1.0, 1.0), rel=SAME)
    assert cost == pytest.approx(
        one("EQUERY_MEAN", "Baseline untrimmed", 300.0) * one("FLEET_BETA") * 0.1 / 1000, rel=SAME
    )


def test_without_a_contract_both_bases_agree_and_the_place_has_a_default():
    location, market = (one("FLEET_TCO2E", 0.1, 1.0, 1.0, None, basis) for basis in (None, "Market-based"))
    assert location == market == one("FLEET_TCO2E", 0.1, 1.0, 1.0, "USA", "location")


def test_the_factor_of_every_place_by_name_code_and_year():
    codes = [f.code for f in grid_factors()]
    assert flat(call("GRID_FACTOR", [column(codes)])) == [grid(code).gco2e_per_kwh for code in codes]
    assert one("GRID_FACTOR", " united KINGDOM ") == one("GRID_FACTOR", "uk") == grid("GBR").gco2e_per_kwh
    years = [1990.0, 2021.0, 2022.0, 2023.0, 2030.0, None]
    block = call("GRID_FACTOR", [[["France", "us-east4"]], column(years)])
    for row, year in zip(block, years, strict=True):
        asked = None if year is None else int(year)
        assert row == [grid(place, asked).gco2e_per_kwh for place in ("France", "us-east4")]


def test_the_tornado_is_calcs_table():
    header, *bars = call("FLEET_TORNADO", (0.2, 1.5, 3.0, *SCALE[:2], SET))
    found = tornado(share_tts=0.2, alpha=(1.5, 3), queries_per_day=2e9, model="405B", assumptions=SET)
    assert header[:3] == ["assumption", "P5", "P95"]
    assert [tuple(bar[:6]) for bar in bars] == found.rows()
    assert {bar[0]: bar[6] for bar in bars} == {b.assumption.key: b.assumption.unit for b in found.bars}
    assert all(text.endswith(f", {found.unit}") for text in header[3:6])
    assert one("FLEET_INTERVAL", 0.2, 1.5, 3.0, 0.5, *SCALE[:2], None, SET) == pytest.approx(found.base, rel=1e-9)


def test_what_a_budget_allows():
    scale = {"queries_per_day": 2e9, "model": "405B", "beta": 1.2, "assumptions": SET}
    share = one("FLEET_BREAKEVEN_SHARE", 2.0, 1.5, 3.0, *SCALE)
    assert share == float(breakeven_share(2.0, (1.5, 3), **scale))
    assert one("FLEET_GWH", share, 1.5, 3.0, *SCALE) == pytest.approx(2.0, rel=SAME)
    needed = one("FLEET_ALPHA_NEEDED", 2.0, 0.2, *SCALE)
    assert needed == float(alpha_needed(2.0, 0.2, **scale).constant)
    assert one("FLEET_GWH", 0.2, needed, needed, *SCALE) == pytest.approx(2.0, rel=SAME)


COLUMNS = {
    "share_tts": [0.0, 0.1, 1.0, 0.3], "alpha_lo": [1.0, 1.5, 1.2, 1.0], "alpha_hi": [1.0, 3.0, 1.2, 2.0],
    "place": ["France", "us-east4", 412.0, "DE"], "basis": ["market", "location", "market", "Market"],
    "contractual_g": [None, 20.0, 30.0, 0.0], "certified_share": [0.5, None, 0.0, 1.0],
    "price_per_kwh": [0.1, None, 0.3, 0.0], "queries_per_day": [1e9, None, 1e6, 3e9],
    "model": ["Baseline", "untrimmed", "405B", " r1"], "regime": ["tts", 700.0, "long", 90.0],
    "beta": [1.0, None, 1.5, 2.0], "wue_site": [0.3, 0.0, 1.0, 0.2], "wue_generation": [None, 1.5, 0.0, 2.0],
    "budget_gwh": [1.0, 1.1, 0.9, 2.0], "year": [None, 2022.0, 2023.0, 1999.0],
    "assumptions": ["arxiv-v1", "joule-2026", None, "arxiv-v1-text"],
}  # fmt: skip
NAMED_PLACES = ["France", "us-east4", "Taiwan", "DE"]
CELLWISE = [f for f in FUNCTIONS.values() if f.category == "equery: impact" and f.spills != "table"]


@pytest.mark.parametrize("function", CELLWISE, ids=[f.name for f in CELLWISE])
def test_a_column_is_its_cells(function):
    columns = [
        NAMED_PLACES if function.name == "GRID_FACTOR" and a.name == "place" else COLUMNS[a.name]
        for a in function.arguments
    ]
    spilled = flat(call(function.name, list(map(column, columns))))
    for answer, arguments in zip(spilled, zip(*columns, strict=True), strict=True):
        (alone,) = call_many(function.name, [[argument] for argument in arguments])
        assert (
            str(answer) == str(alone) if isinstance(alone, CellsError) else alone == [[pytest.approx(answer, rel=1e-9)]]
        )
    assert sum(isinstance(answer, CellError) for answer in spilled) <= 3 * (function.name == "FLEET_BREAKEVEN_SHARE")


def test_a_row_of_places_against_a_column_of_shares_is_a_block():
    places, shares = ["France", "DE", 100.0], [0.0, 0.1, 0.2]
    block = call("FLEET_TCO2E", [column(shares), 1.5, 3.0, [places]])
    assert np.shape(block) == (3, 3)
    assert block[1][0] == pytest.approx(one("FLEET_TCO2E", 0.1, 1.5, 3.0, "France"), rel=SAME)
    assert block[2][2] == pytest.approx(one("FLEET_TCO2E", 0.2, 1.5, 3.0, 100.0), rel=SAME)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("GRID_FACTOR", ("Frnace",), "place is not known: got 'Frnace'; nearest: France"),
        ("GRID_FACTOR", (412.0,), "place must be text: got 412"),
        ("GRID_FACTOR", ("France", 2023.5), "year must be a whole number: got 2023.5"),
        ("GRID_FACTOR", ("France", 23.0), "year must be a whole number from 1990 to 2200: got 23"),
        ("GRID_FACTOR", (None,), "place must not be blank"),
        ("EQUERY_GCO2E", ("R1", "tts", "Virginia West"), "nearest: "),
        ("EQUERY_GCO2E", ("R1", "tts", 0.0), "place must be a name or a factor above 0 gCO2e/kWh: got 0"),
        ("EQUERY_GCO2E", ("R1", "tts", None, 1.0, 1.0, "maket"), "basis is not known: got 'maket'; did you mean 'market'"),
        ("EQUERY_GCO2E", ("R1", "tts", None, 1.0, 1.0, 1.0), "basis must be text: got 1"),
        ("EQUERY_GCO2E", ("R1", "tts", None, 1.0, 1.0, None, 30.0), "basis must be location or market where"),
        ("FLEET_TCO2E", (0.1, 1.0, 1.0, None, None, None, 0.5), "basis must be location or market where"),
        ("FLEET_TCO2E", (0.1, 1.0, 1.0, None, "market", -1.0), "contractual_g_per_kwh must be at least 0"),
        ("FLEET_TCO2E", (0.1, 1.0, 1.0, None, "market", None, 1.2), "certified_share must lie between 0 and 1: got 1.2"),
        ("FLEET_TCO2E", (0.1, 1.0, 1.0, None, None, None, None, None, None, 0.9), "beta must be at least 1: got 0.9"),
        ("FLEET_COST", (1.2, 1.0, 1.0), "share_tts must lie between 0 and 1: got 1.2"),
        ("FLEET_COST", (0.1, 1.0, 1.0, "0,1"), "price_per_kwh must be a number: got text '0,1'"),
        ("EQUERY_COST", ("R1", "tts", -0.1), "price_per_kwh must be at least 0 currency/kWh: got -0.1"),
        ("FLEET_WATER_ML", (0.1, 1.0, 1.0), "wue_site must not be blank"),
        ("FLEET_WATER_ML", (0.1, 1.0, 1.0, -0.3), "wue_site must be at least 0 L/kWh: got -0.3"),
        ("FLEET_BREAKEVEN_SHARE", (0.5, 1.0, 1.0), "budget must lie between 0.807"),
        ("FLEET_BREAKEVEN_SHARE", (0.0, 1.0, 1.0), "budget must be above 0 GWh/day: got 0"),
        ("FLEET_ALPHA_NEEDED", (0.0, 0.1), "budget must be above 0 GWh/day: got 0"),
        ("FLEET_TORNADO", (column([0.1, 0.2]), 1.0, 1.0), "share_tts must be one cell, as FLEET_TORNADO answers with a"),
        ("FLEET_TORNADO", (0.1, 3.0, 1.5), "alpha_lo must not exceed alpha_hi: got 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(name, arguments, said):
    with pytest.raises(CellsError) as caught:
        call(name, arguments)
    assert said in str(caught.value)


def test_a_bad_place_is_an_error_in_its_own_cell():
    cells = flat(call("FLEET_TCO2E", [0.1, 1.0, 1.0, column(["France", "Atlantis", None, 0.0, "#N/A"])]))
    assert [isinstance(cell, CellError) for cell in cells] == [False, True, False, True, True]
    assert str(cells[1]).startswith("place is not known: got 'Atlantis'")
