"""A backup while the desk works: a copy of one moment of the SQLite database, and the files it speaks of."""

from __future__ import annotations

import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import uuid4

from mailintake import __version__
from mailintake.store.archive import DATABASE, KEY, MANIFEST, NEEDED, BackupError, Manifest, file_name, to_json
from mailintake.store.database import BUSY_SECONDS

PRIVATE = 0o600


def back_up(database: Path, files: Path, key: Path | None, target: Path, now: datetime) -> Manifest:
    """Write the archive whole or not at all; an earlier one under that name is replaced at the end.

    The database is copied first: every file it speaks of was on the disk before.
    """
    try:
        with TemporaryDirectory(prefix=".mailintake-", dir=target.absolute().parent) as room, _draft(target) as archive:
            copy = Path(room) / DATABASE
            _copy(database, copy)
            return _write(archive, copy, files, key, now)
    except sqlite3.Error as error:
        raise BackupError(str(database), str(error)) from error
    except OSError as error:
        raise BackupError(str(error.filename or target), error.strerror or str(error)) from error


def _copy(database: Path, copy: Path) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        copy.chmod(PRIVATE)
        # In one step: a copy in several would begin anew with each mail that comes in.
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        ((state,),) = target.execute("PRAGMA quick_check(1)").fetchall()
    if state != "ok":
        raise BackupError(str(database), f"the database is damaged: {state}")


def _write(archive: BinaryIO, copy: Path, files: Path, key: Path | None, now: datetime) -> Manifest:
    count = total = missing = 0
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(copy, DATABASE)
        if key is not None and key.exists():
            tar.add(key, KEY)
        for digest in _digests(copy):
            name = file_name(digest)
            path = files.joinpath(*name.split("/")[1:])
            try:
                total += path.stat().st_size
                tar.add(path, name, recursive=False)
            except FileNotFoundError:
                missing += 1
            else:
                count += 1
        with copy.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
        manifest = Manifest(now.isoformat(), __version__, digest, copy.stat().st_size, count, total, missing)
        _add(tar, MANIFEST, to_json(manifest), now)
    return manifest


def _digests(copy: Path) -> Iterator[str]:
    with closing(sqlite3.connect(copy)) as database:
        for (digest,) in database.execute(NEEDED):
            yield str(digest)


def _add(tar: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(content), PRIVATE, int(now.timestamp())
    tar.addfile(member, BytesIO(content))


@contextmanager
def _draft(target: Path) -> Iterator[BinaryIO]:
    """Write beside the target, put it on the disk, and give it its name when all went well."""
    draft = target.absolute().with_name(f".{target.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
