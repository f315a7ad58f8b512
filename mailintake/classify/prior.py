"""What the words of a mail suggest beside the phrases: those that one category's seeds use more than the others'.

It needs no history: a category with a description and a few seed sentences is guessed from its first day. Only what
speaks for a category counts, smoothed by how common a word is (Dirichlet), so that a new category with few words
neither gains nor loses by the words it does not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log

from mailintake.classify.tokens import Sentence, read
from mailintake.model.settings import Category

SMOOTHING = 500.0
PLAIN_PHRASE = 3.0
FURTHEST = 60.0

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """How much words and pairs of words speak for each category, in the order of `keys`."""

    keys: tuple[str, ...]
    evidence: Mapping[str, tuple[float, ...]]

    def weigh(self, sentences: Iterable[Sentence]) -> dict[str, float]:
        """Return for each category how far it lies behind the likeliest: 0 for that one, less for the others."""
        known = [self.evidence[word] for word in features(sentences) if word in self.evidence]
        if not known:
            return dict.fromkeys(self.keys, 0.0)
        sums = [sum(column) for column in zip(*known, strict=True)]
        top = max(sums)
        return {key: max(total - top, -FURTHEST) for key, total in zip(self.keys, sums, strict=True)}


def fit(categories: Mapping[str, Category]) -> Prior:
    """Return the prior of the categories that are not retired."""
    counts = {key: _count(category) for key, category in categories.items() if not category.retired}
    sizes = {key: sum(count.values()) for key, count in counts.items()}
    together: Counter[str] = Counter()
    for count in counts.values():
        together.update(count)
    everything = sum(sizes.values())
    return Prior(
        tuple(counts),
        {
            word: tuple(
                _evidence(count[word], sizes[key], together[word] / everything) for key, count in counts.items()
            )
            for word in sorted(together)
        },
    )


def features(sentences: Iterable[Sentence]) -> set[str]:
    """Return the words and pairs of neighbouring words of some sentences, without numbers."""
    found: set[str] = set()
    for sentence in sentences:
        words = [stem for stem in sentence.stems if not stem.isdecimal()]
        found.update(words)
        found.update(f"{left} {right}" for left, right in pairwise(words))
    return found


def _evidence(times: int, size: int, usual: float) -> float:
    """Return the logarithm of how much more often a category uses a word than all do, 0 where it does not."""
    return max(0.0, log((times / usual + SMOOTHING) / (size + SMOOTHING)))


def _count(category: Category) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text in _texts(category):
        counted.update(features(read("", text)))
    return counted


def _texts(category: Category) -> Iterator[str]:
    yield from category.title.values()
    yield from category.description.values()
    yield from category.seeds
    for phrase, weight in category.phrases.items():
        if weight >= PLAIN_PHRASE and "|" not in phrase:
            yield " ".join(word.strip("=?") for word in phrase.split() if word.strip("=?.*").isalnum())
