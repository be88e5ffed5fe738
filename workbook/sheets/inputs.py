"""Inputs: the assumption set, an override for every assumption, levers, the user's fleet and query.

Every assumption has one row: the set's value, or the override where there is one, becomes the active value, which
carries the assumption's key as its name. Nothing else in the workbook reads a set or an override.
"""

from __future__ import annotations

from collections.abc import Callable

from calc.inputs import formulas, tables
from calc.inputs.assumptions import LOAD_PARTS, AssumptionSet, assumption_set, keys
from calc.inputs.bounds import CHOICES, bounds_of, bounds_rule
from calc.query.formulas import times_outside
from workbook.model.inputs import LEVERS, own_powers
from workbook.model.results import Context
from workbook.ooxml.finishing import Value
from workbook.sheets import calls_inputs, impact_inputs
from workbook.writer.sheet import Cell, Columns, Sheet, area, at
from workbook.writer.term import Term, blank, count, every, index, joined, ln, match, total, typed_or, unchanged, where

TITLE = "Inputs"
SUMMARY = "Assumption set, overrides, levers, your own query and fleet: the only sheet to type on, with Benchmarks"
SET_ROW, HEAD_ROW = 6, 9
KEY, ACTIVE, OVERRIDE, UNIT, FIRST_SET = 1, 2, 3, 4, 5
SETS = tuple(tables.named_sets())
BUILT, CHANGED, SOURCE = FIRST_SET + len(SETS), FIRST_SET + len(SETS) + 1, FIRST_SET + len(SETS) + 2
WIDTHS = [26, 21, 14, 10, 14, 14, 14, 14, 9, 18, 26, 56]
LENGTHS = ("query_l_in", "query_l_out_median")
STATED_MEAN = "query_l_out_mean"
STATED = {"query_l_out_median": "query_l_out_stated"}  # names of cells whose label is that of what follows from them
HIGHEST = "1000000000000"  # stands for "no upper bound" in a data validation


def active(a: AssumptionSet, key: str) -> Value:
    """Return an assumption's value as a cell holds it."""
    value = getattr(a, key)
    return value if isinstance(value, str) else float(value)


def write(context: Context) -> None:
    """Add the sheet."""
    lead = "Change the yellow cells; every result follows. A blank override leaves the value of the chosen set."
    sheet = context.book.sheet(TITLE, SUMMARY, lead, WIDTHS, freeze="B10")
    a = context.inputs.assumptions
    names = _set_choice(sheet, a)
    row, block = _assumptions(context, sheet, names, HEAD_ROW)
    changed = [block]
    row = _derived(context, sheet, row + 1)
    row, block = _levers(sheet, context, row + 1)
    changed.append(block)
    row, block = _own(sheet, context, row + 1)
    changed.append(block)
    places = {"name": KEY, "value": ACTIVE, "unit": UNIT, "built": BUILT, "changed": CHANGED}
    places |= {"source": SOURCE, "locator": SOURCE + 1, "note": SOURCE + 2}
    row, block = impact_inputs.section(sheet, context, row + 1, places)
    changed.append(block)
    row, block = calls_inputs.section(sheet, context, row + 1, places)
    changed.append(block)
    elsewhere = context.names
    differ = total(*changed) + elsewhere.benchmarks_changed + elsewhere.scenarios_changed
    sheet.put(row + 1, KEY, "Inputs that differ from the built ones", "label")
    sheet.name(sheet.show(row + 1, ACTIVE, differ, number="0"), "inputs_changed")
    sheet.repeat(HEAD_ROW)


def _set_choice(sheet: Sheet, a: AssumptionSet) -> list[Cell]:
    """Write the choice of a set; return the heads of the columns that hold them."""
    sheet.put(SET_ROW - 1, KEY, "Assumption set", "heading")
    sheet.put(SET_ROW, KEY, "Set in use", "label")
    chosen = sheet.put(SET_ROW, ACTIVE, a.name, "input")
    sheet.name(chosen, "set_active")
    sheet.allow(chosen, title="Assumption set", choices="set_names", help_text=f"Choose {', '.join(SETS)}.")
    heads = [sheet.put(HEAD_ROW, FIRST_SET + i, name, "header") for i, name in enumerate(SETS)]
    sheet.name(area(heads), "set_names")
    sheet.put(SET_ROW, UNIT, "position in the list", "note")
    names = sheet.book.names
    position = sheet.show(SET_ROW, FIRST_SET, match(names.set_active, names.set_names), number="0")
    sheet.name(position, "set_position")
    for offset, named in enumerate(tables.named_sets().values()):
        sheet.put(SET_ROW - 2 + offset, CHANGED, f"{named.set}: {named.what}", "remark")
    return heads


