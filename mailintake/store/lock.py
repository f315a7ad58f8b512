"""Who may work: one daemon on a SQLite database, one watcher for each mailbox on PostgreSQL."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mailintake.store.errors import AlreadyRunningError, StorageError


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the database's lock file; the system releases it even after kill -9."""
    path = database.with_name(database.name + ".lock")
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(str(path), error.strerror or str(error)) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(str(database)) from None
        yield
    finally:
        os.close(handle)


class Leadership:
    """The right to watch one mailbox: a session lock on a connection of its own, lost when that breaks."""

    def __init__(self, engine: Engine | None, mailbox: str) -> None:
        self._engine = engine
        # The lock's number is drawn from the name: signed, 64 bits.
        self._key = int.from_bytes(sha256(f"mailbox {mailbox}".encode()).digest()[:8], signed=True)
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Try to become the watcher; a daemon alone on its database always is."""
        if self._engine is None or self.holds():
            return True
        connection = None
        try:
            connection = self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
            # The lock lives as long as its session, so the connection may not go back into the pool.
            connection.detach()
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}).scalar())
        except (DBAPIError, StorageError):
            taken = False
        if taken:
            self._connection = connection
        elif connection is not None:
            connection.close()
        return taken

    def holds(self) -> bool:
        """Tell whether we are still the watcher: ask before each action."""
        if self._engine is None:
            return True
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except (DBAPIError, StorageError):
            self._drop()
            return False
        return True

    def release(self) -> None:
        """Let another daemon watch."""
        if self._connection is not None:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
