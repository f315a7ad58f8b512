"""Bytes to a `Message` (RFC 5322, RFC 2045-2049); whatever the bytes are, it never raises."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from mailintake.model.message import Address, Forwarded, Message
from mailintake.parse import charset
from mailintake.parse.address import parse_addresses
from mailintake.parse.attachment import to_attachments
from mailintake.parse.attempt import attempt
from mailintake.parse.body import Body, entity_name, read_body
from mailintake.parse.clean import clean_line, clean_text
from mailintake.parse.date import parse_date
from mailintake.parse.delivery_status import read_delivery_status
from mailintake.parse.encoded_word import decode_words
from mailintake.parse.entity import Entity, read_entity
from mailintake.parse.header import RawHeader, decoded, text_of
from mailintake.parse.html import html_to_text
from mailintake.parse.identity import Authors, read_authors
from mailintake.parse.language import detect
from mailintake.parse.limits import ParseLimits
from mailintake.parse.message_id import parse_id, parse_ids
from mailintake.parse.reply import split_reply

LIMITS = ParseLimits()
_LANGUAGES = ("en", "es")
_REPLY_WORDS = frozenset(
    {"re", "r", "aw", "antw", "antwort", "sv", "vs", "ref", "res", "resp", "rif", "odp", "ynt", "bls", "re²"}
)
_FORWARD_WORDS = frozenset({"fw", "fwd", "wg", "rv", "tr", "enc", "reenv", "i", "doorst"})
_DEFECTS = 50
_BLANK = 1000
_ATTACHED = 5


def parse_message(
    content: bytes, *, limits: ParseLimits = LIMITS, languages: tuple[str, ...] = _LANGUAGES
) -> Message:
    """Return the message that the bytes mean; what cannot be read is named among its defects."""
    message = Message(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    defects: list[str] = []
    entity = attempt("structure", lambda: read_entity(_leading(content), limits, defects), None, defects)
    if entity is None:
        return replace(message, defects=tuple(defects), author_defect="no header could be read")
    message = _with_header(message, entity.header, limits, defects)
    message = _with_body(message, entity, limits, languages, defects)
    found = message
    status = attempt("delivery status", lambda: read_delivery_status(found, entity), None, defects)
    told = tuple(dict.fromkeys((*entity.header.defects, *defects)))[:_DEFECTS]
    return replace(message, delivery_status=status, defects=told)


def _leading(content: bytes) -> bytes:
    """Drop empty lines before the header; turn the line ends of old Macs into ours."""
    while not content[: (end := content.find(b"\n", 0, _BLANK) + 1)].strip() and end:
        content = content[end:].lstrip(b"\r\n")
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    return content


def _with_header(message: Message, header: RawHeader, limits: ParseLimits, defects: list[str]) -> Message:
    hint = _charset_hint(header)
    fields = attempt(
        "header", lambda: tuple((one.name, decoded(one, hint)) for one in header.fields), (), defects
    )
    message = replace(message, header=fields)
    authors = attempt(
        "From", lambda: read_authors(header, limits, hint), Authors((), "From could not be read"), defects
    )

    def addresses(name: str) -> tuple[Address, ...]:
        return attempt(name, lambda: _addresses(header, name, limits, hint), (), defects)

    def ids(name: str) -> tuple[str, ...]:
        return attempt(name, lambda: parse_ids(" ".join(message.get_all(name)), limits.message_ids), (), defects)

    subject = attempt("Subject", lambda: _subject(header, hint), "", defects)
    no_date: datetime | None = None
    in_reply_to, references = ids("in-reply-to"), ids("references")
    return replace(
        message,
        message_id=attempt("Message-ID", lambda: parse_id(message.get("message-id")), None, defects),
        date=attempt("Date", lambda: parse_date(message.get("date")), no_date, defects),
        authors=authors.addresses,
        author_defect=authors.defect,
        sender=next(iter(addresses("sender")), None),
        reply_to=addresses("reply-to"),
        to=addresses("to"),
        cc=addresses("cc"),
        return_path=attempt("Return-Path", lambda: _return_path(header), None, defects),
        subject=subject,
        in_reply_to=in_reply_to,
        references=references,
        reply=bool(in_reply_to or references or _answers(subject)),
    )


def _with_body(
    message: Message, entity: Entity, limits: ParseLimits, languages: tuple[str, ...], defects: list[str]
) -> Message:
    hint = _charset_hint(entity.header)
    body = attempt("body", lambda: read_body(entity, limits, defects, hint), Body(), defects)
    message = replace(
        message,
        body=body.text,
        media_type=clean_line(entity.media_type, 127) or "text/plain",
        calendar_method=body.calendar_method,
        attachments=attempt("attachments", lambda: to_attachments(body.carried, limits, defects), (), defects),
        fingerprint=attempt("fingerprint", lambda: _fingerprint(entity), "", defects),
    )
    plain = message
    message = attempt("new words", lambda: _with_parts(plain, body), replace(plain, text=plain.body), defects)
    if body.attached:
        own = message
        message = attempt("attached mail", lambda: _with_attached(own, body, limits, defects), own, defects)
    sample = f"{message.subject}\n{message.text or message.body}"
    default = languages[0] if languages else "en"
    return replace(message, language=attempt("language", lambda: detect(sample, languages), default, defects))


def _with_parts(message: Message, body: Body) -> Message:
    parts = split_reply(message.body, reply=message.reply, html=body.only_html)
    message = replace(
        message,
        text=parts.text,
        quoted=parts.quoted,
        signature=parts.signature,
        marked=parts.marked,
        forwarded=parts.forwarded,
    )
    if body.alternative_html is None:
        return message
    html_text = clean_text(html_to_text(body.alternative_html))
    new = split_reply(html_text, reply=message.reply, html=body.alternative_html)
    return replace(message, html_text=html_text, html_new=new.text)


def _with_attached(message: Message, body: Body, limits: ParseLimits, defects: list[str]) -> Message:
    """Show the words and files of attached mails below the writer's own; they are quoted, never new."""
    words: list[str] = []
    carried = list(body.carried)
    forwarded = message.forwarded
    alone = not message.text.strip()
    # "Forward as attachment" of the common programs: one mail, as a file.
    passed_on = len(body.attached) == 1 and entity_name(body.attached[0]) is not None
    for entity in body.attached[:_ATTACHED]:
        inner = read_entity(entity.content, limits, defects)
        found = read_body(inner, limits, defects, _charset_hint(inner.header))
        said = found.text
        if message.media_type != "multipart/report":
            carried.extend(found.carried)
        if alone or passed_on or message.media_type == "multipart/report":
            words.append(said)
        author = next(iter(_addresses(inner.header, "from", limits, None)), None)
        if forwarded is None and author and (alone or is_forward(message.subject)):
            forwarded = Forwarded(author, _subject(inner.header, None), said)
    attached = "\n\n".join(word for word in words if word.strip())[: limits.text]
    message = replace(message, forwarded=forwarded, attachments=to_attachments(carried, limits, defects))
    if not attached:
        return message
    return replace(
        message,
        body=f"{message.body}\n\n{attached}".strip("\n"),
        quoted=f"{message.quoted}\n\n{attached}".strip("\n"),
    )


