"""Attacks that once worked: each would have worked again without its guard."""

from __future__ import annotations

import pytest

from mailintake.act import BY_WORD
from mailintake.act.read import MOST_LINES, read_text
from mailintake.parse.html import html_to_text
from mailintake.parse.reply import split_reply

MARKER = "##- Please write your answer above this line -##"


def test_an_internal_note_that_a_mail_program_wraps_stays_in_the_quote() -> None:
    body = (
        "Hi Maya, I will look at it.\n\n"
        "On Tue, Nov 24, 2026 at 9:00 AM Technology Desk wrote:\n"
        f"> {MARKER}\n>\n"
        "> > HR asked us to keep this quiet, Maya is under investigation for leaking\n"
        "exam papers and her laptop is being monitored until friday, so do not\n"
        "replace the disk before they have taken an image of it.\n>\n"
    )

    assert split_reply(body, reply=True).text == "Hi Maya, I will look at it."


def test_an_answer_below_our_line_counts_where_nothing_stands_above_it() -> None:
    body = f"> {MARKER}\n>\n> Which room is it?\n\nRoom 12.\n"

    assert split_reply(body, reply=True).text == "Room 12."


def test_a_line_that_was_broken_off_a_quote_commands_nothing() -> None:
    words = "> > The copier in the front office jams on every page since early this."
    body = f"{words}xxx.\n#cc eve@evil.example\n> > Thanks\n\nWe will look.\n"

    assert "#cc" not in split_reply(body, reply=True).text


@pytest.mark.parametrize(
    "style",
    [
        "color:transparent",
        "position:absolute;left:-9999px",
        "text-indent:-9999px",
        "transform:scale(0)",
        "position:absolute;clip:rect(0,0,0,0)",
    ],
)
def test_text_that_nobody_sees_commands_nothing(style: str) -> None:
    html = f'<p>Thank you.</p><p style="{style}">#close</p><p>Theo</p>'

    assert html_to_text(html) == "Thank you.\n\nTheo"


def test_text_that_is_only_moved_a_little_is_read() -> None:
    assert "#close" in html_to_text('<p style="text-indent:-18px">#close</p>')


def test_thousands_of_command_lines_are_one_mistake() -> None:
    reading = read_text("#close 1\n" * 100_000, BY_WORD, certain_everywhere=True)

    assert len(reading.lines) == MOST_LINES + 1
    assert reading.lines[-1].verb is None
    assert reading.prose == ""
