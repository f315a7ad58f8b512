"""What corrections taught: how strongly each word speaks for each category, refitted from the whole table of labels."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul

from mailintake.classify.calibration import UNKNOWN
from mailintake.classify.features import Vector, count, rarity, vector
from mailintake.classify.separate import separate, to_row
from mailintake.classify.tokens import read
from mailintake.model.learning import Words
from mailintake.model.ticket import Priority

VERSION = 2
# How much a margin of 1 counts beside the phrases until there are labels enough to find out.
TRUST = 40.0
# Weights are kept as whole numbers of so many parts.
PARTS = 4_096
_MOST = 2**15 - 1
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A mail whose category a person decided; `weight` is less where he decided it only by not objecting.

    `priority` is what he set himself.
    """

    subject: str
    text: str
    category: str
    weight: float = 1.0
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """How strongly each word speaks for each of `keys`; `labels` counts what it was learned from."""

    keys: tuple[str, ...] = ()
    rarity: Mapping[str, float] = field(default_factory=dict, repr=False)
    weights: array[int] = field(default_factory=lambda: array("h"), repr=False)
    labels: int = 0
    trust: float = TRUST
    calibration: tuple[float, float] = UNKNOWN
    border: float = 0.0
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give each word its place: the weights of one lie side by side."""
        object.__setattr__(self, "places", {word: place * len(self.keys) for place, word in enumerate(self.rarity)})

    def weigh(self, sentences: Iterable[Words]) -> dict[str, float]:
        """Return for each category how far the mail lies on its side: about 1 for a mail like those learned."""
        return self.weigh_counted(count(sentences))

    def weigh_counted(self, counted: Counter[str]) -> dict[str, float]:
        """Return the same for a mail whose words are counted already."""
        return self.weigh_vector(vector(counted, self.rarity))

    def weigh_vector(self, seen: Vector) -> dict[str, float]:
        """Return the same for what was seen of a mail already."""
        words, values = seen
        if not words:
            return dict.fromkeys(self.keys, 0.0)
        weights, places, size = self.weights, self.places, len(self.keys)
        columns = zip(*[weights[(start := places[word]) : start + size] for word in words], strict=True)
        return {key: sum(map(mul, column, values)) / PARTS for key, column in zip(self.keys, columns, strict=True)}

    def telling(self, sentences: Iterable[Words], category: str) -> tuple[str, ...]:
        """Return the words of the mail, as written, that speak most for a category."""
        if category not in self.keys:
            return ()
        at = self.keys.index(category)
        said = {stem: word for sentence in sentences for stem, word in zip(sentence.stems, sentence.words, strict=True)}
        spoken = {
            stem: self._of(stem)[at] * self.rarity[stem] for stem in said if stem in self.rarity and stem.isalpha()
        }
        strongest = sorted((stem for stem in spoken if spoken[stem] > 0), key=lambda stem: (-spoken[stem], stem))
        return tuple(said[stem].strip(".,;:!?()\"'").lower() for stem in strongest[:_TELLING])

    def to_bytes(self) -> bytes:
        """Return the model for the database."""
        head = {
            "version": VERSION,
            "keys": self.keys,
            "labels": self.labels,
            "trust": self.trust,
            "calibration": self.calibration,
            "border": self.border,
            "rarity": self.rarity,
        }
        written = json.dumps(head, separators=(",", ":")).encode()
        return zlib.compress(written + b"\n" + _little_endian(self.weights).tobytes(), 6)

    @classmethod
    def from_bytes(cls, content: bytes) -> LearnedModel:
        """Return the model that `to_bytes` wrote."""
        written, _, packed = zlib.decompress(content).partition(b"\n")
        head = json.loads(written)
        if head["version"] != VERSION:
            raise ModelVersionError(head["version"])
        weights = array("h")
        weights.frombytes(packed)
        return cls(
            tuple(head["keys"]),
            head["rarity"],
            _little_endian(weights),
            head["labels"],
            head["trust"],
            tuple(head["calibration"]),
            head["border"],
        )

    def _of(self, word: str) -> array[int]:
        start = self.places[word]
        return self.weights[start : start + len(self.keys)]


class ModelVersionError(ValueError):
    """A learned model was written by another version."""

    def __init__(self, version: object) -> None:
        """Name the version and what to do."""
        super().__init__(
            f"learned model: version {version} is not {VERSION}\nhint: run `mailintake learn refit` to learn it again"
        )


def fit(labels: Sequence[Label], seeds: Sequence[Label] = ()) -> LearnedModel:
    """Learn from all labels at once; `seeds` are what is known without any."""
    ordered = sorted([*labels, *seeds], key=lambda label: (label.category, label.subject, label.text, label.weight))
    if not labels:
        return LearnedModel()
    counts = [count(read(label.subject, label.text)) for label in ordered]
    rare = rarity(counts)
    seen = [(vector(one, rare), label.category, label.weight) for one, label in zip(counts, ordered, strict=True)]
    return fit_vectors(seen, rare, len(labels))


def fit_vectors(seen: Sequence[tuple[Vector, str, float]], rare: Mapping[str, float], labels: int) -> LearnedModel:
    """Learn from what was seen of mails: each with its category, and how much that counts."""
    places = {word: place for place, word in enumerate(rare)}
    rows = [row for one, key, weight in seen if (row := to_row(one, places, key, weight)) is not None]
    keys = tuple(sorted({row.category for row in rows}))
    columns = [separate(rows, len(rare), key) for key in keys]
    weights = array("h", (_whole(weight) for word in zip(*columns, strict=True) for weight in word))
    return LearnedModel(keys, rare, weights, labels)


def _whole(weight: float) -> int:
    return max(-_MOST, min(_MOST, round(weight * PARTS)))


def _little_endian(weights: array[int]) -> array[int]:
    """Return the numbers in the byte order of the database, or back."""
    if sys.byteorder == "little":
        return weights
    turned = array("h", weights)
    turned.byteswap()
    return turned
