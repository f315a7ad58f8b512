"""R06: a disk that is full, in bytes or in files: nothing is acknowledged, and all goes on when there is room again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.embedded import EmbeddedMail
from tests.servers.process import leave_out

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

MAILS = 6


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Yield what mounts a small file system where the desk keeps its data."""
    var = tmp_path / "var"
    var.mkdir()

    def mount(options: str) -> Path:
        if os.geteuid() != 0:
            leave_out("mounting a small disk needs root")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", var], check=False, capture_output=True)
        if done.returncode:
            leave_out(f"mounting is not allowed here: {done.stderr.decode().strip()}")
        return var

    yield mount
    subprocess.run(["umount", "-l", var], check=False, capture_output=True)


def fill(var: Path) -> None:
    """Take all the space and all the files that are left."""
    (var / "filler").mkdir(exist_ok=True)
    try:
        with (var / "filler" / "bytes").open("wb", buffering=0) as filler:
            while filler.write(bytes(4096)):
                pass
    except OSError:
        # It is full.
        pass
    try:
        for number in range(100_000):
            (var / "filler" / str(number)).touch()
    except OSError:
        # There is no room for another file.
        pass


def empty(var: Path) -> None:
    for one in (var / "filler").iterdir():
        one.unlink()


@pytest.mark.parametrize("options", ["size=6m,nr_inodes=300", "size=64m,nr_inodes=64"], ids=["bytes", "files"])
def test_a_full_disk_is_waited_out_and_loses_nothing(
    post: EmbeddedMail, tmp_path: Path, small_disk: Callable[[str], Path], options: str
) -> None:
    var = small_disk(options)
    desk = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    desk.start()
    try:
        desk.until_said("connected mailbox=helpdesk")
        post.deliver(mail(0), "ana0@school.example", ADDRESS)
        post.wait_for(2, seconds=60)
        fill(var)
        for number in range(1, MAILS):
            post.deliver(mail(number), f"ana{number}@school.example", ADDRESS)
        desk.until_said("storage:", 60)
        waiting = len(post.mails("INBOX", ADDRESS))
        empty(var)
        desk.until(lambda: not post.mails("INBOX", ADDRESS), "mail is left in the inbox", 90)
        post.wait_for(2 * MAILS, seconds=90)

        assert waiting > 0
        assert desk.process is not None
        assert desk.process.poll() is None
        assert len(desk.rows("tickets", "list")) == len(post.mails("Processed", ADDRESS)) == MAILS
        assert post.mails("Quarantine", ADDRESS) == []
        assert "Traceback" not in desk.said()
    finally:
        desk.stop(signal.SIGKILL)
