"""What there is to ask for: models, blends of models and regimes, by the names people type; and what a name stands for.

Models, their nodes, blends and aliases are rows of data/. Nothing heavy is imported, as a host shows the names before
anything is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from calc.inputs.names import Names
from calc.inputs.rows import Model, Node
from calc.inputs.tables import aliases, blend_members, model_facts, models, nodes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from calc.inputs.assumed import Assumed
    from calc.inputs.check import FloatArray

BASELINE: Final = "Baseline"  # the paper's blend, and what serves the queries of a fleet unless said otherwise
UNTRIMMED: Final = f"{BASELINE} untrimmed"
REGIMES: Final = ("traditional", "tts")
MEAN: Final = "mean"  # before a number: the length is a mean, as a bill gives it, not a median
LENGTH: Final = "token (or traditional, tts)"


@lru_cache(maxsize=1)
def _models() -> Mapping[str, Model]:
    return MappingProxyType({m.model: m for m in models()})


@lru_cache(maxsize=1)
def blends() -> Mapping[str, tuple[Model, ...]]:
    """Return the models of each blend, every one of them as likely as the others.

    Returns
    -------
    mapping of str to tuple of Model
        By the blend's name, trimmed, in the order of data/blends.csv.

    Raises
    ------
    ValueError
        If a model is not known or stands twice in a blend, or its weight is not that of the blend's other models.
    """
    found: dict[str, dict[str, float]] = {}
    for row in blend_members():
        weights = found.setdefault(row.blend, {})
        if row.model not in _models():
            raise ValueError(f"model of blend {row.blend} must be a row of models.csv: got {row.model!r}")
        if row.model in weights:
            raise ValueError(f"model must stand once in blend {row.blend}: got {row.model!r} twice")
        if not 0 < row.weight == next(iter(weights.values()), row.weight):
            raise ValueError(f"weight must be above 0 and the same for all models of a blend: got {row.weight:g}")
        weights[row.model] = row.weight
    return MappingProxyType({blend: tuple(_models()[name] for name in weights) for blend, weights in found.items()})


def _untrimmed(blend: str) -> str:
    return f"{blend} untrimmed"


@lru_cache(maxsize=1)
def _untrimmed_blends() -> Mapping[str, str]:
    """Return the blend that each name of an untrimmed one is of."""
    return MappingProxyType({_untrimmed(blend): blend for blend in blends()})


def is_trimmed(name: str) -> bool:
    """Say whether a name is of a blend that is trimmed, as the paper publishes its baseline.

    Parameters
    ----------
    name : str
        One of `model_names`.

    Returns
    -------
    bool
        False for a single model and for an untrimmed blend.
    """
    return name in blends()


def is_blend(name: str) -> bool:
    """Say whether a name is of a blend, trimmed or not.

    Parameters
    ----------
    name : str
        One of `model_names`.

    Returns
    -------
    bool
        False for a single model.
    """
    return is_trimmed(name) or name in _untrimmed_blends()


def counted(name: str) -> str:
    """Return the name whose mean may be multiplied by queries.

    Parameters
    ----------
    name : str
        One of `model_names`.

    Returns
    -------
    str
        The untrimmed one of a trimmed blend, and any other name itself.
    """
    return _untrimmed(name) if is_trimmed(name) else name


def members(name: str) -> tuple[Model, ...]:
    """Return the models behind a name.

    Parameters
    ----------
    name : str
        One of `model_names`.

    Returns
    -------
    tuple of Model
        Those of a blend, or the one.
    """
    blend = _untrimmed_blends().get(name, name)
    return blends()[blend] if blend in blends() else (_models()[name],)


def node_of(model: str) -> Node:
    """Return the node that serves a model.

    Parameters
    ----------
    model : str
        One of `single_models`.

    Returns
    -------
    Node
        Its row of data/nodes.csv.

    Raises
    ------
    ValueError
        If the model's row names a node that is not known.
    """
    name = _models()[model].node
    if name not in nodes():
        raise ValueError(f"node of {model} must be a row of nodes.csv: got {name!r}")
    return nodes()[name]


def parameters(model: str, which: str) -> float:
    """Return the number of parameters of a model.

    Parameters
    ----------
    model : str
        One of `single_models`.
    which : {"total_parameters", "active_parameters"}
        All of them, or those that one token takes.

    Returns
    -------
    float
        Parameters [1e9 parameter].

    Raises
    ------
    ValueError
        If data/model_facts.csv has no such row.
    """
    for fact in model_facts():
        if (fact.subject, fact.key) == (model, which):
            return fact.number
    raise ValueError(f"model_facts.csv must hold {which} of {model}")


def single_models() -> tuple[str, ...]:
    """Return the models, in the order of the paper's figures.

    Returns
    -------
    tuple of str
        Names of data/models.csv.
    """
    return tuple(_models())


def model_names() -> tuple[str, ...]:
    """Return the models and the blends, trimmed and untrimmed, in the order of the paper's figures.

    Returns
    -------
    tuple of str
        Their names, as every function takes them.

    Notes
    -----
    Source: models.csv and blends.csv, after oviedo-2025, Figure 1.

    Examples
    --------
    >>> model_names()[-2:]
    ('Baseline', 'Baseline untrimmed')
    """
    return (*single_models(), *(name for blend in blends() for name in (blend, _untrimmed(blend))))


@lru_cache(maxsize=1)
def _names() -> Names:
    others = {**aliases("blend"), **{name: model.aliases for name, model in _models().items()}}
    return Names("model", [(name, others.get(name, ())) for name in model_names()])


def model_name(text: object) -> str:
    """Return the model (or blend) meant; case, spaces and dashes do not count.

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
    return _names().find(text)


