"""SMTP is away for two days of made-up time: intake goes on, and then all mail leaves in order, under the rate."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import pytest

from mailintake.config import load
from mailintake.deliver import DeliveryError
from mailintake.intake import Desk, take
from mailintake.model.message import Incoming
from mailintake.model.outgoing import OutboxRow, Outgoing
from mailintake.model.settings import Limit, TokenKey
from mailintake.outbox import Outbox
from mailintake.store import Store, Work
from tests.daemon.desk import PASSWORD, RunningDesk, mail

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

MAILS = 100
HOURS = 48
RATE = Limit(40, 1)


@dataclass
class Server:
    """Takes no mail before it is there, and notes when each one came."""

    there: bool = False
    tries: int = 0
    taken: list[tuple[float, Outgoing]] = field(default_factory=list)
    transmitting: bool = False

    async def send(self, outgoing: Outgoing) -> str:
        self.tries += 1
        if not self.there:
            text = "no connection"
            raise DeliveryError(text, away=True)
        self.taken.append((asyncio.get_running_loop().time(), outgoing))
        return "250 Ok"

    async def check(self) -> None: ...

    async def close(self) -> None: ...


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 23, 16, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    yield one
    one.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    settings = load(RunningDesk(tmp_path, 1, 1).config, environ={"DESK_PASSWORD": PASSWORD})
    return Desk(settings, replace(settings.rules, token_key=TokenKey(b"k" * 32)), lambda: token_hex(8))


async def test_after_two_days_all_mail_leaves_once_in_order_and_under_the_rate(store: Store, desk: Desk) -> None:
    clock, server, lost = Clock(), Server(), list[str]()

    def report(work: Work, row: OutboxRow, error: str) -> None:
        del work, row
        lost.append(error)

    outbox = Outbox(store, [server], now=clock.now, report=report, alert=lost.append, rate=RATE)
    for hour in range(HOURS):
        for number in range(hour * MAILS // HOURS, (hour + 1) * MAILS // HOURS):
            take(_incoming(number, clock.at), store, desk, clock.at)
        assert not await outbox.drain()
        clock.at += timedelta(hours=1)
    with store.read() as reading:
        assert len(reading.tickets()) == MAILS
    # One try an hour told that nobody answers; the mails behind it were left in peace.
    assert server.tries <= 2 * HOURS

    server.there = True
    while len(server.taken) < 2 * MAILS:
        clock.at += timedelta(minutes=1)
        await outbox.drain()
        await asyncio.sleep(0.05)

    assert len({outgoing.message_id for _, outgoing in server.taken}) == len(server.taken) == 2 * MAILS
    assert all(order == sorted(order) for order in _tickets_for_each_template(server).values())
    assert _most_in_a_second(server) <= RATE.count
    assert [one for one in lost if "no connection" not in one] == []


def _incoming(number: int, at: datetime) -> Incoming:
    raw = mail(number)
    return Incoming(f"helpdesk:1:{sha256(raw).hexdigest()}", raw, at, "helpdesk", len(raw))


def _tickets_for_each_template(server: Server) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for _, outgoing in server.taken:
        if not outgoing.urgent:
            found[outgoing.template].append(outgoing.ticket or 0)
    return found


def _most_in_a_second(server: Server) -> int:
    times = [at for at, outgoing in server.taken if not outgoing.urgent]
    return max(sum(first <= other < first + RATE.seconds for other in times) for first in times)
