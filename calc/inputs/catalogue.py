"""Names people type: models with their aliases, the baseline, and the regimes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from numpy.typing import ArrayLike

from calc.inputs.assumptions import AssumptionSet
from calc.inputs.check import FloatArray, fold, positive, unknown
from calc.inputs.tables import models

BASELINE: Final = "Baseline"
UNTRIMMED: Final = "Baseline untrimmed"
REGIMES: Final = ("traditional", "tts")
_BASELINE_ALIASES = {BASELINE: (">200B", "Baseline >200B", "Blend"), UNTRIMMED: ("Untrimmed",)}
REGIME_ALIASES = {"tts": ("test-time scaling", "long"), "traditional": ("ordinary", "standard", "short")}


@lru_cache(maxsize=1)
def _model_index() -> Mapping[str, str]:
    named = {m.model: m.aliases for m in models()} | _BASELINE_ALIASES
    return {fold(alias): name for name, aliases in named.items() for alias in (name, *aliases)}


def model_names() -> tuple[str, ...]:
    """Return the models and the two baselines, in the order of the paper's figures.

    Returns
    -------
    tuple of str
        Their names, as every function takes them.

    Notes
    -----
    Source: models.csv, after oviedo-2025, Figure 1.

    Examples
    --------
    >>> model_names()[-2:]
    ('Baseline', 'Baseline untrimmed')
    """
    return (*(m.model for m in models()), BASELINE, UNTRIMMED)


def model_name(text: object) -> str:
    """Return the model (or baseline) meant; case, spaces and dashes do not count.

    Parameters
    ----------
    text : object
        A name or an alias as typed.

    Returns
    -------
    str
        One of `model_names`.

    Raises
    ------
    ValueError
        If there is no such model; the message names the nearest one.
    """
    found = _model_index().get(fold(text))
    if found is None:
        raise unknown("model", text, model_names())
    return found


def regime_name(text: object) -> str | None:
    """Return the regime meant, or None if the text is not a name of one.

    Parameters
    ----------
    text : object
        A name or an alias as typed.

    Returns
    -------
    str or None
        One of REGIMES.
    """
    named = {fold(a): name for name in REGIMES for a in (name, *REGIME_ALIASES[name])}
    return named.get(fold(text))


def median_l_out(regime: ArrayLike, assumptions: AssumptionSet) -> FloatArray:
    """Return the median output length of a named regime, or of one given as that median.

    Parameters
    ----------
    regime : str or array_like
        ``"traditional"``, ``"tts"``, or the median number of output tokens, above 0 [token].
    assumptions : AssumptionSet
        Holds the medians of the named regimes.

    Returns
    -------
    ndarray
        Median output length [token], of the shape of what was given.

    Raises
    ------
    ValueError
        If a name is not a regime, or a length is not above 0.
    """
    if not isinstance(regime, str):
        return positive("regime", regime, "token (or traditional, tts)")
    name = regime_name(regime)
    if name is not None:
        median: FloatArray = getattr(assumptions, f"l_out_median_{name}")
        return median
    try:
        number = float(regime)
    except ValueError:
        raise unknown("regime", regime, (*REGIMES, "a median number of output tokens")) from None
    return positive("regime", number, "token (or traditional, tts)")
