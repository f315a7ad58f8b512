"""What the documentation shows works: configuration, commands, JSON, conversations."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.make.command_line import helps
from mailintake.cli import run
from mailintake.config import init
from tests.docs.district import DOCS, Example, examples, problems_of
from tests.repository.pins import ROOT

HELPS = dict(helps())
STORY = ROOT / "tests/conversations/lakeside/copier.txt"
MAIL = (
    "From: Robin Example <rexample@example.org>\r\nTo: helpdesk@example.org\r\nSubject: The copier jams\r\n"
    "Message-ID: <1@example.org>\r\nDate: Mon, 23 Nov 2026 08:00:00 -0800\r\n"
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nThe copier in the front office jams.\r\n"
    "--x\r\nContent-Type: image/png; name=jam.png\r\nContent-Disposition: attachment\r\n\r\nPNG\r\n--x--\r\n"
)


def places(language: str) -> list[Any]:
    return [pytest.param(one, id=one.place) for one in examples(language)]


def typed() -> Iterator[Any]:
    """Yield what follows `mailintake` wherever the documentation types it."""
    for example in examples("sh"):
        for line in example.text.replace("\\\n", " ").splitlines():
            words = _command(shlex.split(line, comments=True))
            if words and words[0].rpartition("/")[2] == "mailintake":
                yield pytest.param(words[1:], id=f"{example.place} {line.strip()}")


def _command(words: list[str]) -> list[str]:
    """Return the last command of a pipe, without what starts it (`sudo`) and without where its output goes."""
    while "|" in words:
        words = words[words.index("|") + 1 :]
    while words[:1] == ["sudo"]:
        words = words[3:] if words[1] == "-u" else words[1:]
    if words[:1] in (["env"], ["systemd-run"]):
        words = words[next(at for at, word in enumerate(words) if word.endswith("/mailintake")) :]
    return words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize("example", places("yaml"))
def test_every_piece_of_configuration_loads(tmp_path: Path, example: Example) -> None:
    assert [str(one) for one in problems_of(tmp_path / "config", example)] == []


@pytest.mark.parametrize("words", list(typed()))
def test_every_command_line_is_one_that_the_program_takes(words: list[str]) -> None:
    rest = words[2:] if words[:1] == ["-c"] else words
    name = "mailintake"
    while rest and f"{name} {rest[0]}" in HELPS:
        name, rest = f"{name} {rest[0]}", rest[1:]

    assert name != "mailintake" or rest[:1] in ([], ["--help"])
    assert [word for word in rest if word.startswith("-") and len(word) > 1 and word not in HELPS[name]] == []


def test_explain_prints_the_keys_that_the_reference_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(tmp_path / "config")
    (tmp_path / "a.eml").write_bytes(MAIL.encode())
    assert run(["-c", str(tmp_path / "config"), "explain", "--json", str(tmp_path / "a.eml")]) == 0
    said = json.loads(capsys.readouterr().out)
    shown = json.loads(_block("## `explain`"))

    # Lists of what this mail has none of cannot be compared: commands and delivery status.
    shown["commands"], shown["delivery_status"] = [], []
    assert keys(said) == keys(shown)


def test_the_story_of_the_readme_is_one_that_is_played() -> None:
    shown = [one.text for one in examples("text") if one.place.startswith("README.md")]

    assert STORY.read_text(encoding="utf-8") in shown


def test_the_reference_shows_the_same_story() -> None:
    assert STORY.read_text(encoding="utf-8") in (DOCS / "reference/conversations.md").read_text(encoding="utf-8")


def keys(value: object) -> object:
    """Return the names of all keys, at every depth."""
    match value:
        case dict():
            return {name: keys(one) for name, one in value.items()}
        case [first, *_]:
            return [keys(first)]
        case _:
            return None


def _block(heading: str) -> str:
    page = (DOCS / "reference/json.md").read_text(encoding="utf-8")
    return page.partition(heading)[2].partition("```json\n")[2].partition("```")[0]
