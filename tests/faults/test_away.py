"""A mail server that freezes and dies, over and over, in short; `make faults` has 200 times."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from bench.frozen import COMES_BACK, SLACK, cycles, leaked, start
from tests.faults.impatient import ImpatientDesk
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

CYCLES = 4


def test_whenever_the_server_is_back_its_mail_is_a_ticket_and_nothing_leaks(
    smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    with DovecotServer() as dovecot:
        desk = ImpatientDesk(tmp_path, dovecot.imap_port, smtp_sink.port)
        try:
            seconds, descriptors = cycles(desk, dovecot, start(desk, dovecot), CYCLES)
        finally:
            dovecot.thaw()
            desk.stop(signal.SIGKILL)

    assert max(seconds) < COMES_BACK
    assert leaked(descriptors) <= SLACK
    assert len({one["subject"] for one in desk.rows("tickets", "list")}) == CYCLES


def test_a_leak_shows_in_the_last_quarter() -> None:
    assert leaked([14, 15, 14, 14, 14, 15, 14, 15]) == 0
    assert leaked([14, 15, 16, 17, 18, 19, 20, 21]) == 6
