"""What kind of request a mail is: the weighted phrases of the categories, read sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from mailintake.classify.conventions import level, settle
from mailintake.classify.learned import LearnedModel
from mailintake.classify.lexicon import Lexicon, Match
from mailintake.classify.phrases import Entry
from mailintake.classify.prior import Prior, fit
from mailintake.classify.signals import BROKEN, Signals, clause
from mailintake.classify.tokens import Sentence
from mailintake.classify.trained import trained
from mailintake.classify.words import BETWEEN, LEADERS
from mailintake.model.settings import Category

SUBJECT = 1.5
PLAIN = 0.7
TELLING = 1.3
ASIDE = 0.35
FADING = 0.06
CONTEXT = 0.45
SUGGESTED = 0.5
# How much a margin of 1 among the mails of the package counts beside the phrases.
TRUST = 30.0
SHARPNESS = 0.25
DOUBT = 0.6
# From what margin a mail is much like corrected ones, and how many times that counts.
LIKE, MUCH = 0.5, 2.0
LEAST = 1.5

# How much more a phrase counts that the district wrote: it stands against all that the package knows.
OWN = 4.0

_SHARES = (1.0, 0.5, 0.25, 0.1)
_TELLING = BROKEN | {"request", "how", "question", "part_no_power"}
_ASIDE = frozenset({"workaround", "coping", "fine", "over"})
# Devices on which everything happens: named after `on` or `from` they are seldom what is broken.
_EVERYWHERE = frozenset({"computer", "chromebook"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How much each category has for it, and by which words.

    `strength` is the most that anything says for any: below LEAST nothing was understood.
    """

    scores: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]
    strength: float = 0.0

    @property
    def best(self) -> str | None:
        """Return the category with most for it, or None where nothing speaks for any."""
        if len(set(self.scores.values())) == 1 < len(self.scores):
            return None
        return max(self.scores, key=lambda one: self.scores[one], default=None)

    @property
    def confidence(self) -> float:
        """Return how likely the best one is right."""
        best = self.best
        if best is None:
            return 0.0
        top = self.scores[best]
        return 1.0 / sum(exp((score - top) * SHARPNESS) for score in self.scores.values())

    def taught(self, margins: Mapping[str, float], trust: float) -> Reading:
        """Return the same with what corrections say; a margin of 1 counts as much as the trust in it.

        A mail that is much like corrected ones goes where those went, whatever else speaks against it.
        """
        weight = trust * (MUCH if max(margins.values(), default=0.0) >= LIKE else 1.0)
        scores = {key: score + weight * margins.get(key, 0.0) for key, score in self.scores.items()}
        return Reading(scores, self.words, max(self.strength, max(scores.values(), default=0.0)))


@dataclass(frozen=True, slots=True)
class Judge:
    """The compiled categories: their phrases, what their seeds suggest, and what the mails of the package taught."""

    keys: tuple[str, ...]
    lexicon: Lexicon
    prior: Prior
    trained: LearnedModel | None


def compile_categories(categories: Mapping[str, Category], lists: Mapping[str, Sequence[str]]) -> Judge:
    """Compile all categories that are not retired."""
    active = {key: category for key, category in categories.items() if not category.retired}
    entries = (
        Entry(key, weight * (OWN if phrase in category.own else 1.0), phrase, loose=".." in phrase)
        for key, category in active.items()
        for phrase, weight in category.phrases.items()
    )
    built_in = trained().category
    # Where most categories are a district's own, the mails of the package tell nothing of them.
    telling = 2 * len(active.keys() & set(built_in.keys)) > len(active)
    return Judge(tuple(active), Lexicon(entries, lists), fit(active), built_in if telling else None)


