"""How phrases are written and found."""

from __future__ import annotations

import pytest

from mailintake.classify.lexicon import Entry, Lexicon
from mailintake.classify.tokens import read

LISTS = {"people": ("=students", "=kids")}


def _found(phrase: str, text: str) -> list[str]:
    lexicon = Lexicon([Entry("label", 1.0, phrase)], LISTS)
    return [match.quote for sentence in read("", text) for match in lexicon.find(sentence)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("paper jam", "Paper jams again", ["Paper jams"]),
        ("no internet|wifi", "There is no WiFi here", ["no WiFi"]),
        ("in the? office", "all in office", ["in office"]),
        ("in the? office", "all in the office", ["in the office"]),
        ("not * work", "does not really work", ["not really work"]),
        ("will not .. print", "it won't ever again print", ["won't ever again print"]),
        ("will not .. print", "it won't a b c d e print", []),
        ("sent ... list", "I sent the old one of last year a list", ["sent the old one of last year a list"]),
        ("<number> of us", "all twelve of us", ["twelve of us"]),
        ("all <people>", "all kids", ["all kids"]),
        ("all <people>", "all kid", []),
        ("=down", "downs", []),
        ("projector", "my projecter", ["projecter"]),
        ("projector", "my projects", []),
        ("no one", "No one came", ["No one"]),
    ],
)
def test_a_phrase_finds(phrase: str, text: str, expected: list[str]) -> None:
    """Signs in phrases mean what the file says of them."""
    assert _found(phrase, text) == expected


def test_a_phrase_found_in_several_ways_is_found_once() -> None:
    """Gaps and alternatives do not count twice."""
    assert _found("a|b .. c", "a c") == ["a c"]


def test_a_slip_is_only_guessed_for_long_words() -> None:
    """Short words are other words."""
    assert _found("mouse", "my house") == []
