"""Engines: privacy, durability, and whose fault an error is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from mailintake.store import Store
from mailintake.store.database import connect, parse, place, storage
from mailintake.store.errors import DatabaseUrlError, FsyncError, StorageError
from tests.store.samples import NOW, message, opening, take_in


def test_everything_on_disk_is_private(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = Store.open(f"sqlite:///{tmp_path}/state/data/desk.db", tmp_path / "state" / "files")
        with store.alone():
            take_in(store, message(1), opening())
            store.files.put(b"raw")
            paths = list((tmp_path / "state").rglob("*"))
            modes = {path.name: oct(path.stat().st_mode & 0o777) for path in paths if path.is_file()}
            folders = {oct(path.stat().st_mode & 0o777) for path in [tmp_path / "state", *paths] if path.is_dir()}
        store.close()
    finally:
        os.umask(before)

    assert {"desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock"} < modes.keys()
    assert set(modes.values()) == {"0o600"}
    assert folders == {"0o700"}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)],
)
def test_sqlite_keeps_what_it_committed(tmp_path: Path, pragma: str, value: object) -> None:
    engine = connect(f"sqlite:///{tmp_path}/desk.db")
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "desk.db", "", "oracle+nothing://x"])
def test_other_databases_are_refused_with_a_hint(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match="hint: sqlite:///"):
        parse(url)


def test_passwords_are_not_shown() -> None:
    assert place(parse("postgresql://desk:secret@db.example/desk")) == ("postgresql+psycopg://desk:***@db.example/desk")


def test_a_locked_database_is_a_storage_error(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/desk.db")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked"), storage("desk"), engine.begin():
        pass
    other.close()
    engine.dispose()


def test_a_broken_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="not a database"):
        Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StorageError):
        Store.open(f"sqlite:///{tmp_path}/state/desk.db", tmp_path / "files")


@pytest.mark.server
def test_a_server_that_is_away_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="refused"):
        Store.open("postgresql://postgres@127.0.0.1:1/desk", tmp_path)


def test_a_failed_sync_of_the_database_ends_the_process() -> None:
    cause = sqlite3.OperationalError("disk I/O error")
    cause.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    failure = OperationalError("COMMIT", None, cause)
    with pytest.raises(FsyncError), storage("desk"):
        raise failure


def test_broken_rules_are_no_storage_error(store: Store) -> None:
    with pytest.raises(IntegrityError), store.work() as work:
        work.session.execute(text("INSERT INTO ticket_address (ticket, address) VALUES (99, 'a')"))


FULL = """
import resource, signal, sys
from pathlib import Path
from mailintake.store import Store
from mailintake.store.errors import StorageError
from tests.store.samples import message, opening, take_in
store = Store.open(sys.argv[1], Path(sys.argv[2]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
count = 0
try:
    for number in range(1000):
        take_in(store, message(number), opening("word " * 2000))
        count += 1
except StorageError as error:
    print("storage error")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
take_in(store, message(5000), opening())
with store.read() as reading:
    print(len(reading.journal()) - count, len(reading.tickets()) - count)
"""


def test_a_full_disk_is_waited_out(empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(empty_database.read_bytes())
    command = [sys.executable, "-c", FULL, f"sqlite:///{path}", str(tmp_path / "files")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines() == ["storage error", "1 1"], done.stderr


def test_threads_that_read_and_write_lose_nothing(store: Store) -> None:
    def add() -> None:
        for _ in range(100):
            with store.work() as work:
                work.remember("count", str(int(work.recall("count") or 0) + 1), NOW)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as reading:
        assert reading.recall("count") == "400"


KILLED = """
import sys
from pathlib import Path
from mailintake.store import Store
from tests.store.samples import NOW, decision, incoming, message, opening, outgoing
store = Store.open(sys.argv[1], Path(sys.argv[2]))
for number in range(100_000):
    mail = message(number)
    with store.work() as work:
        written = work.write(incoming(mail.message_id), mail, decision(opening()), NOW)
        work.queue(outgoing(number, ticket=written.numbers[0]), NOW, journal_id=written.journal_id)
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_whole_messages(empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(empty_database.read_bytes())
    command = [sys.executable, "-c", KILLED, f"sqlite:///{path}", str(tmp_path / "files")]
    for round_ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(10 + round_)]
            process.kill()
            said += process.stdout.readlines()
        store = Store.open(f"sqlite:///{path}", tmp_path / "files")
        with store.read() as reading:
            check = reading.session.execute(text("PRAGMA integrity_check")).scalar()
            found = [(row.ticket, len(reading.notices(row.id))) for row in reading.journal()]
            numbers = [one.number for one in reading.tickets()]
        store.close()

        assert check == "ok"
        assert len(found) >= len([line for line in said if line.endswith("\n")])
        assert found == [(number, 1) for number in range(1, len(numbers) + 1)]
        path.write_bytes(empty_database.read_bytes())
        path.with_name("desk.db-wal").unlink(missing_ok=True)
        path.with_name("desk.db-shm").unlink(missing_ok=True)
