"""How often each word was seen in the mails of each category (naive Bayes, Laplace smoothed).

Beside what separates the categories it helps with words that were seen too seldom to be needed for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from mailintake.classify.separate import Row

SMOOTHING = 0.1


def frequencies(rows: Sequence[Row], size: int, keys: Sequence[str]) -> list[list[float]]:
    """Return for each category how much more often (log) than in the others, on average, each word was seen."""
    columns = [_frequency([row for row in rows if row.category == key], size) for key in keys]
    means = [sum(word) / len(keys) for word in zip(*columns, strict=True)]
    return [[one - mean for one, mean in zip(column, means, strict=True)] for column in columns]


def _frequency(rows: Sequence[Row], size: int) -> list[float]:
    times = [0] * size
    for row in rows:
        for place in set(row.places):
            times[place] += 1
    everything = sum(times) + SMOOTHING * size
    return [log((one + SMOOTHING) / everything) for one in times]
