"""Mail on its way out: greylisting of a whole queue, a refused recipient, a template that breaks."""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailintake.deliver import DeliveryError
from mailintake.model.outgoing import OutboxRow, OutboxState, Outgoing
from mailintake.outbox import Outbox
from mailintake.store import OutboxFilter, Store, Work
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.faults.scene import Scene
from tests.outgoing_check import finished
from tests.servers.embedded import EmbeddedMail

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

NewScene = Callable[[str | None], Scene]
BEGIN = datetime(2026, 11, 23, 16, tzinfo=UTC)
GREY = timedelta(minutes=10)
QUEUED, PEOPLE = 300, 60
BREAKS = "{% if ticket.name.endswith('-2') %}{{ 1 / 0 }}{% endif %}Hello {{ ticket.name }}\n"
MANY = "{% for one in range(2000) %}{% for two in range(200) %}words{% endfor %}{% endfor %}"
HUGE = f"{{% if ticket.name.endswith('-2') %}}{MANY}{{% endif %}}Hello {{{{ ticket.name }}}}\n"


@dataclass
class GreyServer:
    """Refuses each recipient until ten minutes after it first heard of him."""

    at: datetime = BEGIN
    first: dict[str, datetime] = field(default_factory=dict)
    taken: list[Outgoing] = field(default_factory=list)
    transmitting: bool = False

    def now(self) -> datetime:
        return self.at

    async def send(self, outgoing: Outgoing) -> str:
        if self.at < self.first.setdefault(outgoing.to, self.at) + GREY:
            text = "450 4.2.0 greylisted"
            raise DeliveryError(text)
        self.taken.append(outgoing)
        return "250 Ok"

    async def check(self) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = Store.open("sqlite://", tmp_path)
    yield one
    one.close()


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


async def test_a_queue_that_is_greylisted_leaves_once_and_each_ticket_s_mail_in_its_order(store: Store) -> None:
    """O06: 300 mails to 60 people, five about each ticket."""
    server, lost = GreyServer(), list[str]()

    def report(work: Work, row: OutboxRow, error: str) -> None:
        del work, row
        lost.append(error)

    with store.work() as work:
        for number in range(QUEUED):
            work.queue(_outgoing(number), server.at)
    outbox = Outbox(store, [server], now=server.now, report=report, alert=lost.append)
    while len(server.taken) < QUEUED and server.at < BEGIN + timedelta(hours=2):
        await outbox.drain()
        server.at += timedelta(minutes=1)

    orders: dict[int | None, list[str]] = defaultdict(list)
    for one in server.taken:
        orders[one.ticket].append(one.subject)
    assert len({one.message_id for one in server.taken}) == len(server.taken) == QUEUED
    assert all(order == sorted(order) for order in orders.values())
    assert lost == []
    with store.read() as reading:
        assert reading.outbox(OutboxFilter(states=(OutboxState.QUEUED,))) == ()


def _outgoing(number: int) -> Outgoing:
    to = f"ana{number % PEOPLE}@school.example"
    return Outgoing(
        "receipt",
        to,
        f"Mail {number:03}",
        f"<{number}@school.example>",
        finished(to, number=number),
        ADDRESS,
        ticket=number % PEOPLE,
    )


def test_a_recipient_that_is_refused_holds_up_no_other_and_hears_nothing_more(
    post: EmbeddedMail, tmp_path: Path
) -> None:
    """O02, O03: the technician hears of it, and the ticket says it."""
    post.refuse("ana1@school.example", "550 5.1.1 no such user")
    desk = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    for number in range(2):
        post.deliver(mail(number), f"ana{number}@school.example", ADDRESS)
    desk.start()
    try:
        desk.until(lambda: desk.said().count(" sent ") >= 4, "three answers and a report do not come", 60)
    finally:
        desk.stop(signal.SIGKILL)

    rows = desk.rows("outbox", "list")
    assert [one["state"] for one in rows if one["to"] == "ana1@school.example"] == ["failed"]
    assert [one["state"] for one in rows if one["to"] == "ana0@school.example"] == ["sent"]
    assert desk.said().count("not sent") <= 1
    assert len(desk.rows("tickets", "list")) == 2


@pytest.mark.parametrize("text", [BREAKS, HUGE], ids=["breaks", "is huge"])
def test_a_template_that_breaks_costs_one_mail_and_no_ticket(new_scene: NewScene, text: str) -> None:
    """O08."""
    scene = new_scene(None)
    (scene.desk.config / "templates" / "receipt").mkdir(parents=True)
    scene.desk.write("templates/receipt/body.txt", text)
    for number in range(1, 4):
        person = f"ana{number}-{scene.token}@school.example"
        scene.deliver(mail(number, to=scene.address, author=person), person)
    assert scene.live().status == 0
    found = scene.outcome()

    assert [len(found.tickets), len(scene.lying_in("Processed"))] == [3, 3]
    assert found.outbox == (*["assigned sent"] * 3, "receipt failed", *["receipt sent"] * 2)
    assert found.log == ""
