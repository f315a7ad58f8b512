"""Phrases over folded text, written so that a person can read and extend them, and looked for all at once."""

from __future__ import annotations

from functools import cached_property

import re2

from mailintake.parse.wordlist import phrases

_LETTERS = dict(zip("áàâãäåéèêëíìîïóòôõöúùûüñç", "aaaaaaeeeeiiiiooooouuuunc", strict=True))
_APOSTROPHES = dict.fromkeys("'\u2019\u2018`\xb4", "")
_SIGNS = (
    '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~\t\r\n\xa0\xa1\xa9\xab\xae\xb7\xbb\xbf\u2013\u2014\u201c\u201d\u201e\u2022\u2026'
)
_FOLDED = str.maketrans(_LETTERS | _APOSTROPHES | dict.fromkeys(_SIGNS, " "))


def fold(text: str) -> str:
    """Return the words of a text with a space around each: `E-Mail` is ` e mail `, `didn't` is ` didnt `."""
    return f" {' '.join(text.casefold().translate(_FOLDED).split())} "


class Phrases:
    """Phrases of whole words: `~` stands for up to three words, `*` for the rest of a word, `(a/b)` for either.

    A name in capitals stands for the list given for it. They are read at the first question: most mail asks none.
    """

    def __init__(self, *texts: str, **lists: str) -> None:
        self._texts = texts
        self._lists = lists

    def find(self, folded: str) -> str | None:
        """Return the first of the phrases in folded text."""
        match = self._pattern.search(folded)
        return match.group(1) if match else None

    @cached_property
    def _pattern(self) -> re2.Pattern[str]:
        written = (_written(one, self._lists) for text in self._texts for one in phrases(text))
        return re2.compile(f" ((?:{'|'.join(written)})) ")


def _written(phrase: str, lists: dict[str, str]) -> str:
    for name, members in lists.items():
        phrase = phrase.replace(name, f"({'/'.join(phrases(members))})")
    phrase = phrase.replace("(", "(?:").replace("/", "|").replace("*", "[^ ]*")
    return phrase.replace("~", "(?: [^ ]+){0,3}?")
