"""Outlook's winmail.dat (MS-OXTNEF): the text and the attachments in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailintake.parse.attachment import Carried


@dataclass(slots=True)
class Tnef:
    """What lay in a winmail.dat."""

    text: str = ""
    html: str = ""
    carried: list[Carried] = field(default_factory=list)


def read_tnef(content: bytes, limit: int) -> Tnef | None:
    """Read the text and up to `limit` attachments; None if it is no TNEF."""
    del content, limit
    return None
