"""The energy of usage that was counted: sums of tokens in, kWh and what follows from them out, with intervals.

Node time is linear in tokens, so that a year of calls needs sums alone (`counted_tokens`). What nobody knows, which
model and node answered, how full and how fast it was, power, PUE, is the same for all calls of a model, a site or a
method: it is drawn once for the whole of the usage (`shared_draws`), and energies of different models are added draw
by draw (`unit_energy`, `ledger_energy`). Which model stands for a name that was billed is `matching`'s to say.
"""
