"""Parts that are kept beside the text: names, digests, and whether they belong into the text."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from mailintake.model.message import Attachment
from mailintake.parse.clean import clean_line
from mailintake.parse.encoded_word import decode_words
from mailintake.parse.entity import Entity
from mailintake.parse.header import read_header, text_of
from mailintake.parse.limits import ParseLimits

_NAME_LIMIT = 255
_LONGEST_FIELD = 64 * 1024
_TYPE_LIMIT = 127
_SUBJECT_SEARCH = 64 * 1024


class Carried(NamedTuple):
    """A part that is no text, before its digest is taken."""

    name: str | None
    media_type: str
    content: bytes
    inline: bool = False
    content_id: str | None = None

    @classmethod
    def of(cls, entity: Entity) -> Carried:
        """Return what a part carries."""
        disposition = entity.disposition.value
        ident = clean_line(text_of(entity.header.get("content-id") or b"")).strip("<> ") or None
        name = entity.disposition.get("filename") or entity.content_type.get("name")
        if not name and entity.media_type == "message/rfc822":
            name = _subject_of(entity.content)
        inline = disposition == "inline" or (disposition != "attachment" and ident is not None)
        return cls(clean_name(name), entity.media_type, entity.content, inline, ident)


def clean_name(name: str | None) -> str | None:
    """Return a file name as one line without a path; its extension survives when it is cut."""
    text = clean_line(name or "", _LONGEST_FIELD)
    text = text.replace("\\", "/").rpartition("/")[2].strip(" .") or text.strip(" ./\\")
    if len(text) > _NAME_LIMIT:
        stem, _, extension = text.rpartition(".")
        extension = extension[:16] if stem else ""
        text = f"{(stem or text)[: _NAME_LIMIT - len(extension) - 1]}.{extension}".rstrip(".")
    return text or None


def to_attachments(carried: list[Carried], limits: ParseLimits, defects: list[str]) -> tuple[Attachment, ...]:
    """Take the digests of what was carried, up to the limit."""
    if len(carried) > limits.attachments:
        defects.append(f"attachments: {len(carried) - limits.attachments} more are left out")
    return tuple(
        Attachment(
            name=one.name,
            media_type=clean_line(one.media_type, _TYPE_LIMIT) or "application/octet-stream",
            content=one.content,
            size=len(one.content),
            sha256=hashlib.sha256(one.content).hexdigest(),
            inline=one.inline,
            content_id=one.content_id,
        )
        for one in carried[: limits.attachments]
    )


def _subject_of(content: bytes) -> str | None:
    """Name an attached message after its subject."""
    header = read_header(content[:_SUBJECT_SEARCH], ParseLimits())
    subject = clean_line(decode_words(text_of(header.get("subject") or b"")), _NAME_LIMIT - 4)
    return f"{subject.replace('/', '-')}.eml" if subject else None
