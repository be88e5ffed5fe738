"""Node time that is linear in tokens, as a function of output length: the second form of `calc.query.node_time`.

With the coefficients a, b, c of `calc.query.linear_fit` and a prompt of L_in tokens, some of them cached,

    T(L) = p + r L + q L^2,   p = a (L_in - cached),   r = b + c L_in,   q = c / 2

Cached tokens are not read again, but are still attended to. T rises from p on and is quadratic, so its inverse and
its mean are closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray, not_negative, require, shapes
from calc.query import formulas
from calc.query.node_time import FAR


@dataclass(frozen=True, slots=True)
class LinearTime:
    """The function T; every attribute is an array, and all of them broadcast together.

    Attributes
    ----------
    prompt : ndarray
        p, what the prompt takes [s].
    rate : ndarray
        r, what an answer token takes, above 0 [s/token].
    bend : ndarray
        q, what answer tokens take for attending to each other [s/token^2].
    """

    prompt: FloatArray
    rate: FloatArray
    bend: FloatArray

    @property
    def ln_l_cap(self) -> FloatArray:
        """Natural logarithm of the length at the only corner of T: -FAR, which stands for no answer at all."""
        return np.full(np.broadcast_shapes(*map(np.shape, (self.prompt, self.rate, self.bend))), -FAR)

    def ln_at(self, ln_l: FloatArray) -> FloatArray:
        """Return the node time at a length.

        Parameters
        ----------
        ln_l : ndarray
            ln of the output length [ln token]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            ln T [ln s].
        """
        length = np.exp(ln_l)
        return np.asarray(np.log(formulas.linear_seconds(self.prompt, self.rate, self.bend, length)))

    def mean(self, l_mean: FloatArray) -> FloatArray:
        """Return the mean node time of exponential answers, in closed form.

        Parameters
        ----------
        l_mean : ndarray
            Mean output length [token]; broadcasts with the attributes.

        Returns
        -------
        ndarray
            E[T(L)] [s], since E[L^2] is twice the square of the mean.
        """
        return np.asarray(formulas.mean_linear_seconds(self.prompt, self.rate, self.bend, l_mean))


def linear_node_time(
    *, a: ArrayLike, b: ArrayLike, c: ArrayLike, l_in: ArrayLike, cached: ArrayLike = 0.0
) -> LinearTime:
    """Build T from the coefficients of a fit; all arguments broadcast.

    Parameters
    ----------
    a, b : array_like
        Node time of a prompt token that is read and of an answer token [s/token].
    c : array_like
        Node time of an answer token for each token of its context [s/token^2].
    l_in : array_like
        Prompt tokens of every query, cached ones included [token].
    cached : array_like
        Prompt tokens that need not be read again [token].

    Returns
    -------
    LinearTime
        T [s], of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If a coefficient or a length is below 0, more is cached than there is, an answer token takes no time
        (b + c l_in = 0), or shapes do not broadcast.
    """
    reading, writing = not_negative("a", a, "s/token"), not_negative("b", b, "s/token")
    attending = not_negative("c", c, "s/token^2")
    prompt, kept = not_negative("l_in", l_in, "token"), not_negative("cached", cached, "token")
    shapes(a=reading, b=writing, c=attending, l_in=prompt, cached=kept)
    require(kept <= prompt, "cached", "must not exceed l_in, token", kept)
    rate = np.asarray(writing + attending * prompt)
    require(rate > 0, "b", "must be above 0 where c l_in is 0, s/token", writing)
    return LinearTime(np.asarray(reading * (prompt - kept)), rate, attending / 2)
