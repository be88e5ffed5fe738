"""The energy of an AI query, as a distribution: throughput, one query, a blend of models, a fleet.

Start at `calc.query.estimate.energy` (one query) and `calc.fleets.daily_total.fleet` (many). Symbols are the
paper's: TPS, PUE, L_in, L_out, alpha, beta; `mu` and `sigma` are always of ln X; `q` is a probability; energies are in
Wh unless the name says otherwise.
"""
