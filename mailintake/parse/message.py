"""Bytes to a `Message` (RFC 5322, RFC 2045-2049); whatever the bytes are, it never raises."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from mailintake.model.message import Message
from mailintake.parse.attempt import attempt
from mailintake.parse.body import Body, read_body
from mailintake.parse.clean import clean_line
from mailintake.parse.delivery_status import read_delivery_status
from mailintake.parse.entity import Entity, read_entity
from mailintake.parse.head import read_head
from mailintake.parse.language import detect
from mailintake.parse.limits import ParseLimits
from mailintake.parse.words import Words, read_words

LIMITS = ParseLimits()
_LANGUAGES = ("en", "es")
_DEFECTS = 50
_BLANK = 1000
_TYPE_LIMIT = 127


def parse_message(content: bytes, *, limits: ParseLimits = LIMITS, languages: tuple[str, ...] = _LANGUAGES) -> Message:
    """Return the message that the bytes mean; what cannot be read is named among its defects."""
    digest = hashlib.sha256(content).hexdigest()
    defects: list[str] = []
    entity = attempt("structure", lambda: read_entity(_leading(content), limits, defects), None, defects)
    if entity is None:
        return Message(digest, len(content), author_defect="no header could be read", defects=tuple(defects))
    message = _assemble(digest, len(content), entity, limits, languages, defects)
    status = attempt("delivery status", lambda: read_delivery_status(message, entity), None, defects)
    told = _told(entity, defects)
    return replace(message, delivery_status=status, defects=told) if status or told != message.defects else message


def _told(entity: Entity, defects: list[str]) -> tuple[str, ...]:
    """Return what is wrong with a mail, each thing once."""
    return tuple(dict.fromkeys((*entity.header.defects, *defects)))[:_DEFECTS]


def _leading(content: bytes) -> bytes:
    """Drop empty lines before the header; turn the line ends of old Macs into ours."""
    while not content[: (end := content.find(b"\n", 0, _BLANK) + 1)].strip() and end:
        content = content[end:].lstrip(b"\r\n")
    if b"\n" not in content and b"\r" in content:
        content = content.replace(b"\r", b"\n")
    return content


def _assemble(  # noqa: PLR0913, PLR0917 (what one message is made from)
    digest: str, size: int, entity: Entity, limits: ParseLimits, languages: tuple[str, ...], defects: list[str]
) -> Message:
    head = read_head(entity.header, limits, defects)
    body = attempt("body", lambda: read_body(entity, limits, defects, head.charset), Body(), defects)
    media_type = clean_line(entity.media_type, _TYPE_LIMIT) or "text/plain"
    plain = Words(body=body.text, text=body.text)
    words = attempt("new words", lambda: read_words(head, body, media_type, limits, defects), plain, defects)
    sample = f"{head.subject}\n{words.text or words.body}"
    default = languages[0] if languages else "en"
    return Message(
        sha256=digest,
        size=size,
        header=head.fields,
        message_id=head.message_id,
        date=head.date,
        authors=head.authors,
        author_defect=head.author_defect,
        sender=head.sender,
        reply_to=head.reply_to,
        to=head.to,
        cc=head.cc,
        return_path=head.return_path,
        subject=head.subject,
        in_reply_to=head.in_reply_to,
        references=head.references,
        body=words.body,
        text=words.text,
        quoted=words.quoted,
        signature=words.signature,
        html_text=words.html_text,
        html_new=words.html_new,
        marked=words.marked,
        reply=head.is_reply,
        language=attempt("language", lambda: detect(sample, languages), default, defects),
        media_type=media_type,
        attachments=words.attachments,
        forwarded=words.forwarded,
        calendar_method=body.calendar_method,
        fingerprint=attempt("fingerprint", lambda: _fingerprint(entity), "", defects),
        defects=_told(entity, defects),
    )


def _fingerprint(entity: Entity) -> str:
    """Digest the decoded content of every leaf part, each with its type and length."""
    digest = hashlib.sha256()
    for leaf in entity.leaves():
        content = leaf.content
        digest.update(f"{leaf.media_type}:{len(content)}:".encode("utf-8", "replace"))
        digest.update(content)
    return digest.hexdigest()
