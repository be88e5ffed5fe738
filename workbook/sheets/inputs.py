"""Inputs: the assumption set, an override for every assumption, levers, the user's fleet and query.

Every assumption has one row: the set's value, or the override where there is one, becomes the active value, which
carries the assumption's key as its name. Nothing else in the workbook reads a set or an override.
"""

from __future__ import annotations

import numpy as np

from calc.inputs import tables
from calc.inputs.assumptions import BOUNDS as ASSUMPTION_BOUNDS
from calc.inputs.assumptions import CHOICES, LOAD_PARTS, AssumptionSet, assumption_set, bounds_rule, keys
from calc.inputs.load_profile import load_profile_factor
from workbook.model.inputs import LEVERS, OWN
from workbook.model.results import Context
from workbook.model.trials import MODELS
from workbook.ooxml.finishing import Value
from workbook.sheets import impact_inputs
from workbook.writer.sheet import Sheet, at

SET_ROW, HEAD_ROW = 6, 9
KEY, ACTIVE, OVERRIDE, UNIT, FIRST_SET = 1, 2, 3, 4, 5
SETS = tuple(tables.named_sets())
BUILT, CHANGED, SOURCE = FIRST_SET + len(SETS), FIRST_SET + len(SETS) + 1, FIRST_SET + len(SETS) + 2
WIDTHS = [26, 14, 14, 10, 13, 13, 13, 13, 9, 18, 26, 56]
HIGHEST = "1000000000000"  # stands for "no upper bound" in a data validation


def active(a: AssumptionSet, key: str) -> Value:
    """Return an assumption's value as a cell holds it."""
    value = getattr(a, key)
    return value if isinstance(value, str) else float(value)


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Change the yellow cells; every result follows. A blank override leaves the value of the chosen set."
    sheet = context.book.sheet("Inputs", lead, WIDTHS, freeze="B10")
    a = context.inputs.assumptions
    _set_choice(sheet, a)
    row = _assumptions(sheet, a, HEAD_ROW)
    changed = [f"{at(HEAD_ROW + 1, CHANGED)}:{at(row - 1, CHANGED)}"]
    row = _derived(sheet, context, row + 1)
    row, block = _levers(sheet, context, row + 1)
    changed.append(block)
    row, block = _own(sheet, context, row + 1)
    changed.append(block)
    places = {"name": KEY, "value": ACTIVE, "unit": UNIT, "built": BUILT, "changed": CHANGED}
    places |= {"source": SOURCE, "locator": SOURCE + 1, "note": SOURCE + 2}
    row, block = impact_inputs.section(sheet, context, row + 1, places)
    changed.append(block)
    total = f"=SUM({','.join(changed)})+benchmarks_changed+scenarios_changed"
    sheet.put(row + 1, KEY, "Inputs that differ from the built ones", "label")
    sheet.name(sheet.calc(row + 1, ACTIVE, total, 0, number="0"), "inputs_changed")
    sheet.repeat(HEAD_ROW)


def _set_choice(sheet: Sheet, a: AssumptionSet) -> None:
    sheet.put(SET_ROW - 1, KEY, "Assumption set", "heading")
    sheet.put(SET_ROW, KEY, "Set in use", "label")
    ref = sheet.put(SET_ROW, ACTIVE, a.name, "input")
    sheet.name(ref, "set_active")
    sheet.allow(ref, title="Assumption set", choices="set_names", help_text=f"Choose {', '.join(SETS)}.")
    first, last = at(HEAD_ROW, FIRST_SET), at(HEAD_ROW, FIRST_SET + len(SETS) - 1)
    sheet.name(f"{first}:{last}", "set_names")
    sheet.put(SET_ROW, UNIT, "position in the list", "note")
    ref = sheet.calc(SET_ROW, FIRST_SET, "=MATCH(set_active,set_names,0)", SETS.index(a.name) + 1, number="0")
    sheet.name(ref, "set_position")
    for offset, named in enumerate(tables.named_sets().values()):
        sheet.put(SET_ROW - 2 + offset, CHANGED, f"{named.set}: {named.what}", "remark")


