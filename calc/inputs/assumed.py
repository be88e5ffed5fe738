"""What every set of assumptions has, whichever model of node time it is for."""

from __future__ import annotations

from numpy.typing import ArrayLike

from calc.inputs.check import FloatArray
from calc.inputs.distributions import Lognormal


class Assumed:
    """A set of assumptions: its name, its lengths [token], its scale and what turns P5 and P95 into distributions [1].

    Each kind of set says itself what its values are.
    """

    name: str
    l_in: FloatArray
    l_out_median_traditional: FloatArray
    l_out_median_tts: FloatArray
    z_p95: FloatArray
    queries_per_day: FloatArray
    days_per_year: FloatArray

    def factor(self, alpha: Lognormal | tuple[ArrayLike, ArrayLike]) -> Lognormal:
        """Return the efficiency factor given as itself or by its percentiles.

        Parameters
        ----------
        alpha : (lo, hi) or Lognormal
            Its P5 and P95, above 0; (1, 1) is exactly 1.

        Returns
        -------
        Lognormal
            The factor, which divides an energy.

        Raises
        ------
        ValueError
            If it is neither, lo exceeds hi, or one is not above 0.
        """
        if isinstance(alpha, Lognormal):
            return alpha
        try:
            lo, hi = alpha
        except (TypeError, ValueError):
            raise ValueError(f"alpha must be a pair of numbers, its P5 and P95: got {alpha!r}") from None
        return self.alpha(lo, hi)

    def alpha(self, lo: ArrayLike, hi: ArrayLike) -> Lognormal:
        """Return the efficiency factor alpha from its percentiles; (1, 1) is exactly 1.

        Parameters
        ----------
        lo, hi : array_like
            P5 and P95, above 0, lo <= hi.

        Returns
        -------
        Lognormal
            Of the shape that the arguments and `z_p95` broadcast to.

        Raises
        ------
        ValueError
            If lo exceeds hi or one is not above 0.
        """
        return Lognormal.from_p5_p95(lo, hi, "alpha", names=("alpha_lo", "alpha_hi"), z=self.z_p95)
