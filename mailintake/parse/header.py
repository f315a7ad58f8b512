"""The header of a message or part (RFC 5322, section 2.2), cut into fields without losing what is odd about them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from mailintake.parse import charset
from mailintake.parse.clean import clean_field
from mailintake.parse.encoded_word import decode_words
from mailintake.parse.limits import ParseLimits

# Programs read these, not people: an encoded word in them is data, and decoding it could forge what they say.
_STRUCTURED = frozenset(
    {
        "authentication-results",
        "auto-submitted",
        "content-disposition",
        "content-id",
        "content-transfer-encoding",
        "content-type",
        "date",
        "dkim-signature",
        "domainkey-signature",
        "in-reply-to",
        "message-id",
        "mime-version",
        "precedence",
        "received",
        "received-spf",
        "references",
        "return-path",
        "x-failed-recipients",
        "x-google-dkim-signature",
    }
)
_COMMON = frozenset(
    {"bcc", "cc", "date", "from", "message-id", "reply-to", "return-path", "sender", "subject", "to", *_STRUCTURED}
)
_FOLD = b" \t"
_ENVELOPE = (b"From ", b">From ")
_LONGEST_NAME = 100
_SHORT = 8
_CONTROLS = bytes((*range(0x20), 0x7F))
_Named: TypeAlias = tuple[str, str | None]
_NO_NAME: _Named = ("", None)
_STRUCTURED_STARTS = ("arc-", "x-ms-exchange-", "x-forefront-", "x-microsoft-antispam", "x-original-authentication")


class RawField(NamedTuple):
    """A field as it came: `name` in lower case, `raw` unfolded; `odd` says what is wrong with its shape."""

    name: str
    raw: bytes
    odd: str | None = None


class RawHeader(NamedTuple):
    """All fields in their order; `body` is where the body starts; `defects` concern the header as a whole.

    `first` holds the first field of each name.
    """

    fields: tuple[RawField, ...]
    body: int
    defects: tuple[str, ...]
    first: dict[str, bytes]

    def get(self, name: str) -> bytes | None:
        """Return the first field of that name."""
        return self.first.get(name)

    def get_all(self, name: str) -> tuple[RawField, ...]:
        """Return all fields of that name."""
        return tuple(one for one in self.fields if one.name == name) if name in self.first else ()


def read_header(content: bytes, limits: ParseLimits) -> RawHeader:
    """Cut the header at the start into fields; it ends at an empty line or before what is no field."""
    block = content if len(content) <= limits.header_block else content[: limits.header_block]
    end = _end_of_block(block)
    sound = _sound_fields(block[:end], limits) if len(content) == len(block) else None
    if sound is not None:
        return RawHeader(sound, end, (), {one.name: one.raw for one in reversed(sound)})
    return _read_odd(content, block, end, limits)


def _sound_fields(head: bytes, limits: ParseLimits) -> tuple[RawField, ...] | None:
    """Read a header of nothing but fields at once, which is what nearly all mails have; None for any other."""
    if b"\r" in head:
        head = head.replace(b"\r\n", b"\n")
    if b"\r" in head or b"\0" in head or head.startswith((b"\n", b" ", b"\t")):
        return None
    lines = head.replace(b"\n ", b" ").replace(b"\n\t", b"\t").rstrip(b"\n").split(b"\n")
    if len(lines) > limits.header_fields:
        return None
    fields: list[RawField] = []
    longest = limits.header_field
    for line in lines:
        before, colon, value = line.partition(b":")
        if not colon or len(before) >= _LONGEST_NAME or len(value) > longest:
            return None
        name, odd = _name(before)
        # Space around the name may be the fold of a line that had no colon.
        if odd or not name:
            return None
        fields.append(RawField(name, value.strip(_FOLD)))
    return tuple(fields)


def _read_odd(content: bytes, block: bytes, end: int, limits: ParseLimits) -> RawHeader:
    """Read a header line by line; what is wrong with it is named among its defects."""
    defects: list[str] = []
    names: list[_Named] = []
    values: list[bytes | list[bytes]] = []
    lines = block[:end].split(b"\n")
    for number, ended in enumerate(lines):
        line = ended.rstrip(b"\r")
        if not line:
            position = _length(lines[: number + 1])
            break
        if line[0] in _FOLD and values:
            _fold_onto(values, line)
            continue
        before, colon, value = line.partition(b":")
        named = _name(before if len(before) < _LONGEST_NAME else before[:_LONGEST_NAME]) if colon else _NO_NAME
        if named[0]:
            names.append(named)
            values.append(value)
        elif line.startswith(_ENVELOPE):
            if number:
                defects.append("header: an envelope line stands among the fields")
        elif values and not colon and len(line) > _SHORT and _goes_on(lines[number + 1 : number + 2]):
            defects.append("header: a line that is no field")
            _fold_onto(values, b" " + line)
        else:
            defects.append("header: it ends without an empty line")
            position = _length(lines[:number])
            break
    else:
        position = _length(lines)
        if len(content) > len(block):
            defects.append("header: it is too long")
            position = _skip(content, len(block))
    fields = _fields(names, values, limits, defects)
    first = {one.name: one.raw for one in reversed(fields)}
    return RawHeader(tuple(fields), min(position, len(content)), tuple(dict.fromkeys(defects)), first)


def decoded(one: RawField, hint: str | None = None) -> str:
    """Return the field's value as one line of text, encoded words decoded where people read it."""
    raw = one.raw
    if raw.isascii() and (text := raw.decode("ascii")).isprintable() and "=?" not in text and "  " not in text:
        return text.strip(" ")
    text = text_of(raw, hint)
    if "=?" in text and not is_structured(one.name):
        text = decode_words(text)
    return clean_field(text)