def _assumptions(sheet: Sheet, a: AssumptionSet, row: int) -> int:
    columns = ["Assumption", "Active value", "Your override", "Unit", *SETS, "Built value", "Changed"]
    sheet.put(row - 1, KEY, "Assumptions", "heading")
    sheet.header(row, [*columns, "Source", "Where in the source", "Meaning"])
    rows = {key: row + i for i, key in enumerate(keys(), 1)}
    facts = {name: tables.assumption_facts(name) for name in SETS}
    for key, r in rows.items():
        fact = facts[a.name][key]
        sheet.put(r, KEY, key)
        ref = sheet.calc(r, ACTIVE, _active_formula(key, rows), active(a, key), "output", number="General")
        sheet.name(ref, key)
        _override(sheet, key, sheet.put(r, OVERRIDE, None, "input"))
        sheet.put(r, UNIT, fact.unit)
        for offset, name in enumerate(SETS):
            sheet.put(r, FIRST_SET + offset, active(assumption_set(name), key))
        sheet.put(r, BUILT, active(a, key), "built", "General")
        sheet.calc(r, CHANGED, f"=IF({at(r, ACTIVE)}={at(r, BUILT)},0,1)", 0, number="0")
        for offset, text in enumerate((fact.source_id, fact.locator, fact.note)):
            sheet.put(r, SOURCE + offset, text, "note")
    return row + len(rows) + 1


def _active_formula(key: str, rows: dict[str, int]) -> str:
    r = rows[key]
    of_set = f"INDEX({at(r, FIRST_SET)}:{at(r, FIRST_SET + len(SETS) - 1)},set_position)"
    if key == "load_profile":
        parts = ",".join(at(rows[part], OVERRIDE) for part in LOAD_PARTS)
        of_set = f"IF(COUNT({parts})>0,load_profile_formula,{of_set})"
    return f"=IF(LEN({at(r, OVERRIDE)})=0,{of_set},{at(r, OVERRIDE)})"


def _override(sheet: Sheet, key: str, ref: str) -> None:
    text = f"{key} {bounds_rule(key)}. Leave blank for the value of the set."
    if key in CHOICES:
        sheet.allow(ref, title=key, choices=f'"{",".join(CHOICES[key])}"', help_text=text)
        return
    least, included, greatest = ASSUMPTION_BOUNDS[key]
    low = f"{least:g}" if included else "0.000001"
    high = HIGHEST if greatest is None else f"{greatest:g}"
    sheet.allow(ref, title=key, low=low, high=high, help_text=text)


def _derived(sheet: Sheet, context: Context, row: int) -> int:
    a = context.inputs.assumptions
    sheet.put(row, KEY, "Derived from the assumptions", "heading")
    fraction, pue = a.power_fraction, a.pue
    log_range = "(LN({0}_p5)+LN({0}_p95))/2"
    log_width = "LN({0}_p95/{0}_p5)/(2*z_p95)"
    loads = [getattr(a, part) for part in LOAD_PARTS]
    profile = "(load_p_idle_kw+(load_p_max_kw-load_p_idle_kw)*mean_load)/(mean_load*load_p_max_kw)"
    derived = [
        ("coupled", '=IF(power_model="coupled",1,0)', float(a.coupled), "1 where power follows throughput (S.IV)"),
        ("fraction_mu", f"=IF(coupled=1,0,{log_range.format('power_fraction')})", float(fraction.mu), "Mean of ln power fraction"),
        ("fraction_sigma", f"=IF(coupled=1,0,{log_width.format('power_fraction')})", float(fraction.sigma), "Standard deviation of ln power fraction"),
        ("pue_mu", f"={log_range.format('pue')}", float(pue.mu), "Mean of ln PUE"),
        ("pue_sigma", f"={log_width.format('pue')}", float(pue.sigma), "Standard deviation of ln PUE"),
        ("trim_share", "=trim_first+(1-2*trim_first)*trim_second", a.trim, "Share cut from each end of each model of the trimmed baseline"),
        ("load_profile_formula", f"={profile}", float(load_profile_factor(*loads)), "Load profile by the formula of S.V; used once one of its three inputs is overridden"),
        ("beta", "=redundancy*load_profile*network", float(a.beta), "Fleet overhead: redundancy x load profile x network"),
        ("kj_per_wh", "=3600/1000", 3.6, "Seconds in an hour over watts in a kilowatt: kJ in a Wh"),
        ("wh_per_gwh", "=10^9", 1e9, "Wh in a GWh"),
        ("gwh_per_twh", "=10^3", 1e3, "GWh in a TWh; also MWh in a GWh"),
    ]  # fmt: skip
    for r, (name, formula, value, text) in enumerate(derived, row + 1):
        sheet.put(r, KEY, name)
        sheet.name(sheet.calc(r, ACTIVE, formula, value, number="General"), name)
        sheet.put(r, OVERRIDE, text, "remark")
    return row + len(derived) + 1


