"""Conversation files as text: what their lines mean, and where one means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.rehearse.script import (
    At,
    MailIn,
    MailOut,
    NoMail,
    Script,
    ScriptError,
    TicketIs,
    parse_script,
    read_script,
)

PATH = Path("story.txt")
STORY = """\
# A comment.
at 2026-11-23 08:05
other mail allowed
--> From: Ana <ana@x.example>
    Subject: a long
      subject
    X-Level: 0

    First line.
        Indented.

    # no comment

<-- To: ana@x.example
    ...
    ...words...
    ! never this
<-- To: bob@x.example
    Subject: Re: ...

    Exactly this.
no mail to eve@x.example
no mail
ticket 1: status=new site="North High" room=
"""


def test_a_story_is_read_line_by_line() -> None:
    script = parse_script(PATH, STORY)

    assert script.other_mail_allowed
    assert script.steps == (
        At(2, "2026-11-23 08:05"),
        MailIn(
            4,
            (("From", "Ana <ana@x.example>"), ("Subject", "a long subject"), ("X-Level", "0")),
            ("First line.", "    Indented.", "", "# no comment"),
        ),
        MailOut(14, (("To", "ana@x.example"),), ("...", "...words..."), ("never this",)),
        MailOut(18, (("To", "bob@x.example"), ("Subject", "Re: ...")), ("Exactly this.",)),
        NoMail(22, "eve@x.example"),
        NoMail(23),
        TicketIs(24, 1, (("status", "new"), ("site", "North High"), ("room", ""))),
    )


WRONG = [
    ("nonsense", 1, "I do not understand"),
    ("    indented", 1, "an indented line belongs to a mail"),
    ("--> no header", 1, "is no header field"),
    ("--> From: a@x.example\n    X-Level: 3\n", 1, "X-Level"),
    ("at", 1, "I do not understand"),
    ("\n\nticket 1: status", 3, "is not of the form name=value"),
    ('ticket 1: room="B', 1, "quotation mark"),
    ("no mail to", 1, "I do not understand"),
    ("ticket x: status=new", 1, "I do not understand"),
]


@pytest.mark.parametrize(("text", "line", "reason"), WRONG)
def test_a_line_that_means_nothing_is_named(text: str, line: int, reason: str) -> None:
    with pytest.raises(ScriptError, match=reason) as caught:
        parse_script(PATH, text)

    assert str(caught.value).startswith(f"story.txt:{line}: ")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"at \xff\xfe")

    with pytest.raises(ScriptError, match="not UTF-8"):
        read_script(path)


@given(st.text(max_size=200))
def test_any_text_is_a_story_or_a_named_mistake(text: str) -> None:
    try:
        script = parse_script(PATH, text)
    except ScriptError:
        return

    assert isinstance(script, Script)


@pytest.mark.parametrize("mark", ["->", "<-", "-- >", "--->", "=>", "→>", "<---", "—>"])
def test_a_mistyped_mark_is_named_in_its_own_line(mark: str) -> None:
    text = f"at 2026-11-23 08:05\n\n{mark} From: Ana <ana@x.example>\n    Subject: x\n\n    text\n"

    with pytest.raises(ScriptError, match=r"^story.txt:3: ") as caught:
        parse_script(PATH, text)
    assert "hint: a mail that comes in begins with `-->`" in str(caught.value)
