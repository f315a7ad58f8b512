"""Lives of the desk: each takes in what waits and delivers it, or ends before, where a test wants it to."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.daemon.desk import PASSWORD, ROOT
from tests.servers.process import leave_out

SOURCE = Path(__file__).with_name("fault.c")


class How(IntEnum):
    """What happens at the call, as in fault.c."""

    NOTHING = 0
    KILL = 1
    EIO_ONCE = 2
    ENOSPC_ONCE = 3
    EIO_FROM_NOW = 4
    ENOSPC_FROM_NOW = 5
    EIO_SYNC = 6


ENDLESS = frozenset({How.EIO_FROM_NOW, How.ENOSPC_FROM_NOW})


@dataclass(frozen=True)
class Wish:
    """How a life shall end: at the `at`-th call, at the `times`-th time of a named point, or at a statement.

    `left` is where a power cut's remains are kept.
    """

    at: int = 0
    how: How = How.NOTHING
    point: str | None = None
    times: int = 1
    statement: int | None = None
    left: str | None = None


@dataclass(frozen=True)
class Ending:
    """How a life ended, and one letter for each call that it made until then."""

    status: int
    calls: str

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


class StarterDiedError(Exception):
    """The process that starts all lives has ended."""


class Starter:
    """Starts one life after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mailintake-lives-")
        self._trail = Path(self._folder.name) / "trail"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.starter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "DESK_PASSWORD": PASSWORD, "LD_PRELOAD": str(library())},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def live(self, config: Path, root: Path, log: Path, wish: Wish | None = None) -> Ending:
        """Let the desk live once; calls on files count only below the root."""
        wished = wish or Wish()
        places = {"config": str(config), "root": str(root), "log": str(log), "trail": str(self._trail)}
        words = {**asdict(wished), **places, "endless": wished.how in ENDLESS}
        self._trail.write_bytes(b"")
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise StarterDiedError
        return Ending(int(answer), self._trail.read_text())


@cache
def library(source: Path = SOURCE) -> Path:
    """Compile fault.c, or another library, once for this process."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        leave_out(f"no C compiler for tests/faults/{source.name}; hint: apt install gcc libc6-dev")
    if sys.platform != "linux":
        leave_out(f"tests/faults/{source.name} is for Linux")
    built = Path(tempfile.mkdtemp(prefix="mailintake-fault-")) / "fault.so"
    options = ["-shared", "-fPIC", "-O1", "-o", str(built), str(source), "-ldl", "-lpthread"]
    subprocess.run([compiler, *options], check=True)
    return built
