"""What kind of request a mail is: the weighted phrases of the categories, read sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
# How much of a mail is known when half a dozen of its words are.
WHOLE = 30.0
SHARPNESS = 0.25
DOUBT = 0.6
# From what margin a mail is much like corrected ones, and how many times that counts.
LIKE, MUCH = 0.5, 2.0
LEAST = 1.5

# How much more a phrase counts that the district wrote: it stands against all that the package knows.
OWN = 4.0

# So many phrases are named as the reason.
SHOWN = 3

_SHARES = (1.0, 0.5, 0.25, 0.1)
_TELLING = BROKEN | {"request", "how", "question", "part_no_power"}
_ASIDE = frozenset({"workaround", "coping", "fine", "over"})
# Devices on which everything happens: named after `on` or `from` they are seldom what is broken.
_EVERYWHERE = frozenset({"computer", "chromebook"})


@dataclass(frozen=True)
class Reading:
    """How much each category has for it, and by which phrases, how strongly.

    `strength` is the most that anything says for any: below LEAST nothing was understood.
    """

    scores: Mapping[str, float]
    heard: Mapping[str, Sequence[tuple[float, Match]]]
    strength: float = 0.0

    @cached_property
    def best(self) -> str | None:
        """Return the category with most for it, or None where nothing speaks for any."""
        if len(set(self.scores.values())) == 1 < len(self.scores):
            return None
        return max(self.scores, key=self.scores.__getitem__, default=None)

    @cached_property
    def confidence(self) -> float:
        """Return how likely the best one is right."""
        best = self.best
        if best is None:
            return 0.0
        top = self.scores[best]
        return 1.0 / sum([exp((score - top) * SHARPNESS) for score in self.scores.values()])

    def words(self, category: str) -> tuple[str, ...]:
        """Return the words, as written, that speak most for a category."""
        ordered = sorted(self.heard.get(category, ()), key=lambda pair: -pair[0])
        return tuple(dict.fromkeys(match.quote.lower() for _, match in ordered))[:SHOWN]

    def taught(self, margins: Mapping[str, float], trust: float) -> Reading:
        """Return the same with what corrections say; a margin of 1 counts as much as the trust in it.

        A mail that is much like corrected ones goes where those went, whatever else speaks against it.
        """
        weight = trust * (MUCH if max(margins.values(), default=0.0) >= LIKE else 1.0)
        scores = {key: score + weight * margins.get(key, 0.0) for key, score in self.scores.items()}
        return Reading(scores, self.heard, max(self.strength, max(scores.values(), default=0.0)))


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
    heard: dict[str, list[tuple[float, Match]]] = {}
    for sentence in signals.sentences:
        found = _by_category(sentence, judge.lexicon, signals)
        weight = _sentence_weight(sentence, signals) if found else 0.0
        for key, matches in found.items():
            scores[key] += weight * sum([one[0] * share for one, share in zip(matches, _SHARES, strict=False)])
            heard.setdefault(key, []).extend([(weight * strength, match) for strength, match in matches])
    settled = settle(scores, signals)
    like = level(_like(signals, judge), scores, signals)
    said = {key: settled[key] + SUGGESTED * suggested[key] for key in judge.keys}
    joined = {key: said[key] + TRUST * like[key] for key in judge.keys}
    return Reading(joined, heard, max((*said.values(), *joined.values()), default=0.0))


def _like(signals: Signals, judge: Judge) -> Mapping[str, float]:
    """Return how far the mail lies on the side of each category; one that a district added is judged by its words."""
    margins = judge.trained.weigh_seen(signals.seen, least=WHOLE) if judge.trained else {}
    ahead = max((margin for key, margin in margins.items() if key in judge.keys), default=0.0)
    return {key: margins.get(key, ahead) for key in judge.keys}


def _sentence_weight(sentence: Sentence, signals: Signals) -> float:
    heard = signals.at(sentence.place)
    if sentence.place == 0:
        return SUBJECT
    base = TELLING if heard & _TELLING else ASIDE if heard & _ASIDE and sentence.place > 1 else PLAIN
    return base / (1 + FADING * (sentence.place - 1))


def _by_category(sentence: Sentence, lexicon: Lexicon, signals: Signals) -> dict[str, list[tuple[float, Match]]]:
    """Return the phrases for each category, the strongest first."""
    found: dict[str, list[tuple[float, Match]]] = {}
    aside = sentence.place > 1 and not _ASIDE.isdisjoint(signals.at(sentence.place))
    for match in _without_covered(lexicon.find(sentence)):
        strength = _strength(match, signals, aside=aside)
        found.setdefault(match.entry.label, []).append((strength, match))
    return {key: _apart(matches) if len(matches) > 1 else matches for key, matches in found.items()}


def _without_covered(matches: list[Match]) -> list[Match]:
    """Drop what a longer phrase covers: within `document camera` nobody means a camera."""
    covering = [match for match in matches if match.end - match.start > 1 and not match.entry.loose]
    if not covering:
        return matches
    return [match for match in matches if not any(match.within(other) for other in covering)]


def _apart(matches: list[tuple[float, Match]]) -> list[tuple[float, Match]]:
    """Of overlapping phrases for one category keep the strongest, of those the longest."""
    kept: list[tuple[float, Match]] = []
    for strength, match in sorted(matches, key=lambda pair: (-pair[0], pair[1].start - pair[1].end)):
        if all(match.end <= other.start or other.end <= match.start for _, other in kept):
            kept.append((strength, match))
    return kept


def _strength(match: Match, signals: Signals, *, aside: bool) -> float:
    strength = match.entry.weight
    if match.entry.label in _EVERYWHERE and not match.entry.loose and _is_context(match):
        strength *= CONTEXT
    if aside:
        start, end = clause(match.sentence, match.start)
        if _has(signals, _ASIDE, match.sentence, start, end) and not _has(
            signals, _TELLING, match.sentence, start, end
        ):
            strength *= ASIDE
    return strength


def _has(signals: Signals, labels: frozenset[str], sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a part of a sentence has any of these cues."""
    return any(
        match.sentence is sentence and start <= match.start < end
        for label in labels
        for match in signals.by_label.get(label, ())
    )


def _is_context(match: Match) -> bool:
    """Tell whether a thing is only where or with what something happens: `on my laptop`, `from the Chromebooks`."""
    forms = match.sentence.forms
    at = match.start - 1
    while at >= 0 and forms[at] in BETWEEN:
        at -= 1
    return at >= 0 and forms[at] in LEADERS
