"""The clock is set by hours, forward and back, or stands still with the whole daemon; each mail is one ticket."""

from __future__ import annotations

import signal
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, mail
from tests.faults.choice import chosen
from tests.faults.impatient import ImpatientDesk
from tests.faults.life import library
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

SOURCE = Path(__file__).with_name("clock.c")
HOUR = 3600
# The time of day after each step, in seconds from the true one.
SHIFTS = (8 * HOUR, 30 * HOUR, -HOUR, 5 * HOUR, -3 * HOUR)
COMES_BACK = 90


@dataclass
class Timed:
    """A desk whose time of day can be set, between a Dovecot and an SMTP server of its own."""

    folder: Path
    dovecot: DovecotServer
    sink: SmtpSink

    def __post_init__(self) -> None:
        self.clock = self.folder / "clock"
        self.set(0)
        self.dovecot.add_user(ADDRESS, PASSWORD)
        environ = {"LD_PRELOAD": str(library(SOURCE)), "CLOCK_SHIFT": str(self.clock)}
        self.desk = ImpatientDesk(self.folder, self.dovecot.imap_port, self.sink.port, environ=environ)

    def set(self, seconds: int) -> None:
        with self.clock.open("r+b" if self.clock.exists() else "wb") as file:
            file.write(struct.pack("q", seconds))

    def takes(self, number: int) -> None:
        """Deliver a mail, and wait until its two answers have come."""
        self.dovecot.deliver(mail(number), ADDRESS, f"ana{number}@school.example")
        person = f"ana{number}@school.example"
        came = f"mail {number} got no receipt"
        self.desk.until(lambda: any(one.recipients == (person,) for one in self.sink.mails), came, COMES_BACK)

    def receipts(self) -> Counter[str]:
        return Counter(one.recipients[0] for one in self.sink.mails if one.recipients[0].startswith("ana"))

    def message_ids(self) -> Counter[str]:
        return Counter(str(message_from_bytes(one.raw)["Message-ID"]) for one in self.sink.mails)


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[Timed]:
    with DovecotServer() as dovecot, SmtpSink() as sink:
        one = Timed(tmp_path, dovecot, sink)
        one.desk.start()
        try:
            one.desk.until_said("connected mailbox=helpdesk")
            yield one
        finally:
            one.desk.stop(signal.SIGKILL)


def nothing_is_doubled(timed: Timed, tickets: int) -> bool:
    assert len(timed.desk.rows("tickets", "list")) == tickets
    assert timed.receipts() == {f"ana{number}@school.example": 1 for number in range(tickets)}
    assert set(timed.message_ids().values()) == {1}
    return "Traceback" not in timed.desk.said()


def test_a_clock_that_is_set_by_hours_delays_and_doubles_nothing(timed: Timed) -> None:
    timed.takes(0)
    shifts = chosen(3, SHIFTS)
    for number, shift in enumerate(shifts, 1):
        timed.set(shift)
        timed.takes(number)

    assert nothing_is_doubled(timed, 1 + len(shifts))
    # The desk believes its clock.
    assert abs(last_date(timed) - datetime.now(UTC) - timedelta(seconds=shifts[-1])) < timedelta(minutes=5)


def test_after_a_sleep_of_eight_hours_mail_is_taken_and_no_job_comes_in_a_burst(timed: Timed) -> None:
    """T04: the daemon stood still, the time of day went on, and the server has hung up meanwhile."""
    timed.takes(0)
    timed.desk.send(signal.SIGSTOP)
    timed.dovecot.stop()
    timed.set(8 * HOUR)
    timed.dovecot.start()
    timed.desk.send(signal.SIGCONT)
    timed.takes(1)

    assert nothing_is_doubled(timed, 2)
    # What is late is told once for each ticket, not once for each hour.
    assert max(Counter((one.recipients, subject(one.raw)) for one in timed.sink.mails).values()) == 1


def last_date(timed: Timed) -> datetime:
    return parsedate_to_datetime(message_from_bytes(timed.sink.mails[-1].raw)["Date"])


def subject(raw: bytes) -> str:
    return str(message_from_bytes(raw)["Subject"])
