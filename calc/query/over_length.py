"""The energy of one query where node time has no closed inverse: an integral over the output length.

Given L, ln E is normal about kappa + ln g(L) with standard deviation s. Hence, with v = ln E - kappa,

    P(ln E <= y) = E_L[ Phi(z) ],   z = (v - ln g(L)) / s

Nothing is inverted but to place the panels: Gauss-Legendre panels in ln L end where the integrand bends, which is
at a few z on either side of the least g, at a few lengths by the mean, where throughput meets its cap, and at the
least g. Beyond the outermost z, Phi is 0 or 1. Panels shrink with s, so that the sum stays accurate as s goes to 0;
both tails and the density come from the same nodes.
"""

from __future__ import annotations

from dataclasses import fields
from math import prod

import numpy as np
from scipy.special import ndtr

from calc.inputs.check import FloatArray
from calc.query.node_time import FAR, NodeTime
from calc.query.quadrature import Z_END, gauss

S_LEAST = 1e-10  # stands for a smaller s: no wanted digit changes, and floats still tell nodes apart
Z_EDGES = np.array([-Z_END, -3.5, -1.0, 1.0, 3.5, Z_END])  # where the normal's mass lies
# Where the exponential's mass lies, as L / mean
LN_T_EDGES = np.log([1e-18, 1e-12, 1e-6, 1e-3, 0.05, 0.5, 2.0, 6.0, 16.0, 40.0])
LN_T_MAX = np.log(745.0)  # exp(-746) is 0
NODES = 20  # of each panel; errors of a quantile stay below 1e-9
NEAR = 0.01  # of s: how closely panels end where they should
ROUNDS = 100
AT_ONCE = 128  # energies in one array: with all their nodes they fit the cache of the processor


def tails(
    time: NodeTime, ln_l_min: FloatArray, ln_l_mean: FloatArray, s: FloatArray, v: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the distribution of ln E - kappa at v; all arguments broadcast.

    Parameters
    ----------
    time : NodeTime
        g, the node time by output length.
    ln_l_min, ln_l_mean : ndarray
        ln of the length at which g is least (-FAR where g rises from 0 on) and of the mean length.
    s : ndarray
        Standard deviation of ln E at a given length.
    v : ndarray
        ln E - kappa.

    Returns
    -------
    tuple of ndarray
        P(ln E - kappa <= v), P(ln E - kappa > v) and the density at v [1].
    """
    arguments = (*(getattr(time, f.name) for f in fields(time)), ln_l_min, ln_l_mean, s, v)
    shape = np.broadcast_shapes(*(np.shape(a) for a in arguments))
    columns = [np.broadcast_to(a, shape).reshape(-1, 1) for a in arguments]
    found = np.empty((3, prod(shape)))
    for start in range(0, prod(shape), AT_ONCE):
        *parts, low, mean, spread, at = (a[start : start + AT_ONCE] for a in columns)
        found[:, start : start + AT_ONCE] = _rows(type(time)(*parts), low, mean, np.maximum(spread, S_LEAST), at)
    below, above, density = found.reshape(3, *shape)
    return below, above, density


def _rows(
    g: NodeTime, ln_l_min: FloatArray, ln_l_mean: FloatArray, s: FloatArray, v: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the tails, each of shape (n,), where every argument has shape (n, 1)."""
    edges = _edges(g, ln_l_min, ln_l_mean, s, v)
    widths = np.diff(edges)
    row, panel = np.nonzero(widths)  # the panels of all rows in one line, those without width left out
    start, width = (a[row, panel][:, None] for a in (edges, widths))
    nodes, weights = gauss(NODES)
    ln_l = start + width * nodes
    t = np.exp(ln_l - ln_l_mean[row])
    mass = width * weights * t * np.exp(-t)
    own = type(g)(*(getattr(g, f.name)[row] for f in fields(g)))
    z = (v[row] - own.ln_at(ln_l)) / s[row]
    less = ndtr(-np.abs(z))
    more = 1 - less
    below, above, density = (
        np.asarray(np.bincount(row, np.vecdot(mass, share), len(v)), dtype=np.float64)
        for share in (np.where(z > 0, more, less), np.where(z > 0, less, more), np.exp(-0.5 * z * z))
    )
    t_first, t_last = (np.exp(ln_l - ln_l_mean[:, 0]) for ln_l in (edges[:, 0], edges[:, -1]))
    # Answers shorter than all panels take more energy where g falls at first, and less where it rises.
    shorter, falls = -np.expm1(-t_first), ln_l_min[:, 0] > -FAR
    return (
        below + np.where(falls, 0.0, shorter),
        above + np.where(falls, shorter, 0.0) + np.exp(-t_last),
        density / (np.sqrt(2 * np.pi) * s[:, 0]),
    )


def _edges(g: NodeTime, ln_l_min: FloatArray, ln_l_mean: FloatArray, s: FloatArray, v: FloatArray) -> FloatArray:
    """Return ln L where panels end, in order along the last axis; some fall together."""
    least = g.ln_at(ln_l_min)
    ln_g = np.maximum(v - s * Z_EDGES, least)
    reached, falls = ln_g > least, ln_l_min > -FAR
    left, right = g.bounds(ln_g)
    right = _root(g, ln_g, np.where(reached, right, ln_l_min), NEAR * s)
    ends = [right, ln_l_mean + LN_T_EDGES, g.ln_l_cap, ln_l_min]
    first = right[:, -1:]
    if falls.any():
        left = _root(g, ln_g, np.where(reached & falls, left, ln_l_min), NEAR * s)
        ends.append(left)
        first = np.where(falls, left[:, :1], first)
    last = np.minimum(right[:, :1], ln_l_mean + LN_T_MAX)
    return np.sort(np.clip(np.concatenate(ends, axis=1), np.minimum(first, last), last), axis=1)


def _root(g: NodeTime, ln_g: FloatArray, start: FloatArray, near: FloatArray) -> FloatArray:
    """Return ln L where g is exp(ln_g), by Newton's method from a `start` where g is greater.

    ln g is convex in ln L, so that no step goes too far; where g is not greater at `start`, it stays there.
    """
    ln_l = start
    for _ in range(ROUNDS):
        excess = g.ln_at(ln_l) - ln_g
        far = excess > near
        if not far.any():
            break
        ln_l = ln_l - np.where(far, excess / np.where(far, g.slope(ln_l), 1.0), 0.0)
    return ln_l
