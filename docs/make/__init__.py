"""The pages of the reference that are made from the code, in the order of the table of contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from docs.make import command_line, commands, conditions, log, messages, metrics, settings, tables, templates

REFERENCE = Path(__file__).parents[1] / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.text,
    "command-line.md": command_line.text,
    "settings.md": settings.text,
    "conditions.md": conditions.text,
    "templates.md": templates.text,
    "messages.md": messages.text,
    "log.md": log.text,
    "metrics.md": metrics.text,
    "tables.md": tables.text,
}


def pages() -> dict[str, str]:
    """Return the text of every generated page by its name."""
    return {name: page() for name, page in PAGES.items()}
