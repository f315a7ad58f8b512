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


def divide(signals: Signals) -> list[Signals]:
    """Return the sentences of each problem; the subject belongs to the first."""
    groups: list[list[int]] = [[0]]
    for sentence in signals.sentences:
        if sentence.place == 0:
            continue
        if _opens(sentence) and len(groups[-1]) > (1 if len(groups) == 1 else 0):
            groups.append([])
        groups[-1].append(sentence.place)
    return [signals.only(group) for group in groups]


def _opens(sentence: Sentence) -> bool:
    if sentence.forms[0].isdecimal():
        return sentence.words[0].endswith((".", ")", ":", "-"))
    if sentence.forms[0] == "and":
        return sentence.words[0].endswith(",")
    if sentence.forms[0] in {"one", "two", "three", "first"}:
        return sentence.words[0].endswith((",", ":", "."))
    return any(sentence.forms[: len(opener)] == opener for opener in _OPENERS)
