"""What the learned part sees of a mail: its words, pairs of them, how words begin, and what stands first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log, sqrt
from operator import mul

from mailintake.model.learning import Words

PAIR = 0.7
DIGITS = 5
# Words that begin alike mean alike; what stands in front says what a mail is about.
BEGINNING = 5
FIRST = 5
# A pair of words of one mail among so many says nothing of the next.
MANY = 1_000

Vector = tuple[tuple[str, ...], tuple[float, ...]]


def count(sentences: Iterable[Words]) -> Counter[str]:
    """Count what is seen of a mail: `jam`, `paper jam`, `^print`, `!toner`."""
    counted: Counter[str] = Counter()
    left = FIRST
    for sentence in sentences:
        stems = sentence.stems
        counted.update(stems)
        counted.update(f"{one} {two}" for one, two in pairwise(stems))
        counted.update(f"^{stem[:BEGINNING]}" for stem in stems if len(stem) > BEGINNING)
        counted.update(f"!{stem}" for stem in stems[:left])
        left -= min(left, len(stems))
    return counted


def rarity(counts: Sequence[Counter[str]]) -> dict[str, float]:
    """Return how rare each thing seen is among many mails."""
    seen: Counter[str] = Counter()
    for one in counts:
        seen.update(one.keys())
    least = 2 if len(counts) >= MANY else 1
    return {
        word: round(log((len(counts) + 1) / (times + 1)) + 1, DIGITS)
        for word, times in sorted(seen.items())
        if times >= least or " " not in word
    }


def once(counted: Counter[str]) -> Counter[str]:
    """Return the same with everything seen once: how often a mail says a thing tells little of what it is about."""
    return Counter(dict.fromkeys(counted, 1))


def vector(counted: Counter[str], rare: Mapping[str, float]) -> Vector:
    """Return what is known of a mail with its weight, scaled to length 1."""
    known = [(word, times, rare[word]) for word, times in counted.items() if word in rare]
    raw = [
        (rarely if times == 1 else (1 + log(times)) * rarely) * (PAIR if " " in word else 1.0)
        for word, times, rarely in known
    ]
    length = sqrt(sum(map(mul, raw, raw))) or 1.0
    return tuple([word for word, _, _ in known]), tuple([value / length for value in raw])
