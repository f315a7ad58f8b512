"""SMTP is away for 48 made-up hours while mail and answers to it come in; then all has to leave, once and in order.

The daemon is the real one, as is Dovecot. Its clocks are set forward by a signal (see forward.py), so that jobs,
retries, reminders and digests happen as they would in two days.
"""

from __future__ import annotations

import asyncio
import email
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.forward import ForwardDesk
from bench.inbox import Inbox
from bench.process import MOST_MIB, usage
from tests.daemon.desk import PASSWORD, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import HOST, free_port
from tests.servers.sink import SmtpSink

MAILS = 2_000
HOURS = 48
# A Monday morning: reminders and digests of two working days fall into the time.
BEGIN = datetime(2026, 11, 23, 16, tzinfo=UTC)
# Every fifth mail answers an earlier one.
ANSWERS = 5
RATE, RATE_SECONDS = 1200, 60
# The cap counts when a mail is begun, and we see when it has come.
SLACK = 0.5
GROWS_MIB = 4.0
PATIENCE = 1800.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail that reached the next server."""

    at: float
    message_id: str
    to: str


@dataclass(frozen=True, slots=True)
class Written:
    """What the outbox says of one mail."""

    created_at: str
    number: int
    ticket: int | None
    urgent: bool
    state: str
    template: str
    attempts: int

    @property
    def place(self) -> tuple[str, int]:
        """Return its place in the queue; the moment counts, since somebody may wait for his turn to write."""
        return self.created_at, self.number


class LateSink(SmtpSink):
    """A sink on a port of our choice that notes when each mail came."""

    def __init__(self, port: int) -> None:
        """Make one that does not listen yet."""
        super().__init__()
        self._chosen = port
        self.visited = False
        self.arrived: list[Arrived] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Note the mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message_id = str(email.message_from_bytes(content.partition(b"\r\n\r\n")[0])["Message-ID"])
        self.arrived.append(Arrived(time.monotonic(), message_id, envelope.rcpt_tos[0]))
        return "250 Kept"

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._visit, HOST, self._chosen)

    def _visit(self) -> SMTP:
        self.visited = True
        return SMTP(self, hostname="sink")


def main(mails: int, *, steps: int = HOURS, rate: int = RATE) -> int:
    """Print what came of it; 1 where anything was lost, doubled, out of order or too fast, or memory grew."""
    with ExitStack() as stack:
        dovecot = stack.enter_context(DovecotServer())
        port = free_port()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desk = ForwardDesk(folder, dovecot.imap_port, port, begin=BEGIN, hours=HOURS / steps)
        desk.limit(f"{rate}/min")
        dovecot.add_user(desk.address, PASSWORD)
        inbox = Inbox(dovecot, desk.address)
        desk.start()
        stack.callback(desk.stop)
        memory = _two_days(desk, inbox, mails, steps)
        sink = stack.enter_context(LateSink(port))
        begun = time.monotonic()
        written = _all_gone(desk, sink)
        print(f"all gone {time.monotonic() - begun:.0f} seconds after the server came back")
        memory.append(_highest(desk))
        tickets = len(desk.rows("tickets", "list"))
        desk.stop()
    return _judge(mails, tickets, written, sink.arrived, memory, rate)


def _two_days(desk: ForwardDesk, inbox: Inbox, mails: int, steps: int) -> list[float]:
    """Let mail come in, and time pass; return the memory in use after each step."""
    memory = []
    print("hours  mails  waiting    MiB")
    for step in range(1, steps + 1):
        numbers = range((step - 1) * mails // steps, step * mails // steps)
        inbox.put((_mail(number) for number in numbers), desk.time)
        while inbox.left():
            time.sleep(0.05)
        desk.forward()
        memory.append(_resident(desk))
        print(f"{step * HOURS / steps:5.0f} {numbers.stop:6} {_waiting(desk):8} {memory[-1]:6.1f}", flush=True)
    return memory


def _mail(number: int) -> bytes:
    if number % ANSWERS != ANSWERS - 1:
        return mail(number)
    earlier = number - ANSWERS // 2
    return (
        mail(earlier)
        .replace(
            f"Message-ID: <request-{earlier}@".encode(),
            f"In-Reply-To: <request-{earlier}@school.example>\r\nMessage-ID: <answer-{earlier}@".encode(),
        )
        .replace(b"jams on every page", f"jams still, says mail {number}".encode())
    )


def _all_gone(desk: ForwardDesk, sink: LateSink) -> dict[str, Written]:
    """Wait until nothing is left to send; return what the outbox says of each mail."""
    end = time.monotonic() + PATIENCE
    while _waiting(desk) and time.monotonic() < end:
        # The pause of a route that was away is part of the made-up time, too; but no hours pass while a mail is handed
        # over: the server's answer would come too late, and the mail go again.
        if not sink.visited:
            desk.forward()
        time.sleep(0.5)
    with sqlite3.connect(desk.folder / "var" / "desk.db") as books:
        rows = books.execute("SELECT message_id, created_at, id, ticket, urgent, state, template, attempts FROM outbox")
    return {name: Written(*values) for name, *values in rows.fetchall()}


def _waiting(desk: ForwardDesk) -> int:
    with sqlite3.connect(desk.folder / "var" / "desk.db") as books:
        return int(books.execute("SELECT count(*) FROM outbox WHERE state = 'queued'").fetchone()[0])


def _judge(  # noqa: PLR0913, PLR0917 (all that is known at the end)
    mails: int,
    tickets: int,
    written: dict[str, Written],
    arrived: Sequence[Arrived],
    memory: Sequence[float],
    rate: int,
) -> int:
    counts = Counter(one.message_id for one in arrived)
    lost = [name for name, one in written.items() if one.state != "sent" or not counts[name]]
    doubled = [name for name, count in counts.items() if count > 1]
    astray = _out_of_order(written, arrived)
    fastest = _most_within(sorted(one.at for one in arrived if not written[one.message_id].urgent))
    missing = mails - mails // ANSWERS - tickets
    # On the first day everything happens for the first time, and all mail leaves at once at the end.
    *away, peak = memory
    second = away[len(away) // 2 - 1 :]
    growth = max(second) - second[0]
    grows = len(away) >= HOURS and growth > GROWS_MIB
    print(
        f"{tickets} tickets of {mails} mails, {missing} missing; {len(written)} mails written, {len(arrived)} arrived"
    )
    print(f"{len(lost)} lost, {len(doubled)} doubled, {len(astray)} out of order")
    for overtaken, overtaker in astray[:5]:
        print(f"  {overtaken} came after {overtaker}")
    print(f"at most {fastest} mails a minute, {rate} allowed")
    print(f"{growth:+.1f} MiB in the second half of the time away, at most {GROWS_MIB:.0f}")
    print(f"highest {peak:.1f} MiB while all of it left, at most {MOST_MIB:.0f}")
    return int(bool(lost or doubled or astray or missing) or fastest > rate or grows or peak > MOST_MIB)


def _out_of_order(written: dict[str, Written], arrived: Sequence[Arrived]) -> list[tuple[Written, Written]]:
    """Return the mails that came after a later one: about one ticket to one person, and in all; High go first."""
    lines: dict[object, list[Written]] = defaultdict(list)
    for one in arrived:
        row = written[one.message_id]
        lines[row.ticket, one.to].append(row)
        lines[row.urgent].append(row)
    pairs = [pair for line in lines.values() for pair in pairwise(line)]
    return [(later, earlier) for earlier, later in pairs if later.place < earlier.place]


def _most_within(times: Sequence[float]) -> int:
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - (RATE_SECONDS - SLACK):
            first += 1
        most = max(most, last - first + 1)
    return most


def _resident(desk: ForwardDesk) -> float:
    assert desk.process
    return usage(desk.process.pid).resident


def _highest(desk: ForwardDesk) -> float:
    assert desk.process
    return usage(desk.process.pid).highest


if __name__ == "__main__":
    sys.exit(main(MAILS))
