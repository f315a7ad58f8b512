"""What corrections taught: how strongly each word speaks for each category, refitted from the whole table of labels."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from mailintake.classify.calibration import UNKNOWN
from mailintake.classify.features import Scale, count, repeated
from mailintake.classify.frequency import frequencies
from mailintake.classify.separate import MANY, PENALTY_FEW, PENALTY_MANY, separate, to_row
from mailintake.classify.sums import Sums
from mailintake.classify.tokens import read
from mailintake.model.learning import Words
from mailintake.model.ticket import Priority

VERSION = 4
# How much a margin of 1 counts beside the phrases until there are labels enough to find out.
TRUST = 40.0
# Weights are kept as whole numbers of so many parts, and how much of a mail is known (squared) of so many.
PARTS, SQUARE_PARTS = 8, 128
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
class Lesson:
    """What was seen of a mail, counted or not, and on which side it lies."""

    seen: Collection[str]
    key: str
    weight: float = 1.0
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """How strongly each word speaks for each of `keys`; `labels` counts what it was learned from.

    The weights of one word lie side by side; after them stands how much of a mail is known by it.
    """

    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    weights: array[int] = field(default_factory=lambda: array("h"), repr=False)
    labels: int = 0
    trust: float = TRUST
    calibration: tuple[float, float] = UNKNOWN
    border: float = 0.0
    sums: Sums = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the weights ready to be added up."""
        object.__setattr__(self, "sums", Sums(self.words, self.weights, len(self.keys) + 1))

    def weigh_counted(self, counted: Counter[str]) -> dict[str, float]:
        """Return for each category how far the mail lies on its side: about 1 for a mail like those learned."""
        margins, square = [0.0] * len(self.keys), 0.0
        by_times: dict[int, list[str]] = {}
        for word, times in counted.items():
            by_times.setdefault(times, []).append(word)
        for times, words in by_times.items():
            sums = self.sums.add(words)
            if sums is not None:
                *more, squared = sums
                much = repeated(times)
                margins = [margin + much * one for margin, one in zip(margins, more, strict=True)]
                square += much**2 * squared
        length = sqrt(square / SQUARE_PARTS) or 1.0
        return {key: margin / (length * PARTS) for key, margin in zip(self.keys, margins, strict=True)}

    def weigh_seen(self, seen: Iterable[str], cues: Iterable[str] = (), least: float = 1.0) -> dict[str, float]:
        """Return the same by what was seen of a mail, said once or often; cues count as much in any mail.

        Where less than `least` of a mail is known, the little does not count as if it were a whole one.
        """
        *margins, square = self.sums.add(seen) or (0,) * (len(self.keys) + 1)
        length = max(sqrt(square / SQUARE_PARTS), least)
        found = {key: margin / (length * PARTS) for key, margin in zip(self.keys, margins, strict=True)}
        further = self.sums.add(cues)
        if further is None:
            return found
        return {key: found[key] + margin / PARTS for key, margin in zip(self.keys, further, strict=False)}

    def telling(self, sentences: Iterable[Words], category: str) -> tuple[str, ...]:
        """Return the words of the mail, as written, that speak most for a category."""
        if category not in self.keys:
            return ()
        at = self.keys.index(category)
        said = {stem: word for sentence in sentences for stem, word in zip(sentence.stems, sentence.words, strict=True)}
        spoken = {stem: sums[at] for stem in said if stem.isalpha() and (sums := self.sums.add((stem,))) is not None}
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
            "words": self.words,
        }
        written = json.dumps(head, separators=(",", ":")).encode()
        return zlib.compress(written + b"\n" + _little_endian(_turned(self.weights, len(self.keys) + 1)).tobytes(), 6)

    @classmethod
    def from_bytes(cls, content: bytes) -> LearnedModel:
        """Return the model that `to_bytes` wrote."""
        written, _, packed = zlib.decompress(content).partition(b"\n")
        head = json.loads(written)
        if head["version"] != VERSION:
            raise ModelVersionError(head["version"])
        columns = array("h")
        columns.frombytes(packed)
        return cls(
            tuple(head["keys"]),
            # Several models know the same words.
            tuple(map(sys.intern, head["words"])),
            _turned(_little_endian(columns), len(head["words"])),
            head["labels"],
            head["trust"],
            tuple(head["calibration"]),
            head["border"],
        )


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
    seen = [count(read(label.subject, label.text)) for label in ordered]
    lessons = [Lesson(one, label.category, label.weight) for one, label in zip(seen, ordered, strict=True)]
    return fit_lessons(lessons, Scale.of(seen), len(labels), PENALTY_MANY if len(lessons) >= MANY else PENALTY_FEW)


def fit_lessons(
    lessons: Sequence[Lesson], scale: Scale, labels: int, penalty: float, frequency: float = 0.0
) -> LearnedModel:
    """Learn from what was seen of mails; `frequency` is how much counts where each word was seen how often."""
    words = scale.names
    places = {word: place for place, word in enumerate(words)}
    found = (to_row(scale.vector(one.seen, one.cues), places, one.key, one.weight) for one in lessons)
    rows = [row for row in found if row is not None]
    keys = tuple(sorted({row.category for row in rows}))
    columns = [separate(rows, len(words), key, penalty) for key in keys]
    if frequency:
        columns = [
            [weight + frequency * often for weight, often in zip(column, more, strict=True)]
            for column, more in zip(columns, frequencies(rows, len(words), keys), strict=True)
        ]
    numbers = array("h")
    for word, *weights in zip(words, *columns, strict=True):
        counts, squared = scale.counts(word)
        numbers.extend(_whole(PARTS * counts * weight) for weight in weights)
        numbers.append(_whole(SQUARE_PARTS * squared))
    return LearnedModel(keys, words, numbers, labels)


def _whole(weight: float) -> int:
    return max(-_MOST, min(_MOST, round(weight)))


def _turned(numbers: array[int], size: int) -> array[int]:
    """Return the columns of a table with rows of that size, one after the other: like beside like packs well."""
    turned = array("h")
    for column in range(size):
        turned.extend(numbers[column::size])
    return turned


def _little_endian(weights: array[int]) -> array[int]:
    """Return the numbers in the byte order of the database, or back."""
    if sys.byteorder == "little":
        return weights
    turned = array("h", weights)
    turned.byteswap()
    return turned
