"""The schema and its history."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from mailintake.store import Store
from mailintake.store.database import connect
from mailintake.store.errors import MissingDatabaseError, NewerDatabaseError, OlderDatabaseError
from mailintake.store.migrations import configuration, upgrade
from mailintake.store.schema import HEAD, REVISIONS, bring_up_to_date, create
from mailintake.store.tables import Base


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on a database without tables."""
    postgresql = request.param == "postgresql"
    engine = connect(request.getfixturevalue("postgresql_url") if postgresql else f"sqlite:///{tmp_path}/desk.db")
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    upgrade(engine, "desk")
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("entry_words")}
        difference = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    assert difference == []


def test_the_short_way_makes_the_same(tmp_path: Path) -> None:
    short, long = connect("sqlite://"), connect(f"sqlite:///{tmp_path}/desk.db")
    create(short)
    upgrade(long, "desk")

    assert _objects(short) == _objects(long) - {"alembic_version"}
    short.dispose()
    long.dispose()


def test_a_new_database_is_as_the_migrations_leave_it(engine: Engine, tmp_path: Path) -> None:
    bring_up_to_date(engine, "desk")
    bring_up_to_date(engine, "desk", migrate=False)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("entry_words")}
        difference = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    assert difference == []
    if engine.dialect.name == "sqlite":
        migrated = connect(f"sqlite:///{tmp_path}/migrated.db")
        upgrade(migrated, "migrated")
        assert _objects(engine) == _objects(migrated)
        migrated.dispose()


def test_an_older_database_gets_the_later_revisions(engine: Engine) -> None:
    upgrade(engine, "desk", REVISIONS[1])
    bring_up_to_date(engine, "desk")

    assert "ix_outbox_turn" in {one["name"] for one in inspect(engine).get_indexes("outbox")}
    bring_up_to_date(engine, "desk", migrate=False)


def test_every_revision_is_known_to_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))

    assert tuple(one.revision for one in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_current_head() == HEAD


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    bring_up_to_date(engine, "desk")
    upgrade(engine, "desk")
    bring_up_to_date(engine, "desk", migrate=False)

    assert inspect(engine).has_table("ticket")


def test_a_failed_migration_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        bring_up_to_date(engine, "desk")

    assert inspect(engine).get_table_names() == ["outbox"]


def test_a_newer_database_is_refused(engine: Engine) -> None:
    bring_up_to_date(engine, "desk.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match=r"desk\.db: its schema 9999 is newer"):
        bring_up_to_date(engine, "desk.db")


def test_an_older_database_is_only_migrated_where_that_is_allowed(engine: Engine) -> None:
    with pytest.raises(OlderDatabaseError, match="run `mailintake migrate`"):
        bring_up_to_date(engine, "desk", migrate=False)

    assert inspect(engine).get_table_names() == []


def test_a_missing_database_is_not_made_by_those_who_only_look(tmp_path: Path) -> None:
    with pytest.raises(MissingDatabaseError, match=r"desk\.db: does not exist yet"):
        Store.open(f"sqlite:///{tmp_path}/state/desk.db", tmp_path / "files", migrate=False)

    assert list(tmp_path.iterdir()) == []


OPEN = """
import sys
from pathlib import Path
import mailintake.store
assert "sqlalchemy" not in sys.modules
mailintake.store.Store.open(sys.argv[1], Path(sys.argv[2])).close()
assert "alembic" not in sys.modules
"""


@pytest.mark.parametrize("new", [True, False])
def test_a_new_or_up_to_date_database_opens_without_alembic(empty_database: Path, tmp_path: Path, *, new: bool) -> None:
    place = tmp_path / "new.db" if new else empty_database
    command = [sys.executable, "-c", OPEN, f"sqlite:///{place}", str(tmp_path)]

    assert subprocess.run(command, check=False).returncode == 0


def _objects(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%'"))
        return {str(name) for (name,) in rows}
