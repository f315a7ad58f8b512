"""What corrections taught: a linear model on words and pairs of words, refitted from the whole table of labels.

One support vector machine for each category against the rest, solved by dual coordinate descent (Hsieh et al. 2008)
in plain Python. The same labels give the same bytes, in whatever order they come.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log, sqrt
from random import Random

from mailintake.classify.tokens import Sentence, read

VERSION = 1
PASSES = 10
ENOUGH = 0.05
TINY = 1e-3
PAIR = 0.5
DIGITS = 5
# The penalty of a mistake: with much evidence a single label may be wrong.
PENALTY_FEW, PENALTY_MANY, MANY = 1.0, 0.5, 3_000

Vector = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Label:
    """A mail whose category a person decided; `weight` is less than 1 where he decided it only by not objecting."""

    subject: str
    text: str
    category: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """How strongly each word speaks for each of `keys`; `labels` counts what it was learned from."""

    keys: tuple[str, ...] = ()
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict, repr=False)
    rarity: Mapping[str, float] = field(default_factory=dict, repr=False)
    labels: int = 0

    def weigh(self, sentences: Iterable[Sentence]) -> dict[str, float]:
        """Return for each category how far the mail lies on its side: about 1 for a mail like those learned."""
        margins = [0.0] * len(self.keys)
        for word, value in _vector(count(sentences), self.rarity):
            for at, weight in enumerate(self.weights[word]):
                margins[at] += weight * value
        return dict(zip(self.keys, margins, strict=True))

    def to_bytes(self) -> bytes:
        """Return the model for the database."""
        content = {
            "version": VERSION,
            "keys": self.keys,
            "labels": self.labels,
            "words": {word: [self.rarity[word], *self.weights[word]] for word in sorted(self.weights)},
        }
        return zlib.compress(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode(), 9)

    @classmethod
    def from_bytes(cls, content: bytes) -> LearnedModel:
        """Return the model that `to_bytes` wrote."""
        read_back = json.loads(zlib.decompress(content))
        if read_back["version"] != VERSION:
            raise ModelVersionError(read_back["version"])
        words: dict[str, list[float]] = read_back["words"]
        return cls(
            tuple(read_back["keys"]),
            {word: tuple(values[1:]) for word, values in words.items()},
            {word: values[0] for word, values in words.items()},
            read_back["labels"],
        )


class ModelVersionError(ValueError):
    """A learned model was written by another version."""

    def __init__(self, version: object) -> None:
        """Name the version and what to do."""
        super().__init__(
            f"learned model: version {version} is not {VERSION}\nhint: run `mailintake learn refit` to learn it again"
        )


def fit(labels: Sequence[Label]) -> LearnedModel:
    """Learn from all labels at once."""
    ordered = sorted(labels, key=lambda label: (label.category, label.subject, label.text, label.weight))
    if not ordered:
        return LearnedModel()
    counts = [count(read(label.subject, label.text)) for label in ordered]
    rarity = _rarity(counts)
    vectors = [_vector(one, rarity) for one in counts]
    keys = tuple(sorted({label.category for label in ordered}))
    columns = [_separate(vectors, ordered, key) for key in keys]
    weights = {word: tuple(round(column[word], DIGITS) for column in columns) for word in rarity}
    return LearnedModel(keys, weights, rarity, len(ordered))


def count(sentences: Iterable[Sentence]) -> Counter[str]:
    """Count the words and pairs of neighbouring words of a mail."""
    counted: Counter[str] = Counter()
    for sentence in sentences:
        counted.update(sentence.stems)
        counted.update(f"{left} {right}" for left, right in pairwise(sentence.stems))
    return counted


def _rarity(counts: Sequence[Counter[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for one in counts:
        seen.update(one.keys())
    return {word: round(log((len(counts) + 1) / (times + 1)) + 1, DIGITS) for word, times in seen.items()}


def _vector(counted: Counter[str], rarity: Mapping[str, float]) -> Vector:
    """Return the known words with their weight, scaled to length 1."""
    raw = [
        (word, (1 + log(times)) * rarity[word] * (PAIR if " " in word else 1.0))
        for word, times in counted.items()
        if word in rarity
    ]
    length = sqrt(sum(value * value for _, value in raw)) or 1.0
    return [(word, value / length) for word, value in raw]


def _separate(vectors: Sequence[Vector], labels: Sequence[Label], key: str) -> dict[str, float]:
    """Return the weights that separate one category from the rest."""
    penalty = PENALTY_MANY if len(labels) >= MANY else PENALTY_FEW
    sides = [1.0 if label.category == key else -1.0 for label in labels]
    slack = [1 / (2 * penalty * label.weight) for label in labels]
    weights: dict[str, float] = {word: 0.0 for vector in vectors for word, _ in vector}
    alphas = [0.0] * len(labels)
    order = list(range(len(labels)))
    # The order of the steps must be mixed and the same each time; nobody must be unable to guess it.
    shuffle = Random(VERSION).shuffle  # noqa: S311
    for _ in range(PASSES):
        shuffle(order)
        moved = 0.0
        for at in order:
            moved = max(moved, _step(vectors[at], sides[at], slack[at], weights, alphas, at))
        if moved < ENOUGH:
            break
    return weights


def _step(  # noqa: PLR0913, PLR0917  the state of one coordinate
    vector: Vector, side: float, slack: float, weights: dict[str, float], alphas: list[float], at: int
) -> float:
    gradient = side * sum(weights[word] * value for word, value in vector) - 1 + slack * alphas[at]
    projected = min(gradient, 0.0) if not alphas[at] else gradient
    if abs(projected) <= TINY:
        return 0.0
    before = alphas[at]
    alphas[at] = max(before - gradient / (1 + slack), 0.0)
    change = (alphas[at] - before) * side
    for word, value in vector:
        weights[word] += change * value
    return abs(projected)
