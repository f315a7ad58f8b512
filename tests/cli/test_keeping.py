"""backup, restore and prune as an admin types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailintake.cli import run
from tests.daemon.desk import RunningDesk, mail


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunningDesk:
    monkeypatch.setenv("DESK_PASSWORD", "secret")
    return RunningDesk(tmp_path / "desk", 1, 1)


def said(desk: RunningDesk, capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["-c", str(desk.config), *words])
    out, err = capfd.readouterr()
    return code, out, err


def taken(desk: RunningDesk, capfd: pytest.CaptureFixture[str], number: int) -> None:
    file = desk.folder / f"{number}.eml"
    file.write_bytes(mail(number))
    assert said(desk, capfd, "ingest", str(file))[0] == 0


def test_a_desk_comes_back_from_its_backup(
    desk: RunningDesk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = str(tmp_path / "monday.tar")
    taken(desk, capfd, 1)
    code, out, _ = said(desk, capfd, "backup", archive)
    assert (code, out.partition(",")[0]) == (0, f"{archive}: database and 1 files")
    taken(desk, capfd, 2)

    code, _, err = said(desk, capfd, "restore", archive)
    assert code == 1
    assert "hint: `--force` replaces it" in err

    code, out, _ = said(desk, capfd, "restore", archive, "--force")
    assert code == 0
    assert "1 files, 1 tickets open" in out
    assert "2 mails wait to go out" in out
    rows = said(desk, capfd, "tickets", "list", "--json")[1].splitlines()
    assert [json.loads(row)["number"] for row in rows] == [1]


def test_pruning_says_what_goes_and_what_stays(
    desk: RunningDesk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = str(tmp_path / "monday.tar")
    taken(desk, capfd, 1)
    said(desk, capfd, "backup", archive)
    code, out, _ = said(desk, capfd, "prune", "--older-than", "30d")

    assert code == 0
    assert "0 tickets emptied" in out
    assert "1 tickets that are not closed, whole" in out
    assert f"the backup {archive}: remove it" in out

    row = json.loads(said(desk, capfd, "prune", "--dry-run", "--json")[1])
    assert (row["dry_run"], row["tickets"], row["open_tickets"]) == (True, 0, 1)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("prune", "--older-than", "soon"), "write it as 365d"),
        (("restore", "/nowhere.tar", "--force"), "hint: nothing was replaced"),
        (("backup", "/nowhere/at/all.tar"), "hint: nothing was replaced"),
    ],
)
def test_what_cannot_be_is_said_with_a_hint(
    desk: RunningDesk, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], hint: str
) -> None:
    said(desk, capfd, "migrate")
    code, _, err = said(desk, capfd, *words)

    assert code == 1
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_its_own_tools(
    desk: RunningDesk, capfd: pytest.CaptureFixture[str], command: str, tool: str
) -> None:
    text = (desk.config / "mailintake.yaml").read_text()
    desk.write("mailintake.yaml", text.replace("sqlite:///var/desk.db", "postgresql://desk:pw@db.example/desk"))
    code, _, err = said(desk, capfd, command, "a.tar")

    assert code == 1
    assert tool in err
    assert "pw" not in err.replace("pg_dump", "")
