"""The daemon and an SMTP server that refuses, breaks off and comes back: each mail arrives, and once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from mailintake.model.outgoing import OutboxState
from mailintake.store import OutboxFilter, Store
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.deliver.scripted import DROP, Script, serving
from tests.faults.choice import chosen
from tests.servers.embedded import EmbeddedMail

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

REFUSALS = [("RCPT", "450 4.2.0 greylisted"), ("DATA", "452 4.3.1 no space"), ("END", "451 4.3.0 try again")]
TRIED = chosen(1, REFUSALS)
MAILS = len(TRIED) + 1


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD}) as embedded:
        yield embedded


async def test_after_every_refusal_and_a_drop_each_mail_arrives_once(post: EmbeddedMail, tmp_path: Path) -> None:
    """O01, O04."""
    async with serving() as smtp:
        desk = RunningDesk(tmp_path, post.imap_port, smtp.port)
        desk.start()
        try:
            for stage, answer in [*TRIED, ("END", DROP)]:
                smtp.says(stage, answer)
                await _one_more(post, desk, smtp)
        finally:
            desk.stop(signal.SIGKILL)

    arrived = Counter(_id(one.content) for one in smtp.mails)
    assert len(arrived) == 2 * MAILS
    # The server took the mail before it dropped the connection: that one alone comes again.
    assert sorted(arrived.values())[-2:] == [1, 2]
    assert len(desk.rows("tickets", "list")) == MAILS


async def _one_more(post: EmbeddedMail, desk: RunningDesk, smtp: Script) -> None:
    number = desk.said().count("took in") + 1
    failed = desk.said().count("not sent")
    post.deliver(mail(number), f"ana{number}@school.example", ADDRESS)
    await asyncio.to_thread(desk.until, lambda: desk.said().count("not sent") > failed, "nothing was refused", 60)
    _now(desk)
    await asyncio.to_thread(desk.until, lambda: _arrived(smtp) == 2 * number, f"mail {number} did not arrive", 60)


def _arrived(smtp: Script) -> int:
    return len({_id(one.content) for one in smtp.mails})


def _now(desk: RunningDesk) -> None:
    """Let nobody wait a minute for the next attempt."""
    store = Store.open(f"sqlite:///{desk.folder}/var/desk.db", desk.folder / "var" / "files", migrate=False)
    with store.work() as work:
        for row in work.outbox(OutboxFilter(states=(OutboxState.QUEUED,))):
            work.postpone(row.id, row.created_at)
    store.close()


def _id(content: bytes | str | None) -> str:
    assert isinstance(content, bytes)
    return str(message_from_bytes(content)["Message-ID"])
