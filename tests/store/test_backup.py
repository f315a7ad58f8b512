"""A backup under load restores clean, and nothing is replaced by a damaged one."""

from __future__ import annotations

import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from mailintake.model.message import Incoming
from mailintake.store import JournalFilter, Store
from mailintake.store.archive import ArchiveError, BackupError, Manifest, WouldReplaceError
from mailintake.store.backup import back_up
from mailintake.store.errors import AlreadyRunningError, BlobError
from mailintake.store.lock import alone
from mailintake.store.restore import restore
from tests.store.samples import NOW, decision, message, opening


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with database, files and key."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "desk.db"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def key(self) -> Path:
        return self.folder / "token.key"

    def open(self) -> Store:
        return Store.open(f"sqlite:///{self.database}", self.files)

    def back_up(self, target: Path) -> Manifest:
        return back_up(self.database, self.files, self.key, target, NOW)

    def restore(self, archive: Path, *, force: bool = False) -> Manifest:
        return restore(archive, self.database, self.files, self.key, force=force)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "desk")
    found.folder.mkdir()
    found.key.write_text("secret")
    return found


@pytest.fixture
def other(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "other")


def take(store: Store, number: int) -> None:
    raw = f"mail {number}".encode()
    store.files.put(raw)
    mail = message(number, sha256=sha256(raw).hexdigest(), size=len(raw))
    incoming = Incoming(f"desk:1:{number}", raw, NOW, "desk")
    with store.work() as work:
        work.write(incoming, mail, decision(opening(f"Printer {number}")), NOW)


def whole(desk: Desk) -> int:
    """Check that every mail of the journal has its bytes and its ticket; return how many there are."""
    with closing(desk.open()) as store, store.read() as reading:
        rows = reading.journal(JournalFilter())
        for row in rows:
            assert store.files.get(row.sha256) == f"mail {row.key.rpartition(':')[2]}".encode()
            assert row.ticket is not None
            assert reading.ticket(row.ticket) is not None
    with closing(sqlite3.connect(desk.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return len(rows)


def test_a_backup_made_while_mail_comes_in_restores_clean(desk: Desk, other: Desk, tmp_path: Path) -> None:
    """Another connection writes all the time; each backup is one moment, and the later holds more."""
    archives = [tmp_path / f"{number}.tar" for number in range(3)]
    with closing(desk.open()) as store:
        take(store, 1)
        stop = threading.Event()

        def work() -> None:
            number = 2
            while not stop.is_set() and number < 500:
                take(store, number)
                number += 1

        writer = threading.Thread(target=work)
        writer.start()
        made = [desk.back_up(archive) for archive in archives]
        stop.set()
        writer.join()
    counts = []
    for archive in archives:
        other.restore(archive, force=True)
        counts.append(whole(other))

    assert counts[0] >= 1
    assert counts == sorted(counts)
    assert [one.files for one in made] == counts
    assert [one.missing for one in made] == [0, 0, 0]
    assert other.key.read_text() == "secret"


def test_a_backup_and_what_was_restored_are_for_their_owner_alone(desk: Desk, other: Desk, tmp_path: Path) -> None:
    with closing(desk.open()) as store:
        take(store, 1)
    desk.back_up(tmp_path / "a.tar")
    other.restore(tmp_path / "a.tar")

    for path in (tmp_path / "a.tar", other.database, other.key, *other.files.glob("*/*")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_present_database_is_replaced_only_by_force_and_kept_beside(desk: Desk, other: Desk, tmp_path: Path) -> None:
    with closing(desk.open()) as store:
        take(store, 1)
    desk.back_up(tmp_path / "a.tar")
    with closing(other.open()) as store:
        take(store, 7)
        take(store, 8)

    with pytest.raises(WouldReplaceError, match="--force"):
        other.restore(tmp_path / "a.tar")
    assert whole(other) == 2

    other.restore(tmp_path / "a.tar", force=True)
    assert whole(other) == 1
    other.database.with_name("desk.db.replaced").replace(other.database)
    assert whole(other) == 2


def test_nothing_is_restored_under_a_daemon_at_work(desk: Desk, tmp_path: Path) -> None:
    desk.open().close()
    desk.back_up(tmp_path / "a.tar")

    with alone(desk.database), pytest.raises(AlreadyRunningError):
        desk.restore(tmp_path / "a.tar", force=True)


def test_a_backup_that_fails_keeps_the_one_before(desk: Desk, tmp_path: Path) -> None:
    desk.open().close()
    folder = tmp_path / "backups"
    folder.mkdir()
    desk.back_up(folder / "a.tar")
    before = (folder / "a.tar").read_bytes()
    desk.database.write_bytes(b"rubbish" * 1000)

    with pytest.raises(BackupError, match="not a database"):
        desk.back_up(folder / "a.tar")
    with pytest.raises(BackupError, match="No such file"):
        desk.back_up(tmp_path / "nowhere/a.tar")
    assert (folder / "a.tar").read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["a.tar"]


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _without_account(content: bytes) -> bytes:
    return _again(content, lambda member, data: None if member == "manifest.json" else data)


def _strange(content: bytes) -> bytes:
    return _again(content, lambda _, data: data, more={"../../etc/passwd": b"x"})


def _other_database(content: bytes) -> bytes:
    return _again(content, lambda member, data: data + b"\0" if member == "database.sqlite" else data)


def _other_file(content: bytes) -> bytes:
    return _again(content, lambda member, data: b"\x1f\x8b" if member.startswith("files/") else data)


def _newer(content: bytes) -> bytes:
    return _again(
        content, lambda member, data: data.replace(b'"format": 1', b'"format": 9') if "json" in member else data
    )


def _rubbish(content: bytes) -> bytes:
    return b"rubbish" + content[:100]


def _again(
    content: bytes,
    change: Callable[[str, bytes], bytes | None],
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Write an archive again with other members."""
    result = BytesIO()
    with tarfile.open(fileobj=BytesIO(content)) as old, tarfile.open(fileobj=result, mode="w") as new:
        members: list[tuple[str, bytes | None]] = []
        for member in old:
            opened = old.extractfile(member)
            members.append((member.name, change(member.name, opened.read() if opened else b"")))
        for name, data in [*(more or {}).items(), *members]:
            if data is not None:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                new.addfile(info, BytesIO(data))
    return result.getvalue()


@pytest.mark.parametrize(
    "damage", [_cut, _without_account, _strange, _other_database, _other_file, _newer, _rubbish, lambda _: b""]
)
def test_a_damaged_backup_replaces_nothing(
    desk: Desk, other: Desk, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    with closing(desk.open()) as store:
        take(store, 1)
    desk.back_up(tmp_path / "a.tar")
    (tmp_path / "b.tar").write_bytes(damage((tmp_path / "a.tar").read_bytes()))
    with closing(other.open()) as store:
        take(store, 7)

    with pytest.raises(ArchiveError, match="hint: nothing was replaced"):
        other.restore(tmp_path / "b.tar", force=True)
    assert whole(other) == 1
    assert not list(tmp_path.rglob(".*"))
    assert not (tmp_path / "etc").exists()


def test_files_that_are_missing_are_counted(desk: Desk, tmp_path: Path) -> None:
    with closing(desk.open()) as store:
        take(store, 1)
        store.files.remove(sha256(b"mail 1").hexdigest())
        made = desk.back_up(tmp_path / "a.tar")

        assert (made.files, made.missing) == (0, 1)
        with pytest.raises(BlobError):
            store.files.get(sha256(b"mail 1").hexdigest())
