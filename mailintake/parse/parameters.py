"""A value with parameters, such as Content-Type (RFC 2045, section 5.1), in pieces or encoded (RFC 2231)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from mailintake.parse import charset
from mailintake.parse.clean import clean_line
from mailintake.parse.encoded_word import decode_words

_LIMIT = 200
# As long as a whole field: the end of a file name tells what kind of file it is.
_VALUE_LIMIT = 64 * 1024
_CACHED = 120


class Value(NamedTuple):
    """The bare value in lower case and its parameters by name."""

    value: str
    parameters: dict[str, str]

    def get(self, name: str) -> str | None:
        """Return one parameter as readable text."""
        return self.parameters.get(name)


def parse_value(text: str) -> Value:
    """Split a value from its parameters and decode them, whatever form they have."""
    return _cached(text) if len(text) < _CACHED else _parse(text)


def _parse(text: str) -> Value:
    pieces = _split(text)
    value = pieces[0].strip().lower() if pieces else ""
    plain: dict[str, str] = {}
    parts: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in pieces[1:_LIMIT]:
        name, equals, raw = piece.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            continue
        if "*" not in name:
            plain.setdefault(name, _unquote(raw))
        else:
            base, number, encoded = _name(name)
            parts.setdefault(base, []).append((number, encoded, _unquote(raw)))
    found = {name: clean_line(decode_words(raw), _VALUE_LIMIT) for name, raw in plain.items()}
    found |= {name: clean_line(_join(pieces_), _VALUE_LIMIT) for name, pieces_ in parts.items()}
    return Value(value.split(" ")[0], found)


_cached = lru_cache(1024)(_parse)


def _split(text: str) -> list[str]:
    """Cut at semicolons outside quotes; a quote that never ends is no quote."""
    if '"' not in text:
        return text.split(";")
    pieces: list[str] = []
    start = position = 0
    quote = text.find('"')
    while (separator := text.find(";", position)) >= 0:
        if 0 <= quote < position:
            quote = text.find('"', position)
        if 0 <= quote < separator:
            end = _end_of_quote(text, quote)
            position = end if end > 0 else separator
            quote = -1 if end < 0 else quote
            continue
        pieces.append(text[start:separator])
        start = position = separator + 1
    pieces.append(text[start:])
    return pieces


def _end_of_quote(text: str, start: int) -> int:
    position = start + 1
    end = text.find('"', position)
    while end >= 0:
        escape = text.find("\\", position, end)
        if escape < 0:
            return end + 1
        position = escape + 2
        if position > end:
            end = text.find('"', position)
    return -1


def _name(name: str) -> tuple[str, int, bool]:
    """Read `filename*1*` as (filename, 1, encoded)."""
    base, _, rest = name.partition("*")
    encoded = rest == "" or rest.endswith("*")
    digits = rest.rstrip("*")
    number = int(digits) if digits.isdecimal() and len(digits) < 5 else 0  # noqa: PLR2004 (no name has 9999 pieces)
    return base, number, encoded


def _unquote(raw: str) -> str:
    raw = raw.strip()
    if raw.startswith('"'):
        end = _end_of_quote(raw, 0)
        raw = raw[1 : end - 1] if end > 0 else raw[1:]
        if "\\" in raw:
            raw = _unescape(raw)
    return raw


def _unescape(raw: str) -> str:
    kept: list[str] = []
    position = 0
    while position < len(raw):
        if raw[position] == "\\" and position + 1 < len(raw):
            position += 1
        kept.append(raw[position])
        position += 1
    return "".join(kept)


def _join(pieces: list[tuple[int, bool, str]]) -> str:
    """Put numbered pieces together; the first encoded one names the charset."""
    content = b""
    label: str | None = None
    anything_encoded = any(encoded for _, encoded, _ in pieces)
    for _, encoded, raw in sorted(pieces, key=lambda piece: piece[0]):
        text = raw
        if encoded and label is None and text.count("'") > 1:
            label, _, rest = text.partition("'")
            text = rest.partition("'")[2]
        raw_bytes = text.encode("utf-8", "surrogateescape")
        content += unquote_to_bytes(raw_bytes) if encoded else raw_bytes
    if not anything_encoded:
        return decode_words(content.decode("utf-8", "replace"))
    return decode_words(charset.decode(content, label or "utf-8"))
