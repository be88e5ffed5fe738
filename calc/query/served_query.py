"""The energy of a query to a service, with everything that is uncertain about it.

    E [Wh] = PUE x P_max x power fraction x T(L_out; L_in, n) x software / 3.6 / alpha

T is the node time of `calc.query.who_serves` with n requests at once, L_out an exponential length whose mean is itself
uncertain where nobody measured it, and `software` how far server and fit are off. Which service answers is one of
several with weights. PUE, power fraction and n stay within their bounds (`calc.inputs.variable`), so that their
product has no closed distribution: `calc.query.lognormal_mixture` integrates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.special import ndtri

from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal
from calc.inputs.serving_assumptions import ServingSet
from calc.inputs.units import KJ_PER_WH
from calc.inputs.variable import Variable
from calc.query import formulas
from calc.query.distribution import Distribution
from calc.query.linear_time import LinearTime
from calc.query.lognormal_mixture import FINENESS, Lattice, Mixture, lattice, mixture
from calc.query.who_serves import Service

UNIFORMS: Final = ("l_out", "service", "fit", "software", "batch", "length", "power_fraction", "pue", "alpha")
"""What one random number each decides, when energies are drawn."""
KEPT = 64  # distributions of one call that are kept for the next question
Z_REACH = 6.5  # beyond it the standard normal holds 8e-11
Z_STEP = 0.5
FINE_ENOUGH = 1.2  # steps in a sigma of the lognormal part: equidistant sums then err by about exp(-2 pi^2 1.2^2)
LN_T_ENDS = (-28.0, 3.8)  # of length / mean: below and above it the exponential holds 1e-12


def normal_nodes(variable: Variable, sigma: float) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights that integrate over the normal variable of an input.

    Parameters
    ----------
    variable : Variable
        What is integrated over; without a range one node stands for all.
    sigma : float
        Standard deviation of the lognormal part that smooths the integrand [1].

    Returns
    -------
    z, weights : ndarray, shape (n,)
        Equidistant: for smooth functions nothing converges faster.
    """
    if not variable.varies:
        return np.zeros(1), np.ones(1)
    step = min(Z_STEP, sigma / (FINE_ENOUGH * float(np.max(variable.sigma))))
    half = np.arange(step, Z_REACH + step, step)
    z = np.concatenate([-half[::-1], [0.0], half])
    weights = np.exp(-0.5 * z * z)
    return z, weights / weights.sum()


def exponential_lattice(step: float) -> Lattice:
    """Return the distribution of ln of an exponential variable of mean 1.

    Parameters
    ----------
    step : float
        Of the lattice, well below 1 [1].

    Returns
    -------
    Lattice
        An equidistant sum, exact as its step is short beside 1.
    """
    first = round(LN_T_ENDS[0] / step)
    ln_t = step * np.arange(first, round(LN_T_ENDS[1] / step) + 1)
    weights = np.exp(ln_t - np.exp(ln_t))
    return Lattice(float(ln_t[0]), step, weights / weights.sum())


