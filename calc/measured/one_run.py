"""A measured run of a server, and what is known of it: from the table, or from cells of somebody's own file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from calc.inputs.reader import cell
from calc.inputs.tables import measured_runs
from calc.query.throughput_tables import bits_of

NEEDED: Final = (
    "task", "model_id", "weight_precision", "gpu_model", "num_gpus", "avg_batch_size", "avg_output_len",
    "energy_per_token_joules",
)  # fmt: skip
"""The columns without which there is nothing to compare; a file may have more."""
UNIT: Final = "J/token"
APART = 100  # no two units of energy in use differ by less: by more than this, a column is in another unit
RULES: Final[dict[str, tuple[str, Callable[[float], bool]]]] = {
    "num_gpus": ("must be a whole number from 1, GPU", lambda x: x >= 1 and x == int(x)),
    "avg_batch_size": ("must be at least 1 request at once", lambda x: x >= 1),
    "avg_output_len": ("must be above 0, token", lambda x: x > 0),
    "energy_per_token_joules": (f"must be above 0, {UNIT}", lambda x: x > 0),
}
# The same energy by other columns, where a file has them: a numerator and what divides it.
TWICE_STATED: Final = (
    ("energy_per_request_joules", "avg_output_len"),
    ("avg_power_watts", "output_throughput_tokens_per_sec"),
)


@dataclass(frozen=True)
class Run:
    """A run whose GPUs were measured.

    Attributes
    ----------
    id : str
        Its name.
    task : str
        What was asked.
    model : str
        The model, as its maker publishes it.
    precision : str
        Number format of the weights.
    gpu : str
        The GPUs, by any of their names.
    gpus : int
        How many of them [GPU].
    batch : float
        Mean of the requests answered at once, at least 1 [1].
    l_out : float
        Mean length of the answers [token].
    joules : float
        Energy of the GPUs for an output token [J/token].
    """

    id: str
    task: str
    model: str
    precision: str
    gpu: str
    gpus: int
    batch: float
    l_out: float
    joules: float


def known_runs() -> tuple[Run, ...]:
    """Return the runs of data/measured_runs.csv.

    Returns
    -------
    tuple of Run
        All of them, in its order.
    """
    return tuple(
        Run(
            one.run_id, one.task, one.model_id, one.weight_precision, one.gpu_model, one.num_gpus,
            one.avg_batch_size, one.avg_output_len, one.energy_per_token_joules,
        )
        for one in measured_runs()
    )  # fmt: skip


def run_of_cells(cells: Mapping[str, str], name: str) -> Run:
    """Return the run that a row of a file states.

    Parameters
    ----------
    cells : mapping of str to str
        Texts by column: those of NEEDED, and any others.
    name : str
        What the run is called where no column `run_id` says it.

    Returns
    -------
    Run
        The run.

    Raises
    ------
    ValueError
        If a cell breaks its rule; the message begins with the column and names rule and value. Where other columns
        state the same energy, the unit must be theirs too.
    """
    for column in ("task", "model_id", "gpu_model"):
        if not cells[column]:
            raise ValueError(f"{column} must not be empty: got {cells[column]!r}")
    unit = cells.get("unit") or UNIT
    if unit != UNIT:
        raise ValueError(f"unit must be {UNIT}: got {unit!r}")
    try:
        bits_of(cells["weight_precision"])
    except ValueError:
        got = cells["weight_precision"]
        raise ValueError(f"weight_precision must name its bits, as fp8 does: got {got!r}") from None
    gpus, batch, l_out, joules = (_number(cells, column, *rule) for column, rule in RULES.items())
    for stated, by in TWICE_STATED:
        if cells.get(stated) and cells.get(by):
            above, below = (_number(cells, column, "must be above 0", lambda x: x > 0) for column in (stated, by))
            if not 1 / APART < joules * below / above < APART:
                rule = f"must be in {UNIT}, {above / below:.4g} by {stated} over {by}"
                raise ValueError(f"energy_per_token_joules {rule}: got {cells['energy_per_token_joules']!r}")
    return Run(
        cells.get("run_id") or name, cells["task"], cells["model_id"], cells["weight_precision"], cells["gpu_model"],
        int(gpus), batch, l_out, joules,
    )  # fmt: skip


def _number(cells: Mapping[str, str], column: str, rule: str, holds: Callable[[float], bool]) -> float:
    try:
        value = float(cell(cells[column], float))
    except ValueError as error:
        raise ValueError(f"{column} {error}") from None
    if not holds(value):
        raise ValueError(f"{column} {rule}: got {cells[column]!r}")
    return value
