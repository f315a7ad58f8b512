"""What a power cut leaves of a folder: each file and each folder as it was when it was synced last."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Disk:
    """A folder at a moment when all of it is on the disk; `saved` is a copy of it."""

    folder: Path
    saved: Path
    inodes: Mapping[int, Path]

    @classmethod
    def of(cls, folder: Path, saved: Path) -> Disk:
        """Remember which number every file and folder has."""
        inodes = {one.stat().st_ino: one.relative_to(folder) for one in (folder, *folder.rglob("*"))}
        return cls(folder, saved, inodes)

    def cut(self, left: Path) -> None:
        """Make the folder what is left, by the notes of fault.c, after the process is gone."""
        rebuilt = self.folder.with_name("rebuilt")
        self._folder(self.folder.stat().st_ino, rebuilt, left)
        shutil.rmtree(self.folder)
        rebuilt.rename(self.folder)

    def _folder(self, inode: int, target: Path, left: Path) -> None:
        target.mkdir(mode=0o700)
        for kind, child, name in self._names(inode, left):
            if kind == "d":
                self._folder(child, target / name, left)
            elif not name.endswith("-shm"):
                self._file(child, target / name, left)

    def _names(self, inode: int, left: Path) -> list[tuple[str, int, str]]:
        synced = left / f"d-{inode}"
        if synced.exists():
            rows = (line.split(" ", 2) for line in synced.read_text().splitlines())
            return [(kind, int(child), name) for kind, child, name in rows]
        known = self.inodes.get(inode)
        if known is None:
            return []
        return [
            ("d" if (self.saved / path).is_dir() else "f", child, path.name)
            for child, path in self.inodes.items()
            if path.parent == known and path != known
        ]

    def _file(self, inode: int, target: Path, left: Path) -> None:
        synced, known = left / f"f-{inode}", self.inodes.get(inode)
        if synced.exists():
            shutil.copyfile(synced, target)
        elif known is not None:
            shutil.copyfile(self.saved / known, target)
        else:
            # Its name came to the disk and its content did not.
            target.touch()
        target.chmod(0o600)
