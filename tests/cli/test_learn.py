"""`learn`: what an admin sees and does about what was learned."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mailintake.cli import run
from mailintake.model.decision import TicketChange
from mailintake.model.ticket import Field, FieldSet
from mailintake.store import Store

DESK = """
desk: {name: Help Desk, address: helpdesk@school.example, domains: [school.example]}
database: sqlite:///var/desk.db
mailboxes: {}
"""
ROUTING = "technicians: {tess: {name: Tess, email: tess@school.example}}\notherwise: {assign: tess}\n"
MAIL = (
    b"From: ana@school.example\nTo: helpdesk@school.example\nSubject: Kiln\nMessage-ID: <a@b.example>\n\nIt is cold.\n"
)

Learn = Callable[..., list[str]]


@pytest.fixture
def learn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Learn:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "mailintake.yaml").write_text(DESK)
    (folder / "routing.yaml").write_text(ROUTING)
    (tmp_path / "a.eml").write_bytes(MAIL)
    assert run(["-c", str(folder), "ingest", str(tmp_path / "a.eml")]) == 0
    store = Store.open(f"sqlite:///{tmp_path}/var/desk.db", tmp_path / "var/files")
    with store.work() as work:
        work.change([TicketChange(1, FieldSet(Field.CATEGORY, "equipment"))], datetime.now(UTC), actor="tess@x.example")
    store.close()
    capsys.readouterr()

    def typed(*arguments: str) -> list[str]:
        assert run(["-c", str(folder), "learn", *arguments]) == 0
        return capsys.readouterr().out.splitlines()

    return typed


def read(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def test_a_correction_is_learned_and_told_of(learn: Learn) -> None:
    assert "tickets that teach: 1" in learn("status")[-1]
    assert learn("refit") == ["version 1: 1 tickets taught it, in use from the next message on"]
    (version,) = read(learn("status", "--json"))

    assert (version["version"], version["labels"], version["right"]) == (1, 1, None)


def test_the_same_corrections_make_the_same_version(learn: Learn) -> None:
    learn("refit")
    learn("refit")
    second, first = read(learn("status", "--json"))

    assert first["sha256"] == second["sha256"]


def test_what_teaches_can_be_exported(learn: Learn) -> None:
    (label,) = read(learn("export"))

    assert (label["ticket"], label["subject"], label["body"].strip()) == (1, "Kiln", "It is cold.")
    assert (label["category"], label["priority"]) == ("equipment", None)


def test_a_reset_forgets_until_it_is_taken_back(learn: Learn) -> None:
    learn("refit")
    learn("reset")
    assert learn("export") == []
    assert "0 tickets" in learn("refit")[0]

    assert "1 tickets" in learn("refit", "--all")[0]
