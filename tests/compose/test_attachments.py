"""What a technician reads about the files of a request before he opens one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.compose import compose
from mailintake.model.decision import Notice
from mailintake.model.settings import Limits
from mailintake.model.ticket import StoredAttachment
from tests.compose.factory import DANA, RULES, TICKET, context
from tests.outgoing_check import texts


def listed(*attachments: StoredAttachment, language: str = "en") -> str:
    """Return the text of the mail that assigns a request with those attachments."""
    rules = replace(RULES, limits=Limits(attachment=1_000_000))
    about = context(replace(TICKET, attachments=attachments), rules=rules)
    text, _ = texts(compose(Notice("assigned", DANA.email, 1042, language=language), about).content)
    return " ".join(text.split())


def stored(name: str, media_type: str, size: int = 200_000, *, inline: bool = False) -> StoredAttachment:
    return StoredAttachment(name, media_type, size, "0" * 64, inline)


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        (stored("jam.jpg", "image/jpeg"), "Attachments: jam.jpg (200 kB)"),
        (stored("fix.pdf.exe", "application/pdf"), "fix.pdf.exe (200 kB; DANGEROUS: a program)"),
        (stored("voicemail.html", "text/html"), "(200 kB; DANGEROUS: a page that can pretend to be a sign-in)"),
        (stored("grades.xlsm", "application/octet-stream"), "(200 kB; DANGEROUS: it can hold macros)"),
        (stored("film.mov", "video/quicktime", 9_000_000), "(9.0 MB; too large to be kept apart from its mail)"),
        (stored("screen.png", "image/png", inline=True), "screen.png (200 kB)"),
    ],
)
def test_the_mail_that_assigns_names_each_file(attachment: StoredAttachment, words: str) -> None:
    assert words in listed(attachment)


def test_the_logo_of_a_signature_is_no_attachment_to_look_at() -> None:
    text = listed(stored("image001.png", "image/png", 4_000, inline=True), stored("jam.jpg", "image/jpeg", 4_000))

    assert "image001.png" not in text
    assert "jam.jpg (4 kB)" in text


def test_warnings_come_in_the_readers_language() -> None:
    assert "PELIGROSO: un programa" in listed(stored("fix.exe", "application/pdf"), language="es")