def is_model(text: object) -> bool:
    """Say whether a text names a model or a blend of the paper's sets.

    Parameters
    ----------
    text : object
        A name or an alias as typed.

    Returns
    -------
    bool
        False for models of current hardware alone.
    """
    return _names().get(text) is not None


@lru_cache(maxsize=1)
def regime_names() -> Names:
    """Return the names of the regimes; messages offer a length too.

    Returns
    -------
    Names
        Those of REGIMES, with their aliases of data/aliases.csv.
    """
    others = aliases("regime")
    offered = (*REGIMES, "a median number of output tokens", f"{MEAN} and a number")
    return Names("regime", [(name, others.get(name, ())) for name in REGIMES], offered=offered)


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
    return regime_names().get(text)


def median_l_out(regime: ArrayLike, assumptions: Assumed) -> FloatArray:
    """Return the median output length of a named regime, or of one given as that median.

    Parameters
    ----------
    regime : str or array_like
        ``"traditional"``, ``"tts"``, the median number of output tokens, above 0 [token], or ``"mean 350"``.
    assumptions : Assumed
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
    from calc.inputs.check import positive  # brings numpy, which those who ask for names alone need not wait for

    if not isinstance(regime, str):
        return positive("regime", regime, LENGTH)
    name = regime_name(regime)
    if name is not None:
        median: FloatArray = getattr(assumptions, f"l_out_median_{name}")
        return median
    stated = median_of_mean(regime)
    try:
        number = float(regime) if stated is None else stated
    except ValueError:
        raise regime_names().unknown(regime) from None
    return positive("regime", number, LENGTH)


def median_of_mean(text: str) -> float | None:
    """Return the median length of answers of which a text states the mean, as a bill gives it.

    Parameters
    ----------
    text : str
        ``"mean 350"``, the number in output tokens.

    Returns
    -------
    float or None
        The median of an exponential length with that mean [token]; None if the text is no such thing.

    Raises
    ------
    ValueError
        If the number is not above 0.

    Examples
    --------
    >>> round(median_of_mean("mean 350"), 2), median_of_mean("tts")
    (242.6, None)
    """
    first, _, number = text.strip().partition(" ")
    try:
        mean = float(number) if first.casefold() == MEAN else None
    except ValueError:
        return None
    if mean is None:
        return None
    from calc.inputs.check import positive
    from calc.inputs.formulas import exponential_median

    return float(exponential_median(positive("regime", mean, LENGTH)))
