"""What a mail says: new words, quotes and signature, and the words of mails that are attached to it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from mailintake.model.message import Attachment, Forwarded
from mailintake.parse.attachment import Carried, to_attachments
from mailintake.parse.attempt import attempt
from mailintake.parse.body import Body, entity_name, read_body
from mailintake.parse.command_sign import may_command
from mailintake.parse.entity import read_entity
from mailintake.parse.head import Head, charset_hint, read_addresses, read_subject
from mailintake.parse.limits import ParseLimits
from mailintake.parse.reply import MOST_LINES, Parts, split_reply

_MOST_MAILS = 5
_REPORT = "multipart/report"
_HIDDEN = "[The words of this message came in a charset that can hide commands.]"
_UNSEEN = "[A reader of this message may not see what looks like a command in it.]"
_NOTHING: tuple[Attachment, ...] = ()


class Words(NamedTuple):
    """The text of a mail in its parts, and what it carries; the fields are those of `Message`."""

    body: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    marked: bool = False
    forwarded: Forwarded | None = None
    html_text: str = ""
    html_new: str = ""
    attachments: tuple[Attachment, ...] = ()


def read_words(head: Head, body: Body, media_type: str, limits: ParseLimits, defects: list[str]) -> Words:
    """Tell new words from the rest, in the text and in the HTML beside it."""
    text = body.text
    # What stands in a file nobody wrote to us: it is shown, but it is no new word.
    file_only = Parts("", text, "", marked=False, forwarded=None)
    parts = file_only if body.from_file else split_reply(text, reply=head.is_reply, html=body.only_html)
    if text.count("\n") >= MOST_LINES:
        defects.append(f"text: more than {MOST_LINES} lines, the rest counts as quoted")
    html_text = "\n".join(body.alternative_text)
    html_new = ""
    if body.hidden_words and may_command(parts.text):
        # Who reads the bytes as they are sees no command: that is a contradiction, and nothing is run.
        html_text = html_new = _HIDDEN
    elif body.alternative and not body.from_file:
        html_new = split_reply(html_text, reply=head.is_reply, html="\n".join(body.alternative)).text
    if body.doubtful and _has_line(body.doubtful, parts.text, html_new):
        html_text = html_new = _UNSEEN
    words = Words(
        body=text,
        text=parts.text,
        quoted=parts.quoted,
        signature=parts.signature,
        marked=parts.marked,
        forwarded=parts.forwarded,
        html_text=html_text,
        html_new=html_new,
        attachments=attempt("attachments", lambda: to_attachments(body.carried, limits, defects), _NOTHING, defects),
    )
    if not body.attached:
        return words
    return attempt("attached mail", lambda: _with_attached(words, head, body, media_type, limits), words, defects)


def _has_line(doubtful: AbstractSet[str], *texts: str) -> bool:
    """Tell whether one of the doubtful lines is among the new words."""
    return any(line.strip() in doubtful for text in texts for line in text.split("\n"))


def _with_attached(words: Words, head: Head, body: Body, media_type: str, limits: ParseLimits) -> Words:
    """Show the words and files of attached mails below the writer's own; they are quoted, never new."""
    said: list[str] = []
    carried: list[Carried] = []
    forwarded = words.forwarded
    alone = not words.text.strip()
    # "Forward as attachment" of the common programs: one mail, as a file.
    passed_on = len(body.attached) == 1 and entity_name(body.attached[0]) is not None
    inner_defects: list[str] = []
    for entity in body.attached[:_MOST_MAILS]:
        inner = read_entity(entity.content, limits, inner_defects)
        found = read_body(inner, limits, inner_defects, charset_hint(inner.header))
        if media_type != _REPORT:
            carried.extend(found.carried)
        if alone or passed_on or media_type == _REPORT:
            said.append(found.text)
        author = next(iter(read_addresses(inner.header, "from", limits, None)), None)
        if forwarded is None and author and (alone or head.is_forward):
            forwarded = Forwarded(author, read_subject(inner.header, None), found.text)
    attached = "\n\n".join(one for one in said if one.strip())[: limits.text]
    return words._replace(
        body=f"{words.body}\n\n{attached}".strip("\n") if attached else words.body,
        quoted=f"{words.quoted}\n\n{attached}".strip("\n") if attached else words.quoted,
        forwarded=forwarded,
        attachments=(*words.attachments, *to_attachments(carried, limits, inner_defects))[: limits.attachments],
    )
