"""What a process uses, as Linux tells it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

# So much memory a daemon may hold at any time, its parsers apart.
MOST_MIB = 150.0
_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of proc(5)'s stat, counted after the name, which may hold spaces.
_USER, _SYSTEM = 11, 12


@dataclass(frozen=True, slots=True)
class Usage:
    """Memory in MiB, CPU time in seconds; children are not counted."""

    resident: float
    highest: float
    cpu: float
    descriptors: int


def usage(pid: int) -> Usage:
    """Return what the process uses now."""
    place = Path("/proc") / str(pid)
    status = (place / "status").read_text(encoding="ascii")
    times = (place / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return Usage(
        resident=_mib(status, "VmRSS:"),
        highest=_mib(status, "VmHWM:"),
        cpu=(int(times[_USER]) + int(times[_SYSTEM])) / _TICKS,
        descriptors=len(list((place / "fd").iterdir())),
    )


def _mib(status: str, name: str) -> float:
    return int(status.partition(name)[2].split()[0]) / 1024
