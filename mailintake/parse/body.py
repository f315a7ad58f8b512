"""What a message says, and what else it carries: text parts in their order, alternatives, attachments."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailintake.parse import charset, cms, tnef
from mailintake.parse.attachment import Carried, clean_name
from mailintake.parse.attempt import attempt
from mailintake.parse.calendar import read_calendar
from mailintake.parse.clean import clean_text
from mailintake.parse.command_sign import may_command, may_command_in_html
from mailintake.parse.entity import Entity
from mailintake.parse.flowed import unflow
from mailintake.parse.html import read_html
from mailintake.parse.limits import ParseLimits
from mailintake.parse.uuencoded import take_out

_ENCRYPTED = "[This message is encrypted. The help desk cannot read it.]"
_BINARY = "application/octet-stream"
_EXTERNAL = "[A part of this message lies elsewhere and was not fetched.]"
_PARTIAL = "[This is one piece of a larger message that came in several mails.]"
_UNREADABLE = "[A part of this message could not be read.]"
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_REPORT_PARTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/feedback-report", "text/rfc822-headers",
     "message/disposition-notification", "message/global-disposition-notification", "message/global-headers"}
)  # fmt: skip
_NO_WORDS = frozenset(
    {"text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers", "text/css", "text/xml"}
)
_WORDS = ("text/", "message/delivery-status")
_ATTACHED_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
_HTML_SIGNS = (
    "<html", "<body", "<p", "<div", "<br", "<table", "<!", "<span", "<font", "<a ", "<td", "<pre", "<style", "<head",
    "<meta", "<b>", "<i>", "<ul", "<h1", "<h2", "<h3", "<img", "<center", "<strong", "<em>",
)  # fmt: skip
_UNSEEN_ALTERNATIVES = frozenset({"text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Body:
    """The text of a message piece by piece; `html` are the HTML parts whose text was taken, as they came.

    `hidden_words` says that some of the text came in a charset in which plain ASCII bytes can mean something else,
    `from_file` that it is what stands in a file, the writer himself having said nothing. `doubtful` are lines of HTML
    that could be commands, and of which nobody knows whether a reader sees them.
    """

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    alternative: list[str] = field(default_factory=list)
    alternative_text: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    attached: list[Entity] = field(default_factory=list)
    calendar_method: str | None = None
    hidden_words: bool = False
    from_file: bool = False
    doubtful: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Return the whole text; a note about what could not be shown stands only where there is nothing else."""
        said = [piece for piece in (*self.plain, *self.lines) if piece.strip()]
        return "\n\n".join(said or dict.fromkeys(self.notes)).strip("\n")

    @property
    def only_html(self) -> str | None:
        """Return the HTML if all text came from it."""
        return "\n".join(self.html) if self.html and len(self.html) == len(self.plain) else None


def read_body(entity: Entity, limits: ParseLimits, defects: list[str], hint: str | None = None) -> Body:
    """Collect the text and the attachments of a message."""
    reader = _BodyReader(limits, defects, hint)
    reader.read(entity, first=True)
    reader.show_named_text()
    return reader.body


