"""Lists for people (a table) and for programs (one JSON object a line, UTF-8)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

WIDE = 240
Row = dict[str, object]


def as_json(rows: Iterable[Row]) -> None:
    """Print one JSON object a line."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def as_table(columns: Sequence[str], rows: Iterable[Row], *, nothing: str) -> None:
    """Print a table of some of the values; `nothing` where there are no rows."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
        count += 1
    # A file or a pipe has no width of its own; nothing is cut there.
    width = None if sys.stdout.isatty() else WIDE
    console = Console(markup=False, highlight=False, emoji=False, width=width)
    console.print(table if count else nothing)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("address") or "")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "".join(one if one.isprintable() else " " for one in str(value))
