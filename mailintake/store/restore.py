"""Taking back what a backup holds; nothing is replaced before all of it was read and found whole."""

from __future__ import annotations

import gzip
import os
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from shutil import copyfileobj
from typing import IO
from uuid import uuid4

from mailintake.store.archive import (
    DATABASE,
    KEY,
    MANIFEST,
    ArchiveError,
    Manifest,
    WouldReplaceError,
    digest_of,
    file_name,
    from_json,
)
from mailintake.store.database import private_folder
from mailintake.store.lock import alone

REPLACED = ".replaced"
# What SQLite keeps beside a database belongs to it alone.
BESIDE = ("", "-wal", "-shm")
PRIVATE = 0o600
LARGEST_NOTE = 64 * 1024


def restore(archive: Path, database: Path, files: Path, key: Path, *, force: bool = False) -> Manifest:
    """Put database, files and key where they belong; with `force` in place of others, which are kept beside.

    Raises AlreadyRunningError while a daemon works on the database. Files are named by their content, so that those
    of the archive and those already there never disagree.
    """
    if database.exists() and not force:
        raise WouldReplaceError(str(database))
    place = str(archive)
    private_folder(database.absolute().parent)
    drafts = {one: one.with_name(f".{one.name}.{uuid4().hex}") for one in (database, key)}
    try:
        with alone(database), tarfile.open(archive, "r:") as tar:
            manifest = _read(tar, drafts[database], drafts[key], files, place)
            _check(drafts[database], manifest, place)
            # All files are on the disk before the database speaks of them.
            os.sync()
            _replace(drafts, database)
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveError(place, f"is no backup, or a damaged one: {error}") from error
    except OSError as error:
        raise ArchiveError(str(error.filename or archive), error.strerror or str(error)) from error
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return manifest


def _read(tar: tarfile.TarFile, database: Path, key: Path, files: Path, place: str) -> Manifest:
    manifest = None
    for name, content in _members(tar, place):
        digest = digest_of(name)
        if name == DATABASE:
            _take(content, database)
        elif name == KEY:
            _take(content, key)
        elif name == MANIFEST:
            manifest = from_json(content.read(LARGEST_NOTE), place)
        elif digest is not None:
            _take_file(content, digest, files, place)
        else:
            raise ArchiveError(place, f"holds a strange file: {name[:100]}")
    if manifest is None or not database.exists():
        raise ArchiveError(place, "is not whole: it ends too early")
    return manifest


def _members(tar: tarfile.TarFile, place: str) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise ArchiveError(place, f"holds something that is no file: {member.name[:100]}")
        with content:
            yield member.name, content


def _take(content: IO[bytes], path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE), "wb") as file:
        copyfileobj(content, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _take_file(content: IO[bytes], digest: str, files: Path, place: str) -> None:
    path = files.joinpath(*file_name(digest).split("/")[1:])
    if path.exists():
        return
    private_folder(path.parent)
    packed = content.read()
    try:
        whole = sha256(gzip.decompress(packed)).hexdigest() == digest
    except (EOFError, gzip.BadGzipFile, zlib.error):
        whole = False
    if not whole:
        raise ArchiveError(place, f"holds a damaged file: {digest}")
    draft = path.with_name(f".{digest}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE), "wb") as file:
            file.write(packed)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _check(database: Path, manifest: Manifest, place: str) -> None:
    with database.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != manifest.database_sha256:
            raise ArchiveError(place, "its database is damaged")
    try:
        with closing(sqlite3.connect(database)) as opened:
            ((state,),) = opened.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        raise ArchiveError(place, f"its database is damaged: {error}") from error
    if state != "ok":
        raise ArchiveError(place, f"its database is damaged: {state}")


def _replace(drafts: dict[Path, Path], database: Path) -> None:
    for path, draft in drafts.items():
        if not draft.exists():
            continue
        for end in BESIDE if path == database else ("",):
            present = path.with_name(path.name + end)
            with suppress(FileNotFoundError):
                present.replace(path.with_name(f"{path.name}{REPLACED}{end}"))
        draft.replace(path)
