"""The outbox with a real database and a real SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailintake.deliver import DeliveryError, SmtpTransport
from mailintake.model.login import Security, SmtpRoute
from mailintake.model.outgoing import OutboxRow, OutboxState, Outgoing
from mailintake.model.settings import Limit
from mailintake.outbox import Outbox
from mailintake.outbox.books import Books
from mailintake.store import OutboxFilter, Store, Work
from mailintake.store.errors import StorageError
from tests.deliver.scripted import DROP, HOST, SILENCE, Script, serving
from tests.outgoing_check import finished

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ANA, DANA = "aruiz@example.org", "dcole@example.org"


def mail(number: int, to: str = ANA, *, urgent: bool = False, ticket: int | None = None) -> Outgoing:
    return Outgoing(
        "receipt",
        to,
        f"Mail {number}",
        f"<{number}@example.org>",
        finished(to, number=number),
        "helpdesk@example.org",
        ticket=ticket,
        urgent=urgent,
    )


@dataclass(slots=True)
class Desk:
    """A store, a clock that a test sets, and what the outbox told."""

    store: Store
    at: datetime = NOW
    reports: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    answer: Outgoing | None = None

    def now(self) -> datetime:
        return self.at

    def queue(self, *mails: Outgoing) -> None:
        with self.store.work() as work:
            for one in mails:
                work.queue(one, self.at)

    def rows(self) -> list[OutboxRow]:
        with self.store.read() as reading:
            return sorted(reading.outbox(OutboxFilter()), key=lambda row: row.id)

    def states(self) -> list[str]:
        return [row.state.value for row in self.rows()]

    def report(self, work: Work, row: OutboxRow, error: str) -> None:
        self.reports.append(f"{row.outgoing.to}: {error}")
        if self.answer is not None:
            work.queue(self.answer, self.at)

    def outbox(self, script: Script, *, count: int = 1, rate: Limit | None = None, seconds: float = 2) -> Outbox:
        route = SmtpRoute(HOST, script.port, Security.NONE)
        ways = [SmtpTransport(route, seconds=seconds, data_seconds=seconds) for _ in range(count)]
        return Outbox(
            self.store,
            ways,
            now=self.now,
            report=self.report,
            alert=self.alerts.append,
            worker="here",
            rate=rate,
            observe=lambda step, row: self.steps.append(f"{step} {row.id}"),
        )


@pytest.fixture(name="desk")
def open_desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open("sqlite://", tmp_path)
    yield Desk(store)
    store.close()


pytestmark = pytest.mark.server


async def test_what_is_due_leaves_once_and_is_written_down(desk: Desk) -> None:
    desk.queue(mail(1), mail(2, DANA))
    async with serving() as script:
        reached = await desk.outbox(script).drain()
        again = await desk.outbox(script).drain()

    assert (reached, again) == (True, True)
    assert script.recipients == [ANA, DANA]
    assert script.mails[0].content == mail(1).content
    assert desk.states() == ["sent", "sent"]
    assert desk.rows()[0].response == "250 2.0.0 queued as 1"
    assert desk.steps == ["claimed 1", "sent 1", "marked 1", "claimed 2", "sent 2", "marked 2"]


async def test_high_goes_first_and_mails_of_one_ticket_keep_their_order(desk: Desk) -> None:
    desk.queue(mail(1, ticket=7), mail(2, ticket=7), mail(3, DANA), mail(4, "c@example.org", urgent=True))
    async with serving() as script:
        await desk.outbox(script).drain()

    assert script.recipients[0] == "c@example.org"
    ids = [one.content.split(b"Message-ID: <")[1][:1] for one in script.mails if isinstance(one.content, bytes)]
    assert ids.index(b"1") < ids.index(b"2")
    assert desk.states() == ["sent"] * 4


@pytest.mark.parametrize("stage", ["RCPT", "END"])
async def test_a_permanent_refusal_is_told_at_once_and_never_tried_again(desk: Desk, stage: str) -> None:
    desk.answer = mail(9, DANA)
    desk.queue(mail(1))
    async with serving() as script:
        script.says(stage, "550 5.1.1 no such user")
        reached = await desk.outbox(script).drain()

    assert reached
    assert script.recipients == [DANA]
    assert desk.states() == ["failed", "sent"]
    assert desk.reports == [
        f"{ANA}: {HOST}: {'RCPT' if stage == 'RCPT' else 'end of DATA'} refused: 550 5.1.1 no such user"
    ]


async def test_a_report_that_fails_does_not_save_the_mail(desk: Desk) -> None:
    def broken(work: Work, row: OutboxRow, error: str) -> None:
        work.queue(mail(9, DANA), desk.at)
        raise ValueError(row.id, error)

    desk.queue(mail(1))
    async with serving() as script:
        script.says("RCPT", "550 5.1.1 no such user")
        way = SmtpTransport(SmtpRoute(HOST, script.port, Security.NONE))
        await Outbox(desk.store, [way], now=desk.now, report=broken, alert=desk.alerts.append).drain()

    assert desk.states() == ["failed"]


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "END"])
async def test_a_refusal_for_now_is_tried_again_later_while_others_go_on(desk: Desk, stage: str) -> None:
    desk.queue(mail(1), mail(2, DANA))
    async with serving() as script:
        script.says(stage, "451 4.7.1 greylisted")
        await desk.outbox(script).drain()
        first = desk.rows()[0]
        desk.at += timedelta(minutes=2)
        await desk.outbox(script).drain()

    assert (first.state, first.attempts, first.doubts) == (OutboxState.QUEUED, 1, 0)
    assert "451 4.7.1 greylisted" in (first.last_error or "")
    assert script.recipients == [DANA, ANA]
    assert desk.states() == ["sent", "sent"]


async def test_after_five_days_it_is_given_up_and_told(desk: Desk) -> None:
    desk.queue(mail(1))
    desk.at += timedelta(days=5)
    async with serving() as script:
        script.says("RCPT", "450 4.2.2 mailbox full")
        await desk.outbox(script).drain()

    assert desk.states() == ["given_up"]
    assert len(desk.reports) == 1


@pytest.mark.parametrize("what", [DROP, SILENCE])
async def test_in_doubt_it_goes_again_under_the_same_id_at_most_twice(desk: Desk, what: str) -> None:
    desk.queue(mail(1))
    async with serving() as script:
        script.says("END", *[what] * 9)
        for _ in range(5):
            await desk.outbox(script, seconds=0.1).drain()
            desk.at += timedelta(hours=6)

    assert [one.content for one in script.mails] == [mail(1).content] * 3
    assert desk.states() == ["held"]
    assert desk.reports == []
    assert "may have arrived" in (desk.rows()[0].last_error or "")


@pytest.mark.parametrize(("stage", "reply"), [("MAIL", "553 5.7.1 not yours"), ("greeting", "554 5.7.1 go away")])
async def test_our_own_fault_is_alerted_once_and_never_held_against_a_mail(desk: Desk, stage: str, reply: str) -> None:
    desk.queue(mail(1), mail(2))
    desk.at += timedelta(days=9)
    async with serving() as script:
        script.says(stage, reply, reply)
        outbox = desk.outbox(script)
        reached = [await outbox.drain()]
        desk.at += timedelta(hours=1)
        reached += [await outbox.drain()]
        desk.at += timedelta(hours=1)
        reached += [await outbox.drain()]

    assert reached == [False, False, True]
    assert len(desk.alerts) == 1
    assert reply in desk.alerts[0]
    assert desk.states() == ["sent", "sent"]
    assert desk.reports == []


async def test_a_server_that_is_away_costs_no_mail_its_turn(desk: Desk) -> None:
    desk.queue(*(mail(number, f"a{number}@example.org") for number in range(9)))
    async with serving() as script:
        pass
    reached = await desk.outbox(script).drain()

    assert not reached
    assert desk.states() == ["queued"] * 9
    assert sum(row.attempts for row in desk.rows()) == 1
    assert desk.alerts == []


async def test_an_address_that_the_server_cannot_take_is_held_with_its_reason(desk: Desk) -> None:
    desk.queue(mail(1, "jösé@example.org"), mail(2))
    async with serving() as script:
        await desk.outbox(script).drain()

    assert desk.states() == ["held", "sent"]
    assert "SMTPUTF8" in (desk.rows()[0].last_error or "")


async def test_the_rate_holds_back_all_but_high(desk: Desk) -> None:
    desk.queue(*(mail(number, f"a{number}@example.org") for number in range(5)), mail(9, urgent=True))
    async with serving() as script:
        await desk.outbox(script, rate=Limit(2, 60)).drain()

    assert len(script.mails) == 3
    assert script.recipients[0] == ANA
    assert sorted(desk.states()) == ["queued"] * 3 + ["sent"] * 3


async def test_a_fault_of_our_own_code_stops_no_other_mail(desk: Desk) -> None:
    class Odd:
        transmitting = False

        async def send(self, outgoing: Outgoing) -> str:
            if outgoing.to == ANA:
                raise ZeroDivisionError
            return "250 Ok"

        async def check(self) -> None: ...

        async def close(self) -> None: ...

    desk.queue(mail(1), mail(2, DANA))
    outbox = Outbox(desk.store, [Odd()], now=desk.now, report=desk.report, alert=desk.alerts.append)
    await outbox.drain()

    assert desk.states() == ["queued", "sent"]
    assert "ZeroDivisionError" in (desk.rows()[0].last_error or "")


async def test_what_a_killed_daemon_had_claimed_leaves_after_its_restart(desk: Desk) -> None:
    desk.queue(mail(1), mail(2, DANA))
    with desk.store.work() as work:
        work.claim(desk.at, 1, "here-0", timedelta(minutes=30))
        work.claim(desk.at, 1, "elsewhere-0", timedelta(minutes=30))
    async with serving() as script:
        await desk.outbox(script).drain()
        first = list(script.recipients)
        desk.at += timedelta(minutes=31)
        await desk.outbox(script).drain()

    assert first == [ANA]
    assert script.recipients == [ANA, DANA]


# The loop


@asynccontextmanager
async def running(outbox: Outbox, grace: float = 9.0) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(outbox.run(grace))
    try:
        yield task
    finally:
        outbox.stop()
        await asyncio.wait_for(task, 15)


async def test_mail_leaves_as_soon_as_the_outbox_is_woken_from_any_thread(desk: Desk) -> None:
    async with serving() as script:
        outbox = desk.outbox(script, count=2)
        async with running(outbox):
            for number in range(3):
                desk.queue(mail(number, f"a{number}@example.org"))
                await asyncio.to_thread(outbox.wake)
                await asyncio.wait_for(script.wait_for(number + 1), 4)
        assert outbox.progress > 0

    assert desk.states() == ["sent"] * 3


async def test_two_connections_share_the_work_and_double_nothing(desk: Desk) -> None:
    desk.queue(*(mail(number, f"a{number}@example.org") for number in range(60)))
    async with serving() as script:
        outbox = desk.outbox(script, count=2)
        async with running(outbox):
            await asyncio.wait_for(script.wait_for(60), 20)

    assert len(set(script.recipients)) == len(script.mails) == 60
    assert desk.states() == ["sent"] * 60
    assert script.connections == 2


async def test_it_stops_within_a_second_when_idle(desk: Desk) -> None:
    async with serving() as script:
        outbox = desk.outbox(script)
        task = asyncio.create_task(outbox.run())
        await asyncio.sleep(0)
        outbox.stop()
        outbox.stop()
        await asyncio.wait_for(task, 1)

    assert task.done()


async def test_it_stops_within_a_second_while_it_waits_for_a_connection(desk: Desk) -> None:
    desk.queue(mail(1))
    async with serving() as script:
        script.says("greeting", SILENCE)
        outbox = desk.outbox(script, seconds=30)
        task = asyncio.create_task(outbox.run())
        await asyncio.wait_for(script.greeted.wait(), 5)
        outbox.stop()
        await asyncio.wait_for(task, 1)

    row = desk.rows()[0]
    assert (row.state, row.attempts, row.doubts) == (OutboxState.QUEUED, 0, 0)


async def test_a_mail_on_the_wire_is_waited_for_and_then_in_doubt(desk: Desk) -> None:
    desk.queue(mail(1))
    async with serving() as script:
        script.says("END", SILENCE)
        outbox = desk.outbox(script, seconds=30)
        async with running(outbox, grace=0.1):
            await script.wait_for(1)

    row = desk.rows()[0]
    assert (row.state, row.attempts, row.doubts) == (OutboxState.QUEUED, 1, 1)


async def test_a_mail_that_the_server_took_is_marked_before_the_end(desk: Desk) -> None:
    desk.queue(*(mail(number, f"a{number}@example.org") for number in range(4)))
    async with serving() as script, running(desk.outbox(script)):
        await script.wait_for(1)

    assert desk.states().count("sent") == len(script.mails)


class Flaky(Store):
    """A store whose disk is full for a while."""

    refusals = 0

    @contextmanager
    def work(self, *, alone: bool = True) -> Iterator[Work]:
        if self.refusals:
            self.refusals -= 1
            raise StorageError(self.place, "disk full")
        with super().work(alone=alone) as work:
            yield work


async def test_a_storage_that_refuses_for_a_while_does_not_double_the_mail(tmp_path: Path) -> None:
    store = Flaky.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    assert isinstance(store, Flaky)
    desk = Desk(store)
    desk.queue(mail(1))
    store.refusals = 3
    signs: list[bool] = []
    await Books(store, desk.now, desk.report, pause=0, alive=lambda: signs.append(True)).sent(desk.rows()[0], "250 Ok")

    assert desk.states() == ["sent"]
    # A disk that is waited out is no standstill: the watchdog must not end us in between.
    assert len(signs) == 3
    assert store.refusals == 0
    store.close()


def test_an_error_says_whether_an_admin_must_act() -> None:
    assert DeliveryError("x", ours=True).away
    assert not DeliveryError("x").away
    assert str(DeliveryError("x", hint="do it")) == "x\nhint: do it"
