"""A commented configuration to start from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from mailintake.config.files import NAMES

TEMPLATES = "templates"


def init(folder: Path) -> tuple[Path, ...]:
    """Write the starter configuration and return what was written; what is there already stays as it is."""
    (folder / TEMPLATES).mkdir(parents=True, exist_ok=True)
    return tuple(folder / name for name in NAMES if _write_new(folder / name))


def _write_new(path: Path) -> bool:
    content = resources.files("mailintake.defaults").joinpath("starter", path.name).read_bytes()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
