"""Raw mail from files and from a pipe, for `ingest`; memory stays flat whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from mailintake.fetch.batches import HEADER_BYTES
from mailintake.model.message import Incoming

PLACE = "ingest"
CHUNK = 64 * 1024


class Collector:
    """Puts a message together from pieces; above `limit` bytes it keeps no more than the header."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._content = bytearray()
        self._size = 0
        self._digest = sha256()

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._digest.update(piece)
        self._size += len(piece)
        if self._size <= self._limit:
            self._content += piece
            return
        self._content += piece[: max(0, HEADER_BYTES - len(self._content))]
        del self._content[HEADER_BYTES:]

    def finish(self, now: datetime, *, seen: bool = False) -> Incoming:
        """Return the message; its key is the digest of its bytes."""
        oversized = self._size > self._limit
        content = bytes(self._content)
        return Incoming(
            key=f"{PLACE}:{self._digest.hexdigest()}",
            content=_header(content) if oversized else content,
            received_at=now,
            mailbox=PLACE,
            size=self._size,
            oversized=oversized,
            seen=seen,
        )


def read_files(paths: Iterable[Path], now: datetime, limit: int) -> Iterator[Incoming]:
    """Read one message from each file; raises OSError where one cannot be read."""
    for path in paths:
        with path.open("rb") as stream:
            yield read_stream(stream, now, limit)


def read_stream(stream: BinaryIO, now: datetime, limit: int, *, seen: bool = False) -> Incoming:
    """Read one message to the end, as a mail server pipes it in."""
    collector = Collector(limit)
    first = stream.readline(CHUNK)
    # Some servers and programs put the separator line of mbox files in front.
    if not first.startswith(b"From "):
        collector.add(first)
    while piece := stream.read(CHUNK):
        collector.add(piece)
    return collector.finish(now, seen=seen)


def _header(content: bytes) -> bytes:
    ends = [end for end in (content.find(b"\n\n") + 1, content.find(b"\n\r\n") + 1) if end > 0]
    return content[: min(ends)] if ends else content
