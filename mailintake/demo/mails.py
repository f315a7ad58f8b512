"""The sample mails of the demo, and answers to mail of the desk as people write them.

Each mail lies in `mails/` as a file; it gets its Date when it is sent. All people and schools are invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib.resources import files

from mailintake.demo.stamp import with_crlf

DESK = "helpdesk@example.org"
ALIAS = "technology@example.org"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample mail: its file, its envelope, whether its author is authenticated, and what is special about it.

    `authenticated` is what the receiving server finds out: True, False (a forgery), None (no way to tell).
    """

    name: str
    mail_from: str
    shows: str
    recipients: tuple[str, ...] = (DESK,)
    authenticated: bool | None = True

    def content(self, now: datetime) -> bytes:
        """Return the mail as it is sent now, with CRLF line ends."""
        raw = files("mailintake.demo").joinpath("mails", f"{self.name}.eml").read_bytes()
        return with_crlf(f"Date: {format_datetime(now)}\n".encode() + raw)


SAMPLES = (
    Sample("whole-school-offline", "renee.okafor@example.org", "a whole school without internet"),
    Sample("projector-typos", "mick.delaney@example.org", "typos and the signature of a telephone"),
    Sample("chromebook-spanish", "lucia.paredes@example.org", "Spanish: the answers are, too"),
    Sample("urgent-signature", "devon.wills@example.org", "an URGENT that is not"),
    Sample("forward-parent-portal", "owen.baptiste@example.org", "a forwarded mail"),
    Sample("library-printer-html", "hana.sato@example.org", "HTML only"),
    Sample("photo-of-error", "gail.thornton@example.org", "a photo"),
    Sample("copier-alarm", "copier-rms-office@example.org", "a machine: a ticket, and no answer to it"),
    Sample("reply-with-quote", "gail.thornton@example.org", "an answer to somebody else, with what it quotes"),
    Sample("two-problems", "ivan.petrov@example.org", "two problems in one mail"),
    Sample("office-computer-dead", "bea.lindqvist@example.org", "one person who cannot work at all"),
    Sample("no-subject", "gail.thornton@example.org", "no subject"),
    Sample("loaner-twice", "marcy.quill@example.org", "one mail that comes twice", recipients=(DESK, ALIAS)),
    Sample("stranger", "paula@robotics-club.example", "a stranger", authenticated=None),
    Sample("forged-principal", "x@freemail.example", "somebody who pretends to be the principal", authenticated=False),
    Sample("calendar-answer", "ivan.petrov@example.org", "an answer from a calendar: never answered"),
    Sample("out-of-office", "", "an out-of-office reply: never answered"),
    Sample("bounce", "", "a mail of ours that came back", authenticated=None),
    Sample("vendor-newsletter", "news@schooltechweekly.example", "a newsletter: never answered", authenticated=None),
)


def answer(original: EmailMessage, text: str, now: datetime) -> bytes:
    """Return the answer of whoever got `original`, above a quotation of it, as mail programs write it."""
    message = EmailMessage()
    message["From"] = str(original["To"])
    message["To"] = str(original["Reply-To"] or original["From"])
    message["Subject"] = _answered(str(original["Subject"]))
    message["Date"] = now
    message["Message-ID"] = make_msgid(domain="mail.example.org")
    message["In-Reply-To"] = str(original["Message-ID"])
    message["References"] = " ".join([*str(original["References"] or "").split(), str(original["Message-ID"])])
    message.set_content("\n".join([text, "", f"On {original['Date']}, {original['From']} wrote:", *_quoted(original)]))
    return with_crlf(message.as_bytes())


def write(author: str, subject: str, text: str, now: datetime) -> bytes:
    """Return a new mail to the desk."""
    message = EmailMessage()
    message["From"] = author
    message["To"] = DESK
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = make_msgid(domain="mail.example.org")
    message.set_content(text)
    return with_crlf(message.as_bytes())


def _answered(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _quoted(original: EmailMessage) -> Iterable[str]:
    body = original.get_body(("plain",))
    text = body.get_content() if body else ""
    return [f"> {line}".rstrip() for line in text.splitlines()]
