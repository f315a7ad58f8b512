"""Whether a mail is the one that a story names."""

from __future__ import annotations

import itertools
from email.message import EmailMessage

import pytest
from hypothesis import given, strategies as st

from mailintake.model.outgoing import Outgoing
from mailintake.rehearse.match import Sent, assign, differences, line_matches, read_sent
from mailintake.rehearse.script import MailOut

LINES = [
    ("Hello", "Hello", True),
    ("Hello", "Hello there", False),
    ("...", "anything", True),
    ("...", "", True),
    ("Hel...", "Hello", True),
    ("...llo", "Hello", True),
    ("...ell...", "Hello", True),
    ("H...o", "Hello", True),
    ("H...l...l...o", "Hello", True),
    ("H...l...l...l...o", "Hello", False),
    ("Hello....", "Hello.", True),
    ("Hello....", "Hello. Bye", True),
    ("Hello....", "Hello", False),
    ("...done....", "It is done.", True),
    ("  Hello  ", "Hello", True),
    ("a...a", "a", False),
]
TEXTS = [
    (("one", "two", "three"), True),
    (("one", "two"), False),
    (("...",), True),
    (("one", "..."), True),
    (("...", "three"), True),
    (("...", "two", "..."), True),
    (("...", "three", "two"), False),
    (("one", "...", "three"), True),
    (("...", "one", "...", "two", "...", "three", "..."), True),
    (("...", "four", "..."), False),
]


@pytest.mark.parametrize(("pattern", "line", "fits"), LINES)
def test_dots_stand_for_any_characters(pattern: str, line: str, fits: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert line_matches(pattern, line) is fits


@pytest.mark.parametrize(("text", "fits"), TEXTS)
def test_a_line_of_dots_stands_for_any_lines(text: tuple[str, ...], fits: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert (differences(MailOut(1, (), text), _sent("one\ntwo\nthree")) == ()) is fits


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        (("To", "ana@x.example"), True),
        (("To", "Somebody <ANA@x.example>"), True),
        (("To", "bob@x.example"), False),
        (("Subject", "Re: [T-1] Printer"), True),
        (("Subject", "...Printer"), True),
        (("subject", "Printer"), False),
        (("X-Nothing", "..."), False),
    ],
)
def test_fields_that_are_given_must_match(header: tuple[str, str], fits: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert (differences(MailOut(1, (header,)), _sent("x")) == ()) is fits


def test_words_that_must_appear_nowhere_are_looked_for_everywhere() -> None:
    sent = _sent("one two")

    assert differences(MailOut(1, (), None, ("two",)), sent) == ("it says “two”",)
    assert differences(MailOut(1, (), None, ("Printer",)), sent) != ()
    assert differences(MailOut(1, (), None, ("three",)), sent) == ()


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=4))
def test_as_many_blocks_as_possible_find_their_mail(fits: list[list[bool]]) -> None:
    found = assign(fits)

    chosen = [column for column in found if column is not None]
    assert len(set(chosen)) == len(chosen)
    assert all(column is None or fits[row][column] for row, column in enumerate(found))
    best = max(
        sum(fits[row][column] for row, column in enumerate(order[: len(fits)]))
        for order in itertools.permutations(range(4))
    )
    assert len(chosen) == best


def _sent(text: str) -> Sent:
    message = EmailMessage()
    message["To"] = "Ana <ana@x.example>"
    message["Subject"] = "Re: [T-1] Printer"
    message.set_content(text)
    return read_sent(Outgoing("receipt", "ana@x.example", "Re: [T-1] Printer", "<a@x>", message.as_bytes()))
