"""What every kind of mailbox can do.

All calls but `heard` and `abort` may block and belong into one thread of their own (`worker.Worker`); none of them
is called while another one runs. The order is connect, then any number of (new, done …, listen, heard …, hush), then
close. After a `MailboxError` the connection is of no more use: close, wait, connect again; only a `FolderError` leaves
it in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Protocol, TypeAlias

from mailintake.model.message import Incoming


class Folder(StrEnum):
    """Where a message goes when we are through with it."""

    PROCESSED = "processed"
    QUARANTINE = "quarantine"


Wanted: TypeAlias = Callable[[Incoming], bool]


def everything(incoming: Incoming) -> bool:
    """Want every message."""
    del incoming
    return True


class Mailbox(Protocol):
    """A store of mail whose inbox is our queue."""

    @property
    def key(self) -> str:
        """Return the mailbox's name in the configuration."""

    def connect(self) -> None:
        """Log in and open the inbox."""

    def new(self, wanted: Wanted = everything) -> Iterator[Incoming]:
        """Read what lies in the inbox, the oldest first.

        `wanted` sees each message before its content is read (key, date, size, flag; no bytes); what it does not
        want stays where it is.
        """

    def done(self, incoming: Incoming, folder: Folder) -> None:
        """Move the message out of the inbox; may be repeated, and a message that is gone is done."""

    def listen(self) -> int | None:
        """Have the server tell of new mail; return the socket to watch, None where the server cannot."""

    def heard(self) -> bool:
        """Read what the server told, without blocking; tell whether there may be new mail."""

    def hush(self) -> None:
        """End `listen`."""

    def abort(self) -> None:
        """Break the connection from any thread, so that a blocked call fails at once."""

    def close(self) -> None:
        """Leave; never fails, never takes long."""