class _BodyReader:
    """Walks the tree once; a part that fails becomes a note and a defect."""

    def __init__(self, limits: ParseLimits, defects: list[str], hint: str | None) -> None:
        self.limits = limits
        self.defects = defects
        self.hint = hint
        self.body = Body()
        self.room = limits.text
        self.named: Entity | None = None
        self.in_multipart = False
        # Set while what is read says the same again in another dress, and commands are all we would look for in it.
        self.only_commands = False

    def show_named_text(self) -> None:
        """Show the first inline text that has a file name, where nothing else is said; it stays an attachment."""
        if self.named is not None and not any(piece.strip() for piece in self.body.plain):
            named = self.named
            self.body.from_file = True
            attempt("named text", lambda: self._text(named), None, self.defects)

    def read(self, entity: Entity, *, first: bool = False) -> None:
        if entity.parts:
            self.in_multipart = True
            self._multipart(entity, first=first)
            return
        what = f"part {entity.media_type[:60]}"
        if not attempt(what, lambda: self._leaf(entity, first=first), otherwise=False, defects=self.defects):
            self.body.notes.append(_UNREADABLE)
            self._carry(entity)

    def _multipart(self, entity: Entity, *, first: bool) -> None:
        kind = entity.media_type.partition("/")[2]
        if kind == "alternative":
            self._alternative(entity, first=first)
        elif kind == "encrypted":
            self.body.notes.append(_ENCRYPTED)
            for part in entity.leaves():
                self._carry(part)
        else:
            for part in _root_first(entity) if kind == "related" else entity.parts:
                self.read(part, first=first)
                first = first and not self.body.plain

    def _alternative(self, entity: Entity, *, first: bool) -> None:
        """Take the plain text unless it is empty, else the HTML, else whatever there is."""
        plain = [part for part in entity.parts if part.media_type == "text/plain" and not _is_attached(part)]
        shown = [(part, text) for part in plain if (text := self._shown(part)).strip()]
        self.body.from_file = self.body.from_file or (bool(shown) and _is_file(shown[0][0]))
        rich = [part for part in entity.parts if part not in plain]
        if shown:
            self._say(shown[0][1])
        before = len(self.body.plain), len(self.body.html)
        outer, self.only_commands = self.only_commands, bool(shown) and not may_command(shown[0][1])
        for part in (*(part for part, _ in shown[1:]), *rich):
            if part.media_type not in _UNSEEN_ALTERNATIVES:
                self.read(part, first=first and not shown)
        self.only_commands = outer
        if shown:
            self._put_aside(*before)

    def _put_aside(self, plain: int, html: int) -> None:
        """Keep the same words in another dress apart, to be compared; what else was said there goes."""
        if len(self.body.html) > html:
            self.body.alternative.extend(self.body.html[html:])
            self.body.alternative_text.extend(self.body.plain[plain:])
            del self.body.html[html:]
        del self.body.plain[plain:]

    def _leaf(self, entity: Entity, *, first: bool) -> bool:
        kind = entity.media_type
        if kind in _TNEF or (entity_name(entity) or "").lower() == "winmail.dat":
            self._tnef(entity)
        elif kind in _SIGNED:
            self._cms(entity, first=first)
        elif kind in {"text/calendar", "text/x-vcalendar"}:
            self._calendar(entity)
        elif kind == "message/external-body":
            self.body.notes.append(_EXTERNAL)
            self._carry(entity)
        elif kind == "message/partial":
            self.body.notes.append(_PARTIAL)
            self._carry(entity)
        elif self._is_text(entity, first=first):
            self.body.from_file = self.body.from_file or _is_file(entity)
            self._text(entity)
        else:
            self._carry(entity)
            if kind in _ATTACHED_MAILS:
                self.body.attached.append(entity)
            if self.named is None and kind not in _NO_WORDS and kind.startswith(_WORDS) and not _is_attached(entity):
                self.named = entity
        return True

    def _is_text(self, entity: Entity, *, first: bool) -> bool:
        if not entity.media_type.startswith("text/") or entity.media_type in _REPORT_PARTS or _is_attached(entity):
            return False
        shown = entity.media_type in {"text/plain", "text/html", "text/enriched", "text/richtext"}
        return shown and (not entity_name(entity) or (first and not self.in_multipart))

    def _text(self, entity: Entity) -> None:
        if entity.media_type == "text/html":
            self._html(self._decoded(entity))
        elif entity.media_type in {"text/enriched", "text/richtext"}:
            self._say(_without_tags(self._decoded(entity)))
        else:
            text, files = take_out(self._shown(entity))
            self.body.carried.extend(Carried(clean_name(one.name), _BINARY, one.content) for one in files)
            self._say(text)

    def _html(self, text: str) -> None:
        if self.only_commands and not may_command_in_html(text):
            return
        if not _is_html(text):
            self._say(clean_text(text))
            return
        self.body.html.append(text)
        read = read_html(text)
        cleaned = (line.strip() for one in read.doubtful for line in clean_text(one).split("\n"))
        self.body.doubtful.update(filter(may_command, cleaned))
        self._say(clean_text(read.text))

    def _say(self, text: str) -> None:
        if text in self.body.plain:
            return
        if len(text) > self.room:
            self.defects.append("text: too long, the rest is left out")
            text = text[: max(self.room, 0)]
        self.room -= len(text)
        self.body.plain.append(text)

    def _shown(self, entity: Entity) -> str:
        text = self._decoded(entity)
        if (entity.content_type.get("format") or "").lower() == "flowed":
            text = unflow(text, delsp=(entity.content_type.get("delsp") or "").lower() == "yes")
        return text

    def _decoded(self, entity: Entity) -> str:
        label = entity.content_type.get("charset")
        if not charset.is_ascii_safe(label):
            self.defects.append(f"charset: {(label or '')[:40]} can hide words")
            self.body.hidden_words = True
        text = charset.decode(entity.content[: 4 * self.limits.text], label, self.hint)
        return text if entity.media_type == "text/html" else clean_text(text)

    def _calendar(self, entity: Entity) -> None:
        invitation = read_calendar(self._decoded(entity), entity.content_type.get("method"))
        self.body.calendar_method = self.body.calendar_method or invitation.method
        if invitation.line and invitation.line not in self.body.lines:
            self.body.lines.append(invitation.line)
        self._carry(entity)

    def _tnef(self, entity: Entity) -> None:
        found = tnef.read_tnef(entity.content, self.limits.attachments)
        if found is None:
            self.defects.append("tnef: could not be read")
            self.body.notes.append(_UNREADABLE)
            self._carry(entity)
            return
        self.body.carried.extend(found.carried)
        if not any(piece.strip() for piece in self.body.plain) and found.text.strip():
            self._say(clean_text(found.text))
        elif not any(piece.strip() for piece in self.body.plain) and found.html.strip():
            self._html(clean_text(found.html))

    def _cms(self, entity: Entity, *, first: bool) -> None:
        kind = (entity.content_type.get("smime-type") or "").lower()
        inner = cms.signed_content(entity.content) if kind != "enveloped-data" else None
        if inner is None:
            self.body.notes.append(_ENCRYPTED if kind != "signed-data" else _UNREADABLE)
            self._carry(entity)
            return
        self.read(cms.read_inner(inner, self.limits, self.defects), first=first)

    def _carry(self, entity: Entity) -> None:
        self.body.carried.append(Carried.of(entity))