def _assumptions(context: Context, sheet: Sheet, sets: list[Cell], row: int) -> tuple[int, Term]:
    a, names = context.inputs.assumptions, context.names
    columns = ["Assumption", "Active value", "Your override", "Unit", *SETS, "Built value", "Changed"]
    sheet.put(row - 1, KEY, "Assumptions", "heading")
    sheet.header(row, [*columns, "Source", "Where in the source", "Meaning"])
    facts = {name: tables.assumption_facts(name) for name in SETS}
    own = assumption_set(a.name)
    formula = float(formulas.load_profile(*(getattr(a, part) for part in LOAD_PARTS)))
    follows = any(active(a, part) != active(own, part) for part in LOAD_PARTS) and active(a, "load_profile") == formula
    overrides: dict[str, Cell] = {}
    of_sets: dict[str, Term] = {}
    for r, key in enumerate(keys(), row + 1):
        typed = None if active(a, key) == active(own, key) else active(a, key)
        overrides[key] = sheet.put(r, OVERRIDE, None if key == "load_profile" and follows else typed, "input")
        _allow(sheet, key, overrides[key])
        cells = [sheet.put(r, s.column, active(assumption_set(name), key)) for s, name in zip(sets, SETS, strict=True)]
        of_sets[key] = index(area(cells), names.set_position)
    names.add("load_profile_formula", formula)
    parts = [overrides[part] for part in LOAD_PARTS]
    of_sets["load_profile"] = where(count(*parts) > 0, names.load_profile_formula, of_sets["load_profile"])
    marks = []
    for r, key in enumerate(keys(), row + 1):
        fact = facts[a.name][key]
        sheet.put(r, KEY, key)
        now = sheet.show(r, ACTIVE, typed_or(overrides[key], of_sets[key]), "output", number="General")
        sheet.name(now, key)
        sheet.put(r, UNIT, fact.unit)
        built = sheet.put(r, BUILT, active(a, key), "built", "General")
        marks.append(sheet.show(r, CHANGED, where(now == built, 0, 1), number="0"))
        for offset, text in enumerate((fact.source_id, fact.locator, fact.note)):
            sheet.put(r, SOURCE + offset, text, "note")
    return row + len(marks) + 1, area(marks)


def _allow(sheet: Sheet, key: str, cell: Cell) -> None:
    text = f"{key} {bounds_rule(key)}. Leave blank for the value of the set."
    if key in CHOICES:
        sheet.allow(cell, title=key, choices=f'"{",".join(CHOICES[key])}"', help_text=text)
        return
    least, included, greatest = bounds_of(key)
    low = f"{least:g}" if included else "0.000001"
    high = HIGHEST if greatest is None else f"{greatest:g}"
    sheet.allow(cell, title=key, low=low, high=high, help_text=text)


