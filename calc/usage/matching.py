"""Which model or class stands for a name that an export or a bill has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.inputs.names import Names, UnknownNameError
from calc.inputs.tables import model_classes
from calc.query.stand_ins import not_text, stand_in
from calc.query.who_serves import ON, is_service, service_name, service_names

OPEN_MODEL = 2  # data quality of a model by its own table
OWN = "as named"


@dataclass(frozen=True)
class Match:
    """What stands for a name.

    Attributes
    ----------
    key : str
        Usage under one key shares what nobody knows of who answered: a maker's class, or a model.
    name : str
        The model, class, or either on a node, as `calc.query.who_serves.services` takes it.
    quality : int
        Data quality, 1 to 5 [1].
    rule : str
        The pattern of data/served_models.csv that fitted, or that it was named itself.
    reason : str
        Why it stands for it.
    """

    key: str
    name: str
    quality: int
    rule: str
    reason: str


def match_of(text: str) -> Match | None:
    """Return what stands for a name.

    Parameters
    ----------
    text : str
        As an export, a bill or a person has it.

    Returns
    -------
    Match or None
        None where nothing does: the tokens then stay visible, without energy.

    Examples
    --------
    >>> match_of("gpt-4o-2024-08-06").key
    'OpenAI frontier'
    """
    if is_service(text):
        name = service_name(text)
        known = model_classes().get(name.partition(ON)[0])
        return Match(name, name, known.quality if known else OPEN_MODEL, OWN, known.reason if known else "The model.")
    found = stand_in(text.partition(ON)[0])
    if found is None:
        return None
    name = service_name(text)
    maker = f"{found.provider} " if found.stands_for in model_classes() else ""
    return Match(f"{maker}{name}", name, found.quality, found.pattern, found.reason)


def billed_match(text: str) -> Match | None:
    """Return what stands for a name as a file has it, in which "on" may name anything.

    Parameters
    ----------
    text : str
        As an export or a bill has it.

    Returns
    -------
    Match or None
        As `match_of`; where what follows "on" is no node, that of the name before it.

    Examples
    --------
    >>> billed_match("gpt-4o on Azure").key
    'OpenAI frontier'
    """
    try:
        return match_of(text)
    except ValueError:
        return match_of(text.partition(ON)[0])


def known_match(text: str) -> Match:
    """Return what stands for a name, which something must.

    Parameters
    ----------
    text : str
        As for `match_of`.

    Returns
    -------
    Match
        The same.

    Raises
    ------
    ValueError
        If nothing does: the message offers the nearest model and the classes, or says that the model writes no text.

    Examples
    --------
    >>> known_match("gpt-4o-mini").name
    'mid'
    """
    found = match_of(text)
    if found is None:
        other = not_text(text)
        if other is not None:
            raise UnknownNameError(f"model must write text: got {text!r}, which is for {other}")
        raise UnknownNameError(f"model is not known: got {text!r}; choose one of {', '.join(offered_for(text))}")
    return found


@dataclass(frozen=True)
class KeptApart:
    """The models of rows of usage, in the order in which they are drawn.

    Attributes
    ----------
    keys : tuple of str
        The keys of the rows' matches, each once.
    names : tuple of str
        What each is, as `calc.usage.ledger_energy.usage_energy` takes it.
    k : ndarray of int, shape (rows,)
        The place of each row's key [1].
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    k: NDArray[np.int_]


def kept_apart(matches: Sequence[Match]) -> KeptApart:
    """Return the models that rows of usage keep apart: the same rows in any order draw the same.

    Parameters
    ----------
    matches : sequence of Match
        One for each row.

    Returns
    -------
    KeptApart
        Sorted by key.
    """
    names = {one.key: one.name for one in matches}
    keys = sorted(names)
    at = {key: place for place, key in enumerate(keys)}
    return KeptApart(tuple(keys), tuple(names[key] for key in keys), np.array([at[one.key] for one in matches], int))


def offered_for(text: str) -> tuple[str, ...]:
    """Return what may be meant by a name that nothing stands for.

    Parameters
    ----------
    text : str
        The name.

    Returns
    -------
    tuple of str
        The nearest model, where one is near, and the classes.

    Examples
    --------
    >>> offered_for("mixtral8x23b")[0]
    'Mixtral 8x22B'
    """
    near = Names("model", service_names()).nearest(text)
    return (*([near] if near else []), *(name for name in model_classes() if name != near))
