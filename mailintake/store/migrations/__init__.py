"""The history of the schema (Alembic), run by the program itself in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic.command import upgrade as run
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from mailintake.store.errors import BrokenReferenceError
from mailintake.store.schema import HEAD, MIGRATION_LOCK, revision


def upgrade(engine: Engine, name: str, to: str = "head") -> None:
    """Bring the database to a revision: either wholly or, if anything fails, not at all."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _upgrade_sqlite(connection, name, to)
        else:
            with connection.begin():
                # Several daemons may start at once; the others find the work done.
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                _run(connection, to)


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for this connection; there is no file."""
    config = Config()
    # A percent sign of the path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade_sqlite(connection: Connection, name: str, to: str) -> None:
    # Tables are rebuilt to change them, which foreign keys would hinder; they cannot be switched in a transaction.
    driver = connection.connection.dbapi_connection
    if driver is None:  # pragma: no cover (a fresh connection always has one)
        return
    cursor = driver.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            _run(connection, to)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise BrokenReferenceError(name, str(tuple(broken)))
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def _run(connection: Connection, to: str) -> None:
    if to == "head" and revision(connection) == HEAD:
        return
    run(configuration(connection), to)
