"""Our own line above which people write their answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mailintake.parse.quote import fold

MARKERS: Mapping[str, str] = MappingProxyType(
    {
        "en": "##- Please write your answer above this line -##",
        "es": "##- Escriba su respuesta encima de esta línea -##",
    }
)
MARKER_START = "##-"
_FOLDED = tuple(fold(marker) for marker in MARKERS.values())
_MOST_LINES = 4
_LONGEST_LINE = 200


def find_marker(lines: Sequence[str]) -> int | None:
    """Return the first line of the marker, quoted or not, also where a client broke it into several lines."""
    for at, line in enumerate(lines):
        if MARKER_START in line and _is_marker(lines[at : at + _MOST_LINES]):
            return at
    return None


def _is_marker(lines: Sequence[str]) -> bool:
    text = ""
    for line in lines:
        text = f"{text} {line[:_LONGEST_LINE].strip(' >*_|')}".strip()
        if fold(text).startswith(_FOLDED):
            return True
    return False
