"""What the header of a message says: who, to whom, when, about what, in answer to what (RFC 5322, section 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from mailintake.model.message import Address
from mailintake.parse import charset
from mailintake.parse.address import parse_addresses
from mailintake.parse.attempt import attempt
from mailintake.parse.clean import clean_line
from mailintake.parse.date import parse_date
from mailintake.parse.encoded_word import decode_words
from mailintake.parse.header import RawHeader, decoded, text_of
from mailintake.parse.identity import Authors, read_authors
from mailintake.parse.limits import ParseLimits
from mailintake.parse.message_id import parse_id, parse_ids

Fields: TypeAlias = tuple[tuple[str, str], ...]

_REPLY_WORDS = frozenset(
    {"re", "r", "aw", "antw", "antwort", "sv", "vs", "ref", "res", "resp", "rif", "odp", "ynt", "bls", "re²"}
)
_FORWARD_WORDS = frozenset({"fw", "fwd", "wg", "rv", "tr", "enc", "reenv", "i", "doorst"})
_NO_FIELDS: Fields = ()
_NOBODY: tuple[Address, ...] = ()
_NO_IDS: tuple[str, ...] = ()
_NO_DATE: datetime | None = None
_UNREADABLE = Authors((), "From could not be read")


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a header that mean something to us; `charset` is that of the body."""

    fields: Fields
    charset: str | None
    message_id: str | None
    date: datetime | None
    authors: tuple[Address, ...]
    author_defect: str | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    return_path: str | None
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def is_reply(self) -> bool:
        """Tell whether the mail answers something, by its references or its subject."""
        return bool(self.in_reply_to or self.references or _starts_with(self.subject, _REPLY_WORDS))

    @property
    def is_forward(self) -> bool:
        """Tell whether the subject says that a mail is passed on."""
        return _starts_with(self.subject, _FORWARD_WORDS)


def read_head(header: RawHeader, limits: ParseLimits, defects: list[str]) -> Head:
    """Read a header; each field that fails is a defect of its own."""
    hint = charset_hint(header)
    fields = attempt(
        "header", lambda: tuple((one.name, decoded(one, hint)) for one in header.fields), _NO_FIELDS, defects
    )
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name, value)
    authors = attempt("From", lambda: read_authors(header, limits, hint), _UNREADABLE, defects)

    def addresses(name: str) -> tuple[Address, ...]:
        if name not in first:
            return ()
        return attempt(name, lambda: read_addresses(header, name, limits, hint), _NOBODY, defects)

    def ids(name: str) -> tuple[str, ...]:
        if name not in first:
            return ()
        values = (value for key, value in fields if key == name)
        return attempt(name, lambda: parse_ids(" ".join(values), limits.message_ids), _NO_IDS, defects)

    return Head(
        fields=fields,
        charset=hint,
        message_id=attempt("Message-ID", lambda: parse_id(first.get("message-id", "")), None, defects),
        date=attempt("Date", lambda: parse_date(first.get("date", "")), _NO_DATE, defects),
        authors=authors.addresses,
        author_defect=authors.defect,
        sender=next(iter(addresses("sender")), None),
        reply_to=addresses("reply-to"),
        to=addresses("to"),
        cc=addresses("cc"),
        return_path=attempt("Return-Path", lambda: _return_path(header), None, defects),
        subject=attempt("Subject", lambda: read_subject(header, hint), "", defects),
        in_reply_to=ids("in-reply-to"),
        references=ids("references"),
    )


def read_addresses(header: RawHeader, name: str, limits: ParseLimits, hint: str | None) -> tuple[Address, ...]:
    """Read all address fields of that name."""
    found: list[Address] = []
    for one in header.get_all(name):
        found.extend(parse_addresses(text_of(one.raw, hint), limits.addresses).addresses)
        if len(found) >= limits.addresses:
            break
    return tuple(found[: limits.addresses])


def read_subject(header: RawHeader, hint: str | None) -> str:
    """Read the subject as one line."""
    return clean_line(decode_words(text_of(header.get("subject") or b"", hint)))


def charset_hint(header: RawHeader) -> str | None:
    """Return the charset of the body: raw 8-bit text in the header is likely in the same one."""
    field = (header.get("content-type") or b"")[:1000].lower()
    _, found, rest = field.partition(b"charset=")
    name = rest.partition(b";")[0].strip(b" \t\"'").decode("ascii", "replace") if found else ""
    return name if name and charset.codec_of(name) else None


def _return_path(header: RawHeader) -> str | None:
    """Return the envelope sender; an empty text is the null reverse-path (RFC 5321, section 4.5.5)."""
    raw = header.get("return-path")
    if raw is None:
        return None
    found = parse_addresses(text_of(raw), 1).addresses
    return found[0].addr_spec if found else "" if raw.strip() in {b"<>", b""} else None


def _starts_with(subject: str, words: frozenset[str]) -> bool:
    word, colon, _ = subject[:12].partition(":")
    return bool(colon) and word.partition("[")[0].strip().lower() in words
