"""Two daemons on one PostgreSQL and one mailbox: one watches, the other stands by and takes over."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.embedded import EmbeddedMail

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

MAILS = 2


def test_when_one_is_killed_the_other_takes_over_and_no_mail_is_taken_twice(
    tmp_path: Path, postgresql_url: str
) -> None:
    """X15."""
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as post:
        desks = [
            RunningDesk(tmp_path / name, post.imap_port, post.submit_port, database=postgresql_url)
            for name in ("one", "other")
        ]
        one, other = desks
        try:
            one.start()
            one.until_said("connected mailbox=helpdesk", 60)
            other.start()
            other.until_said("started", 60)
            _deliver(post, range(MAILS // 2))
            post.wait_for(MAILS, seconds=60)
            watched = other.said().count("took in")
            _deliver(post, range(MAILS // 2, MAILS))
            one.stop(signal.SIGKILL)
            other.until(lambda: not post.mails("INBOX", ADDRESS), "nobody takes over", 90)
            post.wait_for(2 * MAILS, seconds=90)

            assert watched == 0
            assert len(other.rows("tickets", "list")) == len(post.mails("Processed", ADDRESS)) == MAILS
            assert "Traceback" not in one.said() + other.said()
        finally:
            for desk in desks:
                desk.stop(signal.SIGKILL)


def _deliver(post: EmbeddedMail, numbers: range) -> None:
    for number in numbers:
        post.deliver(mail(number), f"ana{number}@school.example", ADDRESS)
