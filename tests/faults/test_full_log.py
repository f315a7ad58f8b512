"""S05: the disk of the log is full, or the log is moved away: mail is taken and answered all the same."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.embedded import EmbeddedMail
from tests.servers.process import leave_out

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder on a small disk of its own."""
    place = tmp_path / "logs"
    place.mkdir()
    if os.geteuid() != 0:
        leave_out("mounting a small disk needs root")
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        leave_out(f"mounting is not allowed here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def fill(place: Path) -> None:
    with suppress(OSError), (place / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(512)):
            pass


def test_a_full_disk_of_the_log_stops_neither_mail_nor_daemon(post: EmbeddedMail, tmp_path: Path, logs: Path) -> None:
    desk = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    desk.log = logs / "log"
    desk.start()
    try:
        desk.until_said("connected mailbox=helpdesk")
        fill(logs)
        # What was buffered may still find room in the last block of the log.
        for number in range(12):
            post.deliver(mail(number), f"ana{number}@school.example", ADDRESS)
        post.wait_for(24, seconds=60)
        full = desk.said().count("took in")
        (logs / "filler").unlink()
        post.deliver(mail(12), "ana12@school.example", ADDRESS)
        desk.until_said("<request-12@school.example>", 60)
        post.wait_for(26, seconds=60)

        assert full < 12
        assert desk.process is not None
        assert desk.process.poll() is None
        assert len(desk.rows("tickets", "list")) == len(post.mails("Processed", ADDRESS)) == 13
        assert post.mails("INBOX", ADDRESS) == post.mails("Quarantine", ADDRESS) == []
        assert desk.stop() == 0
    finally:
        desk.stop(signal.SIGKILL)


def test_a_log_that_is_moved_or_cut_short_costs_nothing(post: EmbeddedMail, tmp_path: Path) -> None:
    desk = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    desk.start()
    try:
        desk.until_said("connected mailbox=helpdesk")
        desk.log.rename(tmp_path / "log.1")
        desk.log.touch()
        desk.send(signal.SIGHUP)
        post.deliver(mail(1), "ana1@school.example", ADDRESS)
        post.wait_for(2, seconds=60)
        os.truncate(tmp_path / "log.1", 0)
        post.deliver(mail(2), "ana2@school.example", ADDRESS)
        post.wait_for(4, seconds=60)

        assert "<request-2@school.example>" in (tmp_path / "log.1").read_text()
        assert len(desk.rows("tickets", "list")) == 2
    finally:
        desk.stop(signal.SIGKILL)
