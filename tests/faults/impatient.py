"""The daemon as `run` starts it, but it leaves IDLE after three seconds."""

from __future__ import annotations

import sys

from tests.daemon.desk import RunningDesk

IMPATIENT = """
import os, sys
from pathlib import Path
from mailintake.app import run_daemon
from mailintake.config import load
from mailintake.journal import set_up_log
set_up_log()
folder = Path(sys.argv[1])
sys.exit(run_daemon(load(folder, environ=os.environ), folder, os.environ, patience=9))
"""


class ImpatientDesk(RunningDesk):
    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", IMPATIENT, str(self.config)] if words == ("run",) else super()._command(*words)
