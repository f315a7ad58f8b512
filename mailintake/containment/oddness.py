"""Which mails are parsed in the child: all that could cost much, by a few counts that themselves cost little."""

from __future__ import annotations

_LARGE = 1024 * 1024
_SMALL = 16 * 1024
_LONG_HEADER = 64 * 1024
_LONG_LINE = 128 * 1024
_MOST_ENCODED_WORDS = 500
_MOST_BOUNDARIES = 20
_MOST_DELIMITERS = 400
_MOST_TAGS = 20_000
# Binary forms with lengths and counters of their own.
_BINARY = (b"ms-tnef", b"winmail.dat", b"pkcs7-mime")


def needs_child(content: bytes) -> bool:
    """Tell whether a mail is large, or odd in a way that could make it expensive."""
    if len(content) > _LARGE or any(name in content for name in _BINARY):
        return True
    if len(content) < _SMALL:
        return False
    return (
        content.count(b"=?") > _MOST_ENCODED_WORDS
        or content.count(b"oundary=") > _MOST_BOUNDARIES
        or content.count(b"\n--") > _MOST_DELIMITERS
        or content.count(b"<") > _MOST_TAGS
        or _has_long_header(content)
        or (len(content) > _LONG_LINE and any(len(line) > _LONG_LINE for line in content.split(b"\n")))
    )


def _has_long_header(content: bytes) -> bool:
    start = content[:_LONG_HEADER]
    return len(content) > _LONG_HEADER and b"\n\n" not in start and b"\n\r\n" not in start
