"""Which lines are commands: their forms, where they stand, and what never is one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, strategies as st

from mailintake.act import BY_WORD, VERBS
from mailintake.act.read import LONGEST_TIDIED, MOST_TAGGED, Reading, read_commands, read_text
from mailintake.model.message import Message
from mailintake.parse.message import parse_message
from mailintake.parse.reply import split_reply
from tests.cpu import takes_less

NBSP = "\u00a0"
MAIL = Message(sha256="", size=0)

FORMS = [
    ("#close", "close", ""),
    ("#close New fuser.", "close", "New fuser."),
    ("!close New fuser.", "close", "New fuser."),
    ("#close: New fuser.", "close", "New fuser."),
    ("#close:New fuser.", "close", "New fuser."),
    ("#CLOSE new", "close", "new"),
    ("#Closed", None, ""),
    ("  #close  ", "close", ""),
    ("\t#close\tdone", "close", "done"),
    (f"#close{NBSP}New fuser.", "close", "New fuser."),
    (f"{NBSP}#close", "close", ""),
    ("\u200b#close", "close", ""),
    ("#\u200bclose", "close", ""),
    ("\uff03close", "close", ""),
    ("# close", "close", ""),
    ("#close.", "close", ""),
    ("#close!", "close", ""),
    ("#resolved", "close", ""),
    ("#fixed it was the cable", "close", "it was the cable"),
    ("#internal note zebra", "private", "zebra"),
    ("#internal note: zebra", "private", "zebra"),
    ("#internal zebra", "private", "zebra"),
    ("#note zebra", "private", "zebra"),
    ("#created by ana@x.example", "for", "ana@x.example"),
    ("#for ana@x.example<mailto:ana@x.example>", "for", "ana@x.example"),
    ("#for ana@x.example <mailto:ana@x.example>", "for", "ana@x.example"),
    ("#for <mailto:ana@x.example>", "for", "ana@x.example"),
    ("#for mailto:ana@x.example", "for", "ana@x.example"),
    ("#extension 4512<tel:4512>", "extension", "4512"),
    ("#close see https://x.example/a<https://x.example/a>", "close", "see https://x.example/a"),
    ("#close see here<https://x.example/a>", "close", "see here<https://x.example/a>"),
    ("#prio h", "priority", "h"),
    ("#privat", None, ""),
    ("#close-it", None, ""),
]
PROSE = [
    "close",
    "https://intranet.example/x",
    "Note: I replaced the fuser",
    "10:30 went on site",
    "#1 on my list",
    "#",
    "##",
    "# ",
    "!important",
    "!",
    "please #close it",
    "> #close",
    "-#close",
    "*#close*",
    "#42",
]


@pytest.mark.parametrize(("line", "verb", "arguments"), FORMS)
def test_a_command_is_read_in_every_form(line: str, verb: str | None, arguments: str) -> None:
    reading = read_text(line, BY_WORD, certain_everywhere=False)

    assert [(one.verb, one.arguments) for one in reading.certain] == [(verb, arguments)]
    assert reading.prose == ""


@pytest.mark.parametrize("line", PROSE)
def test_what_only_looks_like_a_command_is_prose(line: str) -> None:
    reading = read_text(line, BY_WORD, certain_everywhere=True)

    assert reading.lines == ()
    assert reading.prose == line.strip()


@pytest.mark.parametrize("word", list(BY_WORD))
def test_every_name_of_every_verb_is_read(word: str) -> None:
    reading = read_text(f"#{word.upper()} x", BY_WORD, certain_everywhere=False)

    assert [(one.verb, one.arguments) for one in reading.lines] == [(BY_WORD[word].name, "x")]


def test_no_word_calls_two_verbs() -> None:
    words = [word for verb in VERBS for word in verb.words]

    assert len(words) == len(set(words))


def test_lines_before_any_prose_always_count() -> None:
    reading = read_text("\n#take\n\n#priority high\nHello.\n#close", BY_WORD, certain_everywhere=False)

    assert [(one.verb, one.certain) for one in reading.lines] == [("take", True), ("priority", True), ("close", False)]
    assert reading.prose == "Hello."


def test_lines_after_prose_count_where_the_writer_surely_wrote_them() -> None:
    text = "Hello.\n#close\nBye.\n#unknown"

    reading = read_text(text, BY_WORD, certain_everywhere=True)

    assert [(one.verb, one.certain) for one in reading.lines] == [("close", True)]
    assert reading.prose == "Hello.\nBye.\n#unknown"


@pytest.mark.parametrize(
    ("marked", "reply", "certain"), [(False, False, True), (True, True, True), (False, True, False)]
)
def test_the_marker_or_being_no_reply_makes_it_sure(marked: bool, reply: bool, certain: bool) -> None:  # noqa: FBT001 (columns of the table)
    message = replace(MAIL, text="Hello.\n#close", marked=marked, reply=reply)

    assert [one.certain for one in read_commands(message, BY_WORD).lines] == [certain]


def test_stop_ends_reading() -> None:
    reading = read_text("#take\n#stop\n#close", BY_WORD, certain_everywhere=True)

    assert [one.verb for one in reading.lines] == ["take"]
    assert reading.prose == "#close"


def test_a_spaced_sign_is_a_command_only_at_the_top() -> None:
    assert read_text("Steps:\n# close the lid", BY_WORD, certain_everywhere=True).lines == ()


LONG = "the old fuser was worn out and I have put in a new one from the store"
HTML = [
    ("#close", "#close", True),
    ("#close", "#take", False),
    ("#close", "", False),
    ("", "#close", False),
    ("#close", "#close\n#take", False),
    ("#assign lee@x.example<mailto:lee@x.example>", "#assign lee@x.example", True),
    ("#close *done*", "#close done", True),
    ("#close see here <https://x.example/a>", "#close see here", True),
    (f"#close\u00a0{LONG}", f"#close {LONG}", True),
    (f"#close {LONG}\nbehind the stage.", f"#close {LONG} behind the stage.", True),
    ("#assign lee", "#assign lee2", False),
    ("#priority high", "#priority low", False),
]


@pytest.mark.parametrize(("text", "html", "agree"), HTML)
def test_text_and_html_must_name_the_same_commands(text: str, html: str, agree: bool) -> None:  # noqa: FBT001 (a column of the table)
    message = replace(MAIL, text=text, html_text=html or "Hello", html_new=html)

    assert read_commands(message, BY_WORD).contradiction is not agree


NEARLY = "".join(f"#{''.join(Random(number).choices('privateno', k=8))}\n" for number in range(50_000))
MEBIBYTE = {
    "short lines": "a\n" * 333_000,
    "invisible lines": "\u200b\n" * 250_000,
    "invisible lines above a command": "\u200b\n" * 250_000 + "#close",
    "one line": "ab " * 350_000,
    "one command": "#close " + "ab " * 350_000,
    "quotes": "> a\n" * 250_000,
    "signs": "Hello.\n" + "#\n" * 500_000,
    "unknown words": "Hello.\n" + "#x\n" * 50_000,
    "nearly private": f"Hello.\n{NEARLY}",
    "commands": "#close\n" * 150_000,
    "signs within lines": "a#!\n" * 250_000,
}


@pytest.mark.parametrize("name", MEBIBYTE)
@pytest.mark.parametrize("control", [False, True])
def test_a_mebibyte_is_read_in_a_moment(name: str, control: bool) -> None:  # noqa: FBT001 (a column of the table)
    message = replace(MAIL, text=MEBIBYTE[name])

    assert takes_less(0.1, lambda: read_commands(message, BY_WORD, control=control))


def test_a_pasted_file_of_signs_below_the_words_commands_nothing_and_goes_to_nobody() -> None:
    reading = read_text("Hello.\n" + "#x y\n" * MOST_TAGGED + "#close\n", BY_WORD, certain_everywhere=True)

    assert reading.lines == ()
    assert reading.kept == "#close"
    assert reading.prose.endswith("#close")


def test_the_last_line_that_is_looked_at_still_commands() -> None:
    reading = read_text("Hello.\n" + "#x y\n" * (MOST_TAGGED - 1) + "#close", BY_WORD, certain_everywhere=True)

    assert [one.verb for one in reading.lines] == ["close"]
    assert reading.kept == ""


@pytest.mark.parametrize("between", [" ", "  ", "\t", ""])
def test_of_a_very_long_line_no_word_is_lost(between: str) -> None:
    words = "a" * (LONGEST_TIDIED - len("#close "))
    reading = read_text(f"#close {words}{between}bc  <mailto:d@x.example>", BY_WORD, certain_everywhere=False)

    space = " " if between else ""
    assert [one.arguments for one in reading.lines] == [f"{words}{space}bc <mailto:d@x.example>"]


CONTROL = [
    ("close 3", "close", "3"),
    ("#close 3", "close", "3"),
    ("Owner: theo", "assign", "theo"),
    ("Queue: printer", "category", "printer"),
    ("queue theo", "queue", "theo"),
    ("Status: resolved 3", "close", "3"),
    ("status: stalled", "pending", ""),
    ("Status: open", "reopen", ""),
    ("Priority: 3 high", "priority", "3 high"),
    ("Subject: 3 New words", "subject", "3 New words"),
    ("AddCc: joan@x.example", "cc", "joan@x.example"),
    ("DelCc: joan@x.example", "uncc", "joan@x.example"),
    ("Requestor: joan@x.example", "for", "joan@x.example"),
    ("  merge  ", None, ""),
    ("Hello there", None, "there"),
]


@pytest.mark.parametrize(("line", "verb", "arguments"), CONTROL)
def test_a_control_mail_takes_bare_verbs_and_fields(line: str, verb: str | None, arguments: str) -> None:
    reading = read_commands(replace(MAIL, text=line), BY_WORD, control=True)

    assert [(one.verb, one.arguments, one.certain) for one in reading.lines] == [(verb, arguments, True)]


@pytest.mark.parametrize("end", ["stop", "#stop", "--", "quit", "Thanks", "Thank you!"])
def test_a_control_mail_ends_at_its_end(end: str) -> None:
    reading = read_commands(replace(MAIL, text=f"close 3\n{end}\nclose 4"), BY_WORD, control=True)

    assert [one.arguments for one in reading.lines] == ["3"]


@given(st.text(max_size=400), st.booleans())
def test_reading_never_fails_and_loses_no_line(text: str, everywhere: bool) -> None:  # noqa: FBT001 (drawn)
    reading = read_text(text, BY_WORD, certain_everywhere=everywhere)

    assert isinstance(reading, Reading)
    kept = "\n".join([*(one.line for one in reading.lines), reading.prose])
    assert all(line.strip() in kept for line in text.split("\n") if "stop" not in line.casefold())
    assert read_commands(replace(MAIL, text=text), BY_WORD, control=True).prose == ""


COMMANDS = st.sampled_from([f"#{word} 1" for word in BY_WORD] + ["!close", "# close", "#close:"])


@given(COMMANDS, st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60), st.booleans())
def test_a_quoted_line_never_becomes_a_command(command: str, words: str, above: bool) -> None:  # noqa: FBT001 (drawn)
    quoted = f"On Mon, Nov 23, 2026 at 8:05 AM Maya Lund <mlund@x.example> wrote:\n> {words}\n> {command}\n>> {command}"
    body = f"Hello {words.strip()}\n\n{quoted}" if above else quoted

    parts = split_reply(body, reply=True)
    reading = read_text(parts.text, BY_WORD, certain_everywhere=True)

    assert reading.lines == ()


@pytest.mark.parametrize("header", ["", "In-Reply-To: <a@x.example>\r\n"])
def test_commands_in_attached_mail_and_signatures_never_count(header: str) -> None:
    raw = (
        f"From: nbell@lakeside.example\r\n{header}Subject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        "Hello.\r\n-- \r\n#close\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: mlund@lakeside.example\r\nSubject: y\r\n\r\n#close\r\n--b--\r\n"
    )

    reading = read_commands(parse_message(raw.encode()), BY_WORD)

    assert reading.lines == ()
