"""What is seen of a mail, and how much it counts."""

from __future__ import annotations

from math import isclose

import pytest

from mailintake.classify.features import MANY, Scale, see
from mailintake.classify.frequency import frequencies
from mailintake.classify.separate import Row, to_row
from mailintake.classify.tokens import read


def test_words_pairs_beginnings_and_what_stands_first_are_seen() -> None:
    """Each once, however often a mail says it; no pair reaches over the end of a sentence."""
    seen = see(read("Toner", "The printers need toner. Toner!"))

    assert seen == {
        "toner", "the", "printer", "need", "the printer", "printer need", "need toner", "the_need", "printer_toner",
        "^print", "!toner", "!the", "!printer", "!need",
    }  # fmt: skip


def test_only_what_stands_in_front_is_first() -> None:
    """Five words, the subject's included."""
    assert "!six" not in see(read("one two", "three four five six"))
    assert "!five" in see(read("one two", "three four five six"))


def test_rare_words_count_more_and_pairs_less() -> None:
    """A word that all mails have tells little."""
    scale = Scale.of([{"the", "toner", "the toner", "the_toner"}, {"the"}, {"the"}])

    assert scale.words["toner"] > scale.words["the toner"] > scale.words["the_toner"]
    assert scale.words["toner"] > scale.words["the"]


def test_among_many_mails_a_pair_of_one_is_dropped() -> None:
    """It says nothing of the next; a rare word of its own does."""
    scale = Scale.of([{"the"}] * (MANY - 1) + [{"the", "kiln", "the kiln", "the_kiln"}])

    assert set(scale.words) == {"the", "kiln"}


def test_the_words_of_every_mail_have_the_same_length_and_cues_their_own() -> None:
    """A long mail does not speak louder, and a cue counts the same in any."""
    scale = Scale({"a": 2.0, "b": 3.0, "c": 6.0}, times=2.0, cues=frozenset({"=slow"}), cue=0.3)
    words, values = scale.vector({"a", "b", "c", "unknown"}, ["=slow", "=unknown"])

    assert words == ("a", "b", "c", "=slow")
    assert isclose(sum(value**2 for value in values[:-1]), 4.0)
    assert values[-1] == pytest.approx(0.3)


def _row(key: str, *words: int, weight: float = 1.0) -> Row:
    row = to_row((tuple(map(str, words)), (1.0,) * len(words)), {str(word): word for word in range(3)}, key, weight)
    assert row is not None
    return row


def test_a_word_speaks_for_the_category_whose_mails_have_it() -> None:
    """Against the average of all, so that a word of both speaks for neither."""
    rows = [_row("av", 0, 2), _row("av", 0, 2), _row("sis", 1, 2), _row("sis", 1, 2)]
    av, sis = frequencies(rows, 3, ("av", "sis"))

    assert av[0] > 0 > av[1]
    assert sis[1] > 0 > sis[0]
    assert av[2] == pytest.approx(0)
    assert [one + other for one, other in zip(av, sis, strict=True)] == pytest.approx([0, 0, 0])
