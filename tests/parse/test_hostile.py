"""Mail that is made to exhaust us (groups R and M of the acceptance cases): each within a second of CPU."""

from __future__ import annotations

import pytest

from mailintake.parse.message import parse_message
from tests.cpu import takes_less
from tests.parse.mails import mail

SIZE = 256 * 1024


def much(pattern: str) -> str:
    """Return a quarter of a mebibyte of the pattern."""
    return (pattern * (SIZE // len(pattern) + 1))[:SIZE]


NESTED = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000))
FIELDS = ["From", "To", "Subject", "Content-Type", "References", "Authentication-Results", "Received"]
BOMBS = [
    '"',
    "(",
    "<",
    '"\\',
    "=?utf-8?q?",
    "=?utf-8?b?YQ==?= ",
    "a@b,",
    "a=b;",
    'a="b;',
    "a*1*=b;",
    "\r",
    "\0",
    "a:",
    "é",
]
PLAIN = [
    "On ",
    "\n",
    "> ",
    "-",
    "-- \n",
    "From: a\n",
    "begin 644 a\n",
    "<a@b.example>:\n",
    "5.1.1 ",
    "#close\n",
    "\u0301",
]
RICH = ['<a href="', "<div>", "<blockquote>", "<table><tr><td>", "<!--", "&#", "<br>", "<a b=c ", "<p", "<style>"]


def bounded(content: bytes) -> bool:
    """Tell whether parsing takes less than a second of CPU."""
    return takes_less(1, lambda: parse_message(content))


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("name", FIELDS)
def test_r03_header_fields(name: str, bomb: str) -> None:
    assert bounded(mail(f"{name}: {much(bomb)}"))


@pytest.mark.parametrize("pattern", PLAIN)
@pytest.mark.parametrize("header", [("In-Reply-To: <a@x>",), ("Return-Path: <>", "Subject: Undeliverable")])
def test_r02_plain_text(header: tuple[str, ...], pattern: str) -> None:
    assert bounded(mail(*header, body=much(pattern)))


@pytest.mark.parametrize("pattern", RICH)
def test_r02_html(pattern: str) -> None:
    assert bounded(mail("Content-Type: text/html", body=f"<html>{much(pattern)}"))


@pytest.mark.parametrize(
    "content",
    [
        mail(NESTED + much("\n")),
        mail(*["X-A: b"] * 50_000),
        mail("X-A: " + "a" * 1024 * 1024),
        mail("Subject: " + " ".join(["=?utf-8?q?a?="] * 40_000)),
        mail("To: " + ", ".join(f"a{number}@x.example" for number in range(20_000))),
        mail(*["Received: from a (b (c)) by d with e; Mon, 23 Nov 2026 08:00:00 -0600"] * 100),
        mail("Content-Type: multipart/mixed; boundary=b", body=much("--b\n\nx\n")),
        mail("Content-Type: multipart/mixed; boundary=b", body=much("--b\nContent-Disposition: attachment\n\nx\n")),
        mail("Content-Type: multipart/mixed; boundary=b", body=much("--bx\n")),
        mail("Content-Type: multipart/mixed; boundary=-", body=much("-")),
        mail(
            "Content-Type: multipart/mixed; boundary=b",
            body=much("--b\nContent-Type: message/rfc822\n\nFrom: a@b\n\nx\n"),
        ),
        mail("Content-Transfer-Encoding: base64", body=much("YQ==")),
        mail("Content-Transfer-Encoding: quoted-printable", body=much("=\n")),
        mail("Content-Type: text/plain; charset=punycode", body=much("-a")),
        mail("Content-Type: text/plain; charset=utf-7", body=much("+A")),
        mail("Content-Type: text/calendar", body=much("BEGIN:VEVENT\nSUMMARY:x\n")),
        mail("Content-Type: text/plain; format=flowed", body=much("> a \n")),
        mail("Content-Type: application/pkcs7-mime", body=much("\x30\x02\x24\x02")),
    ],
    ids=range(18),
)
def test_r01_whole_mails(content: bytes) -> None:
    assert bounded(content)
