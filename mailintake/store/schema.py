"""Which schema the database has, and bringing it up to date."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from mailintake.store.errors import NewerDatabaseError, OlderDatabaseError
from mailintake.store.tables import Base

# Every released revision in its order: opening an up-to-date database needs no Alembic.
REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
MIGRATION_LOCK = 0x6D61696C_6D696772
# As Alembic makes it.
VERSIONS = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""
# The words of histories are indexed by SQLite itself, whatever writes an entry or erases it.
FULL_TEXT = (
    "CREATE VIRTUAL TABLE entry_words USING fts5(text, content='entry', content_rowid='id', tokenize='unicode61')",
    """CREATE TRIGGER entry_words_added AFTER INSERT ON entry BEGIN
        INSERT INTO entry_words(rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER entry_words_removed AFTER DELETE ON entry BEGIN
        INSERT INTO entry_words(entry_words, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER entry_words_changed AFTER UPDATE OF text ON entry BEGIN
        INSERT INTO entry_words(entry_words, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO entry_words(rowid, text) VALUES (new.id, new.text);
    END""",
)


def revision(connection: Connection) -> str | None:
    """Return the schema's revision, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def bring_up_to_date(engine: Engine, name: str, *, migrate: bool = True) -> None:
    """Check the schema and migrate it where that is allowed; a newer one is refused."""
    if is_current(engine, name):
        return
    if not migrate:
        with engine.connect() as connection:
            raise OlderDatabaseError(name, revision(connection))
    _upgrade(engine, name)


def is_current(engine: Engine, name: str) -> bool:
    """Tell whether the schema is the one that this program was written for."""
    with engine.connect() as connection:
        found = revision(connection)
    if found is not None and found not in REVISIONS:
        raise NewerDatabaseError(name, found, HEAD)
    return found == HEAD


def create(engine: Engine) -> None:
    """Make all tables at once in a database that will not be kept."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        index_words(connection)


def index_words(connection: Connection) -> None:
    """Make the full-text index where the database has one."""
    if has_full_text(connection):
        for statement in FULL_TEXT:
            connection.exec_driver_sql(statement)


def has_full_text(connection: Connection) -> bool:
    """Tell whether the database is a SQLite with FTS5."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.execute(text("SELECT sqlite_compileoption_used('ENABLE_FTS5')")).scalar())


def _made_new(engine: Engine) -> bool:
    """Make an empty database as the last revision leaves it; tell whether it was empty.

    Alembic would do the same, and then stay in the memory of the daemon.
    """
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        if inspect(connection).get_table_names():
            return False
        Base.metadata.create_all(connection)
        index_words(connection)
        connection.exec_driver_sql(VERSIONS)
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    return True


def _upgrade(engine: Engine, name: str) -> None:
    if _made_new(engine):
        return
    from mailintake.store.migrations import upgrade  # noqa: PLC0415 (Alembic is slow to import and seldom needed)

    upgrade(engine, name)
