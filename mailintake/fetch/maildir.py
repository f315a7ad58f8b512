"""Mail from a Maildir; it is only read, nothing in it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from mailintake.fetch.files import read_stream
from mailintake.model.message import Incoming

PARTS = ("new", "cur")


class NotAMaildirError(ValueError):
    """The folder is no Maildir."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: not a Maildir: no `new` and `cur` in it\nhint: name the folder that holds them")


def read_maildir(path: Path, now: datetime, limit: int) -> Iterator[Incoming]:
    """Read all messages, the oldest first."""
    parts = [path / part for part in PARTS]
    if not all(part.is_dir() for part in parts):
        raise NotAMaildirError(path)
    files = [file for part in parts for file in part.iterdir() if file.is_file() and not file.name.startswith(".")]
    for file in sorted(files, key=_age):
        # Other programs may move or remove it while we read.
        with suppress(FileNotFoundError), file.open("rb") as stream:
            yield read_stream(stream, now, limit, seen="S" in file.name.partition(":2,")[2])


def _age(file: Path) -> tuple[int, str]:
    """Return a sort key: names begin with the time of delivery."""
    seconds = file.name.partition(".")[0]
    return (int(seconds) if seconds.isdecimal() else 0, file.name)
