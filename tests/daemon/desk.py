"""A desk of its own for a test: a configuration folder, and the real daemon as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ADDRESS = "helpdesk@school.example"
PASSWORD = "secret"
DESK = """
desk:
  name: Help Desk
  address: {address}
  domains: [{staff}]
  phone: extension 1234
  admin: admin@{staff}
database: {database}
files: var/files
mailboxes:
  helpdesk:
    host: {imap_host}
    port: {imap_port}
    security: {imap_security}
    ca_file: {imap_ca_file}
    username: {address}
    password: {{env: DESK_PASSWORD}}
smtp:
  host: {smtp_host}
  port: {smtp_port}
  security: {smtp_security}
  ca_file: {smtp_ca_file}
  username: {smtp_username}
  password: {smtp_password}
trust: {{profile: generic, authserv_ids: [mx.example.org]}}
"""
ROUTING = """
technicians:
  tess: {{name: Tess Technician, email: {technician}}}
otherwise: {{assign: tess}}
"""


class DeskStillRunsError(Exception):
    """A daemon that should have ended did not."""


class NotSoError(Exception):
    """What a test waited for did not come about."""

    def __init__(self, what: str, log: str) -> None:
        super().__init__(f"{what}\n{log[-3000:]}")


@dataclass
class RunningDesk:
    """A configuration folder and, between `start` and `stop`, the daemon that works with it."""

    folder: Path
    imap_port: int
    smtp_port: int
    imap_host: str = "127.0.0.1"
    imap_security: str = "none"
    smtp_host: str = "127.0.0.1"
    smtp_security: str = "none"
    imap_ca_file: str = "null"
    smtp_ca_file: str = "null"
    smtp_username: str = "null"
    smtp_password: str = "null"
    address: str = ADDRESS
    staff: str = "school.example"
    technician: str = "tess@school.example"
    database: str = "sqlite:///var/desk.db"
    environ: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.config = self.folder / "config"
        self.config.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "log"
        self.write("mailintake.yaml", DESK.format(**vars(self)))
        self.write("routing.yaml", ROUTING.format(**vars(self)))

    def write(self, name: str, text: str) -> None:
        (self.config / name).write_text(text, encoding="utf-8")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command("run"), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environ
            )

    def send(self, sign: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(sign)

    def stop(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 30) -> int:
        """End the daemon and return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(sign)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise DeskStillRunsError(self.said()) from None
        finally:
            self.process = None

    def run(self, *words: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run one command of the command line."""
        return subprocess.run(self._command(*words), input=text, capture_output=True, env=self._environ, check=False)

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """Return what a listing command prints with `--json`."""
        done = self.run(*words, "--json")
        if done.returncode:
            raise NotSoError(" ".join(words), done.stderr.decode())
        return [json.loads(line) for line in done.stdout.splitlines()]

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait until something holds; raise NotSoError if it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.05)
        raise NotSoError(what, self.said())

    def until_said(self, words: str, seconds: float = 30) -> None:
        self.until(lambda: words in self.said(), f"the log never said `{words}`", seconds)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mailintake", "-c", str(self.config), *words]

    @property
    def _environ(self) -> dict[str, str]:
        return {**os.environ, "DESK_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT), **self.environ}


def mail(number: int, *, to: str = ADDRESS, author: str = "ana{}@school.example") -> bytes:
    """Return a request; its Message-ID, author and words carry its number."""
    return (
        f"From: Ana Ruiz <{author.format(number)}>\r\n"
        f"To: {to}\r\n"
        f"Subject: Copier {number}\r\n"
        f"Message-ID: <request-{number}@school.example>\r\n"
        "Date: Mon, 23 Nov 2026 08:05:00 -0800\r\n"
        "\r\n"
        f"The copier in room {number} jams on every page.\r\n"
    ).encode()
