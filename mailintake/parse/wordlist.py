"""Lists of words written as plain text, so that a person can read and extend them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of that text."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of that text, separated by `|`; line breaks count as spaces."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip())
