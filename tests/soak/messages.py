"""Twenty thousand messages that Hypothesis makes, and twenty thousand mutations of given ones.

Usage: python -m tests.soak.messages [FOLDER] [--count 20000] [--seed 1]

No message may raise, take more than a second of CPU time, or need more than 512 MiB. Without FOLDER (whose files are
raw mails) only made messages are read. A finding is written to the current folder and named.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.parse.test_properties import PARTS
from tests.soak.mutate import mutations
from tests.soak.reading import limit_memory, peak_memory, read_in_time


def main() -> None:
    """Run both and print what was seen; exit 1 on a finding."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--count", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    limit_memory()
    watch = Watch()
    _made(asked.count, watch)
    watch.report("made by Hypothesis")
    if asked.folder:
        files = [path.read_bytes() for path in sorted(asked.folder.rglob("*")) if path.is_file()]
        watch.read_all(mutations(files, asked.count, asked.seed))
        watch.report(f"mutations of {len(files)} files")
    sys.exit(1 if watch.findings else 0)


AT_ONCE = 1000


class Watch:
    """Counts messages, the slowest of them, and findings."""

    def __init__(self) -> None:
        self.findings = self._count = 0
        self._slowest = 0.0
        self._begun = time.monotonic()

    def read_all(self, contents: Iterator[bytes]) -> None:
        """Read all of them; a finding does not end the run."""
        for content in contents:
            self.read(content)

    def read(self, content: bytes) -> None:
        """Read one message and keep it where it is a finding."""
        self._count += 1
        try:
            self._slowest = max(self._slowest, read_in_time(content))
        except Exception as error:  # noqa: BLE001 (any error is what we look for)
            self.findings += 1
            kept = Path(f"finding-{self.findings}.eml")
            kept.write_bytes(content)
            print(f"{kept}: {type(error).__name__}: {error}")

    def report(self, what: str) -> None:
        """Print the figures since the last report."""
        seconds = time.monotonic() - self._begun
        print(
            f"{self._count} messages {what} in {seconds:.0f} s: {self.findings} findings, "
            f"slowest {1000 * self._slowest:.0f} ms of CPU, peak memory {peak_memory()} MiB",
            flush=True,
        )
        self._count, self._slowest, self._begun = 0, 0.0, time.monotonic()


def _made(count: int, watch: Watch) -> None:
    """Let Hypothesis make messages, some at a time: it remembers all that it has made in one go."""
    for number in range(-(-count // AT_ONCE)):
        chosen = settings(
            max_examples=min(AT_ONCE, count - number * AT_ONCE),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        test: Callable[[], None] = seed(number)(chosen(given(PARTS)(watch.read)))
        test()


if __name__ == "__main__":
    main()
