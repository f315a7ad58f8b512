"""Attachments that can do harm are told by name and type, however the name is dressed up."""

from __future__ import annotations

import pytest

from mailintake.parse.danger import danger
from mailintake.parse.message import parse_message
from tests.parse.mails import mail


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("setup.exe", "application/octet-stream", "program"),
        ("invoice.pdf.EXE", "application/pdf", "program"),
        ("run.js", "text/plain", "program"),
        ("photo.jpg .scr . ", "image/jpeg", "program"),
        ("shortcut.lnk", "application/octet-stream", "program"),
        (None, "application/x-msdownload", "program"),
        ("voicemail.html", "text/html", "page"),
        ("logo.svg", "image/svg+xml", "page"),
        ("picture", "image/svg+xml; charset=utf-8", "page"),
        ("grades.xlsm", "application/octet-stream", "macros"),
        ("letter.doc", "application/vnd.ms-word.document.macroEnabled.12", "macros"),
        ("plan.pdf", "application/pdf", None),
        ("photo.jpeg", "image/jpeg", None),
        ("grades.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        ("exe", "application/octet-stream", None),
        (None, "application/octet-stream", None),
    ],
)
def test_kinds(name: str | None, media_type: str, kind: str | None) -> None:
    assert danger(name, media_type) == kind


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\x\\\\evil.exe", "evil.exe"),
        ("~/.ssh/authorized_keys", "authorized_keys"),
        ("a\0b.exe", "ab.exe"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("\"; filename*=\"utf-8''report%0d%0a.pdf", "report .pdf"),
        ("x." + "a" * 4096, "x." + "a" * 16),
        ("a" * 4096 + ".pdf", "a" * 251 + ".pdf"),
    ],
)
def test_r05_names_are_cleaned_for_display(written: str, name: str) -> None:
    """R05: a name of paths, invisible characters or a 4 KiB extension is bounded and plain."""
    content = mail("Content-Type: application/octet-stream", f'Content-Disposition: attachment; filename="{written}"')

    assert parse_message(content).attachments[0].name == name
