"""Text without what hurts."""

from __future__ import annotations

import pytest

from mailintake.parse.clean import clean_text


@pytest.mark.parametrize("sign", ["\r", "\v", "\f", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"])
def test_what_stands_in_a_quoted_line_stays_quoted(sign: str) -> None:
    """A sign that some take for a line break does not free the rest of a quoted line."""
    assert clean_text(f"> stuck.{sign}#close 2\n> Bye\n\nLooking.") == "> stuck. #close 2\n> Bye\n\nLooking."
    assert clean_text(f" >> a{sign}b\nc{sign}d\n") == " >> a b\nc\nd\n"


def test_the_line_ends_of_old_macs_are_line_ends() -> None:
    assert clean_text("one\rtwo\r> three\rfour") == "one\ntwo\n> three\nfour"
