"""A small desk in a folder of its own, and the command line on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.cli import run
from tests.cli.typed import DESK, MAIL, ROUTING, Command, Said, Write, write_into


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a configuration and a mail."""
    write = write_into(tmp_path)
    write("config/mailintake.yaml", DESK)
    write("config/routing.yaml", ROUTING)
    write("a.eml", MAIL)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    """Return what writes files into that folder."""
    return write_into(folder)


@pytest.fixture
def command(folder: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs a command on that folder."""

    def call(*words: str) -> Said:
        code = run(["-c", str(folder / "config"), *words])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call
