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

from mailintake.classify.sums import Sums
from mailintake.classify.tokens import read
from mailintake.model.settings import Category

SMOOTHING = 500.0
PLAIN_PHRASE = 3.0
FURTHEST = 60.0
PARTS = 2_048


@dataclass(frozen=True, slots=True)
class Prior:
    """How much words and pairs of words speak for each category, in the order of `keys`."""

    keys: tuple[str, ...]
    evidence: Sums

    def weigh(self, seen: Iterable[str]) -> dict[str, float]:
        """Return for each category how far it lies behind the likeliest: 0 for that one, less for the others."""
        sums = self.evidence.add(seen)
        if sums is None:
            return dict.fromkeys(self.keys, 0.0)
        top = max(sums)
        return {key: max((total - top) / PARTS, -FURTHEST) for key, total in zip(self.keys, sums, strict=True)}


def fit(categories: Mapping[str, Category]) -> Prior:
    """Return the prior of the categories that are not retired."""
    counts = {key: _count(category) for key, category in categories.items() if not category.retired}
    sizes = {key: sum(count.values()) for key, count in counts.items()}
    together: Counter[str] = Counter()
    for count in counts.values():
        together.update(count)
    everything = sum(sizes.values())
    words = sorted(together)
    evidence = (
        _evidence(count[word], sizes[key], together[word] / everything)
        for word in words
        for key, count in counts.items()
    )
    return Prior(tuple(counts), Sums(words, (round(PARTS * one) for one in evidence), len(counts)))


def _evidence(times: int, size: int, usual: float) -> float:
    """Return the logarithm of how much more often a category uses a word than all do, 0 where it does not."""
    return max(0.0, log((times / usual + SMOOTHING) / (size + SMOOTHING)))


def _count(category: Category) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text in _texts(category):
        counted.update(_features(text))
    return counted


def _features(text: str) -> set[str]:
    """Return the words and pairs of neighbouring words of a text, without numbers."""
    found: set[str] = set()
    for sentence in read("", text):
        found.update(sentence.stems)
        found.update(f"{left} {right}" for left, right in pairwise(sentence.stems))
    return {one for one in found if not any(word.isdecimal() for word in one.split(" "))}


def _texts(category: Category) -> Iterator[str]:
    yield from category.title.values()
    yield from category.description.values()
    yield from category.seeds
    for phrase, weight in category.phrases.items():
        if weight >= PLAIN_PHRASE and "|" not in phrase:
            yield " ".join(word.strip("=?") for word in phrase.split() if word.strip("=?.*").isalnum())