@dataclass(frozen=True)
class Serving:
    """What a query of single numbers is served by, and under which assumptions.

    Attributes
    ----------
    services : tuple of Service
        Which may answer, with weights that sum to 1.
    a : ServingSet
        Single numbers.
    l_mean : float
        Mean output length [token].
    length : Variable
        Factor on it.
    alpha : Lognormal
        Efficiency factor.
    """

    services: tuple[Service, ...]
    a: ServingSet
    l_mean: float
    length: Variable
    alpha: Lognormal

    def fraction(self, service: Service) -> Variable:
        """Return the share of its maximum power that a service draws.

        Parameters
        ----------
        service : Service
            Dense models and mixtures of experts draw different shares.

        Returns
        -------
        Variable
            The share [1].
        """
        return self.a.variables["power_fraction_moe" if service.model.mixture else "power_fraction"]

    def sigma(self, service: Service) -> float:
        """Return the standard deviation of ln E of what is lognormal.

        Parameters
        ----------
        service : Service
            Its fit has an error of its own.

        Returns
        -------
        float
            Of software, fit and alpha together [1].
        """
        parts = float(self.a.variables["software"].sigma), service.fit_sigma, float(self.alpha.sigma)
        return float(np.sqrt(sum(part**2 for part in parts)))

    def ln_scale(self, service: Service) -> float:
        """Return ln of what multiplies node time, power fraction and PUE.

        Parameters
        ----------
        service : Service
            Its power is one part.

        Returns
        -------
        float
            [ln Wh/s].
        """
        shift = float(self.a.variables["software"].mu) - float(self.alpha.mu)
        return float(np.log(service.p_max_kw / KJ_PER_WH)) + shift

    def mean_seconds(self, service: Service, batch: FloatArray, length: FloatArray) -> FloatArray:
        """Return the mean node time over the lengths of answers, at full software speed.

        Parameters
        ----------
        service : Service
            What answers.
        batch, length : ndarray
            Requests at once, and the factor on the mean length [1]; they broadcast.

        Returns
        -------
        ndarray
            [s].
        """
        return self._time(service, batch).mean(self.l_mean * length)

    def seconds(self, service: Service, batch: FloatArray, l_out: FloatArray) -> FloatArray:
        """Return the node time of answers of given lengths, at full software speed.

        Parameters
        ----------
        service : Service
            What answers.
        batch, l_out : ndarray
            Requests at once [1] and output tokens [token]; they broadcast.

        Returns
        -------
        ndarray
            [s].
        """
        return np.exp(self._time(service, batch).ln_at(np.log(l_out)))

    def _time(self, service: Service, batch: FloatArray) -> LinearTime:
        cached = self.a.cached_share * self.a.l_in
        return service.time(self.a.l_in, cached, batch)

    def lattice_of_query(self, service: Service) -> Lattice:
        """Return the distribution of ln E of one query but for what is lognormal.

        Parameters
        ----------
        service : Service
            What answers.

        Returns
        -------
        Lattice
            [ln Wh].
        """
        step = self.sigma(service) / FINENESS
        ln_seconds, weights = self.ln_seconds(service)
        return lattice(ln_seconds + self.ln_scale(service), weights, step).plus(self.site(service, step))

    def ln_seconds(self, service: Service) -> tuple[FloatArray, FloatArray]:
        """Return nodes and weights of ln node time, over requests at once, usual length and length of an answer.

        Parameters
        ----------
        service : Service
            What answers.

        Returns
        -------
        ln_seconds, weights : ndarray
            [ln s] and [1], of one shape.
        """
        batch, sigma = self.a.variables["batch"], self.sigma(service)
        zb, wb = normal_nodes(batch, sigma)
        if self.length.varies:
            zl, wl = normal_nodes(self.length, sigma)
            ln_factor = lattice(np.log(self.length.at(zl)), wl, sigma / FINENESS)
            ln_length = exponential_lattice(sigma / FINENESS).plus(ln_factor)
        else:  # nothing to be added on a lattice: a plain equidistant sum needs fewer points
            alone = exponential_lattice(min(Z_STEP, sigma) / 2)
            ln_length = alone._replace(start=alone.start + float(np.log(self.length.at(0.0))))
        l_out = self.l_mean * np.exp(ln_length.points)
        return np.log(self.seconds(service, batch.at(zb)[:, None], l_out)), wb[:, None] * ln_length.weights

    def site(self, service: Service, step: float) -> Lattice:
        """Return the distribution of ln(power fraction x PUE).

        Parameters
        ----------
        service : Service
            What answers.
        step : float
            Of the lattice.

        Returns
        -------
        Lattice
            [ln 1].
        """
        fraction, pue = self.fraction(service), self.a.variables["pue"]
        (zf, wf), (zp, wp) = (normal_nodes(x, self.sigma(service)) for x in (fraction, pue))
        return lattice(np.log(fraction.at(zf)), wf, step).plus(lattice(np.log(pue.at(zp)), wp, step))

    def distribution(self) -> Mixture:
        """Return the energy of one query.

        Returns
        -------
        Mixture
            Of shape () [Wh].
        """
        return mixture([(one.weight, self.lattice_of_query(one), self.sigma(one)) for one in self.services])

    def wh(self, values: Mapping[str, FloatArray], service: Service, seconds: FloatArray) -> FloatArray:
        """Return energies at values of the uncertain inputs.

        Parameters
        ----------
        values : mapping of str to ndarray
            software, fit, power_fraction, pue and alpha [1].
        service : Service
            What answers.
        seconds : ndarray
            Node time at full software speed [s].

        Returns
        -------
        ndarray
            [Wh].
        """
        slowed = seconds * values["software"] * values["fit"] / values["alpha"]
        fraction, pue = values["power_fraction"], values["pue"]
        return np.asarray(formulas.served_wh(service.p_max_kw, fraction, pue, slowed, KJ_PER_WH))

    def drawn(self, u: FloatArray) -> FloatArray:
        """Return the energies at points of the unit cube: a way to the same distribution that shares no integral.

        Parameters
        ----------
        u : ndarray, shape (n, 9)
            Uniform numbers in (0, 1), in the order of UNIFORMS.

        Returns
        -------
        ndarray, shape (n,)
            Energies [Wh].
        """
        column = dict(zip(UNIFORMS, np.asarray(u, dtype=np.float64).T, strict=True))
        z = {name: ndtri(value) for name, value in column.items()}
        which = np.searchsorted(np.cumsum([one.weight for one in self.services])[:-1], column["service"], side="right")
        shared = {name: self.a.variables[name].at(z[name]) for name in ("software", "batch", "pue")}
        shared["alpha"] = self.alpha.from_normal(z["alpha"])
        l_out = -self.l_mean * self.length.at(z["length"]) * np.log1p(-column["l_out"])
        found = np.empty(len(u))
        for k, service in enumerate(self.services):
            on = which == k
            values = {name: value[on] if np.ndim(value) else value for name, value in shared.items()}
            values["fit"] = np.exp(service.fit_sigma * z["fit"][on])
            values["power_fraction"] = self.fraction(service).at(z["power_fraction"][on])
            found[on] = self.wh(values, service, self.seconds(service, values["batch"], l_out[on]))
        return found


