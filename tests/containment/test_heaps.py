"""Threads that share their heaps."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import sys, threading
from pathlib import Path
from mailintake.containment.heaps import share_heaps

shared = len(sys.argv) < 2 or share_heaps()
barrier = threading.Barrier(9)
def work():
    kept = [bytearray(2000) for _ in range(100)]
    barrier.wait()
    barrier.wait()
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
barrier.wait()
# Every heap but the first is a reservation of 64 MiB.
print(shared, Path("/proc/self/statm").read_text().split()[0])
barrier.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has such heaps")
def test_threads_share_two_heaps() -> None:
    assert _pages("shared") < _pages() - 4 * 64 * 1024 * 1024 // 4096


def _pages(*words: str) -> int:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], check=True, capture_output=True, text=True)
    shared, pages = done.stdout.split()
    assert shared == "True"
    return int(pages)
