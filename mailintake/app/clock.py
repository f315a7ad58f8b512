"""What differs each time: the clock of the daemon, and words that nobody else has."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

UNIQUE_BYTES = 8


def now() -> datetime:
    """Return the time, aware; the only clock of the daemon."""
    return datetime.now(UTC)


def unique() -> str:
    """Return a short word that no other mail has."""
    return secrets.token_hex(UNIQUE_BYTES)