def _derived(context: Context, sheet: Sheet, row: int) -> int:
    sheet.put(row, KEY, "Derived from the assumptions", "heading")
    n = context.names
    fraction, pue = (n.power_fraction_p5, n.power_fraction_p95), (n.pue_p5, n.pue_p95)

    def of_power(term: Term) -> Term:
        return where(n.coupled == 1, 0, term)

    ten = Term.of(10)
    derived: tuple[tuple[str, Callable[[], Term], str], ...] = (
        ("coupled", lambda: where(n.power_model == "coupled", 1, 0), "1 where power follows throughput (S.IV)"),
        ("fraction_mu", lambda: of_power(formulas.lognormal_mu(*fraction)), "Mean of ln power fraction"),
        (
            "fraction_sigma",
            lambda: of_power(formulas.lognormal_sigma(*fraction, n.z_p95)),
            "Standard deviation of ln power fraction",
        ),
        ("pue_mu", lambda: formulas.lognormal_mu(*pue), "Mean of ln PUE"),
        ("pue_sigma", lambda: formulas.lognormal_sigma(*pue, n.z_p95), "Standard deviation of ln PUE"),
        (
            "trim_share",
            lambda: formulas.trim_share(n.trim_first, n.trim_second),
            "Share cut from each end of each model of the trimmed baseline",
        ),
        (
            "load_profile_formula",
            lambda: formulas.load_profile(n.mean_load, n.load_p_max_kw, n.load_p_idle_kw),
            "Load profile by the formula of S.V; used once one of its three inputs is overridden",
        ),
        (
            "beta",
            lambda: formulas.fleet_overhead(n.redundancy, n.load_profile, n.network),
            "Fleet overhead: redundancy x load profile x network",
        ),
        ("kj_per_wh", lambda: Term.of(3600) / 1000, "Seconds in an hour over watts in a kilowatt: kJ in a Wh"),
        ("wh_per_gwh", lambda: ten**9, "Wh in a GWh"),
        ("gwh_per_twh", lambda: ten**3, "GWh in a TWh; also MWh in a GWh"),
    )
    for r, (name, formula, text) in enumerate(derived, row + 1):
        sheet.put(r, KEY, name)
        sheet.name(sheet.show(r, ACTIVE, formula(), number="General"), name)
        sheet.put(r, OVERRIDE, text, "remark")
    return _powers(sheet, row + len(derived) + 1)


def _powers(sheet: Sheet, row: int) -> int:
    """Write the powers of nodes that no assumption holds; return the next row."""
    for name, node in own_powers().items():
        sheet.put(row, KEY, name)
        sheet.name(sheet.put(row, ACTIVE, node.p_max_kw), name)
        sheet.put(
            row, OVERRIDE, f"Maximum power of the node {node.node} [kW]: {node.source_id}, {node.locator}", "remark"
        )
        row += 1
    return row


def lever_key(name: str) -> str:
    """Return a lever's name as names of cells begin."""
    return name.replace("-", "_")


def _levers(sheet: Sheet, context: Context, row: int) -> tuple[int, Term]:
    sheet.put(row, KEY, "Efficiency levers: alpha divides the energy of a query", "heading")
    heads = ["Lever", "alpha P5", "alpha P95", "Unit", "mu of ln alpha", "sigma of ln alpha", "Built P5", "Built P95"]
    sheet.header(row + 1, [*heads, "Changed", "Source", "Where in the source", "Meaning"])
    marks = []
    for r, name in enumerate(LEVERS, row + 2):
        lever, ends = tables.levers()[name], context.inputs.levers[name]
        sheet.put(r, KEY, name)
        p5, p95 = (sheet.put(r, c, value, "input") for c, value in zip((ACTIVE, OVERRIDE), ends, strict=True))
        for cell in (p5, p95):
            text = "0.1 to 100; P5 must not exceed P95."
            sheet.allow(cell, title=f"alpha of {name}", low="0.1", high="100", help_text=text)
        sheet.put(r, UNIT, lever.unit)
        mu = sheet.show(r, FIRST_SET, formulas.lognormal_mu(p5, p95))
        sigma = sheet.show(r, FIRST_SET + 1, formulas.lognormal_sigma(p5, p95, context.names.z_p95))
        sheet.name(mu, f"{lever_key(name)}_mu")
        sheet.name(sigma, f"{lever_key(name)}_sigma")
        was5, was95 = (sheet.put(r, BUILT - 1 + i, value, "built", "General") for i, value in enumerate(ends))
        marks.append(sheet.show(r, CHANGED, where(every(p5 == was5, p95 == was95), 0, 1), number="0"))
        for offset, text in enumerate((lever.source_id, lever.locator, lever.what)):
            sheet.put(r, SOURCE + offset, text, "note")
    return row + 2 + len(LEVERS), area(marks)


