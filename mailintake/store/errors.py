"""What can go wrong with the database and the files, told apart by who has to act.

StoreError
├── StorageError             the disk, the lock or the server: wait and try again, never the mail's fault
│   └── FsyncError           nothing can be promised any more: the process must end
├── AlreadyRunningError      another daemon works on this database
├── MissingDatabaseError     there is none yet
├── OlderDatabaseError       it must be migrated first
├── NewerDatabaseError       a later version of the program has written it
├── BrokenReferenceError     a migration would have broken it
├── DatabaseUrlError         the setting names no database that we can use
├── MissingDriverError       the library for PostgreSQL is not installed
└── BlobError                a stored file is missing or damaged
"""

from __future__ import annotations


class StoreError(Exception):
    """The store could not do what was asked."""


class StorageError(StoreError):
    """The disk is full, the database locked or its server away; the same step may work later."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"storage: {place}: {reason}\nhint: nothing is lost; mail waits until this works again")


class FsyncError(StorageError):
    """The system could not write to the disk what it had accepted before (fsync failed)."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, f"fsync failed: {reason}; stopping, because no write can be trusted now")


class AlreadyRunningError(StoreError):
    """A second daemon was started on the same SQLite database."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"database: {place}: another `mailintake run` is at work on it\n"
            "hint: stop that one first; reading commands and `ingest` are allowed beside it"
        )


class MissingDatabaseError(StoreError):
    """There is no database yet."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"database: {place}: does not exist yet\nhint: `mailintake run` or `mailintake migrate` makes it"
        )


class OlderDatabaseError(StoreError):
    """The database was written by an earlier version of the program."""

    def __init__(self, place: str, revision: str | None) -> None:
        super().__init__(
            f"database: {place}: its schema is {revision or 'empty'}, older than this program\n"
            "hint: run `mailintake migrate`"
        )


class NewerDatabaseError(StoreError):
    """The database was written by a later version of the program."""

    def __init__(self, place: str, revision: str, known: str) -> None:
        super().__init__(
            f"database: {place}: its schema {revision} is newer than this program knows ({known})\n"
            "hint: install the newer mailintake again, or restore the backup made before the upgrade"
        )


class DatabaseUrlError(StoreError):
    """The setting `database` names no database that we can use."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"database: `{kind}:` is no database that we can use\n"
            "hint: sqlite:///path/to/mailintake.db or postgresql://user@host/name"
        )


class MissingDriverError(StoreError):
    """The library that speaks to PostgreSQL is not installed."""

    def __init__(self) -> None:
        super().__init__("database: PostgreSQL needs psycopg\nhint: pip install 'mailintake[postgresql]'")


class BrokenReferenceError(StoreError):
    """A migration left a row that points to nothing; the database stays as it was."""

    def __init__(self, place: str, row: str) -> None:
        super().__init__(
            f"database: {place}: not migrated: broken reference {row}\nhint: report this; nothing was changed"
        )


class BlobError(StoreError):
    """A file of the file store is missing or damaged."""

    def __init__(self, sha256: str, reason: str) -> None:
        super().__init__(f"files: {sha256}: {reason}\nhint: restore the files from the last backup")
