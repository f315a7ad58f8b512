"""A message as the help desk sees it (RFC 5322), and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from mailintake.model.address import fold_address


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of an address field (RFC 5322, section 3.4); `addr_spec` is bare, its domain in lower case."""

    addr_spec: str
    display_name: str = ""

    @property
    def key(self) -> str:
        """Return the form in which addresses are compared."""
        return fold_address(self.addr_spec)

    @property
    def domain(self) -> str:
        """Return what stands after the last `@`, in lower case."""
        return self.addr_spec.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of the message that is not its text; `size` in bytes, `sha256` in hexadecimal."""

    name: str | None
    media_type: str
    content: bytes = field(repr=False)
    size: int
    sha256: str
    inline: bool = False
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one delivery status notification says of one recipient (RFC 3464, section 2.3)."""

    recipient: str | None
    action: str
    status: str | None = None
    diagnostic: str | None = None

    @property
    def permanent(self) -> bool:
        """Tell whether the mail will never arrive."""
        return self.action == "failed" and not (self.status or "").startswith("4")


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """A bounce or feedback report (RFC 3464, RFC 5965), and the mail it is about."""

    reports: tuple[DeliveryReport, ...] = ()
    original_message_id: str | None = None
    original_recipients: tuple[str, ...] = ()
    feedback: bool = False


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail that somebody forwarded to us: its author, subject and words."""

    author: Address
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """Raw bytes with the place they came from; `key` is opaque above `fetch`.

    `oversized` mail is above the limit: its content is the header only, `size` says what the server holds.
    `seen` says that somebody has read it there (only the first run asks).
    """

    key: str
    content: bytes = field(repr=False)
    received_at: datetime
    mailbox: str
    size: int | None = None
    oversized: bool = False
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed message; its text holds no surrogates, no NUL and no control characters but newline and tab.

    `header` keeps every field in its order as (name in lower case, unfolded and decoded value).
    `authors` are the mailboxes of all From fields; `author_defect` says why they carry no authority.
    `body` is the whole decoded text, `text` the writer's new words, `quoted` and `signature` the rest;
    `html_text` is the text of the HTML alternative and `html_new` its new words, where there are both and one of them
    may hold a command; else they are empty.
    `marked` says that our own marker line stands in the mail, `reply` that it answers something.
    `fingerprint` digests all decoded leaf parts (duplicates, CONTRACT 5); `sha256` digests the raw bytes.
    """

    sha256: str
    size: int
    header: tuple[tuple[str, str], ...] = ()
    message_id: str | None = None
    date: datetime | None = None
    authors: tuple[Address, ...] = ()
    author_defect: str | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    return_path: str | None = None
    subject: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    body: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    html_text: str = ""
    html_new: str = ""
    marked: bool = False
    reply: bool = False
    language: str = "en"
    media_type: str = "text/plain"
    attachments: tuple[Attachment, ...] = ()
    delivery_status: DeliveryStatus | None = None
    forwarded: Forwarded | None = None
    calendar_method: str | None = None
    fingerprint: str = ""
    defects: tuple[str, ...] = ()

    @property
    def author(self) -> Address | None:
        """Return the first author, if there is one."""
        return self.authors[0] if self.authors else None

    def get(self, name: str, default: str = "") -> str:
        """Return the first (topmost) field of that name; `name` in lower case."""
        for key, value in self.header:
            if key == name:
                return value
        return default

    def get_all(self, name: str) -> tuple[str, ...]:
        """Return all fields of that name, topmost first; `name` in lower case."""
        return tuple(value for key, value in self.header if key == name)

    @property
    def thread_ids(self) -> tuple[str, ...]:
        """Return the ids this message answers, the nearest first (RFC 5322, section 3.6.4)."""
        ids = (*self.in_reply_to, *reversed(self.references))
        return tuple(dict.fromkeys(ids))

    @property
    def duplicate_key(self) -> str:
        """Digest what a second delivery has in common with the first: id, author, date, subject and content.

        It is empty where the mail has no Message-ID: then nothing says that two mails are one.
        """
        if not self.message_id:
            return ""
        date = self.date.isoformat() if self.date else self.get("date")
        author = self.author.key if self.author else ""
        parts = (self.message_id, author, date, self.subject, self.fingerprint)
        return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
