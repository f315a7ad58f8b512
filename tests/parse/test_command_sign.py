"""HTML beside plain text is only left unread where no line of either could be a command."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.command_sign import may_command, may_command_in_html
from mailintake.parse.html import html_to_text
from mailintake.parse.message import parse_message
from tests.parse.mails import multipart

PIECES = st.sampled_from(
    ["#close", "!close", "&#35;close", "&#x23;close", "&num;x", "<p>", "</p>", "<br>", "<pre>", "</pre>", "<b>",
     "</b>", "<div style='color:#fff'>", "<td>", "<tr>", "&nbsp;", "&nbsp", "&#8203;", "&#160", "\u200b", "\xa0", "\n",
     " ", "<!-- -->", "<!-- > -->", "<style>#a{}</style>", "<a href='#x'>", "word", "<", ">", "&shy;", "\ufeff",
     "<p title='", "'", "<title>", "\u034f", "\uff03close", "<li>"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("html", "possible"),
    [
        ("<p>#close</p>", True),
        ("<p>Thanks<br>\u200b&#8203;&nbsp;#close", True),
        ("<p><span>&#35;close", True),
        ("<p>&#x23;close", True),
        ("<p>&num;close", True),
        ("<pre>one\n  !close</pre>", True),
        ("<p>&#160#close", True),
        ("<p>\uff03close</p>", True),
        ('<!DOCTYPE html><p style="color:#fff">Don&#39;t use printer #5!</p>', False),
        ("<p>Hello!</p><!-- #close inside -->", False),
    ],
)
def test_signs_in_html(html: str, possible: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert may_command_in_html(html) is possible


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_command_line_of_html_goes_unnoticed(html: str) -> None:
    lines = [line.strip("\u200b\ufeff \xa0") for line in html_to_text(html).split("\n")]

    assert may_command_in_html(html) or not any(line.startswith(("#", "!", "\uff03")) for line in lines)


@pytest.mark.parametrize(
    ("text", "possible"), [("a\n #close", True), ("!x", True), ("room #5", False), ("half \ud800 #", True), ("", False)]
)
def test_signs_in_text(text: str, possible: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert may_command(text) is possible


def test_a_command_that_only_the_html_shows_is_noticed() -> None:
    message = parse_message(multipart("alternative", "\nAll is well.", "Content-Type: text/html\n\n<p>#close</p>"))

    assert (message.text, message.html_new) == ("All is well.", "#close")


def test_html_that_only_repeats_the_words_is_not_kept() -> None:
    message = parse_message(multipart("alternative", "\nAll fine.", "Content-Type: text/html\n\n<p>All fine.</p>"))

    assert (message.body, message.html_text, message.html_new) == ("All fine.", "", "")
