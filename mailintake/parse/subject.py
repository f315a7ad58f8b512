"""Subjects without what mail programs and we put in front of them."""

from __future__ import annotations

PREFIXES = ("re", "fw", "fwd", "rv", "aw", "wg", "sv", "antw", "tr", "enc", "res", "reenv")
MOST_PREFIXES = 20


def bare_subject(subject: str, tag: str) -> str:
    """Return the subject without `Re:`, `Fwd:` and our own `[TECH-1042]`."""
    text = subject.strip()
    for _ in range(MOST_PREFIXES):
        shorter = _without_tag(_without_prefix(text), tag)
        if shorter == text:
            break
        text = shorter
    return text


def fold_digits(subject: str) -> str:
    """Return the subject in the form in which storms are counted: all numbers are alike."""
    folded: list[str] = []
    for one in bare_subject(subject, "").casefold():
        if not one.isdigit():
            folded.append(one)
        elif folded[-1:] != ["0"]:
            folded.append("0")
    return "".join(folded)[:200]


def _without_prefix(text: str) -> str:
    word, colon, rest = text.partition(":")
    name = word.strip().casefold().partition("[")[0].partition("(")[0]
    return rest.strip() if colon and name in PREFIXES else text


def _without_tag(text: str, tag: str) -> str:
    opening = f"[{tag}-".casefold()
    if tag and text.casefold().startswith(opening):
        digits, closing, rest = text[len(opening) :].partition("]")
        if closing and digits.isdigit():
            return rest.strip()
    return text
