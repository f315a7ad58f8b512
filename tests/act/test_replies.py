"""Whole replies of mail programs: commands on top run, planted ones never, below words only with our marker."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from mailintake.act import BY_WORD
from mailintake.act.read import Reading, read_commands
from mailintake.parse.message import parse_message
from mailintake.parse.reply import MARKERS
from tests.parse.test_reply_shapes import HTML, PLAIN

MARKER = MARKERS["en"]
PAIRS = [
    (text, html) for text in PLAIN for html in HTML if text.split(",")[0].split()[0] == html.split(",")[0].split()[0]
]
PROSE = "I changed the roller.\n\n"


@pytest.mark.parametrize(("text", "html"), PAIRS)
def test_commands_on_top_run_and_planted_ones_never(text: str, html: str) -> None:
    reading = _read(PLAIN[text], HTML[html])

    assert [(one.verb, one.arguments) for one in reading.certain] == [("close", "new roller"), ("room", "12")]
    assert not reading.contradiction
    assert reading.prose == ""


@pytest.mark.parametrize("text", PLAIN)
def test_without_the_marker_a_line_below_words_is_not_run(text: str) -> None:
    reading = _read(PROSE + PLAIN[text])

    assert [one.verb for one in reading.lines] == ["close", "room"]
    assert "planted" not in str(reading)
    assert bool(reading.certain) is (MARKER in PLAIN[text] or MARKERS["es"] in PLAIN[text] or "##-" in PLAIN[text])


def test_with_the_marker_lines_below_words_are_found() -> None:
    readings = [_read(PROSE + _marked(body)) for body in PLAIN.values()]

    found = [one for one in readings if [line.verb for line in one.certain] == ["close", "room"]]
    assert len(found) >= 0.97 * len(readings)
    assert not [one for one in readings if "planted" in str(one)]


@pytest.mark.parametrize(("text", "html"), PAIRS)
def test_html_that_says_something_else_runs_nothing(text: str, html: str) -> None:
    reading = _read(PLAIN[text], HTML[html].replace("#room 12", "#room 13"))

    assert reading.contradiction


def _read(text: str, html: str | None = None) -> Reading:
    mail = EmailMessage()
    mail["From"] = "nbell@lakeside.example"
    mail["Subject"] = "Re: [HELP-1] Copier"
    mail["In-Reply-To"] = "<a@lakeside.example>"
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    return read_commands(parse_message(mail.as_bytes()), BY_WORD)


def _marked(body: str) -> str:
    """Put our marker line where the quoted mail begins, in the quoting of that program."""
    lines = body.split("\n")
    at = next(at for at, line in enumerate(lines) if "#close planted" in line)
    return "\n".join([*lines[:at], lines[at].replace("#close planted", MARKER), *lines[at:]])
