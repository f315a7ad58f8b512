"""How phrases are written and found."""

from __future__ import annotations

import pytest

from mailintake.classify.lexicon import Lexicon
from mailintake.classify.phrases import Entry
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


def test_a_gap_that_begins_again_reaches_further() -> None:
    """Of two ways to stand in a gap that counts which may still skip more."""
    assert _found("will .. print", "will a will b c d print") == ["will b c d print"]
    assert _found("a .. b .. c", "a b q b r s t u c") == ["a b q b r s t u c"]


def test_no_text_makes_the_lexicon_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept is forgotten when it is too much, and the same is found again."""
    phrases = [Entry("label", 1.0, phrase) for phrase in ("a .. b", "a ... c .. d", "x y", "* b c")]
    texts = [f"{one} {two} {three}{one} b c" for one in "abcdxyz" for two in "abcdxyz" for three in "abcdxyz"]
    sentences = [read("", text)[1] for text in texts]
    roomy = Lexicon(phrases)
    expected = [{match.quote for match in roomy.find(sentence)} for sentence in sentences]
    monkeypatch.setattr("mailintake.classify.lexicon.MOST_STEPS", 5)
    monkeypatch.setattr("mailintake.classify.lexicon.MOST_WORDS", 5)
    narrow = Lexicon(phrases)

    assert [{match.quote for match in narrow.find(sentence)} for sentence in sentences] == expected
    assert len(narrow.states) <= 5 < len(roomy.states)


def test_a_slip_is_only_guessed_for_long_words() -> None:
    """Short words are other words."""
    assert _found("mouse", "my house") == []
