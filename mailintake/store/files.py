"""Raw mail and attachments, named by the digest of their content: once written they never change."""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from mailintake.store.database import private_folder
from mailintake.store.errors import BlobError, FsyncError, StorageError

LEVEL = 3
REMEMBERED = 2_000
# Some network file systems cannot sync a folder and say so; that is no failed write.
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}


class Files(Protocol):
    """Where raw mail and attachments are kept."""

    def put(self, content: bytes) -> str:
        """Keep the content and return its SHA-256 in hexadecimal; it is on the disk when this returns."""

    def put_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep several contents."""

    def get(self, digest: str) -> bytes:
        """Return the content; BlobError if it is missing or damaged."""

    def has(self, digest: str) -> bool:
        """Tell whether the content is there."""

    def remove(self, digest: str) -> None:
        """Forget the content."""

    def sweep(self, needed: Callable[[str], bool], before: float, *, only_count: bool = False) -> tuple[int, int]:
        """Remove what nobody needs and nobody put since then (seconds of the clock); return how many, and bytes."""


class FileStore:
    """A folder of compressed files (`zcat` reads them), 0600 in folders of 0700."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._synced: set[str] = set()

    def put(self, content: bytes) -> str:
        """Keep the content and return its SHA-256 in hexadecimal; it is on the disk when this returns."""
        return self.put_all((content,))[0]

    def put_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep several contents; each folder is synced only once."""
        digests: list[str] = []
        folders: dict[Path, list[str]] = {}
        try:
            for content in contents:
                digest = sha256(content).hexdigest()
                digests.append(digest)
                if digest not in self._synced or not self._touch(digest):
                    self._write(digest, content)
                    folders.setdefault(self._path(digest).parent, []).append(digest)
            for folder, fresh in folders.items():
                _sync_folder(folder)
                self._remember(fresh)
        except OSError as error:
            raise StorageError(str(self.folder), error.strerror or str(error)) from error
        return tuple(digests)

    def get(self, digest: str) -> bytes:
        """Return the content; BlobError if it is missing or damaged."""
        path = self._path(digest)
        try:
            content = gzip.decompress(path.read_bytes())
        except FileNotFoundError:
            raise BlobError(digest, "is missing") from None
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise BlobError(digest, "is damaged") from None
        except OSError as error:
            raise StorageError(str(path), error.strerror or str(error)) from error
        if sha256(content).hexdigest() != digest:
            raise BlobError(digest, "holds something else")
        return content

    def has(self, digest: str) -> bool:
        """Tell whether the content is there."""
        return self._path(digest).exists()

    def remove(self, digest: str) -> None:
        """Forget the content."""
        self._synced.discard(digest)
        self._path(digest).unlink(missing_ok=True)

    def sweep(self, needed: Callable[[str], bool], before: float, *, only_count: bool = False) -> tuple[int, int]:
        """Remove what nobody needs and nobody put since then (seconds of the clock); return how many, and bytes."""
        count = size = 0
        for path in self.folder.glob("??/*.gz"):
            with suppress(FileNotFoundError):
                found = path.stat()
                if found.st_mtime >= before or needed(path.stem):
                    continue
                if not only_count:
                    self.remove(path.stem)
                count += 1
                size += found.st_size
        return count, size

    def _touch(self, digest: str) -> bool:
        """Tell whether the file is there; if so, it is as good as new for who removes old ones."""
        try:
            os.utime(self._path(digest))
        except FileNotFoundError:
            return False
        return True

    def _remember(self, fresh: list[str]) -> None:
        if len(self._synced) > REMEMBERED:
            self._synced.clear()
        self._synced.update(fresh)

    def _path(self, digest: str) -> Path:
        if len(digest) != sha256().digest_size * 2 or not set(digest) <= set("0123456789abcdef"):
            raise BlobError(digest[:80], "is no digest")
        return self.folder / digest[:2] / f"{digest}.gz"

    def _write(self, digest: str, content: bytes) -> None:
        path = self._path(digest)
        if not path.parent.exists():
            private_folder(path.parent)
            _sync_folder(path.parent.parent)
        # After a crash the file may be there without its folder having been synced: the caller does that.
        if self._touch(digest):
            return
        fresh = path.with_name(f".{digest}.{uuid4().hex}")
        try:
            _write_private(fresh, gzip.compress(content, LEVEL, mtime=0))
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


class MemoryFiles:
    """Files that vanish with the process, for rehearsals."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Keep the content and return its SHA-256 in hexadecimal."""
        digest = sha256(content).hexdigest()
        self._contents[digest] = content
        return digest

    def put_all(self, contents: Iterable[bytes]) -> tuple[str, ...]:
        """Keep several contents."""
        return tuple(self.put(content) for content in contents)

    def get(self, digest: str) -> bytes:
        """Return the content; BlobError if it is missing."""
        if digest not in self._contents:
            raise BlobError(digest, "is missing")
        return self._contents[digest]

    def has(self, digest: str) -> bool:
        """Tell whether the content is there."""
        return digest in self._contents

    def remove(self, digest: str) -> None:
        """Forget the content."""
        self._contents.pop(digest, None)

    def sweep(self, needed: Callable[[str], bool], before: float, *, only_count: bool = False) -> tuple[int, int]:
        """Remove what nobody needs; return how many, and bytes."""
        del before
        found = {digest: len(content) for digest, content in self._contents.items() if not needed(digest)}
        for digest in () if only_count else found:
            self.remove(digest)
        return len(found), sum(found.values())


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        _sync(handle, path)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise FsyncError(str(folder), error.strerror or str(error)) from error
    finally:
        os.close(handle)


def _sync(handle: int, path: Path) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        raise FsyncError(str(path), error.strerror or str(error)) from error
