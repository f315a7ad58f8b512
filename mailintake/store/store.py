"""The store: a database and a folder of files, opened once and closed at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlmodel import Session

from mailintake.store import database, schema
from mailintake.store.errors import MissingDatabaseError, StorageError
from mailintake.store.files import Files, FileStore, MemoryFiles
from mailintake.store.lock import Leadership, alone
from mailintake.store.queries import Reading
from mailintake.store.work import Work

# Statements write past the session's memory of rows, so that reading must not rely on it.
FRESH = {"populate_existing": True}
WRITE_LOCK = 0x6D61696C_77726974


class Store:
    """Everything that is remembered; safe to use from several threads."""

    def __init__(self, engine: Engine, url: URL, files: Files) -> None:
        self.files = files
        self.place = database.place(url)
        self._url = url
        self._engine = engine
        self._reading = database.reading(engine)
        self._sqlite = engine.dialect.name == "sqlite"
        self._memory = database.in_memory(url)
        # Threads of one process take turns here, which is fairer and faster than SQLite's busy waiting.
        self._writer = threading.Lock()
        self._leaderships: list[Leadership] = []
        with engine.connect() as connection:
            self._full_text = self._sqlite and schema.has_full_text(connection)

    @classmethod
    def open(cls, url: str, files: Path, *, migrate: bool = True) -> Store:
        """Open the database and the files; without `migrate` nothing is made or changed.

        `sqlite:///path`, `postgresql://…`, or `sqlite://` for a database (and files) in memory.
        """
        parsed = database.parse(url)
        name = database.place(parsed)
        memory = database.in_memory(parsed)
        if not migrate and database.is_missing(parsed):
            raise MissingDatabaseError(name)
        engine = database.connect(url)
        try:
            with database.storage(name):
                if memory:
                    schema.create(engine)
                else:
                    schema.bring_up_to_date(engine, name, migrate=migrate)
                return cls(engine, parsed, MemoryFiles() if memory else FileStore(files))
        except BaseException:
            engine.dispose()
            raise

    @contextmanager
    def work(self, *, alone: bool = True) -> Iterator[Work]:
        """Open one transaction: kept at the end, taken back if the block fails.

        Only one works at a time, on all machines, so that nobody's change is lost. `alone=False` lets others work
        meanwhile on PostgreSQL; it is for the outbox, which claims its rows.
        """
        with (
            self._turn(self._sqlite),
            database.storage(self.place),
            Session(self._engine, autoflush=False, execution_options=FRESH) as session,
            session.begin(),
        ):
            if alone and not self._sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
            yield Work(session, full_text=self._full_text)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a snapshot that changes nothing."""
        with self._turn(self._memory), database.storage(self.place), Session(self._reading, autoflush=False) as session:
            yield Reading(session, full_text=self._full_text)

    def alone(self) -> AbstractContextManager[None]:
        """Keep a second daemon off a SQLite database for as long as the block lasts."""
        if not self._sqlite or self._memory:
            return nullcontext()
        return alone(Path(self.place))

    def leadership(self, mailbox: str) -> Leadership:
        """Return the lock that decides which daemon watches a mailbox; not taken yet."""
        leadership = Leadership(None if self._sqlite else self._engine, mailbox)
        self._leaderships.append(leadership)
        return leadership

    def compact(self) -> None:
        """Give room back to the disk, and leave no trace of what was erased; PostgreSQL does so by itself."""
        if not self._sqlite or self._memory:
            return
        with self._turn(needed=True), database.storage(self.place):
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                if self._full_text:
                    # Until its parts are joined the index keeps the words of erased entries.
                    cursor.execute("INSERT INTO entry_words(entry_words) VALUES ('optimize')")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
            finally:
                raw.close()

    def close(self) -> None:
        """Close all connections; mailboxes are free for other daemons."""
        for leadership in self._leaderships:
            leadership.release()
        self._engine.dispose()

    @contextmanager
    def _turn(self, needed: bool) -> Iterator[None]:  # noqa: FBT001 (private)
        if not needed:
            yield
            return
        if not self._writer.acquire(timeout=database.BUSY_SECONDS):
            raise StorageError(self.place, "another transaction of this process holds the database")
        try:
            yield
        finally:
            self._writer.release()
