"""The quadrature of `calc.query.exact` for node time that is linear in tokens: one panel, inverted exactly.

With T(L) = p + r L + q L^2 and L exponential, P(ln T + s Z <= v) is the integral over z of

    phi(z) P(T(L) <= exp(v - s z))

which is 0 above z_p, where exp(v - s z) = p, and 1 below z_long, where T leaves no longer answer. In between the
integrand is smooth in w, z = z_p - w^2, whether T starts linearly or, for small r, as a square.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from calc.inputs.check import FloatArray
from calc.query.linear_time import LinearTime
from calc.query.quadrature import Z_END, gauss

NODES, WIDE_NODES = 64, 128  # leave rounding in a quantile, for every p, r and q
WIDE = 2.0  # an s above it, up to 8 and more, needs the larger number
T_END = 40.0  # L / mean; exp(-40) is lost beside 1


def tails(
    v: FloatArray, s: FloatArray, time: LinearTime, l_mean: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the distribution of ln T + s Z at v; all arguments broadcast.

    Parameters
    ----------
    v : ndarray
        Where it is asked for [ln s].
    s : ndarray
        Standard deviation of what multiplies T, of its logarithm [1]; above 0.
    time : LinearTime
        T.
    l_mean : ndarray
        Mean of the exponential output length [token].

    Returns
    -------
    tuple of ndarray
        P(ln T + s Z <= v), P(ln T + s Z > v) and the density at v [1].
    """
    prompt, rate, bend = (np.asarray(x)[..., None] for x in (time.prompt, time.rate, time.bend))
    mean, level, spread = (np.asarray(x)[..., None] for x in (l_mean, v, s))
    ln_end = time.ln_at(np.log(T_END * l_mean))[..., None]
    with np.errstate(divide="ignore"):
        first = np.clip((level - np.log(prompt)) / spread, -Z_END, Z_END)
    last = np.clip((level - ln_end) / spread, -Z_END, first)
    nodes, weights = gauss(NODES if np.max(s, initial=0.0) <= WIDE else WIDE_NODES)
    width = np.sqrt(first - last)
    w = width * nodes
    z = first - w * w
    mass = np.exp(-0.5 * z * z) * (2 / np.sqrt(2 * np.pi)) * w * (width * weights)
    seconds = np.exp(np.minimum(level - spread * z, ln_end))
    beyond = np.maximum(seconds - prompt, 0)
    # The form of the root that has no difference, so that it holds for bend = 0 too.
    root = np.sqrt(rate**2 + 4 * bend * beyond)
    minus_t = -2 * beyond / ((rate + root) * mean)
    above = mass * np.exp(minus_t)
    return (
        ndtr(last[..., 0]) - np.vecdot(mass, np.expm1(minus_t)),
        ndtr(-first[..., 0]) + np.add.reduce(above, axis=-1),
        np.vecdot(above, seconds / (mean * root)),
    )
