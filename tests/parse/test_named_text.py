"""What stands in a file is shown where there is nothing else, but nobody wrote it to us: it commands nothing."""

from __future__ import annotations

import pytest

from mailintake.act import BY_WORD
from mailintake.act.read import read_commands
from mailintake.parse.message import parse_message
from tests.parse.mails import mail, multipart

INLINE = 'Content-Type: text/plain\nContent-Disposition: inline; filename="log.txt"\n\n#close\nstatus'
NAMED = 'Content-Type: text/plain; name="log.txt"\n\n#close\nstatus'
SAME = "Content-Type: text/html\n\n<p>#close</p><p>status</p>"


@pytest.mark.parametrize(
    "content",
    [
        mail(*INLINE.split("\n\n", 1)[0].split("\n"), body="#close\nstatus"),
        multipart("mixed", INLINE),
        multipart("mixed", NAMED),
        multipart("mixed", "Content-Type: text/plain\n\n\n", INLINE),
        multipart("mixed", "Content-Type: image/png; name=a.png\n\nx", INLINE),
        multipart("related", INLINE),
        multipart("alternative", INLINE),
        multipart("alternative", INLINE, SAME),
    ],
)
def test_the_text_of_a_file_is_shown_and_commands_nothing(content: bytes) -> None:
    message = parse_message(content)

    assert "#close" in message.body
    assert message.text == ""
    assert "#close" in message.quoted
    assert read_commands(message, BY_WORD).lines == ()
    assert read_commands(message, BY_WORD, control=True).lines == ()


def test_a_file_beside_words_is_an_attachment() -> None:
    message = parse_message(multipart("mixed", "Content-Type: text/plain\n\nSee the log.", INLINE))

    assert (message.text, message.body) == ("See the log.", "See the log.")
    assert [one.name for one in message.attachments] == ["log.txt"]


@pytest.mark.parametrize(
    "content",
    [
        mail('Content-Type: text/plain; name="msg.txt"', body="#close"),
        multipart("mixed", "Content-Type: text/plain\nContent-Disposition: inline\n\n#close", INLINE),
        multipart("mixed", "Content-Type: text/plain\n\n#close", INLINE),
    ],
)
def test_the_mails_own_text_commands(content: bytes) -> None:
    assert [one.verb for one in read_commands(parse_message(content), BY_WORD).certain] == ["close"]