def _levers(sheet: Sheet, context: Context, row: int) -> tuple[int, str]:
    sheet.put(row, KEY, "Efficiency levers: alpha divides the energy of a query", "heading")
    names = [
        "Lever",
        "alpha P5",
        "alpha P95",
        "Unit",
        "mu of ln alpha",
        "sigma of ln alpha",
        "Built P5",
        "Built P95",
    ]
    sheet.header(row + 1, [*names, "Changed", "Source", "Where in the source", "Meaning"])
    for r, name in enumerate(LEVERS, row + 2):
        lever, (low, high) = tables.levers()[name], context.inputs.levers[name]
        key = name.replace("-", "_")
        sheet.put(r, KEY, name)
        for column, value in ((ACTIVE, low), (OVERRIDE, high)):
            ref = sheet.put(r, column, value, "input")
            sheet.allow(
                ref,
                title=f"alpha of {name}",
                low="0.1",
                high="100",
                help_text="0.1 to 100; P5 must not exceed P95.",
            )
        sheet.put(r, UNIT, lever.unit)
        p5, p95 = at(r, ACTIVE), at(r, OVERRIDE)
        alpha = context.live.lever(name)
        mu = sheet.calc(r, FIRST_SET, f"=(LN({p5})+LN({p95}))/2", float(alpha.mu))
        sigma = sheet.calc(r, FIRST_SET + 1, f"=LN({p95}/{p5})/(2*z_p95)", float(alpha.sigma))
        sheet.name(mu, f"{key}_mu")
        sheet.name(sigma, f"{key}_sigma")
        sheet.put(r, BUILT - 1, low, "built", "General")
        sheet.put(r, BUILT, high, "built", "General")
        sheet.calc(r, CHANGED, f"=IF(AND({p5}={at(r, BUILT - 1)},{p95}={at(r, BUILT)}),0,1)", 0, number="0")
        for offset, text in enumerate((lever.source_id, lever.locator, lever.what)):
            sheet.put(r, SOURCE + offset, text, "note")
    last = row + 1 + len(LEVERS)
    return last + 1, f"{at(row + 2, CHANGED)}:{at(last, CHANGED)}"


def _own(sheet: Sheet, context: Context, row: int) -> tuple[int, str]:
    query, fleet = context.inputs.query, context.inputs.fleet
    sheet.put(row, KEY, "Your own query and fleet", "heading")
    sheet.header(row + 1, ["Input", "Value", "", "Unit", "", "", "", "Built value", "Changed", "", "", "Meaning"])
    inputs: list[tuple[str, Value, str, tuple[str, str] | None, str]] = [
        ("query_model", query.model, "text", None, "Model that answers your query; Own model uses your rows on Benchmarks"),
        ("query_l_in", query.l_in, "token", ("1", "1000000"), "Length of your prompt"),
        ("query_l_out_median", query.l_out_median, "token", ("1", "200000"), "Median length of the answer to your query"),
        ("own_p_max_kw", context.inputs.own_p_max_kw, "kW", ("0.01", "1000"), "Maximum power of the node of your own model"),
        ("fleet_share_tts", fleet.share_tts, "1", ("0", "1"), "Share of test-time scaling queries in your fleet"),
        ("fleet_alpha_lo", fleet.alpha_lo, "1", ("0.1", "100"), "Efficiency factor of your fleet, P5; 1 to 1 is none"),
        ("fleet_alpha_hi", fleet.alpha_hi, "1", ("0.1", "100"), "Efficiency factor of your fleet, P95; not below its P5"),
    ]  # fmt: skip
    for r, (name, value, unit, bounds, text) in enumerate(inputs, row + 2):
        sheet.put(r, KEY, name)
        ref = sheet.put(r, ACTIVE, value, "input")
        sheet.name(ref, name)
        sheet.put(r, UNIT, unit)
        sheet.put(r, BUILT, value, "built", "General")
        sheet.calc(r, CHANGED, f"=IF({at(r, ACTIVE)}={at(r, BUILT)},0,1)", 0, number="0")
        sheet.put(r, SOURCE + 2, text, "note")
        if bounds is None:
            sheet.allow(ref, title=name, choices="model_names", help_text="Choose a model of the list.")
        else:
            sheet.allow(
                ref,
                title=name,
                low=bounds[0],
                high=bounds[1],
                help_text=f"{text}: {bounds[0]} to {bounds[1]}.",
            )
    alpha = context.live.a.alpha(fleet.alpha_lo, fleet.alpha_hi)
    position = (*MODELS, OWN).index(query.model) + 1
    r = row + 2 + len(inputs)
    for name, formula, derived in (
        ("query_position", "=MATCH(query_model,model_names,0)", position),
        ("fleet_mu", "=(LN(fleet_alpha_lo)+LN(fleet_alpha_hi))/2", alpha.mu),
        ("fleet_sigma", "=LN(fleet_alpha_hi/fleet_alpha_lo)/(2*z_p95)", alpha.sigma),
    ):
        sheet.put(r, KEY, name)
        sheet.name(sheet.calc(r, ACTIVE, formula, float(np.asarray(derived))), name)
        r += 1
    return r, f"{at(row + 2, CHANGED)}:{at(row + 1 + len(inputs), CHANGED)}"
