"""What a backup looks like: one tar file with the database, the files it needs, and an account at the end.

The account (`manifest.json`) is written last: without it an archive is not whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from mailintake.store.errors import StoreError

DATABASE = "database.sqlite"
KEY = "token.key"
MANIFEST = "manifest.json"
FILES = "files/"
FORMAT = 1
DIGEST_LENGTH = 64
# The decision on a message is never empty: this says that its content was forgotten.
FORGOTTEN = "{}"
# Which files a database speaks of.
NEEDED = (
    f"SELECT sha256 FROM message WHERE facts <> '{FORGOTTEN}' "  # noqa: S608 (a constant of ours)
    "UNION SELECT sha256 FROM attachment UNION SELECT sha256 FROM quarantine WHERE sha256 IS NOT NULL"
)
DIGITS = frozenset("0123456789abcdef")


class BackupError(StoreError):
    """A backup could not be made; an earlier one under the same name is still there."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"backup: {place}: {reason}\nhint: nothing was replaced; look for space and permissions")


class ArchiveError(StoreError):
    """A file is no backup of ours, or a damaged one."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"restore: {place}: {reason}\nhint: nothing was replaced; try an earlier backup")


class WouldReplaceError(StoreError):
    """There is something already where the backup would go."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"restore: {place}: exists already\n"
            "hint: `--force` replaces it, and keeps the present database beside it under `.replaced`"
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """The account of an archive: what was put in and when; `missing` files were not to be found."""

    made_at: str
    program: str
    database_sha256: str
    database_bytes: int
    files: int
    bytes: int
    missing: int
    format: int = FORMAT


def to_json(manifest: Manifest) -> bytes:
    """Return the account as it stands in the archive."""
    return (json.dumps(asdict(manifest), indent=2) + "\n").encode()


def from_json(content: bytes, place: str) -> Manifest:
    """Read an account; ArchiveError where it is none."""
    try:
        found = json.loads(content)
        if isinstance(found, Mapping) and found.get("format") == FORMAT:
            return Manifest(**{one.name: found[one.name] for one in fields(Manifest)})
    except (ValueError, KeyError, RecursionError):
        pass
    raise ArchiveError(place, "was written by another version, or is damaged")


def digest_of(name: str) -> str | None:
    """Return the digest in the name of a stored file, None for any other name."""
    digest = name.removeprefix(FILES)[3:].removesuffix(".gz")
    whole = len(digest) == DIGEST_LENGTH and set(digest) <= DIGITS
    return digest if whole and name == file_name(digest) else None


def file_name(digest: str) -> str:
    """Return the name of a stored file in the archive."""
    return f"{FILES}{digest[:2]}/{digest}.gz"
