"""Where database, files and templates lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mailintake.config import values
from mailintake.config.nodes import Node, kind
from mailintake.config.problems import Wrong
from mailintake.config.section import Section
from mailintake.config.values import Read

DATABASE = "sqlite:///var/mailintake.db"
EXAMPLES = f"`{DATABASE}` or `postgresql://user@host/name`"


def base(folder: Path, environ: Mapping[str, str]) -> Path:
    """Return where relative data lies: $STATE_DIRECTORY, the parent of a folder named `config`, or the folder."""
    # systemd gives several directories separated by colons; the first is ours.
    state = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    if state:
        return Path(state)
    absolute = folder.absolute()
    return absolute.parent if absolute.name == "config" else absolute


def database(whole: Section, where: Path) -> str:
    """Read the address of the database, with an absolute path."""

    def read(node: Node) -> str:
        value = values.text(node)
        scheme, _, rest = value.partition("://")
        if scheme.partition("+")[0] in {"postgresql", "postgres"} and rest:
            return value.replace("postgres:", "postgresql:", 1) if scheme == "postgres" else value
        if scheme != "sqlite" or (rest and not rest.startswith("/")):
            raise Wrong(node.place, f"must look like {EXAMPLES}, not {kind(node)}")
        path = rest[1:]
        return value if path in {"", ":memory:"} or path.startswith("/") else f"sqlite:///{where / path}"

    return whole.get("database", read, f"sqlite:///{where / 'var/mailintake.db'}")


def files(whole: Section, where: Path) -> Path:
    """Read the folder of raw mails and attachments."""
    return where / whole.get("files", values.text, "var/files")


def file_in(folder: Path) -> Read[Path]:
    """Make a reader of files that must be there; a relative path begins in the folder."""

    def read(node: Node) -> Path:
        path = folder / values.path(node)
        if path.is_dir():
            raise Wrong(node.place, f"names a folder, not a file: {path}", "name one file in it")
        if not path.is_file():
            raise Wrong(node.place, f"names a file that does not exist: {path}")
        return path

    return read


def templates(whole: Section, folder: Path) -> Path | None:
    """Read the folder of the district's own templates, or None where there is none: then the built-in ones serve."""
    path = folder.absolute() / whole.get("templates", values.text, "templates")
    return path if path.is_dir() else None
