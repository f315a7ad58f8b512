"""The file store."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mailintake.store.errors import BlobError, FsyncError, StorageError
from mailintake.store.files import Files, FileStore, MemoryFiles

MISSING = "0" * 64


@pytest.fixture(params=["disk", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return MemoryFiles() if request.param == "memory" else FileStore(tmp_path / "files")


@given(content=st.binary(max_size=3000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_put_can_be_got(files: Files, content: bytes) -> None:
    digest = files.put(content)

    assert digest == sha256(content).hexdigest()
    assert files.put(content) == digest
    assert files.get(digest) == content


def test_several_are_put_at_once_and_can_be_removed(files: Files) -> None:
    digests = files.put_all([b"a", b"b", b"a"])

    assert digests[0] == digests[2] != digests[1]
    files.remove(digests[0])
    assert [files.has(one) for one in digests] == [False, True, False]
    assert files.put(b"a") == digests[0]
    assert files.has(digests[0])


def test_a_missing_content_is_told(files: Files) -> None:
    with pytest.raises(BlobError, match="is missing"):
        files.get(MISSING)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63 + "/"])
def test_only_digests_name_files(tmp_path: Path, digest: str) -> None:
    with pytest.raises(BlobError, match="is no digest"):
        FileStore(tmp_path).get(digest)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(b"", "something else"), (b"junk", "is damaged"), (gzip.compress(b"other", mtime=0), "something else")],
)
def test_a_damaged_file_is_told(tmp_path: Path, damage: bytes, reason: str) -> None:
    files = FileStore(tmp_path)
    digest = files.put(b"content")
    (tmp_path / digest[:2] / f"{digest}.gz").write_bytes(damage)
    with pytest.raises(BlobError, match=reason):
        files.get(digest)


def test_files_are_private_compressed_and_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        digest = FileStore(tmp_path / "state" / "files").put(b"word " * 10_000)
    finally:
        os.umask(before)
    paths = list((tmp_path / "state").rglob("*"))

    assert {oct(path.stat().st_mode & 0o777) for path in paths if path.is_dir()} == {"0o700"}
    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in paths if path.is_file()] == [
        (f"{digest}.gz", "0o600")
    ]
    assert (tmp_path / "state" / "files" / digest[:2] / f"{digest}.gz").stat().st_size < 1000


def test_a_place_that_takes_no_files_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(StorageError, match="storage: "):
        FileStore(tmp_path / "files").put(b"content")


def test_a_file_that_an_earlier_process_left_is_synced_again(tmp_path: Path) -> None:
    digest = FileStore(tmp_path).put(b"content")
    second = FileStore(tmp_path)

    assert second.put(b"content") == digest
    assert second.get(digest) == b"content"


FULL = """
import resource, signal, sys
from pathlib import Path
from mailintake.store.errors import StorageError
from mailintake.store.files import FileStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
import os
try:
    FileStore(Path(sys.argv[1])).put(os.urandom(5000))
except StorageError as error:
    print(error)
"""


def test_a_full_disk_is_a_storage_error_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True)

    assert "storage: " in done.stdout
    assert os.strerror(errno.EFBIG) in done.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_failed_fsync_says_that_the_process_must_stop() -> None:
    error = FsyncError("/var/lib/mailintake", "Input/output error")

    assert isinstance(error, StorageError)
    assert "stopping" in str(error)
