"""What every mail that leaves must be like; all suites run this over all of their outgoing mail."""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP

ONCE = ("from", "to", "subject", "date", "message-id", "mime-version", "x-mailintake-loop")
LONGEST_LINE = 998
NEVER = ("cc", "bcc", "sender", "return-path", "disposition-notification-to")


def check_outgoing(
    content: bytes, recipient: str, *, relayed: bool | None = None, never: Iterable[str] = ()
) -> EmailMessage:
    """Assert the rules for one mail to one envelope recipient, and return it parsed.

    `relayed` says whether it is a technician's relayed answer, which carries no Auto-Submitted; None allows both.
    `never` are words that must appear nowhere in it (internal notes, other people's words).
    """
    head, _, body = content.partition(b"\r\n\r\n")
    _check_octets(head, body)
    message = message_from_string(content.decode("utf-8"), policy=SMTP)
    assert isinstance(message, EmailMessage)
    names = [name.lower() for name in message.keys()]  # noqa: SIM118 (a message repeats its names)
    assert {name: names.count(name) for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert not set(names) & set(NEVER)
    assert {one for one in names if names.count(one) > 1} <= {"received"}
    _check_automatic(message, relayed=relayed)
    _check_recipient(message, recipient)
    _check_words(message, tuple(never))
    return message


def texts(content: bytes) -> tuple[str, str]:
    """Return the text and the HTML of a mail."""
    message = message_from_string(content.decode("utf-8"), policy=SMTP)
    assert isinstance(message, EmailMessage)
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (part.get_content() if part is not None else "" for part in parts)
    return plain, html


def _check_octets(head: bytes, body: bytes) -> None:
    for part in (head, body):
        rest = part.replace(b"\r\n", b"")
        assert b"\r" not in rest
        assert b"\n" not in rest
        assert all(octet >= 0x20 or octet == 0x09 for octet in rest)
        assert all(len(line) <= LONGEST_LINE for line in part.split(b"\r\n"))
    assert 0x7F not in head
    assert all(line[:1] in b" \t" or b":" in line for line in head.split(b"\r\n"))
    assert all(line.strip() for line in head.split(b"\r\n"))


def _check_automatic(message: EmailMessage, *, relayed: bool | None) -> None:
    fields = message.get_all("auto-submitted", [])
    assert len(fields) <= 1
    if relayed is not None:
        assert bool(fields) is not relayed
    assert all(str(one) in {"auto-replied", "auto-generated"} for one in fields)
    assert "all" not in str(message.get("x-auto-response-suppress", "")).casefold().split(", ")


def _check_recipient(message: EmailMessage, recipient: str) -> None:
    assert len(message["from"].addresses) == 1
    assert [one.addr_spec.casefold() for one in message["to"].addresses] == [recipient.casefold()]
    assert len(str(message["message-id"]).split()) == 1
    assert message["date"].datetime.tzinfo is not None
    for name in ("from", "to", "subject", "reply-to"):
        assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in str(message[name] or ""))


def _check_words(message: EmailMessage, never: tuple[str, ...]) -> None:
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    shown = "\n".join([str(message["subject"]), plain.get_content(), html.get_content()])
    assert not [word for word in never if word in shown]
    assert not [one for one in shown if (ord(one) < 0x20 and one not in "\n\t\r") or 0x7F <= ord(one) < 0xA0]
    assert plain.get_content().split("\n")[0].strip().startswith("##- ")
