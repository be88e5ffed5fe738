"""The closed formulas of a query's energy, each stated once: on arrays here, on cells in the workbook.

Pure lines of operators and NumPy's functions: no checks, no conversions. With L output tokens, `extra` prompt tokens
counted, and power coupled to throughput as a + d TPS (a = 1, d = 0 where it is not):

    TPS = min(cap, A L^b),   g = (L + extra) (a / TPS + d),   E = k PUE fraction g,   k = P_max / 3.6

Its mean over exponential L with mean m has a piece below the length at which TPS meets its cap and one above: with the
regularised incomplete gamma function P and t = L_cap / m, the part of E[L^k] below is m^k Gamma(k+1) P(k+1, t).
"""

from __future__ import annotations

import numpy as np

from calc.inputs.quantity import Quantity


def scale_of_tps(b0: Quantity, b_in: Quantity, l_in: Quantity) -> Quantity:
    """Return A of TPS = A L^b_out [token/s] at a prompt of l_in tokens: exp(b0 + b_in ln L_in)."""
    return np.exp(b0 + b_in * np.log(l_in))


def log_linear_tps(b0: Quantity, b_in: Quantity, b_out: Quantity, l_in: Quantity, l_out: Quantity) -> Quantity:
    """Return the throughput of the log-linear fit without its cap [token/s]."""
    return np.exp(b0 + b_in * np.log(l_in) + b_out * np.log(l_out))


def capped_tps(cap: Quantity, scale: Quantity, l_out: Quantity, b: Quantity) -> Quantity:
    """Return the throughput of a saturated node [token/s]: min(cap, A L_out^b)."""
    return np.minimum(cap, scale * l_out**b)


def query_wh(
    k: Quantity, factor: Quantity, l_out: Quantity, extra: Quantity, a: Quantity, tps: Quantity, d: Quantity
) -> Quantity:
    """Return the energy of a query [Wh]: k [kWh/s x 1000], power fraction x PUE, and the node time it takes."""
    return k * factor * (l_out + extra) * (a / tps + d)


def mean_busy_piece(lead: Quantity, gamma: Quantity, powered: Quantity, rate: Quantity, capped: Quantity) -> Quantity:
    """Return a piece of the mean node time without any floor [s/token]."""
    return lead * gamma * powered + rate * capped


def mean_piece(
    lead: Quantity,
    gamma: Quantity,
    powered: Quantity,
    rate: Quantity,
    capped: Quantity,
    floor: Quantity,
    below: Quantity,
) -> Quantity:
    """Return E[L^k r(L)] / m^k [s/token]: r is lead (L/m)^-b + floor on the power piece, `rate` where TPS is capped.

    `powered` and `capped` are the gamma variable's mass on the pieces, `below` its mass where the floor counts.
    """
    return mean_busy_piece(lead, gamma, powered, rate, capped) + floor * below


def mean_node_time(m: Quantity, outputs: Quantity, extra: Quantity, prompt: Quantity) -> Quantity:
    """Return E[g] [s] from its two pieces: of the output tokens, mean m, and of `extra` prompt tokens."""
    return m * outputs + extra * prompt
