"""The built wheel works by itself: in an empty environment, far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, DESK, PASSWORD, ROUTING, mail
from tests.repository.pins import ROOT
from tests.servers.embedded import EmbeddedMail

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]
TECHNICIAN = "tess@school.example"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True)
    (built,) = folder.glob("mailintake-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel and the pins, nothing else, and return the program."""
    place = tmp_path_factory.mktemp("empty") / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pip: list[str | Path] = [place / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, wheel], check=True)
    return place / "bin/mailintake"


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, TECHNICIAN: PASSWORD}) as embedded:
        yield embedded


def run(program: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ["DESK_PASSWORD"] = PASSWORD
    return subprocess.run([program, *words], capture_output=True, text=True, check=False, cwd=folder, env=environ)


def test_init_check_and_run_work_from_the_wheel(program: Path, post: EmbeddedMail, tmp_path: Path) -> None:
    made = run(program, tmp_path, "init", "config")
    checked = run(program, tmp_path, "check")
    assert (made.returncode, checked.returncode) == (0, 0), checked.stdout + checked.stderr

    connection = dict.fromkeys(("imap_ca_file", "smtp_ca_file", "smtp_username", "smtp_password"), "null")
    connection |= {"imap_host": "127.0.0.1", "smtp_host": "127.0.0.1", "imap_security": "none", "smtp_security": "none"}
    desk = {"address": ADDRESS, "staff": "school.example", "database": "sqlite:///var/desk.db"}
    ports = {"imap_port": post.imap_port, "smtp_port": post.submit_port}
    (tmp_path / "config/mailintake.yaml").write_text(DESK.format(**desk, **connection, **ports))
    (tmp_path / "config/routing.yaml").write_text(ROUTING.format(technician=TECHNICIAN))
    for name in ("sites.yaml", "directory.csv"):
        (tmp_path / "config" / name).unlink()
    post.deliver(mail(1), "ana1@school.example", ADDRESS)
    ran = run(program, tmp_path, "run", "--once")

    assert ran.returncode == 0, ran.stderr
    assert sorted(one.recipients[0] for one in post.outbox) == ["ana1@school.example", TECHNICIAN]
    assert "Copier 1" in run(program, tmp_path, "tickets", "list").stdout


def test_the_wheel_holds_all_that_is_read_at_run_time(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    here = [one for one in (ROOT / "mailintake").rglob("*") if one.is_file()]
    needed = {str(one.relative_to(ROOT)) for one in here if one.suffix not in {".py", ".pyc"}}

    assert {"mailintake/py.typed", "mailintake/templates/receipt/body.html"} <= needed <= inside
    assert not any(name.startswith(("tests/", "bench/", "docs/")) for name in inside)
