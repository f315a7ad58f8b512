"""What lies within an S/MIME signature (RFC 5652): the content is shown, the signature is not checked."""

from __future__ import annotations

from mailintake.parse.entity import Entity, read_entity
from mailintake.parse.limits import ParseLimits

_SEQUENCE, _SET, _OID, _OCTETS, _OCTETS_OF_PIECES, _EXPLICIT = 0x30, 0x31, 0x06, 0x04, 0x24, 0xA0
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DEPTH = 8
_PIECES = 100_000


def signed_content(content: bytes) -> bytes | None:
    """Return what was signed, or None if it is encrypted or cannot be read."""
    try:
        outer = _Reader(content).open(_SEQUENCE)
        if outer.take(_OID) != _SIGNED_DATA:
            return None
        signed = outer.open(_EXPLICIT).open(_SEQUENCE)
        signed.skip()
        signed.skip()
        inner = signed.open(_SEQUENCE)
        inner.take(_OID)
        return inner.open(_EXPLICIT).octets(0)
    except (IndexError, ValueError):
        return None


def read_inner(content: bytes, limits: ParseLimits, defects: list[str]) -> Entity:
    """Read the part that was signed; it is a part with a header of its own."""
    return read_entity(content, limits, defects)


class _Reader:
    """Elements of BER (X.690) one after the other, with definite or indefinite lengths."""

    def __init__(self, content: bytes, start: int = 0, end: int | None = None) -> None:
        self.content = content
        self.position = start
        self.end = len(content) if end is None else end
        self.budget = _PIECES

    def open(self, tag: int) -> _Reader:
        """Step into the next element."""
        found, start, end = self._head()
        if found != tag:
            raise ValueError(found)
        if end is None:
            return _Reader(self.content, start, self.end)
        self.position = end
        return _Reader(self.content, start, end)

    def take(self, tag: int) -> bytes:
        """Return the content of the next, simple element."""
        found, start, end = self._head()
        if found != tag or end is None:
            raise ValueError(found)
        self.position = end
        return self.content[start:end]

    def skip(self) -> None:
        """Step over the next element."""
        _, start, end = self._head()
        self.position = end if end is not None else self._past_end(start, 0)

    def octets(self, depth: int) -> bytes:
        """Return an octet string, whole or in pieces."""
        found, start, end = self._head()
        if found == _OCTETS and end is not None:
            self.position = end
            return self.content[start:end]
        if found != _OCTETS_OF_PIECES or depth > _DEPTH:
            raise ValueError(found)
        inner = _Reader(self.content, start, self.end if end is None else end)
        pieces = []
        while inner.position < inner.end and inner.content[inner.position : inner.position + 2] != b"\0\0":
            pieces.append(inner.octets(depth + 1))
        self.position = inner.position + 2 if end is None else end
        return b"".join(pieces)

    def _past_end(self, start: int, depth: int) -> int:
        position = start
        while self.content[position : position + 2] != b"\0\0":
            self.budget -= 1
            if depth > _DEPTH or self.budget < 0:
                raise ValueError(depth)
            inner = _Reader(self.content, position, self.end)
            _, first, end = inner._head()
            position = end if end is not None else self._past_end(first, depth + 1)
        return position + 2

    def _head(self) -> tuple[int, int, int | None]:
        """Return tag, start and end of the next element; no end where the length is indefinite."""
        tag = self.content[self.position]
        length = self.content[self.position + 1]
        start = self.position + 2
        if length == 0x80:  # noqa: PLR2004 (X.690: indefinite)
            return tag, start, None
        if length & 0x80:
            count = length & 0x7F
            if count > 4:  # noqa: PLR2004 (no mail is that long)
                raise ValueError(count)
            length = int.from_bytes(self.content[start : start + count], "big")
            start += count
        if start + length > self.end:
            raise ValueError(length)
        return tag, start, start + length