def text_of(raw: bytes, hint: str | None = None) -> str:
    """Return the field's characters; encoded words stay as they are."""
    return raw.decode("ascii") if raw.isascii() and b"\x1b" not in raw else charset.decode(raw, None, hint)


def is_structured(name: str) -> bool:
    """Tell whether the field is written for programs, so that nothing in it is decoded."""
    return name in _STRUCTURED or name.startswith(_STRUCTURED_STARTS)


def _end_of_block(block: bytes) -> int:
    """Return a place at or behind the first empty line, so that the body is not cut into lines."""
    if block.startswith((b"\n", b"\r\n")):
        return len(block)
    first = block.find(b"\n")
    gaps = (b"\n\r\n", b"\n\n") if block[first - 1 : first] == b"\r" else (b"\n\n", b"\n\r\n")
    end = len(block)
    # The kind of line end that the first line has comes first: the other is then looked for in the header alone.
    for gap in gaps:
        found = block.find(gap, 0, end)
        end = found + len(gap) if found >= 0 else end
    return end


def _length(lines: list[bytes]) -> int:
    """Return how many bytes the lines had with their ends."""
    return sum(map(len, lines)) + len(lines)


def _fold_onto(values: list[bytes | list[bytes]], line: bytes) -> None:
    """Append a continuation to the last value; only many pieces are worth a list."""
    last = values[-1]
    if isinstance(last, list):
        last.append(line)
    else:
        values[-1] = [last, line]


def _goes_on(following: list[bytes]) -> bool:
    """Tell whether the header goes on after a line that is no field: programs break long fields without a space."""
    if not following or not following[0].strip():
        return False
    name, _ = _name(following[0].partition(b":")[0][:_LONGEST_NAME])
    common = bool(name) and b":" in following[0] and (name in _COMMON or name.startswith(("x-", "content-")))
    return common or following[0][0] in _FOLD


def _fields(
    names: list[_Named], values: list[bytes | list[bytes]], limits: ParseLimits, defects: list[str]
) -> list[RawField]:
    if len(names) > limits.header_fields:
        defects.append("header: too many fields")
    fields: list[RawField] = []
    longest = limits.header_field
    for (name, odd), pieces in zip(names[: limits.header_fields], values, strict=False):
        value = b"".join(pieces) if isinstance(pieces, list) else pieces
        if len(value) > longest:
            defects.append(f"header: a field of {len(value)} bytes is cut")
            value = value[:longest]
        if b"\r" in value or b"\0" in value:
            fields.append(RawField(name, value.strip(b" \t\r"), odd or "a bare CR or NUL in the value"))
        else:
            fields.append(RawField(name, value.strip(_FOLD), odd))
    return fields


@lru_cache(2048)
def _name(before: bytes) -> _Named:
    """Return the name of a field, empty where it is none, and what is odd about it: that by which programs differ."""
    name = before.strip(b" \t\0\r")
    if not name.translate(None, _CONTROLS) or b" " in name or b"\t" in name:
        return _NO_NAME
    odd = None
    if before != before.strip(b" \t"):
        odd = "space around the field name"
    elif not all(0x21 <= byte <= 0x7E for byte in before):  # noqa: PLR2004 (the printable half of ASCII)
        odd = "a field name with odd characters"
    return name.translate(None, _CONTROLS).decode("ascii", "replace").lower(), odd


def _skip(content: bytes, position: int) -> int:
    """Return where the body starts, when we do not read the rest of the header."""
    ends = [found + len(gap) for gap in (b"\n\n", b"\n\r\n") if (found := content.find(gap, position - 1)) >= 0]
    return min(ends, default=len(content))
