"""What a reader of the answer should know beside its numbers."""

from __future__ import annotations

from workbook.ledger.answer import Answer
from workbook.ledger.terms import said_of


def notes_of(answer: Answer) -> list[str]:
    """Return what a reader of the numbers should know: what stands for what, where from, and what is not in them."""
    said = []
    for region, place in {(one.region, one.label): one for one in answer.places.values()}.items():
        where = f"region {region[0]}" if region[0] else "usage without a region"
        guess = "" if place.known else ", which nobody said: an assumed mix; give --place"
        said.append(f"{where} is taken as {place.label}{guess}")
    said += dict.fromkeys(said_of(grid) for one in answer.places.values() for grid in one.grids.grids)
    bases = {basis for one in answer.places.values() for basis in one.grids.bases}
    if len(bases) > 1:
        said.append(f"the factors count different things ({'; '.join(sorted(bases))}): say so beside their sum")
    for match in {one.key: one for one in answer.matches.values()}.values():
        said.append(f"{match.key}: {match.reason} Data quality {match.quality} of 5 (1 is best).")
    said.append(
        "P5-P95 contain what nobody outside knows, shared by all usage: which model and node serve, how many requests "
        "are answered at once, power, PUE, waiting, software, fit, cache, lengths within a row, and the grid's factor"
    )
    return said
