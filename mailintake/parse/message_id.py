"""Message ids (RFC 5322, section 3.6.4), with their angle brackets."""

from __future__ import annotations

_LENGTH = 998


def parse_ids(value: str, limit: int) -> tuple[str, ...]:
    """Return the ids of In-Reply-To or References in their order, each once; of too many the last ones."""
    found: list[str] = []
    position = value.find("<")
    while position >= 0:
        end = value.find(">", position)
        if end < 0:
            break
        inner = value.rfind("<", position, end)
        found.append(_tidy(value[inner + 1 : end]))
        position = value.find("<", end)
    if not found:
        found = [_tidy(word) for word in value.split() if "@" in word]
    ids = dict.fromkeys(f"<{one}>" for one in found if one and len(one) < _LENGTH)
    return tuple(ids)[-limit:]


def parse_id(value: str) -> str | None:
    """Return the id of a Message-ID field; one without brackets gets them."""
    start = value.find("<")
    end = value.find(">", start + 1)
    inner = _tidy(value[start + 1 : end]) if 0 <= start < end else _tidy(value)
    return f"<{inner}>" if inner and len(inner) < _LENGTH else None


def _tidy(inner: str) -> str:
    return "".join(inner.split()).strip("<>,;\"'")
