"""How much of one message we are ready to look at."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Caps on what strangers can make us do; what lies beyond is left out and named among the defects.

    Sizes are in bytes for the header and in characters for text. `message_ids` counts the ids of one field.
    """

    depth: int = 30
    parts: int = 1000
    header_fields: int = 2000
    header_field: int = 64 * KIB
    header_block: int = MIB
    addresses: int = 500
    attachments: int = 250
    message_ids: int = 200
    text: int = 2 * MIB
