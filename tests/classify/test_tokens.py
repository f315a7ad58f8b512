"""Words, endings and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.classify.tokens import FIRST_WORDS, MOST_WORDS, number, pieces, read, stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Can't", ("can", "not")),
        ("doesn\N{RIGHT SINGLE QUOTATION MARK}t", ("does", "not")),
        ("wont", ("will", "not")),
        ("Wi-Fi", ("wi", "fi")),
        ("it's", ("it", "is")),
        ("teacher's", ("teacher",)),
        ("contraseña,", ("contrasena",)),
        ("https://example.org/a", ("url",)),
        ("ana@example.org", ("address",)),
        ("x" * 100, ("url",)),
        ("...", ()),
    ],
)
def test_a_written_word_is_these_words(word: str, expected: tuple[str, ...]) -> None:
    """Accents and case are folded, contractions opened."""
    assert pieces(word) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("printers", "printer"), ("printing", "print"), ("jammed", "jam"), ("charge", "charg"), ("charging", "charg"),
        ("classes", "class"), ("class", "class"), ("campus", "campus"), ("trainings", "train"), ("us", "us"),
        ("batteries", "battery"), ("broken", "break"),
    ],
)  # fmt: skip
def test_endings_are_cut_lightly(form: str, expected: str) -> None:
    """Plural and verb endings go, little words stay."""
    assert stem(form) == expected


def test_sentences_end_where_they_mean_to() -> None:
    """Titles, wrapped lines and numbered points do not break a sentence; marks, lists and paragraphs do."""
    text = "Mr. Ito left at 3. The wifi\n1. Clock is slow\n2. Phone is dead! Help"

    written = [sentence.quote(0, len(sentence.words)) for sentence in read("subject", text)]

    assert written == ["subject", "Mr Ito left at 3", "The wifi", "1 Clock is slow", "2 Phone is dead", "Help"]


def test_no_one_is_nobody() -> None:
    """Both spellings are one word."""
    assert read("", "No one can print.")[1].forms == ("nobody", "can", "print")


@pytest.mark.parametrize(("form", "expected"), [("28", 28), ("three", 3), ("doce", 12), ("many", None), ("²", None)])
def test_numbers_are_read(form: str, expected: int | None) -> None:
    """In digits or in letters."""
    assert number(form) == expected


def test_a_huge_mail_is_read_to_a_limit() -> None:
    """What stands in its middle decides nothing and costs nothing."""
    words = sum(len(sentence.forms) for sentence in read("", "word " * 200_000))

    assert words == MOST_WORDS


def test_a_long_mail_is_read_at_its_beginning_and_its_end() -> None:
    """Long stories end with what is wanted."""
    written = "Dear all,\n\nthe copier.\n" + "It went on and on.\n" * 2_000 + "Please call me. \n\n"
    quotes = [sentence.quote(0, len(sentence.words)) for sentence in read("", written)]

    assert quotes[:4] == ["", "Dear all", "the copier", "It went on and on"]
    assert quotes[-1] == "Please call me"
    assert sum(len(sentence.forms) for sentence in read("", written)) == MOST_WORDS


@pytest.mark.parametrize("count", [FIRST_WORDS - 1, FIRST_WORDS, FIRST_WORDS + 1, MOST_WORDS - 1, MOST_WORDS])
def test_a_mail_within_the_limit_is_read_whole(count: int) -> None:
    """Nothing is lost at the seams, nothing read twice."""
    numbers = [str(number) for number in range(count)]
    forms = [form for sentence in read("", " \n ".join(numbers)) for form in sentence.forms]

    assert forms == numbers


@given(st.text())
def test_every_sentence_is_as_long_in_all_its_forms(text: str) -> None:
    """Words, forms and stems stay side by side."""
    for sentence in read("", text):
        assert len(sentence.words) == len(sentence.forms) == len(sentence.stems)
