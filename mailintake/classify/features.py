"""What the learned part sees of a mail: its words, pairs of them, how words begin, and what stands first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import log, sqrt

from mailintake.model.learning import Words

PAIR = 0.7
# Two words with any one between them.
APART = 0.5
DIGITS = 5
# Words that begin alike mean alike; what stands in front says what a mail is about.
BEGINNING = 5
FIRST = 5
# A pair of words of one mail among many says nothing of the next; of very many mails neither does a single word.
MANY, VERY_MANY = 1_000, 6_000

Vector = tuple[tuple[str, ...], tuple[float, ...]]


def see(sentences: Sequence[Words]) -> set[str]:
    """Return what is seen of a mail: `jam`, `paper jam`, `no_paper`, `^print`, `!toner`.

    How often a mail says a thing tells little of what it is about.
    """
    seen = set(chain.from_iterable(_names(sentences)))
    for sentence in sentences:
        seen.update([f"{one}_{two}" for one, two in zip(sentence.stems, sentence.stems[2:], strict=False)])
    return seen


def count(sentences: Sequence[Words]) -> Counter[str]:
    """Count what is seen of a mail, without words that stand apart: corrections may come in long mails."""
    return Counter(chain.from_iterable(_names(sentences)))


def _names(sentences: Iterable[Words]) -> Iterator[Iterable[str]]:
    left = FIRST
    for sentence in sentences:
        stems = sentence.stems
        yield stems
        yield [f"{one} {two}" for one, two in pairwise(stems)]
        yield [f"^{stem[:BEGINNING]}" for stem in stems if len(stem) > BEGINNING]
        if left:
            yield [f"!{stem}" for stem in stems[:left]]
            left -= min(left, len(stems))


def repeated(times: int) -> float:
    """Return how much more a word counts that a mail says so many times."""
    return 1 + log(times)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much each thing that is seen counts, `times` of that in a mail; each of the cues counts `cue` in any mail."""

    words: Mapping[str, float]
    times: float = 1.0
    cues: frozenset[str] = frozenset()
    cue: float = 0.0

    @classmethod
    def of(cls, mails: Sequence[Iterable[str]]) -> Scale:
        """Return the scale of many mails: what is rare counts more, pairs less."""
        seen: Counter[str] = Counter()
        for one in mails:
            seen.update(iter(one))
        singly, joined = (2, 3) if len(mails) >= VERY_MANY else (1, 2) if len(mails) >= MANY else (1, 1)
        return cls(
            {
                word: round((log((len(mails) + 1) / (times + 1)) + 1) * _share(word), DIGITS)
                for word, times in sorted(seen.items())
                if times >= (singly if _share(word) == 1.0 else joined)
            }
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Return all words and cues."""
        return (*self.words, *sorted(self.cues))

    def counts(self, name: str) -> tuple[float, float]:
        """Return how much a word or cue counts in a mail of length 1, and what it adds to the square of that length."""
        if name in self.cues:
            return self.cue, 0.0
        return self.times * self.words[name], self.words[name] ** 2

    def vector(self, seen: Collection[str], cues: Iterable[str] = ()) -> Vector:
        """Return what is known of a mail with its weight; that of its words is scaled to one length."""
        words = sorted(word for word in seen if word in self.words)
        weights = [self.words[word] for word in words]
        if isinstance(seen, Counter):
            weights = [weight * repeated(seen[word]) for weight, word in zip(weights, words, strict=True)]
        length = sqrt(sum(weight**2 for weight in weights)) or 1.0
        known = [cue for cue in cues if cue in self.cues]
        values = (*(self.times * weight / length for weight in weights), *(self.cue for _ in known))
        return (*words, *known), values


def _share(word: str) -> float:
    return PAIR if " " in word else APART if "_" in word else 1.0
