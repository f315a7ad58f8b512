"""The files of a configuration folder, read once; their digest names exactly this configuration."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TypeVar

from mailintake.config.nodes import Table
from mailintake.config.problems import Place, Problem
from mailintake.config.section import Section
from mailintake.config.source import parse

T = TypeVar("T")

MAIN = "mailintake.yaml"
ROUTING = "routing.yaml"
SITES = "sites.yaml"
DIRECTORY = "directory.csv"
CALENDAR = "calendar.yaml"
CATEGORIES = "categories.yaml"
PRIORITIES = "priorities.yaml"
ALERTS = "alerts.yaml"
REQUIRED = (MAIN, ROUTING)
NAMES = (MAIN, ROUTING, SITES, DIRECTORY, CALENDAR, CATEGORIES, PRIORITIES, ALERTS)


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of the files that are there; `problems` grows while they are understood."""

    folder: Path
    contents: Mapping[str, bytes]
    problems: list[Problem]

    @classmethod
    def read(cls, folder: Path) -> Files:
        """Read all files of the folder that are ours."""
        contents: dict[str, bytes] = {}
        problems: list[Problem] = []
        if not folder.is_dir():
            text = "the configuration folder does not exist"
            hint = f"`mailintake init {folder}` makes one; another one is named by `-c DIR`"
            return cls(folder, contents, [Problem(Place(str(folder)), text, hint)])
        for name in NAMES:
            path = folder / name
            try:
                contents[name] = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                problems.append(Problem(Place(str(path)), f"the file cannot be read: {error.strerror}"))
        return cls(folder, contents, problems)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all files and their names."""
        digest = hashlib.sha256()
        for name in NAMES:
            if name in self.contents:
                digest.update(f"{name}\0{len(self.contents[name])}\0".encode())
                digest.update(self.contents[name])
        return digest.hexdigest()

    def path(self, name: str) -> str:
        """Return how a file is called in messages."""
        return str(self.folder / name)

    def need(self, name: str) -> None:
        """Report a file that must be there and is not."""
        where = Place(self.path(name))
        if name not in self.contents and not any(
            one.place.file in {where.file, str(self.folder)} for one in self.problems
        ):
            self.problems.append(Problem(where, "the file is missing", "`mailintake init DIR` writes commented ones"))

    def section(self, name: str, read: Callable[[Section], T]) -> T:
        """Read a file with this reader; one that is missing or empty is read as a table without keys."""
        # What the keys of a missing file lack is no news.
        problems = self.problems if name in self.contents or name not in REQUIRED else []
        return read_section(self.path(name), self.contents.get(name, b""), problems, read)


def read_section(file: str, content: bytes, problems: list[Problem], read: Callable[[Section], T]) -> T:
    """Read the YAML text of a file with this reader."""
    before = len(problems)
    table = parse(file, content, problems)
    broken = table is None and len(problems) > before
    # Where the file cannot be read at all, what its keys lack is no news.
    sink = [] if broken else problems
    with Section(table or Table(Place(file), ()), sink) as section:
        return read(section)


def builtin(name: str) -> bytes:
    """Return a built-in default file."""
    return resources.files("mailintake.defaults").joinpath(name).read_bytes()
