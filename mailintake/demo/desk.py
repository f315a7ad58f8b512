"""The daemon of the demo as a process of its own, and what its command line tells as JSON."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, TypeAlias

ENTRY = "from mailintake.cli import main; main()"
SECONDS = 30.0

Row: TypeAlias = Mapping[str, Any]


class CommandFailedError(RuntimeError):
    """A command of the demo ended with an error."""

    def __init__(self, arguments: tuple[str, ...], why: str) -> None:
        super().__init__(f"mailintake {' '.join(arguments)}: {why.strip() or 'failed without a word'}")


class DaemonEndedError(RuntimeError):
    """The daemon of the demo ended before its time."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"demo: the daemon ended\nhint: see its log {log}")


class DeskProcess:
    """`mailintake run` on a configuration folder; its log goes to a file."""

    def __init__(self, config: Path, log: Path) -> None:
        self.config = config
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the daemon."""
        with self.log.open("wb") as log:
            # A session of its own: Ctrl-C is for us, the daemon is asked to end in order.
            command = [*_command(self.config), "run"]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)  # noqa: S603 (our own program)
        return self

    def __exit__(self, *_: object) -> None:
        """End the daemon as systemd does."""
        self.stop()

    def stop(self) -> int:
        """Ask the daemon to end; return its exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    @property
    def running(self) -> bool:
        """Tell whether the daemon runs."""
        return self._process is not None and self._process.poll() is None


def ask(config: Path, *arguments: str) -> list[Row]:
    """Run a command with `--json`; return its lines."""
    command = [*_command(config), *arguments, "--json"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 (the same)
    if answer.returncode:
        raise CommandFailedError(arguments, answer.stderr)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def _command(config: Path) -> list[str]:
    return [sys.executable, "-c", ENTRY, "-c", str(config)]
