"""The one broad `except` of this room: what a stranger wrote must not stop the parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def attempt(what: str, work: Callable[[], T], otherwise: T, defects: list[str]) -> T:
    """Return what `work` makes; if it fails, note it among the defects and return `otherwise`."""
    try:
        return work()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (the boundary: any failure of one field or part becomes a defect)
        defects.append(f"{what}: {type(error).__name__}")
        return otherwise
