"""The tree of parts of a message (RFC 2046), cut by position: no input costs more than its size times the depth.

The standard library's parser is not used for the tree: it compares each line with the boundary of every enclosing
part (two thousand nested parts take minutes or end in RecursionError) and cannot be told to stop at a depth.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mailintake.parse.header import RawHeader, read_header, text_of
from mailintake.parse.limits import ParseLimits
from mailintake.parse.parameters import Value, parse_value
from mailintake.parse.transfer import decode_transfer

_ENDS = b" \t\r"
_BOUNDARY_LIMIT = 500
_NO_VALUE = Value("", {})


@dataclass(slots=True)
class Entity:
    """One part: its header, its raw body, its type in lower case, and its parts if it is a multipart."""

    header: RawHeader
    body: bytes
    content_type: Value
    disposition: Value
    encoding: str
    media_type: str = field(init=False)
    parts: list[Entity] = field(default_factory=list)
    _content: bytes | None = None

    def __post_init__(self) -> None:
        """Name the type, for which everybody asks."""
        self.media_type = self.content_type.value

    @property
    def content(self) -> bytes:
        """Return the body with its transfer encoding undone."""
        if self._content is None:
            self._content = decode_transfer(self.body, self.encoding, text=self.media_type.startswith("text/"))
        return self._content

    def leaves(self) -> list[Entity]:
        """Return all parts that have no parts, in their order."""
        found: list[Entity] = []
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.parts:
                waiting.extend(reversed(one.parts))
            else:
                found.append(one)
        return found


def read_entity(content: bytes, limits: ParseLimits, defects: list[str]) -> Entity:
    """Read a whole message with all its parts, as far as the limits go."""
    return _TreeReader(limits, defects).read(content, "text/plain", 0)


@dataclass(slots=True)
class _TreeReader:
    limits: ParseLimits
    defects: list[str]
    count: int = 0

    def read(self, content: bytes, default: str, depth: int) -> Entity:
        header = read_header(content, self.limits)
        content_type = _value(header, "content-type")
        if "/" not in content_type.value:
            content_type = Value(_repaired(content_type.value, default), content_type.parameters)
        entity = Entity(
            header,
            content[header.body :],
            content_type,
            _value(header, "content-disposition"),
            text_of(header.get("content-transfer-encoding") or b"").strip(" \t;\"'").lower(),
        )
        if entity.media_type.startswith("multipart/"):
            self._split(entity, depth)
        return entity

    def _split(self, entity: Entity, depth: int) -> None:
        if depth >= self.limits.depth:
            self.defects.append("parts: nested too deep")
            return
        slices = self._slices(entity)
        if not slices:
            self.defects.append("parts: no boundary found")
            return
        default = "message/rfc822" if entity.media_type == "multipart/digest" else "text/plain"
        for start, end in slices:
            self.count += 1
            if self.count > self.limits.parts:
                self.defects.append("parts: too many")
                break
            entity.parts.append(self.read(entity.body[start:end], default, depth + 1))
        entity.body = b""

    def _slices(self, entity: Entity) -> list[tuple[int, int]]:
        room = self.limits.parts + 1
        boundary = (entity.content_type.get("boundary") or "").encode("utf-8", "surrogateescape").rstrip(b" ")
        slices = _cut(entity.body, boundary, room) if boundary else []
        if not slices and entity.encoding in {"base64", "quoted-printable"}:
            entity.body = entity.content
            slices = _cut(entity.body, boundary, room) if boundary else []
        if not slices:
            guessed = _guess_boundary(entity.body)
            slices = _cut(entity.body, guessed, room) if guessed else []
            if slices:
                self.defects.append("parts: another boundary than the header says")
        return slices


def _value(header: RawHeader, name: str) -> Value:
    raw = header.get(name)
    return parse_value(text_of(raw)) if raw else _NO_VALUE


def _repaired(value: str, default: str) -> str:
    """Return the type that somebody meant who wrote `text` or `html` only."""
    return {"text": "text/plain", "plain": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
        value, default
    )


def _cut(body: bytes, boundary: bytes, limit: int) -> list[tuple[int, int]]:
    """Return where the parts between delimiter lines begin and end; parts after a closing delimiter count, too."""
    delimiter = b"--" + boundary[:_BOUNDARY_LIMIT]
    slices: list[tuple[int, int]] = []
    start = -1
    position = body.find(delimiter)
    while position >= 0 and len(slices) < limit:
        closing, following = _delimiter_line(body, position, len(delimiter))
        if following < 0:
            position = body.find(delimiter, position + 1)
            continue
        if start >= 0:
            slices.append((start, _before_newline(body, position, start)))
        start = -1 if closing else following
        position = body.find(delimiter, following)
    if start >= 0 and len(slices) < limit:
        slices.append((start, len(body)))
    return slices


def _delimiter_line(body: bytes, position: int, length: int) -> tuple[bool, int]:
    """Return whether the line closes the multipart and where the next line begins, -1 if it is no delimiter line."""
    if position and body[position - 1] not in b"\r\n":
        return False, -1
    end = position + length
    closing = body[end : end + 2] == b"--"
    stop = body.find(b"\n", end, end + 200)
    if stop < 0:
        carriage = body.find(b"\r", end, end + 200)
        stop = carriage if carriage >= 0 else len(body)
    if body[end + 2 * closing : stop].strip(_ENDS):
        return False, -1
    return closing, min(stop + 1, len(body))


def _before_newline(body: bytes, position: int, start: int) -> int:
    """Leave out the line break before a delimiter: it belongs to the delimiter."""
    if position > start and body[position - 1] in b"\n":
        position -= 1
    if position > start and body[position - 1] in b"\r":
        position -= 1
    return position


def _guess_boundary(body: bytes) -> bytes | None:
    """Find a boundary that nobody declared: the first line with two hyphens that comes again."""
    start = 0 if body.startswith(b"--") else body.find(b"\n--") + 1
    if start == 0 and not body.startswith(b"--"):
        return None
    end = body.find(b"\n", start)
    line = body[start + 2 : end if end >= 0 else len(body)].strip(b" \t\r")
    if not line or len(line) > _BOUNDARY_LIMIT or b" " in line:
        return None
    header_follows = body[end + 1 : end + 9].lower().startswith(b"content-")
    return line if header_follows or body.find(b"\n--" + line, end) >= 0 else None
