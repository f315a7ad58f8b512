"""The unit is one that systemd takes without a word, and keeps the service in a small room."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mailintake.config import load
from mailintake.config.starter import init
from mailintake.model.login import Secret
from tests.repository.pins import ROOT

FOLDER = ROOT / "systemd"
UNIT = FOLDER / "mailintake.service"
PROGRAM = "/opt/mailintake/bin/mailintake"
WORST = 1.2

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing")


def installed(folder: Path, *drop_ins: str) -> Path:
    """Put the unit into a folder as an admin does; the program is one that exists here."""
    unit = folder / UNIT.name
    unit.write_text(UNIT.read_text().replace(PROGRAM, "/bin/true"))
    for name in drop_ins:
        place = folder / f"{UNIT.name}.d"
        place.mkdir(exist_ok=True)
        shutil.copy(FOLDER / name, place / name)
    return unit


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), flags=re.MULTILINE)


@needs_systemd
@pytest.mark.parametrize("drop_ins", [(), ("addresses.conf",), ("static-user.conf",)])
def test_systemd_verifies_the_unit_without_a_word(tmp_path: Path, drop_ins: tuple[str, ...]) -> None:
    verified = analyze("verify", "--man=no", installed(tmp_path, *drop_ins))

    # A wrong word in a unit is only a warning to systemd.
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@needs_systemd
def test_a_wrong_word_in_the_unit_would_be_noticed(tmp_path: Path) -> None:
    unit = installed(tmp_path)
    unit.write_text(unit.read_text().replace("ProtectHome=", "ProtectHouse="))

    assert "ProtectHouse" in analyze("verify", "--man=no", unit).stderr


@needs_systemd
@pytest.mark.parametrize("drop_ins", [(), ("addresses.conf",), ("static-user.conf",)])
def test_the_service_is_little_exposed(tmp_path: Path, drop_ins: tuple[str, ...]) -> None:
    limit = f"--threshold={round(WORST * 10)}"
    unit = installed(tmp_path, *drop_ins)
    # Offline, drop-ins beside the file are not read: what they say is put at its end.
    unit.write_text(unit.read_text() + "\n".join((FOLDER / name).read_text() for name in drop_ins))
    judged = analyze("security", "--offline=true", limit, unit)

    assert judged.returncode == 0, judged.stdout
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged.stdout)
    assert found is not None
    assert float(found[1]) <= WORST


def test_the_watchdog_waits_longer_than_a_status_and_the_end_longer_than_a_mail_in_flight() -> None:
    assert [values(name) for name in ("Type", "WatchdogSec", "TimeoutStopSec")] == [["notify"], ["90"], ["45"]]


def test_an_invalid_configuration_is_not_started_again_and_again() -> None:
    assert values("RestartPreventExitStatus") == ["78"]


def test_the_unit_loads_every_credential_of_the_starter_configuration(tmp_path: Path) -> None:
    init(tmp_path)
    settings = load(tmp_path, environ={})
    smtp = settings.smtp
    secrets = [one.password for one in settings.mailboxes.values()] + [smtp.route.password if smtp else None]
    named = {one.name for one in secrets if isinstance(one, Secret) and one.source == "credential"}

    assert named == {one.partition(":")[0] for one in values("LoadCredential")}
