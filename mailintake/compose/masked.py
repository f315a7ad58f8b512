"""What stands in place of a secret."""

from __future__ import annotations

from collections.abc import Callable

import re2

HIDDEN = "••••••"

# Returns the match with its secret masked, or None where it holds none.
Replace = Callable[["re2.Match[str]"], str | None]


def between(match: re2.Match[str]) -> str:
    """Mask the second of three groups."""
    return f"{match.group(1)}{HIDDEN}{match.group(3)}"


def last(match: re2.Match[str]) -> str:
    """Mask the third of three groups."""
    return f"{match.group(1)}{match.group(2)}{HIDDEN}"