def weigh(signals: Signals, judge: Judge, before: Mapping[str, float] | None = None) -> Reading:
    """Return how much speaks for each category; `before` is what spoke for them already."""
    suggested = judge.prior.weigh(signals.seen)
    scores = {key: (before or {}).get(key, 0.0) for key in judge.keys}
    words: dict[str, list[tuple[float, str]]] = {}
    for sentence in signals.sentences:
        weight = _sentence_weight(sentence, signals)
        for key, matches in _by_category(sentence, judge.lexicon, signals).items():
            strengths = sorted((strength for strength, _ in matches), reverse=True)
            scores[key] += weight * sum(a * b for a, b in zip(strengths, _SHARES, strict=False))
            words.setdefault(key, []).extend((weight * strength, match.quote) for strength, match in matches)
    settled = settle(scores, signals)
    like = level(_like(signals, judge), scores, signals)
    said = {key: settled[key] + SUGGESTED * suggested[key] for key in judge.keys}
    joined = {key: said[key] + TRUST * like[key] for key in judge.keys}
    quoted = {key: _strongest(found) for key, found in words.items()}
    return Reading(joined, quoted, max((*said.values(), *joined.values()), default=0.0))


def _like(signals: Signals, judge: Judge) -> Mapping[str, float]:
    """Return how far the mail lies on the side of each category; one that a district added is judged by its words."""
    margins = judge.trained.weigh_seen(signals.seen) if judge.trained else {}
    ahead = max((margin for key, margin in margins.items() if key in judge.keys), default=0.0)
    return {key: margins.get(key, ahead) for key in judge.keys}


def _sentence_weight(sentence: Sentence, signals: Signals) -> float:
    heard = signals.at(sentence.place)
    if sentence.place == 0:
        return SUBJECT
    base = TELLING if heard & _TELLING else ASIDE if heard & _ASIDE and sentence.place > 1 else PLAIN
    return base / (1 + FADING * (sentence.place - 1))


def _by_category(sentence: Sentence, lexicon: Lexicon, signals: Signals) -> dict[str, list[tuple[float, Match]]]:
    found: dict[str, list[tuple[float, Match]]] = {}
    for match in _without_covered(lexicon.find(sentence)):
        found.setdefault(match.label, []).append((_strength(match, signals), match))
    return {key: _apart(matches) for key, matches in found.items()}


def _without_covered(matches: list[Match]) -> list[Match]:
    """Drop what a longer phrase covers: within `document camera` nobody means a camera."""
    tight = [match for match in matches if not match.entry.loose]
    return [match for match in matches if not any(match.within(other) for other in tight)]


def _apart(matches: list[tuple[float, Match]]) -> list[tuple[float, Match]]:
    """Of overlapping phrases for one category keep the strongest."""
    kept: list[tuple[float, Match]] = []
    for strength, match in sorted(matches, key=lambda pair: (-pair[0], pair[1].start - pair[1].end)):
        if all(match.end <= other.start or other.end <= match.start for _, other in kept):
            kept.append((strength, match))
    return kept


def _strength(match: Match, signals: Signals) -> float:
    strength = match.entry.weight
    if match.label in _EVERYWHERE and not match.entry.loose and _is_context(match):
        strength *= CONTEXT
    start, end = clause(match.sentence, match.start)
    asides = (aside for label in _ASIDE for aside in signals.by_label.get(label, ()))
    if (
        match.sentence.place > 1
        and any(aside.sentence is match.sentence and start <= aside.start < end for aside in asides)
        and not _breaks(signals, match.sentence, start, end)
    ):
        strength *= ASIDE
    return strength


def _breaks(signals: Signals, sentence: Sentence, start: int, end: int) -> bool:
    return any(
        match.sentence is sentence and start <= match.start < end
        for label in _TELLING
        for match in signals.by_label.get(label, ())
    )


def _is_context(match: Match) -> bool:
    """Tell whether a thing is only where or with what something happens: `on my laptop`, `from the Chromebooks`."""
    forms = match.sentence.forms
    at = match.start - 1
    while at >= 0 and forms[at] in BETWEEN:
        at -= 1
    return at >= 0 and forms[at] in LEADERS


def _strongest(found: list[tuple[float, str]]) -> tuple[str, ...]:
    ordered = dict.fromkeys(quote.lower() for _, quote in sorted(found, key=lambda pair: -pair[0]))
    return tuple(ordered)[:3]
