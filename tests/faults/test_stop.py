"""Stopped again and again, in the middle of a mail: it ends with 0, and nothing is lost or doubled."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

MAILS = 6


def test_a_second_sigterm_is_harmless_and_what_was_begun_is_finished_or_untouched(tmp_path: Path) -> None:
    """S01."""
    with DovecotServer() as dovecot, SmtpSink() as sink:
        dovecot.add_user(ADDRESS, PASSWORD)
        desk = RunningDesk(tmp_path, dovecot.imap_port, sink.port)
        desk.start()
        desk.until_said("connected mailbox=helpdesk")
        for number in range(MAILS):
            dovecot.deliver(mail(number), ADDRESS, f"ana{number}@school.example")
        desk.until_said("took in")
        desk.send(signal.SIGTERM)
        assert desk.stop() == 0
        assert "Traceback" not in desk.said()

        assert desk.run("run", "--once").returncode == 0
        receipts = sorted(one.recipients[0] for one in sink.mails if one.recipients[0].startswith("ana"))
        assert receipts == [f"ana{number}@school.example" for number in range(MAILS)]
        assert len(desk.rows("tickets", "list")) == MAILS
