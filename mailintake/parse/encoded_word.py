"""Encoded words of header fields (RFC 2047), read in one pass, also where the standard does not allow them."""

from __future__ import annotations

import binascii
from typing import NamedTuple

from mailintake.parse import charset, transfer

_CHARSET_LIMIT = 60
_HEX = frozenset("0123456789abcdefABCDEF")


class Word(NamedTuple):
    """One encoded word and where it stands."""

    start: int
    end: int
    charset: str
    encoding: str
    text: str


def decode_words(value: str) -> str:
    """Return the value with its encoded words decoded; split characters are joined, the rest stays as it is."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    waiting: list[Word] = []
    position = 0
    for word in _find(value):
        between = value[position : word.start]
        if waiting and (between.strip() or not _joins(waiting[-1], word)):
            pieces.append(_decode(waiting))
            waiting = []
        if between.strip() or not position:
            pieces.append(between)
        waiting.append(word)
        position = word.end
    if waiting:
        pieces.append(_decode(waiting))
    pieces.append(value[position:])
    return "".join(pieces)


def has_words(value: str) -> bool:
    """Tell whether there is at least one encoded word."""
    return bool(_find(value))


def _find(value: str) -> list[Word]:
    words: list[Word] = []
    last = value.rfind("?=")
    start = value.find("=?")
    while 0 <= start < last:
        word = word_at(value, start)
        if word is not None:
            words.append(word)
        start = value.find("=?", word.end if word else start + 2)
    return words


def word_at(value: str, start: int) -> Word | None:
    """Return the encoded word that begins exactly there, if one does."""
    label = value.find("?", start + 2, start + 2 + _CHARSET_LIMIT)
    if label <= start + 2 or value[label + 2 : label + 3] != "?":
        return None
    encoding = value[label + 1].lower()
    name = value[start + 2 : label]
    if encoding not in {"q", "b"} or " " in name:
        return None
    first = label + 3
    end = value.find("?=", first)
    if end < 0:
        return None
    if encoding == "q" and _is_escape(value, end + 1):
        # A question mark that should have been written =3F stands before an escape: `what?=20now?=`.
        later = value.find("?=", end + 2, end + 80)
        end = later if later >= 0 and "=?" not in value[end + 2 : later] else end
    return Word(start, end + 2, name, encoding, value[first:end])


def _is_escape(value: str, position: int) -> bool:
    return len(value) > position + 2 and value[position + 1] in _HEX and value[position + 2] in _HEX


def _joins(one: Word, other: Word) -> bool:
    return one.charset.lower() == other.charset.lower()


def _decode(words: list[Word]) -> str:
    content = b"".join(_bytes(word, last=word is words[-1]) for word in _merge(words))
    return charset.decode(content, words[0].charset)


def _merge(words: list[Word]) -> list[Word]:
    """Join base64 words that were cut within a group of four letters."""
    merged: list[Word] = []
    for word in words:
        before = merged[-1] if merged else None
        if before and before.encoding == word.encoding == "b" and len(before.text) % 4 and "=" not in before.text[-2:]:
            merged[-1] = Word(before.start, word.end, word.charset, "b", before.text + word.text)
        else:
            merged.append(word)
    return merged


def _bytes(word: Word, *, last: bool) -> bytes:
    raw = word.text.encode("utf-8", "surrogateescape")
    if word.encoding == "b":
        return transfer.decode_base64(raw)
    content = binascii.a2b_qp(raw, header=True)
    return content if last or not content.endswith(b"=") else content[:-1]