def _own(sheet: Sheet, context: Context, row: int) -> tuple[int, Term]:
    query, fleet, n = context.inputs.query, context.inputs.fleet, context.names
    sheet.put(row, KEY, "Your own query and fleet", "heading")
    sheet.header(row + 1, ["Input", "Value", "", "Unit", "Note", "", "", "Built value", "Changed", "", "", "Meaning"])
    inputs: list[tuple[str, Value | None, str, tuple[str, str] | None, str]] = [
        ("query_model", query.model, "text", None, "Model that answers your query; Own model uses your rows on Benchmarks"),
        ("query_l_in", query.l_in, "token", ("1", "1000000"), "Length of your prompt"),
        ("query_l_out_median", query.l_out_median, "token", ("1", "200000"), "Median length of the answer to your query"),
        (STATED_MEAN, query.l_out_mean, "token", ("1", "300000"), "Or its mean, as a bill gives it; blank follows the median"),
        ("own_p_max_kw", context.inputs.own_p_max_kw, "kW", ("0.01", "1000"), "Maximum power of the node of your own model"),
        ("fleet_share_tts", fleet.share_tts, "1", ("0", "1"), "Share of test-time scaling queries in your fleet"),
        ("fleet_alpha_lo", fleet.alpha_lo, "1", ("0.1", "100"), "Efficiency factor of your fleet, P5; 1 to 1 is none"),
        ("fleet_alpha_hi", fleet.alpha_hi, "1", ("0.1", "100"), "Efficiency factor of your fleet, P95; not below its P5"),
    ]  # fmt: skip
    marks = []
    lengths = context.columns[TITLE] = Columns()
    for r, (name, value, unit, bounds, text) in enumerate(inputs, row + 2):
        sheet.put(r, KEY, name)
        now = sheet.put(r, ACTIVE, value, "input")
        if name in LENGTHS:
            lengths.add(now)
        sheet.name(now, STATED.get(name, name))
        sheet.put(r, UNIT, unit)
        built = sheet.put(r, BUILT, value, "built", "General")
        same = unchanged(now, built) if name == STATED_MEAN else now == built
        marks.append(sheet.show(r, CHANGED, where(same, 0, 1), number="0"))
        sheet.put(r, SOURCE + 2, text, "note")
        if bounds is None:
            sheet.allow(now, title=name, choices="model_names", help_text="Choose a model of the list.")
        else:
            help_text = f"{text}: {bounds[0]} to {bounds[1]}."
            sheet.allow(now, title=name, low=bounds[0], high=bounds[1], help_text=help_text)
    alpha = n.fleet_alpha_lo, n.fleet_alpha_hi
    stated: Term = formulas.exponential_median(n[STATED_MEAN], ln(Term.of(2)))
    median = where(blank(n[STATED_MEAN]), n.query_l_out_stated, stated)
    derived = {
        "query_position": match(n.query_model, n.model_names),
        "query_l_out_median": median,
        "query_l_out_mean_in_use": exponential_mean(median),
        "fleet_mu": formulas.lognormal_mu(*alpha),
        "fleet_sigma": formulas.lognormal_sigma(*alpha, n.z_p95),
    }
    r = row + 2 + len(inputs)
    for name, term in derived.items():
        sheet.put(r, KEY, f"{name}, in use" if name == "query_l_out_median" else name)
        sheet.name(sheet.show(r, ACTIVE, term), name)
        r += 1
    return r, area(marks)


def length_notes(context: Context, rows: Term, *ends: Term) -> None:
    """Say beside the lengths of the user's own query where they lie far outside those of the chosen model's rows.

    `rows` and `ends` are columns of the fits, by model: the rows used, and the least and the greatest length of each kind.
    """
    n = context.names
    for place, name in enumerate(LENGTHS):
        cell, length = context.columns[TITLE].row(place, ACTIVE), n[name]
        low, high = (index(end, n.query_position) for end in ends[2 * place : 2 * place + 2])
        far = times_outside(low, high, length) > n.far_outside
        text = where(far, joined("Extrapolated: rows have ", low, " to ", high), "")
        note = cell.sheet.show(cell.row, FIRST_SET, where(index(rows, n.query_position) > 1, text, ""), "label")
        cell.sheet.name(note, f"{name}_note")


def table_of_actives() -> str:
    """Return the two columns of key and active value, as calls of the add-in take them."""
    first, last = HEAD_ROW + 1, HEAD_ROW + len(keys())
    return f"{TITLE}!{at(first, KEY, fix='cr')}:{at(last, ACTIVE, fix='cr')}"


def values_of_actives(a: AssumptionSet) -> list[list[Value]]:
    """Return what these two columns hold."""
    return [[key, active(a, key)] for key in keys()]


def exponential_mean(median: Term) -> Term:
    """Return the mean of an exponential length from its median: median/LN(2)."""
    mean: Term = formulas.exponential_mean(median, ln(Term.of(2)))
    return mean
