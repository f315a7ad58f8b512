"""Memory and time over a long backlog: so many mails wait in Dovecot's inbox when the daemon starts.

Usage: python -m bench.backlog [--mails 20000] [--away] [--two-days]

`--away` lets no SMTP server answer meanwhile. `--two-days` is another run: SMTP is away for 48 made-up hours while mail
and answers to it come in, and then all mail has to leave: once, in order, and under the rate of the configuration.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import two_days
from bench.inbox import Inbox, backlog_desk
from bench.process import MOST_MIB, Usage, usage
from tests.daemon.desk import RunningDesk, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import free_port
from tests.servers.sink import SmtpSink

SETTLED = 5_000
# So much memory may be added by a thousand mails once caches are warm.
SLOPE_MIB = 0.5
# A mail may cost so much more at the end than when caches were warm: CPU time, so that a busy machine changes nothing.
DEARER = 1.25
LOOKS = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the daemon stood when so many mails were done."""

    mails: int
    seconds: float
    usage: Usage


def main() -> int:
    """Print how much memory and time is used, step by step; 1 where it is too much or grows."""
    options = _options()
    if options.two_days:
        return two_days.main(options.mails or two_days.MAILS)
    return backlog(options.mails or 20_000, away=options.away)


def backlog(mails: int, *, away: bool, step: int = 1_000) -> int:
    """Take in so many mails that wait; return 1 where the daemon is not as it should be."""
    with ExitStack() as stack:
        dovecot = stack.enter_context(DovecotServer())
        port = free_port() if away else stack.enter_context(SmtpSink()).port
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desk = backlog_desk(folder, dovecot, port)
        inbox = Inbox(dovecot, desk.address)
        inbox.put(mail(number) for number in range(mails))
        desk.start()
        stack.callback(desk.stop)
        samples = list(_samples(desk, inbox, mails, step))
        tickets, waiting = desk.rows("tickets", "list"), desk.rows("outbox", "list")
    subjects = len({one["subject"] for one in tickets})
    print(f"{len(tickets)} tickets, {subjects} of them different; {len(waiting)} mails in the outbox list")
    return _judge(samples) or int(not len(tickets) == subjects == mails)


def _samples(desk: RunningDesk, inbox: Inbox, mails: int, step: int) -> Iterator[Sample]:
    assert desk.process
    begun = time.monotonic()
    last = Sample(0, 0.0, usage(desk.process.pid))
    print("  mails  MiB now  highest  mails/s  ms of CPU a mail  descriptors")
    for wanted in [*range(step, mails, step), mails]:
        while inbox.left() > mails - wanted:
            assert desk.process.poll() is None, desk.said()[-3000:]
            time.sleep(LOOKS)
        now = Sample(wanted, time.monotonic() - begun, usage(desk.process.pid))
        _print(last, now)
        yield now
        last = now


def _print(last: Sample, now: Sample) -> None:
    rate = (now.mails - last.mails) / (now.seconds - last.seconds)
    memory = f"{now.usage.resident:8.1f} {now.usage.highest:8.1f}"
    print(f"{now.mails:7} {memory} {rate:8.1f} {_cost(last, now):17.1f} {now.usage.descriptors:12}", flush=True)


def _cost(first: Sample, last: Sample) -> float:
    """Return the milliseconds of CPU time that each mail between the two took."""
    return (last.usage.cpu - first.usage.cpu) * 1000 / max(1, last.mails - first.mails)


def _judge(samples: Sequence[Sample]) -> int:
    settled = [one for one in samples if one.mails >= min(SETTLED, samples[-1].mails // 4)]
    slope = per_thousand([(one.mails, one.usage.resident) for one in settled])
    peak = samples[-1].usage.highest
    middle = settled[len(settled) // 2]
    early, late = _cost(settled[0], middle), _cost(middle, settled[-1])
    print(f"highest {peak:.1f} MiB, at most {MOST_MIB:.0f}")
    print(f"{slope:+.2f} MiB for each 1,000 mails after {settled[0].mails}, at most {SLOPE_MIB}")
    print(f"a mail took {early:.1f} ms of CPU time until {middle.mails}, {late:.1f} ms after it")
    # Fewer mails than that warm caches, and tell nothing of what follows.
    rises = samples[-1].mails >= 2 * SETTLED and (slope > SLOPE_MIB or late > early * DEARER)
    return int(peak > MOST_MIB or rises)


def per_thousand(points: Sequence[tuple[int, float]]) -> float:
    """Return the slope of the line that fits best, for a thousand mails."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread * 1000 if spread else 0.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.backlog", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, help=f"[20000; with --two-days {two_days.MAILS}]")
    parser.add_argument("--away", action="store_true", help="let no SMTP server answer")
    parser.add_argument("--two-days", action="store_true", help="let none answer for 48 made-up hours, and then one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
