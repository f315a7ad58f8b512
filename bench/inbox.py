"""A desk on Dovecot, and mail that is laid straight into its Maildir: thousands in a second."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tests.daemon.desk import PASSWORD, RunningDesk
from tests.servers.dovecot import DovecotServer
from tests.servers.process import give, ordinary_account


def backlog_desk(folder: Path, dovecot: DovecotServer, smtp_port: int) -> RunningDesk:
    """Return a desk whose mailbox lies in that Dovecot, not started yet."""
    desk = RunningDesk(folder, dovecot.imap_port, smtp_port)
    dovecot.add_user(desk.address, PASSWORD)
    return desk


class Inbox:
    """The inbox of one account, as files."""

    def __init__(self, dovecot: DovecotServer, address: str) -> None:
        """Make the Maildir, where Dovecot has not done so yet."""
        self._place = dovecot.maildir(address)
        self._count = 0
        for folder in (self._place, *(self._place / part for part in ("tmp", "new", "cur"))):
            folder.mkdir(exist_ok=True)
            give(folder, ordinary_account())

    def put(self, mails: Iterable[bytes], at: datetime | None = None) -> None:
        """Lay mails into it; `at` becomes their INTERNALDATE."""
        for raw in mails:
            self._count += 1
            name = f"{self._count:07}.backlog"
            file = self._place / "tmp" / name
            file.write_bytes(raw)
            if at is not None:
                os.utime(file, (at.timestamp(), at.timestamp()))
            give(file, ordinary_account())
            file.rename(self._place / "new" / name)

    def left(self) -> int:
        """Return how many mails lie in it."""
        return sum(1 for part in ("new", "cur") for _ in (self._place / part).iterdir())