@dataclass(frozen=True)
class ServedEnergy(Distribution):
    """The energy of one query [Wh] to a service.

    Attributes
    ----------
    servings : tuple of Serving
        What each element is served by, in order.
    dimensions : tuple of int
        The shape of the elements.
    """

    servings: tuple[Serving, ...]
    dimensions: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of the parameters."""
        return self.dimensions

    @cached_property
    def _kept(self) -> tuple[Mixture, ...] | None:
        """The distributions, where they are few enough to be kept: thousands of them would fill the memory."""
        return tuple(one.distribution() for one in self.servings) if len(self.servings) <= KEPT else None

    def _mixtures(self) -> Iterator[Mixture]:
        return iter(self._kept) if self._kept is not None else (one.distribution() for one in self.servings)

    def tails(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return both tails and the density of ln E, without checks.

        Parameters
        ----------
        y : ndarray
            ln E [ln Wh], broadcast against the parameters.

        Returns
        -------
        below, above, density : ndarray
            P(ln E <= y), P(ln E > y) and dP/dy, each of the shape of `y`.
        """
        columns = self._columns(y)
        found = np.stack([np.stack(one.tails(columns[:, i])) for i, one in enumerate(self._mixtures())], axis=-1)
        below, above, density = found.reshape(3, *y.shape)
        return below, above, density

    def ln_quantile(self, q: FloatArray) -> FloatArray:
        """Return ln of the quantiles, without checks.

        Parameters
        ----------
        q : ndarray
            Probabilities in (0, 1), broadcast against the parameters.

        Returns
        -------
        ndarray
            ln E [ln Wh], of the shape of `q`.
        """
        columns = self._columns(q)
        found = [one.ln_quantile(columns[:, i]) for i, one in enumerate(self._mixtures())]
        return np.stack(found, axis=-1).reshape(q.shape)

    def mean(self) -> FloatArray:
        """Return the expected energy.

        Returns
        -------
        ndarray
            E[E] [Wh], of the shape of the parameters.
        """
        return np.reshape([float(one.mean()) for one in self._mixtures()], self.dimensions)

    def _columns(self, value: FloatArray) -> FloatArray:
        """Return values with one column for each element."""
        return np.reshape(value, (-1, len(self.servings)))
