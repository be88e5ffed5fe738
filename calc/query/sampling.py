"""Monte Carlo of the same model: a check on the exact values, and draws for those who want them.

Every random number comes from the generator passed in; nothing global is touched.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import ndtri

from calc.inputs.check import FloatArray
from calc.inputs.units import KJ_PER_WH
from calc.query.blend import Blend
from calc.query.estimate import Energy
from calc.query.exact import QueryEnergy
from calc.query.served_query import UNIFORMS, ServedEnergy

Method = Literal["pseudo", "sobol"]
DIMENSIONS = 5  # output length, power fraction, PUE, alpha, and which model of a blend
N_MAX = 10_000_000


def _count(n: int) -> int:
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or not 1 <= n <= N_MAX:
        raise ValueError(f"n must be a whole number from 1 to {N_MAX:,}: got {n!r}")
    return int(n)


def uniforms(n: int, rng: np.random.Generator, method: Method = "pseudo", dimensions: int = DIMENSIONS) -> FloatArray:
    """Return points strictly inside the unit cube, pseudo-random or scrambled Sobol.

    Parameters
    ----------
    n : int
        Number of points, 1 to N_MAX.
    rng : numpy.random.Generator
        Source of all randomness.
    method : {"pseudo", "sobol"}
        Independent points, or a scrambled Sobol sequence.
    dimensions : int
        Of the cube.

    Returns
    -------
    ndarray, shape (n, dimensions)
        Output length, power fraction, PUE, alpha, and which model of a blend, each a uniform number in (0, 1).

    Raises
    ------
    ValueError
        If n is not a whole number from 1 to N_MAX, or the method is not known.
    """
    n = _count(n)
    if method == "sobol":
        from scipy.stats import qmc  # heavy, and only needed here

        # Sobol points keep their balance in full powers of two; a prefix of them is returned.
        u = qmc.Sobol(dimensions, rng=rng).random_base2((n - 1).bit_length())[:n]
    elif method == "pseudo":
        u = rng.random((n, dimensions))
    else:
        raise ValueError(f"method must be pseudo or sobol: got {method!r}")
    return np.asarray(np.clip(u, 2.0**-53, 1 - 2.0**-53))


def sample(energy: Energy, n: int, rng: np.random.Generator, method: Method = "pseudo") -> FloatArray:
    """Draw n energies of a query.

    Parameters
    ----------
    energy : QueryEnergy, Blend or ServedEnergy
        A distribution with single (not array) parameters.
    n : int
        Number of draws, 1 to N_MAX.
    rng : numpy.random.Generator
        Source of all randomness.
    method : {"pseudo", "sobol"}
        Independent draws, or a scrambled Sobol sequence.

    Returns
    -------
    ndarray, shape (n,)
        Energies [Wh].

    Raises
    ------
    ValueError
        If the parameters are arrays, or n or method break their rule.
    """
    n = _count(n)
    if isinstance(energy, ServedEnergy):
        return transform(energy, uniforms(n, rng, method, len(UNIFORMS)))
    if isinstance(energy, QueryEnergy):
        return transform(energy, uniforms(n, rng, method))
    kept: list[FloatArray] = []
    while (missing := n - sum(k.size for k in kept)) > 0:
        # Drawn in batches large enough that the trimmed ones rarely leave a second batch to draw.
        batch = min(int(missing / (1 - 2 * energy.trim) * 1.05) + 64, N_MAX)
        kept.append(transform(energy, uniforms(batch, rng, method))[:missing])
    return np.concatenate(kept)


def transform(energy: Energy, u: FloatArray) -> FloatArray:
    """Return the energies at points of the unit cube.

    Parameters
    ----------
    energy : QueryEnergy, Blend or ServedEnergy
        A distribution with single (not array) parameters.
    u : ndarray, shape (n, DIMENSIONS)
        The points, in the order that `uniforms` says; of a ServedEnergy in that of its UNIFORMS.

    Returns
    -------
    ndarray, shape (n,)
        Energies [Wh]; trimming leaves fewer than n.

    Raises
    ------
    ValueError
        If the parameters are arrays.
    """
    if energy.shape:
        raise ValueError(f"energy must have single parameters to be sampled: got shape {energy.shape}")
    if isinstance(energy, ServedEnergy):
        return energy.servings[0].drawn(u)
    return _draw(energy, u) if isinstance(energy, QueryEnergy) else _draw_blend(energy, u)


def _draw(energy: QueryEnergy, u: FloatArray) -> FloatArray:
    l_out = -energy.l_mean * np.log1p(-u[:, 0])
    z = ndtri(u[:, 1:4])
    fraction = energy.power_fraction.from_normal(z[:, 0])
    pue, alpha = energy.pue.from_normal(z[:, 1]), energy.alpha.from_normal(z[:, 2])
    time = np.exp(energy.time.ln_at(np.log(l_out)))
    return np.asarray(pue * energy.p_max_kw * fraction * time / (KJ_PER_WH * alpha))


def _draw_blend(blend: Blend, u: FloatArray) -> FloatArray:
    count = blend.parts.shape[-1]
    which = np.minimum((u[:, 4] * count).astype(int), count - 1)
    whole = np.asarray(_draw(blend.parts.expand(), u))[which, np.arange(len(u))]
    if not blend.trim:
        return np.asarray(whole)
    low, high = (np.exp(end)[which] for end in blend.ends)
    inside = (whole >= low) & (whole <= high)
    return np.asarray(whole[inside] / blend.alpha.from_normal(ndtri(u[inside, 3])))
