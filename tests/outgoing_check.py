"""What every mail that leaves must be like, and the net in which each mail of each test is caught.

A mail is caught twice: when this process writes it into an outbox, and when a server of the tests takes it from a
daemon. What is wrong with it fails the test at whose time it was caught (`tests/conftest.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from sqlalchemy import Connection, Engine, Insert, event

from mailintake.compose import NOTICES
from mailintake.model.outgoing import OutboxState

ONCE = ("from", "to", "subject", "date", "message-id", "mime-version", "x-mailintake-loop")
LONGEST_LINE = 998
# Words with this mark are for technicians only, in all tests and stories.
INTERNAL = "zebra"
# So the addresses of those begin who may read them, at the desks that run as a process.
STAFF = ("tess", "admin@")
NEVER = ("cc", "bcc", "sender", "return-path", "disposition-notification-to")

_faults: list[str] = []


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


def catch(content: bytes, recipients: Sequence[str]) -> None:
    """Check a mail that a server took from a daemon, and remember what is wrong with it."""
    try:
        (recipient,) = recipients
        never = () if recipient.startswith(STAFF) else (INTERNAL,)
        check_outgoing(content, recipient, never=never)
    except (AssertionError, ValueError) as error:
        _faults.append(f"a server took this for {recipients}: {error}\n{content.decode('utf-8', 'replace')[:2000]}")


def faults() -> tuple[str, ...]:
    """Return what was wrong with the mails that were caught since the last call."""
    found = tuple(_faults)
    del _faults[: len(found)]
    return found


def check_outbox(database: Path) -> int:
    """Check the mails of a daemon's SQLite outbox, sent or not, and return how many there are."""
    query = "SELECT template, recipient, content, state FROM outbox"
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(query).fetchall()
    for template, recipient, content, state in rows:
        _catch_row({"template": template, "recipient": recipient, "content": content, "state": state})
    return len(rows)


def finished(to: str, body: str = "Hello", *, number: int = 1, sender: str = "helpdesk@example.org") -> bytes:
    """Return a whole mail, for tests of the ways that mail takes; `body` stands in its text as it is."""
    head = (
        f"From: Help Desk <{sender}>\r\nTo: <{to}>\r\nSubject: Hi\r\nDate: Mon, 23 Nov 2026 16:00:00 +0000\r\n"
        f"Message-ID: <{number}@example.org>\r\nAuto-Submitted: auto-generated\r\nX-Mailintake-Loop: {sender}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    )
    text = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n##- above this line -##\r\n\r\n{body}\r\n"
    return f"{head}{text}--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>\r\n--b--\r\n".encode()


def texts(content: bytes) -> tuple[str, str]:
    """Return the text and the HTML of a mail, which is checked by the way."""
    to = message_from_string(content.decode("utf-8"), policy=SMTP)["to"].addresses[0].addr_spec
    message = check_outgoing(content, to)
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (part.get_content() if part is not None else "" for part in parts)
    return plain, html


@event.listens_for(Engine, "before_execute")
def _before_execute(
    _connection: Connection,
    statement: object,
    several: Sequence[Mapping[str, object]],
    one: Mapping[str, object],
    _: object,
) -> None:
    """Catch each mail that this process writes into an outbox, whichever database that is."""
    if isinstance(statement, Insert) and statement.table.name == "outbox":
        for values in several or (one,):
            _catch_row(values)


def _catch_row(row: Mapping[str, object]) -> None:
    # What could not be finished is kept as it is, and never leaves.
    if row["state"] == OutboxState.FAILED.value:
        return
    template, recipient, content = str(row["template"]), str(row["recipient"]), row["content"]
    try:
        assert isinstance(content, bytes)
        never = () if NOTICES[template].staff else (INTERNAL,)
        check_outgoing(content, recipient, relayed=template == "answer", never=never)
    except (AssertionError, ValueError) as error:
        _faults.append(f"{template} to {recipient} went into the outbox: {error}\n{content!r:.2000}")


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
