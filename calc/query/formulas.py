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
    """Return A of TPS = A L^b_out [token/s], after a prompt of l_in tokens [token].

    exp(b0 + b_in ln l_in)
    """
    return np.exp(b0 + b_in * np.log(l_in))


def log_linear_tps(b0: Quantity, b_in: Quantity, b_out: Quantity, l_in: Quantity, l_out: Quantity) -> Quantity:
    """Return the throughput of the log-linear fit without its cap [token/s], by input and output length [token].

    exp(b0 + b_in ln l_in + b_out ln l_out)
    """
    return np.exp(b0 + b_in * np.log(l_in) + b_out * np.log(l_out))


def times_outside(low: Quantity, high: Quantity, length: Quantity) -> Quantity:
    """Return by what factor a length lies outside the benchmarked ones [1]; at most 1 within, all lengths in [token].

    max(low / length, length / high)
    """
    return np.maximum(low / length, length / high)


def capped_tps(cap: Quantity, scale: Quantity, l_out: Quantity, b: Quantity) -> Quantity:
    """Return the throughput of a saturated node [token/s], by output length [token].

    min(cap, scale l_out^b), with cap and scale, which is A, in [token/s]
    """
    return np.minimum(cap, scale * l_out**b)


def query_wh(
    k: Quantity, factor: Quantity, l_out: Quantity, extra: Quantity, a: Quantity, tps: Quantity, d: Quantity
) -> Quantity:
    """Return the energy of a query [Wh], from its node time [s] and the maximum power of the node, k [Wh/s].

    k factor (l_out + extra) (a / tps + d), with factor = PUE x power fraction [1], lengths [token], tps [token/s] and
    d [s/token]
    """
    return k * factor * (l_out + extra) * (a / tps + d)


def mean_busy_piece(lead: Quantity, gamma: Quantity, powered: Quantity, rate: Quantity, capped: Quantity) -> Quantity:
    """Return a piece of the mean node time without any floor [s/token]; `mean_piece` says what stands in it.

    lead gamma powered + rate capped
    """
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

    lead gamma powered + rate capped + floor below, with lead, rate and floor [s/token], gamma the function's value
    Gamma(k+1-b), and of the gamma variable's mass [1] powered and capped on the pieces, below where the floor counts
    """
    return mean_busy_piece(lead, gamma, powered, rate, capped) + floor * below


def mean_node_time(m: Quantity, outputs: Quantity, extra: Quantity, prompt: Quantity) -> Quantity:
    """Return E[g] [s] of two pieces [s/token]: of the output tokens, mean m, and of the prompt tokens counted [token].

    m outputs + extra prompt
    """
    return m * outputs + extra * prompt


def share_of_weights(active: Quantity, batch: Quantity) -> Quantity:
    """Return the share of a model's weights that the requests of a step need [1], from the share that one token takes.

    1 - (1 - active)^batch, with batch the requests answered at once
    """
    return 1 - (1 - active) ** batch


def seconds_to_read(terabytes: Quantity, terabytes_per_s: Quantity, slowness: Quantity) -> Quantity:
    """Return the time to read weights from memory [s], `slowness` times that at its full rate.

    slowness terabytes / terabytes_per_s
    """
    return slowness * terabytes / terabytes_per_s


def linear_seconds(prompt: Quantity, rate: Quantity, bend: Quantity, l_out: Quantity) -> Quantity:
    """Return the node time of a request [s], from that of its prompt [s] and of its answer tokens [s/token, s/token^2].

    prompt + l_out (rate + bend l_out)
    """
    return prompt + l_out * (rate + bend * l_out)


def mean_linear_seconds(prompt: Quantity, rate: Quantity, bend: Quantity, mean: Quantity) -> Quantity:
    """Return the mean node time [s] of answers of exponential length with this mean [token].

    prompt + mean (rate + 2 bend mean), since E[L^2] is twice the square of the mean
    """
    return prompt + mean * (rate + 2 * bend * mean)


def served_wh(
    p_max_kw: Quantity, fraction: Quantity, pue: Quantity, seconds: Quantity, kj_per_wh: Quantity
) -> Quantity:
    """Return the energy of a request [Wh], from the node time that it takes [s].

    p_max_kw fraction pue seconds / kj_per_wh
    """
    return p_max_kw * fraction * pue * seconds / kj_per_wh


def kept_ready(fraction: Quantity, idle: Quantity, served: Quantity) -> Quantity:
    """Return the power of nodes over P_max for the time that they answer, waiting included [1].

    fraction + idle (1 - served) / served, with the shares of P_max drawn at work and idle, and of time that answers
    """
    return fraction + idle * (1 - served) / served
