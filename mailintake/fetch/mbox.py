"""Mail from an mbox file (RFC 4155), in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from mailintake.fetch.files import CHUNK, Collector
from mailintake.model.message import Incoming

SEPARATOR = b"From "
BLANK = frozenset({b"\n", b"\r\n"})
YEAR_DIGITS = 4


class NotAnMboxError(ValueError):
    """The file does not begin as an mbox file does."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: not an mbox file: no `From ` line at the beginning\nhint: leave `--mbox` out")


def read_mbox(path: Path, now: datetime, limit: int) -> Iterator[Incoming]:
    """Read all messages of the file in their order."""
    with path.open("rb") as stream:
        first = stream.readline(CHUNK)
        if first and not first.startswith(SEPARATOR):
            raise NotAnMboxError(path)
        more = bool(first)
        while more:
            collector = Collector(limit)
            more = _collect(stream, collector)
            yield collector.finish(now)


def _collect(stream: BinaryIO, collector: Collector) -> bool:
    """Read one message; tell whether another one follows."""
    held = b""
    after_blank = whole = True
    while line := stream.readline(CHUNK):
        # The empty line in front, or at the very end, belongs to the separator.
        if whole and after_blank and _separates(line):
            return True
        collector.add(held)
        held = b""
        after_blank = whole and line in BLANK
        if after_blank:
            held = line
        else:
            collector.add(_unquoted(line) if whole else line)
        whole = line.endswith(b"\n")
    return False


def _separates(line: bytes) -> bool:
    """Tell a separator (`From address Mon Nov 23 08:05:00 2026`) from a sentence that begins with From."""
    if not line.startswith(SEPARATOR):
        return False
    words = line.split()
    has_time = any(word.count(b":") in {1, 2} and word.replace(b":", b"").isdigit() for word in words)
    has_year = any(len(word) == YEAR_DIGITS and word.isdigit() for word in words)
    return has_time and has_year


def _unquoted(line: bytes) -> bytes:
    """Take back one `>` of those that writers put before a `From ` in the text."""
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(SEPARATOR) else line
