"""What an admin types, and what he reads: the pieces that the tests of the commands share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

MAIL = b"""From: Ana Ruiz <ana@school.example>
To: helpdesk@school.example
Subject: Copier jams
Message-ID: <a@school.example>
Date: Mon, 23 Nov 2026 08:05:00 -0800

The copier in the office jams on every page.
"""
DESK = """
desk: {name: Help Desk, address: helpdesk@school.example, domains: [school.example]}
database: sqlite:///var/desk.db
mailboxes: {}
"""
ROUTING = """
technicians:
  tess: {name: Tess Technician, email: tess@school.example}
otherwise: {assign: tess}
"""


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the objects of `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]


Command: TypeAlias = Callable[..., Said]
# Writes a file of the test's folder and returns its path.
Write: TypeAlias = Callable[[str, str | bytes], str]


def write_into(folder: Path) -> Write:
    """Return a writer of files in that folder."""

    def write(name: str, content: str | bytes) -> str:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o600)
        return str(path)

    return write
