"""An IMAP server that freezes or is killed, over and over: how soon mail is a ticket once it is back.

Usage: python -m bench.frozen [--cycles 200]
       python -m bench.frozen --honest [--seconds 300]

Every second time the server is killed as in a power cut, otherwise it is frozen, all connections open; mail is laid
into the Maildir meanwhile. The daemon of the cycles is in a hurry: it leaves IDLE after three seconds and waits two for
an answer. With `--honest` it is the daemon as it is, and the server is away once, for so long that the pauses between
two attempts have become as long as they get.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.inbox import Inbox
from bench.process import usage
from tests.daemon.desk import PASSWORD, RunningDesk, mail
from tests.faults.impatient import ImpatientDesk
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

COMES_BACK = 90.0
NOTICES = 120.0
# A connection that is kept open for the next mail may be there, or not.
SLACK = 2


def main() -> int:
    """Print times and descriptors; 1 where mail took too long or descriptors leak."""
    options = _options()
    with ExitStack() as stack:
        dovecot = stack.enter_context(DovecotServer())
        sink = stack.enter_context(SmtpSink())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = RunningDesk if options.honest else ImpatientDesk
        desk = made(folder, dovecot.imap_port, sink.port)
        stack.callback(desk.stop)
        # A frozen server cannot be stopped.
        stack.callback(dovecot.thaw)
        inbox = start(desk, dovecot)
        if options.honest:
            return _honest(desk, dovecot, inbox, options.seconds)
        return _judge(options.cycles, *cycles(desk, dovecot, inbox, options.cycles), desk)


def start(desk: RunningDesk, dovecot: DovecotServer) -> Inbox:
    """Start the desk on that server, and return its inbox."""
    dovecot.add_user(desk.address, PASSWORD)
    inbox = Inbox(dovecot, desk.address)
    desk.start()
    desk.until_said("connected mailbox=helpdesk")
    return inbox


def cycles(
    desk: RunningDesk, dovecot: DovecotServer, inbox: Inbox, count: int, *, show: int = 10
) -> tuple[list[float], list[int]]:
    """Let the server go away and come back; return seconds until the mail was a ticket, and open descriptors."""
    assert desk.process
    seconds, descriptors = list[float](), list[int]()
    for cycle in range(count):
        kill = bool(cycle % 2)
        noticed, connected = desk.said().count("trouble part=mailbox"), desk.said().count("connected mailbox")
        (dovecot.kill if kill else dovecot.freeze)()
        inbox.put([mail(cycle)])
        desk.until(lambda seen=noticed: desk.said().count("trouble part=mailbox") > seen, "nobody noticed", NOTICES)  # type: ignore[misc]  # mypy knows no such lambda
        (dovecot.start if kill else dovecot.thaw)()
        seconds.append(_until_taken(desk, inbox))
        desk.until(lambda seen=connected: desk.said().count("connected mailbox") > seen, "not connected again")  # type: ignore[misc]  # mypy knows no such lambda
        descriptors.append(usage(desk.process.pid).descriptors)
        if (cycle + 1) % show == 0:
            now = f"{usage(desk.process.pid).resident:.1f} MiB"
            print(f"{cycle + 1:4}: {seconds[-1]:.1f} s, {descriptors[-1]} descriptors, {now}", flush=True)
    return seconds, descriptors


def leaked(descriptors: Sequence[int]) -> int:
    """Return by how many descriptors the last quarter is above the first."""
    quarter = max(1, len(descriptors) // 4)
    return max(descriptors[-quarter:]) - max(descriptors[:quarter])


def _honest(desk: RunningDesk, dovecot: DovecotServer, inbox: Inbox, seconds: float) -> int:
    dovecot.freeze()
    inbox.put([mail(1)])
    time.sleep(seconds)
    print(f"frozen for {seconds:.0f} seconds; {desk.said().count('trouble part=mailbox')} attempts failed", flush=True)
    dovecot.thaw()
    took = _until_taken(desk, inbox)
    print(f"mail was a ticket {took:.1f} seconds after the server came back, at most {COMES_BACK:.0f}")
    return int(took > COMES_BACK)


def _until_taken(desk: RunningDesk, inbox: Inbox) -> float:
    begun = time.monotonic()
    desk.until(lambda: not inbox.left(), "the mail is not taken in", 2 * COMES_BACK)
    return time.monotonic() - begun


def _judge(count: int, seconds: Sequence[float], descriptors: Sequence[int], desk: RunningDesk) -> int:
    tickets = desk.rows("tickets", "list")
    many = len({one["subject"] for one in tickets})
    print(f"{count} cycles: {len(tickets)} tickets, {many} of them different")
    print(f"mail was a ticket after {statistics.median(seconds):.1f} s (median), {max(seconds):.1f} s at most")
    print(f"{descriptors[0]} descriptors at first, {max(descriptors)} at most, {descriptors[-1]} at last")
    return int(not len(tickets) == many == count or max(seconds) > COMES_BACK or leaked(descriptors) > SLACK)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.frozen", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--honest", action="store_true", help="once, with the daemon as it is")
    parser.add_argument("--seconds", type=float, default=300.0, help="for how long the server is away then [300]")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
