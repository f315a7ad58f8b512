"""Memory over a long backlog: so many mails wait when the daemon starts, and with `--away` no SMTP server answers.

Usage: python -m bench.backlog [--mails 20000] [--away]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.daemon.desk import RunningDesk, mail
from tests.servers.ports import free_port
from tests.servers.scripted_imap import ScriptedImap
from tests.servers.sink import SmtpSink

STEPS = 20
SETTLED = 0.25
MOST_MIB = 150.0
# So much memory may be added by a thousand mails once caches are warm.
SLOPE_MIB = 0.5


def main() -> int:
    """Print how much memory is in use, step by step; 1 where it is too much or grows."""
    options = _options()
    with ExitStack() as stack:
        server = stack.enter_context(ScriptedImap(*(mail(number) for number in range(options.mails))))
        port = free_port() if options.away else stack.enter_context(SmtpSink()).port
        desk = RunningDesk(Path(stack.enter_context(tempfile.TemporaryDirectory())), server.port, port)
        desk.start()
        stack.callback(desk.stop)
        samples = list(_samples(desk, server, options.mails))
        waiting = len(desk.rows("outbox", "list"))
    return _judge(samples, waiting)


def _samples(desk: RunningDesk, server: ScriptedImap, mails: int) -> Iterator[tuple[int, float]]:
    begun = time.monotonic()
    print("  done   MiB  mails/s")
    for step in range(1, STEPS + 1):
        wanted = mails * step // STEPS
        while len(server.folders.get("Processed", [])) < wanted:
            time.sleep(0.1)
        memory = _resident(desk)
        print(f"{wanted:6} {memory:5.1f} {wanted / (time.monotonic() - begun):8.1f}", flush=True)
        yield wanted, memory


def _resident(desk: RunningDesk) -> float:
    assert desk.process
    status = Path(f"/proc/{desk.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _judge(samples: list[tuple[int, float]], waiting: int) -> int:
    settled = samples[int(len(samples) * SETTLED) - 1 :]
    slope = (settled[-1][1] - settled[0][1]) / max(1, settled[-1][0] - settled[0][0]) * 1000
    peak = max(memory for _, memory in samples)
    print(f"peak {peak:.1f} MiB (limit {MOST_MIB:.0f}); {slope:+.2f} MiB for each 1,000 mails after the first quarter")
    print(f"{waiting} mails in the outbox list")
    return 1 if peak > MOST_MIB or slope > SLOPE_MIB else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.backlog", description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--away", action="store_true", help="let no SMTP server answer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
