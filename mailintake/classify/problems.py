"""Several problems in one mail: where each begins."""

from __future__ import annotations

from mailintake.classify.signals import Signals
from mailintake.classify.tokens import Sentence

# How a sentence begins that turns to something else, folded.
_OPENERS = tuple(
    tuple(words.split())
    for words in (
        "also", "second", "secondly", "third", "lastly", "finally", "separately", "unrelated", "ps", "p s", "btw",
        "by the way", "another thing", "another", "one more", "other thing", "the other", "on another", "while i",
        "in addition", "additionally", "next", "and also", "oh and", "one", "two", "three", "first", "and",
        "what is left",
        "tambien", "ademas", "por otro lado", "otra cosa", "primero", "segundo", "por cierto", "y tambien",
    )
)  # fmt: skip


_BY_FIRST = {opener[0]: [one for one in _OPENERS if one[0] == opener[0]] for opener in _OPENERS}


def divide(signals: Signals) -> list[Signals]:
    """Return the sentences of each problem, none where there is only one; the subject belongs to the first."""
    groups: list[list[int]] = [[0]]
    for sentence in signals.sentences:
        if sentence.place == 0:
            continue
        if _opens(sentence) and len(groups[-1]) > (1 if len(groups) == 1 else 0):
            groups.append([])
        groups[-1].append(sentence.place)
    return [signals.only(group) for group in groups] if len(groups) > 1 else []


def _opens(sentence: Sentence) -> bool:
    first = sentence.forms[0]
    if first.isdecimal():
        return sentence.words[0].endswith((".", ")", ":", "-"))
    if first not in _BY_FIRST:
        return False
    if first == "and":
        return sentence.words[0].endswith(",")
    if first in {"one", "two", "three", "first"}:
        return sentence.words[0].endswith((",", ":", "."))
    return any(sentence.forms[: len(opener)] == opener for opener in _BY_FIRST[first])
