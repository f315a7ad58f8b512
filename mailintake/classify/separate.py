"""Support vector machines, one for each category against the rest, by dual coordinate descent (Hsieh et al. 2008).

In plain Python: the same labels give the same bytes, in whatever order they come and on whatever machine.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter, mul
from random import Random

from mailintake.classify.features import Vector

PASSES = 10
ENOUGH = 0.05
TINY = 1e-3
# The penalty of a mistake: among many corrections a single one may be wrong.
PENALTY_FEW, PENALTY_MANY, MANY = 1.0, 0.35, 3_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A mail as the machines see it: `pick` takes its words' weights out of all, `square` is its length squared."""

    places: tuple[int, ...]
    values: array[float]
    pick: Callable[[Sequence[float]], tuple[float, ...]]
    category: str
    weight: float
    square: float


def to_row(vector: Vector, places: Mapping[str, int], category: str, weight: float) -> Row | None:
    """Return a mail as a row, None where nothing of it is known."""
    words, values = vector
    found = tuple(places[word] for word in words)
    if not found:
        return None
    # Of one place the getter returns the bare value, so that it is asked for twice, with no weight.
    padded = found if len(found) > 1 else (*found, *found)
    filled = array("d", (*values, *(0.0,) * (len(padded) - len(found))))
    return Row(padded, filled, itemgetter(*padded), category, weight, sum(value * value for value in values))


def separate(rows: Sequence[Row], size: int, key: str, penalty: float) -> list[float]:
    """Return the weights of all words that separate one category from the rest; a mistake costs the penalty."""
    sides = [1.0 if row.category == key else -1.0 for row in rows]
    slacks = [1 / (2 * penalty * row.weight) for row in rows]
    weights = [0.0] * size
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    # The steps must be in a mixed order that is the same each time; nobody must be unable to guess it.
    shuffle = Random(SEED).shuffle  # noqa: S311 (see above)
    for _ in range(PASSES):
        shuffle(order)
        moved = 0.0
        for at in order:
            before = alphas[at]
            alphas[at], violation = _step(rows[at], sides[at], slacks[at], before, weights)
            moved = max(moved, violation)
        if moved < ENOUGH:
            break
    return weights


def _step(row: Row, side: float, slack: float, alpha: float, weights: list[float]) -> tuple[float, float]:
    """Move one coordinate to where it is best; return it and how far from there it was."""
    gradient = side * sum(map(mul, row.pick(weights), row.values)) - 1 + slack * alpha
    violation = min(gradient, 0.0) if not alpha else gradient
    if abs(violation) <= TINY:
        return alpha, 0.0
    better = max(alpha - gradient / (row.square + slack), 0.0)
    change = (better - alpha) * side
    for place, value in zip(row.places, row.values, strict=True):
        weights[place] += change * value
    return better, abs(violation)
