"""What the words of a mail suggest beside the phrases: naive Bayes over seeds, descriptions and phrases.

It needs no history: a category with a description and a few seed sentences is guessed from its first day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from math import log

from mailintake.classify.tokens import Sentence, read
from mailintake.model.settings import Category

SMOOTHING = 0.3
PLAIN_PHRASE = 3.0
FURTHEST = 60.0

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """Log-likelihoods of words and pairs of words for each category, in the order of `keys`."""

    keys: tuple[str, ...]
    likelihoods: Mapping[str, tuple[float, ...]]

    def weigh(self, sentences: Iterable[Sentence]) -> dict[str, float]:
        """Return for each category how far it lies behind the likeliest: 0 for that one, less for the others."""
        known = [self.likelihoods[word] for word in features(sentences) if word in self.likelihoods]
        if not known:
            return dict.fromkeys(self.keys, 0.0)
        sums = [sum(column) for column in zip(*known, strict=True)]
        top = max(sums)
        return {key: max(total - top, -FURTHEST) for key, total in zip(self.keys, sums, strict=True)}


def fit(categories: Mapping[str, Category]) -> Prior:
    """Return the prior of the categories that are not retired."""
    counts = {key: _count(category) for key, category in categories.items() if not category.retired}
    vocabulary = sorted(set(chain.from_iterable(counts.values())))
    totals = {key: sum(count.values()) + SMOOTHING * len(vocabulary) for key, count in counts.items()}
    return Prior(
        tuple(counts),
        {
            word: tuple(log((count[word] + SMOOTHING) / totals[key]) for key, count in counts.items())
            for word in vocabulary
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
