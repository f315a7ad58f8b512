"""A private server process in a folder of its own: started, stopped, waited for."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

# Debian keeps servers out of a person's path.
_FOLDERS = (*os.environ.get("PATH", "").split(":"), "/usr/local/sbin", "/usr/sbin", "/usr/local/bin", "/usr/bin")


class StoppedEarlyError(Exception):
    """A server ended although nobody asked it to."""

    def __init__(self, command: Sequence[str], status: int, log: Path) -> None:
        text = log.read_text(errors="replace") if log.exists() else ""
        super().__init__(f"{command[0]}: ended with {status}: {text}")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a server runs as."""

    name: str
    group: str
    uid: int
    gid: int


def ordinary_account() -> Account:
    """Return nobody when root runs the tests, since some servers refuse root; otherwise ourselves."""
    person = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return Account(person.pw_name, grp.getgrgid(person.pw_gid).gr_name, person.pw_uid, person.pw_gid)


def find_program(name: str, *folders: str) -> str:
    """Return the path of an installed program, or leave the test out."""
    path = shutil.which(name, path=":".join((*_FOLDERS, *folders)))
    if path is None:
        leave_out(f"{name} is not installed; hint: tests/servers/install.sh")
    return path


def leave_out(reason: str) -> NoReturn:
    """Skip the test by name; under CI, where every server must be present, it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def make_folder(name: str, account: Account | None = None) -> Path:
    """Return a new temporary folder that the account may enter; socket paths must stay short."""
    folder = Path(tempfile.mkdtemp(prefix=f"mailintake-{name}-"))
    folder.chmod(0o755)
    if account:
        give(folder, account)
    return folder


def give(path: Path, account: Account) -> None:
    """Make the account the owner."""
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid)


class Process:
    """A running server with all its children."""

    def __init__(self, command: Sequence[str], log: Path, account: Account | None = None) -> None:
        """Start the command, which must stay in the foreground."""
        self._command = command
        self._log = log
        change = account if os.geteuid() == 0 else None
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                # A session of its own: one signal reaches the children, and Ctrl-C does not.
                start_new_session=True,
                user=change.uid if change else None,
                group=change.gid if change else None,
                extra_groups=[] if change else None,
            )

    def check(self) -> None:
        """Raise with the log if the server has ended by itself."""
        status = self._process.poll()
        if status is not None:
            raise StoppedEarlyError(self._command, status, self._log)

    def finish(self) -> None:
        """Wait for a command that ends by itself."""
        status = self._process.wait()
        if status != 0:
            raise StoppedEarlyError(self._command, status, self._log)

    def stop(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
        """Ask the server and its children to end, and wait until they are gone."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        if not self._wait_for_children(seconds):
            self.kill()

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to the server and its children: SIGSTOP freezes them, SIGCONT thaws them."""
        os.killpg(self._process.pid, sign)

    def kill(self) -> None:
        """End the server and its children at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._wait_for_children(5)

    def _wait_for_children(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                os.killpg(self._process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.02)
        return False
