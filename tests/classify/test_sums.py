"""Numbers of words, added up at once."""

from __future__ import annotations

from hypothesis import given, strategies as st

from mailintake.classify.sums import SHIFT, Sums

WORDS = ("jam", "paper", "toner")
NUMBERS = st.integers(1 - SHIFT, SHIFT - 1)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=3), st.lists(st.sampled_from(WORDS), min_size=1))
def test_sums_are_those_of_the_numbers(rows: list[tuple[int, int]], words: list[str]) -> None:
    """However many words are added, below zero too, and what is unknown adds nothing."""
    sums = Sums(WORDS, [number for row in rows for number in row], 2)
    expected = [sum(rows[WORDS.index(word)][at] for word in words) for at in range(2)]

    assert sums.add([*words, "unknown"]) == expected


def test_words_that_fill_a_huge_mail_do_not_overflow() -> None:
    """Each number has room for more words than are ever read."""
    sums = Sums(("a",), [SHIFT - 1, 1 - SHIFT], 2)

    assert sums.add(["a"] * 60_000) == [60_000 * (SHIFT - 1), 60_000 * (1 - SHIFT)]


def test_nothing_known_has_no_sums() -> None:
    """Then there is nothing to go by."""
    assert Sums(("a",), [1], 1).add(["b"]) is None
