"""The Date field (RFC 5322, section 3.3) in whatever state it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_LIMIT = 200
_FIRST_YEAR = 1970
_DAY = timedelta(days=1)


def parse_date(value: str) -> datetime | None:
    """Return an aware time, UTC where the zone is unknown; None where there is no telling."""
    text = value.strip()[:_LIMIT]
    found = _rfc5322(text) or _iso8601(text)
    return found if found and found.year >= _FIRST_YEAR else None


def _rfc5322(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        offset = timedelta(seconds=parts[9] or 0)
        zone = timezone(offset) if -_DAY < offset < _DAY else UTC
        second = min(parts[5], 59)
        found = datetime(parts[0], parts[1], parts[2], parts[3], parts[4], second, tzinfo=zone)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _iso8601(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