def _charset_hint(header: RawHeader) -> str | None:
    """Return the charset of the body: raw 8-bit text in the header is likely in the same one."""
    field = (header.get("content-type") or b"")[:1000].lower()
    _, found, rest = field.partition(b"charset=")
    name = rest.partition(b";")[0].strip(b" \t\"'").decode("ascii", "replace") if found else ""
    return name if charset.codec_of(name) else None


def _addresses(header: RawHeader, name: str, limits: ParseLimits, hint: str | None) -> tuple[Address, ...]:
    found: list[Address] = []
    for one in header.get_all(name):
        found.extend(parse_addresses(text_of(one.raw, hint), limits.addresses).addresses)
        if len(found) >= limits.addresses:
            break
    return tuple(found[: limits.addresses])


def _return_path(header: RawHeader) -> str | None:
    """Return the envelope sender; an empty text is the null reverse-path (RFC 5321, section 4.5.5)."""
    raw = header.get("return-path")
    if raw is None:
        return None
    found = parse_addresses(text_of(raw), 1).addresses
    return found[0].addr_spec if found else "" if raw.strip() in {b"<>", b""} else None


def _subject(header: RawHeader, hint: str | None) -> str:
    return clean_line(decode_words(text_of(header.get("subject") or b"", hint)))


def _answers(subject: str) -> bool:
    word, colon, _ = subject[:12].partition(":")
    return bool(colon) and word.partition("[")[0].strip().lower() in _REPLY_WORDS


def is_forward(subject: str) -> bool:
    """Tell whether the subject says that a mail is passed on."""
    word, colon, _ = subject[:12].partition(":")
    return bool(colon) and word.strip().lower() in _FORWARD_WORDS


def _fingerprint(entity: Entity) -> str:
    """Digest the decoded content of every leaf part, each with its length."""
    digest = hashlib.sha256()
    for leaf in entity.leaves():
        content = leaf.content
        digest.update(f"{leaf.media_type}:{len(content)}:".encode("utf-8", "replace"))
        digest.update(content)
    return digest.hexdigest()
