"""Lists of MAPI properties as TNEF packs them (MS-OXTNEF, section 2.1.3.4)."""

from __future__ import annotations

BODY, HTML, RTF, INTERNET_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
ATTACH_DATA, ATTACH_NAME, ATTACH_LONG_NAME = 0x3701, 0x3704, 0x3707
ATTACH_MEDIA_TYPE, ATTACH_CONTENT_ID = 0x370E, 0x3712

_STRING, _UNICODE, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_VARIABLE = frozenset({_STRING, _UNICODE, _OBJECT, _BINARY})
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MULTIPLE = 0x1000
_NAMED = 0x8000
_MOST = 5000
_MOST_VALUES = 1000


def read_properties(content: bytes) -> dict[int, bytes | str]:
    """Return the properties by id, the first value of each; reading ends where the bytes make no sense."""
    reader = _Reader(content)
    found: dict[int, bytes | str] = {}
    for _ in range(min(reader.number(), _MOST)):
        kind = reader.number(2)
        name = reader.number(2)
        if name >= _NAMED:
            reader.skip_name()
        value = reader.value(kind)
        if value is None:
            break
        found.setdefault(name, value)
    return found


class _Reader:
    """Bytes one after the other; past the end everything is zero."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def number(self, size: int = 4) -> int:
        """Return the next number."""
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        taken = self.content[self.position : self.position + size]
        self.position += size
        return taken

    def skip_name(self) -> None:
        """Step over the name of a named property."""
        self.take(16)
        if self.number() == 1:
            self.padded(self.number())
        else:
            self.number()

    def padded(self, size: int) -> bytes:
        """Return the next bytes and step over what fills them up to a multiple of four."""
        taken = self.take(size)
        self.position += -size % 4
        return taken

    def value(self, kind: int) -> bytes | str | None:
        """Return a property's first value; None where its kind is unknown or the bytes have ended."""
        single = kind & ~_MULTIPLE
        if self.position >= len(self.content):
            return None
        if single not in _VARIABLE:
            size = _SIZES.get(single)
            if size is None:
                return None
            count = min(self.number(), _MOST_VALUES) if kind & _MULTIPLE else 1
            return self.take(size * count)[:size]
        values = [self.padded(self.number()) for _ in range(min(self.number(), _MOST_VALUES))]
        first = values[0] if values else b""
        return first.decode("utf-16-le", "replace") if single == _UNICODE else first
