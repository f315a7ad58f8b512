"""How the people of the demo send mail, and how it looks into the desk's mailbox: only SMTP and IMAP."""

from __future__ import annotations

import imaplib
import smtplib
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from mailintake.demo.district import PASSWORD, USERS
from mailintake.demo.embedded import EmbeddedMail
from mailintake.demo.mails import DESK, Sample
from mailintake.demo.sink import SentMail

HOST = "127.0.0.1"
SECONDS = 30.0
STEP = 0.1


class NothingHappenedError(TimeoutError):
    """What the demo waited for did not happen."""

    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"demo: waited for {what} in vain\nhint: the log of the daemon is {log}")


def now() -> datetime:
    """Return the time at which people write."""
    return datetime.now(UTC)


def send(mail: EmbeddedMail, content: bytes, author: str, recipients: Iterable[str], *, login: bool = True) -> None:
    """Hand a mail to the receiving server; people of the district log in, and machines with the desk's account."""
    with smtplib.SMTP(HOST, mail.smtp_port) as smtp:
        if login:
            smtp.login(author if author in USERS else DESK, PASSWORD)
        for recipient in recipients:
            smtp.sendmail(author, [recipient], content)


def send_sample(mail: EmbeddedMail, sample: Sample) -> bytes:
    """Send a sample mail; return it."""
    content = sample.content(now())
    send(mail, content, sample.mail_from, sample.recipients, login=sample.authenticated is True)
    return content


def wait_until(condition: Callable[[], bool], what: str, log: Path) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise NothingHappenedError(what, log)
        time.sleep(STEP)


def wait_for_reply(mail: EmbeddedMail, start: int, recipient: str, words: str, log: Path) -> EmailMessage:
    """Wait for a mail to somebody with these words in its text, among those after the first `start`."""

    def found() -> list[EmailMessage]:
        sent = [one for one in mail.outbox[start:] if recipient in one.recipients]
        return [message for message in map(_message, sent) if words in text_of(message)]

    wait_until(lambda: bool(found()), f"a mail to {recipient} that says `{words}`", log)
    return found()[0]


def text_of(message: EmailMessage) -> str:
    """Return the text part of a mail."""
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def mails_in(mail: EmbeddedMail, folder: str) -> int:
    """Return how many mails lie in a folder of the desk."""
    with imaplib.IMAP4(HOST, mail.imap_port) as imap:
        imap.login(DESK, PASSWORD)
        kind, data = imap.select(folder, readonly=True)
        count = data[0] if data else None
        return int(count) if kind == "OK" and count else 0


def fetch_all(mail: EmbeddedMail, folder: str) -> list[bytes]:
    """Return the mails of a folder of the desk."""
    with imaplib.IMAP4(HOST, mail.imap_port) as imap:
        imap.login(DESK, PASSWORD)
        imap.select(folder, readonly=True)
        _, data = imap.fetch("1:*", "(BODY.PEEK[])")
        return [part[1] for part in data if isinstance(part, tuple)]


def _message(sent: SentMail) -> EmailMessage:
    return sent.message
