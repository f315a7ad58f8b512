"""Mails as services and people write them: `services.txt` lets somebody in, `people.txt` asks about such things."""

from __future__ import annotations

from pathlib import Path

from mailintake.model.message import Message
from tests.decide.district import mail

FOLDER = Path(__file__).parent


def letters(name: str) -> list[Message]:
    """Return the mails of a file, between lines of `%`, each with its header."""
    return [_read(one) for one in (FOLDER / name).read_text(encoding="utf-8").split("\n%\n")]


def _read(text: str) -> Message:
    head, _, body = text.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n"))
    content_type = fields.get("Content-Type", "text/plain; charset=utf-8")
    return mail(body, sender=fields["From"], subject=fields["Subject"], content_type=content_type)
