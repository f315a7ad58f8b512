"""Engines for SQLite and PostgreSQL, set up so that a commit is kept and nobody's change is lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from mailintake.store.errors import DatabaseUrlError, FsyncError, MissingDriverError, StorageError

BUSY_SECONDS = 30
KEPT, MORE = 2, 13
READING = "mailintake_reading"
_FSYNC_CODES = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}
# Out of resources, too many locks, shutdown, rolled back for another's sake: the mail is not to blame.
_TRANSIENT_STATES = ("08", "25006", "40", "53", "55", "57", "58", "F0", "XX")


def connect(url: str) -> Engine:
    """Return an engine for the URL; a SQLite file is made, readable by its owner alone."""
    parsed = parse(url)
    engine = _postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed)
    _name_trouble(engine, place(parsed))
    return engine


def parse(url: str) -> URL:
    """Return the parsed URL; `postgresql://` means psycopg 3."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise DatabaseUrlError(url.partition("://")[0]) from None
    if backend != "sqlite":
        raise DatabaseUrlError(backend)
    return parsed


def in_memory(url: URL) -> bool:
    """Tell whether the database vanishes with the process."""
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def is_missing(url: URL) -> bool:
    """Tell whether the URL names a SQLite file that is not there."""
    return url.get_backend_name() == "sqlite" and not in_memory(url) and not Path(str(url.database)).exists()


def place(url: URL) -> str:
    """Return how we name the database to people: without any password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


@contextmanager
def storage(name: str) -> Iterator[None]:
    """Turn the errors that no mail is to blame for into StorageError or FsyncError."""
    try:
        yield
    except DBAPIError as error:
        raise _told_apart(error, name) from error
    except SQLAlchemyError as error:
        # The pool ran out of connections: SQLAlchemy's own TimeoutError is the only one of this kind.
        if type(error).__name__ != "TimeoutError":
            raise
        raise StorageError(name, str(error)) from error


def reading(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read, all from one moment."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(**{READING: True})


def _sqlite(url: URL) -> Engine:
    if in_memory(url):
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        _make_private(Path(str(url.database)))
        # The connection that was used last is used next, and few are kept: each has a cache of its own.
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(url, pool_use_lifo=True, pool_size=KEPT, max_overflow=MORE, connect_args=arguments)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _name_trouble(engine: Engine, name: str) -> None:
    """Let a statement that fails through no fault of the mail raise StorageError or FsyncError, wherever it stands."""

    def named(context: ExceptionContext) -> BaseException | None:
        error = context.sqlalchemy_exception
        # The pool finds dead connections by such errors.
        if context.is_pre_ping or not isinstance(error, DBAPIError):
            return None
        return _told_apart(error, name)

    event.listen(engine, "handle_error", named)


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=8, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError:
        raise MissingDriverError from None


def _make_private(path: Path) -> None:
    try:
        private_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StorageError(str(path), error.strerror or str(error)) from error


def private_folder(path: Path) -> None:
    """Make the folder and its missing parents, open to their owner alone."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: see _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "temp_store=MEMORY",
        "cache_size=-2000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: two that read first and write later would lose one another's changes.
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if options.get(READING) else "BEGIN IMMEDIATE")


def _told_apart(error: DBAPIError, name: str) -> Exception:
    cause = error.orig
    reason = str(cause).strip().partition("\n")[0]
    if isinstance(cause, sqlite3.DatabaseError):
        if getattr(cause, "sqlite_errorcode", 0) in _FSYNC_CODES:
            return FsyncError(name, reason)
        blamed = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
        return error if isinstance(cause, blamed) else StorageError(name, reason)
    state = getattr(cause, "sqlstate", None)
    if error.connection_invalidated or state is None or state.startswith(_TRANSIENT_STATES):
        return StorageError(name, reason)
    return error
