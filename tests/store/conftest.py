"""The same tests on every database: SQLite in a file and in memory, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import text

from mailintake.store import Store
from mailintake.store.database import connect
from mailintake.store.tables import Base
from tests.servers.postgresql import new_database


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy from: migrating costs more than a test."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    Store.open(f"sqlite:///{path}", path.parent / "files").close()
    return path


@pytest.fixture(scope="session")
def postgresql_database(postgresql: str) -> Iterator[str]:
    """Yield the URL of a database that all tests of this room share."""
    with new_database(postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "memory", pytest.param("postgresql", marks=pytest.mark.server)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database of each kind."""
    if request.param == "memory":
        return "sqlite://"
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_database")
        _empty(url, tmp_path)
        return url
    copyfile(request.getfixturevalue("empty_database"), tmp_path / "desk.db")
    return f"sqlite:///{tmp_path}/desk.db"


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """Yield an open, empty store."""
    store = Store.open(store_url, tmp_path / "files")
    yield store
    store.close()


def _empty(url: str, folder: Path) -> None:
    Store.open(url, folder / "files").close()
    engine = connect(url)
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in Base.metadata.tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    engine.dispose()
