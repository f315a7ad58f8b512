"""The daemon as `run` starts it, on clocks that each SIGUSR1 sets forward.

Usage: python -m bench.forward CONFIG BEGIN HOURS
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import time_machine

from mailintake.app import run_daemon
from mailintake.config import load
from mailintake.journal import set_up_log
from tests.daemon.desk import RunningDesk


@dataclass
class ForwardDesk(RunningDesk):
    """A desk for which time flies; `time` is what its clock shows, nearly."""

    begin: datetime = datetime(2026, 11, 23, 16, tzinfo=UTC)
    hours: float = 1.0

    def __post_init__(self) -> None:
        """Begin at the beginning."""
        super().__post_init__()
        self.time = self.begin

    def limit(self, rate: str) -> None:
        """Let no more mail leave than that."""
        settings = (self.config / "mailintake.yaml").read_text(encoding="utf-8")
        self.write("mailintake.yaml", settings.replace("\nsmtp:\n", f"\nsmtp:\n  rate: {rate}\n"))

    def forward(self) -> None:
        """Let hours pass at once."""
        self.time += timedelta(hours=self.hours)
        self.send(signal.SIGUSR1)

    def _command(self, *words: str) -> list[str]:
        if words != ("run",):
            return super()._command(*words)
        return [sys.executable, "-m", "bench.forward", str(self.config), self.begin.isoformat(), str(self.hours)]


def main(folder: Path, begin: datetime, hours: float) -> int:
    """Run the daemon; wall clock and monotonic clock go on together, as if the hours had passed in peace."""
    really = time.monotonic
    ahead = 0.0

    with time_machine.travel(begin, tick=True) as traveller:

        def forward(_signal: int, _frame: FrameType | None) -> None:
            nonlocal ahead
            ahead += hours * 3600
            traveller.shift(hours * 3600)

        time.monotonic = lambda: really() + ahead
        signal.signal(signal.SIGUSR1, forward)
        return run_daemon(load(folder, environ=os.environ), folder, os.environ)


if __name__ == "__main__":
    set_up_log()
    sys.exit(main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), float(sys.argv[3])))