def entity_name(entity: Entity) -> str | None:
    """Return the file name of a part, if it has one."""
    return entity.disposition.get("filename") or entity.content_type.get("name") or None


def _is_html(text: str) -> bool:
    """Tell HTML from plain text that only calls itself HTML."""
    beginning = text[:1000].lstrip().lower()
    return beginning.startswith("<") or any(sign in beginning for sign in _HTML_SIGNS)


def _is_attached(entity: Entity) -> bool:
    return entity.disposition.value == "attachment"


def _is_file(entity: Entity) -> bool:
    """Tell whether a part is a file though its text is shown in place; a name in the type alone is a habit."""
    return bool(entity.disposition.get("filename"))


def _root_first(entity: Entity) -> list[Entity]:
    """Put the root of a multipart/related first (RFC 2387, section 3.2)."""
    start = (entity.content_type.get("start") or "").strip("<> ")
    for part in entity.parts:
        ident = (part.header.get("content-id") or b"").decode("utf-8", "replace").strip("<> ")
        if start and ident == start:
            return [part, *(other for other in entity.parts if other is not part)]
    return entity.parts


def _without_tags(text: str) -> str:
    """Drop the tags of text/enriched (RFC 1896)."""
    pieces = text.replace("<<", "\0").split("<")
    kept = [pieces[0], *(piece.partition(">")[2] for piece in pieces[1:])]
    return "".join(kept).replace("\0", "<")
