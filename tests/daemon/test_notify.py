"""What systemd hears of the daemon, and when."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from mailintake.notify import Notifier
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.daemon.notify_socket import NotifySocket
from tests.deliver.scripted import SILENCE, serving
from tests.servers.embedded import EmbeddedMail
from tests.servers.scripted_imap import ScriptedImap, Talk

WATCHDOG = 3.0
PATIENCE = 9.0
FROZEN = 7.0
# The daemon as `run` starts it, but with less patience, and SIGUSR1 freezes its event loop for a while.
IMPATIENT = f"""
import os, signal, sys, time
from pathlib import Path
from mailintake.app import run_daemon
from mailintake.config import load
from mailintake.journal import set_up_log
set_up_log()
signal.signal(signal.SIGUSR1, lambda *_: time.sleep({FROZEN}))
folder = Path(sys.argv[1])
sys.exit(run_daemon(load(folder, environ=os.environ), folder, os.environ, patience={PATIENCE}))
"""


class ImpatientDesk(RunningDesk):
    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", IMPATIENT, str(self.config)] if words == ("run",) else super()._command(*words)


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[NotifySocket]:
    with NotifySocket(tmp_path / "notify") as listening:
        yield listening


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


def desk_on(
    post: EmbeddedMail,
    systemd: NotifySocket,
    folder: Path,
    imap_port: int | None = None,
    database: str = "sqlite:///var/desk.db",
) -> ImpatientDesk:
    environ = {"NOTIFY_SOCKET": str(systemd.path), "WATCHDOG_USEC": str(int(WATCHDOG * 1_000_000))}
    return ImpatientDesk(folder, imap_port or post.imap_port, post.submit_port, environ=environ, database=database)


@pytest.fixture
def desk(post: EmbeddedMail, systemd: NotifySocket, tmp_path: Path) -> Iterator[RunningDesk]:
    running = desk_on(post, systemd, tmp_path)
    yield running
    running.stop(signal.SIGKILL)


def heard(desk: RunningDesk, systemd: NotifySocket, name: str, count: int = 1, seconds: float = 30) -> None:
    desk.until(lambda: len(systemd.all(name)) >= count, f"systemd never heard {name}", seconds)


@pytest.mark.server
def test_ready_comes_after_the_database_and_the_first_select(desk: RunningDesk, systemd: NotifySocket) -> None:
    desk.start()
    heard(desk, systemd, "READY")

    assert "connected mailbox=helpdesk" in desk.said()
    assert (desk.folder / "var/desk.db").exists()
    assert systemd.first("EXTEND_TIMEOUT_USEC").at < systemd.first("READY").at
    assert systemd.first("READY").words["STATUS"] == "0 mails wait, 0 in quarantine, 0 tickets open"


@pytest.mark.server
def test_a_mailbox_that_is_away_makes_it_ready_but_degraded(
    post: EmbeddedMail, systemd: NotifySocket, tmp_path: Path
) -> None:
    desk = desk_on(post, systemd, tmp_path, imap_port=1)
    desk.start()
    try:
        heard(desk, systemd, "READY")

        assert systemd.first("READY").words["STATUS"].startswith("degraded: helpdesk (127.0.0.1:1)")
    finally:
        desk.stop(signal.SIGKILL)


@pytest.mark.server
@pytest.mark.timeout(120)
def test_a_daemon_that_stands_by_is_ready_and_well(
    post: EmbeddedMail, systemd: NotifySocket, postgresql_url: str, tmp_path: Path
) -> None:
    """On PostgreSQL another daemon watches the mailbox: this one must not be killed for not doing so."""
    first = RunningDesk(tmp_path / "first", post.imap_port, post.submit_port, database=postgresql_url)
    second = desk_on(post, systemd, tmp_path / "second", database=postgresql_url)
    first.start()
    try:
        first.until_said("connected mailbox=helpdesk")
        second.start()
        heard(second, systemd, "READY", seconds=60)
        heard(second, systemd, "WATCHDOG", 5)

        assert not any(one.startswith("degraded") for one in systemd.statuses())
        assert "connected" not in second.said()
    finally:
        second.stop(signal.SIGKILL)
        first.stop(signal.SIGKILL)


@pytest.mark.server
def test_the_status_tells_the_backlog(post: EmbeddedMail, desk: RunningDesk, systemd: NotifySocket) -> None:
    post.refuse("ana1@school.example", "451 4.3.0 try again later")
    desk.start()
    post.deliver(mail(1), "ana1@school.example", ADDRESS)

    status = "1 mails wait, 0 in quarantine, 1 tickets open"
    desk.until(lambda: status in systemd.statuses(), "no such status")

    assert status in systemd.statuses()


@pytest.mark.server
@pytest.mark.timeout(90)
def test_an_idle_daemon_feeds_the_watchdog_longer_than_its_patience(desk: RunningDesk, systemd: NotifySocket) -> None:
    desk.start()
    heard(desk, systemd, "READY")
    begun = time.monotonic()
    desk.until(lambda: time.monotonic() - begun > PATIENCE * 1.5, "the time never passed")

    times = [one.at for one in systemd.all("WATCHDOG")]
    assert max(later - earlier for earlier, later in pairwise(times)) < WATCHDOG
    assert time.monotonic() - times[-1] < WATCHDOG


@pytest.mark.server
@pytest.mark.timeout(90)
def test_a_refused_login_is_waited_out_and_starves_no_watchdog(
    post: EmbeddedMail, systemd: NotifySocket, tmp_path: Path
) -> None:
    desk = desk_on(post, systemd, tmp_path)
    desk.environ = {**desk.environ, "DESK_PASSWORD": "wrong"}
    desk.start()
    try:
        heard(desk, systemd, "READY")
        begun = time.monotonic()
        desk.until(lambda: time.monotonic() - begun > PATIENCE * 1.5, "the time never passed")

        assert time.monotonic() - systemd.all("WATCHDOG")[-1].at < WATCHDOG
        assert systemd.statuses()[-1].startswith("degraded: ")
    finally:
        desk.stop(signal.SIGKILL)


@pytest.mark.server
@pytest.mark.timeout(90)
def test_an_intake_that_stands_still_starves_the_watchdog(
    post: EmbeddedMail, systemd: NotifySocket, tmp_path: Path
) -> None:
    """The event loop lives, but a fetch never ends: the daemon must be restarted, and says why."""
    with ScriptedImap(mail(1)) as server:
        server.on["FETCH"] = _trickle
        desk = desk_on(post, systemd, tmp_path, imap_port=server.port)
        desk.start()
        try:
            heard(desk, systemd, "WATCHDOG")
            desk.until(lambda: any("makes no progress" in one for one in systemd.statuses()), "it said nothing", 45)
            stalled = next(one for one in systemd.all("STATUS") if "makes no progress" in one.words["STATUS"])
            desk.until(lambda: systemd.all("STATUS")[-1].at - stalled.at > WATCHDOG, "no status came any more")

            assert stalled.words["STATUS"].startswith("degraded: mailbox helpdesk makes no progress")
            assert systemd.all("WATCHDOG")[-1].at <= stalled.at
        finally:
            desk.stop(signal.SIGKILL)


@pytest.mark.server
@pytest.mark.timeout(90)
def test_a_frozen_event_loop_feeds_no_watchdog(desk: RunningDesk, systemd: NotifySocket) -> None:
    """Threads may go on as they like: what counts is the loop that everything hangs on."""
    desk.start()
    heard(desk, systemd, "WATCHDOG", 2)
    before = len(systemd.all("WATCHDOG"))
    desk.send(signal.SIGUSR1)
    heard(desk, systemd, "WATCHDOG", before + 3)

    times = [one.at for one in systemd.all("WATCHDOG")]
    assert max(later - earlier for earlier, later in pairwise(times)) > FROZEN - 2


def _trickle(talk: Talk, tag: str, rest: str) -> None:
    """Send a byte now and then, so that no time limit of a read ever hits."""
    del tag, rest
    while not talk.server.over.wait(0.5):
        talk.sock.sendall(b"*")


@pytest.mark.server
def test_a_reload_is_told_from_its_beginning_to_its_end(desk: RunningDesk, systemd: NotifySocket) -> None:
    desk.start()
    heard(desk, systemd, "READY")
    desk.send(signal.SIGHUP)
    heard(desk, systemd, "READY", 2)

    reloading, ready = systemd.first("RELOADING"), systemd.all("READY")[1]
    assert int(reloading.words["MONOTONIC_USEC"]) <= reloading.at * 1_000_000
    assert reloading.at <= ready.at
    assert ready.words["STATUS"] == "reloaded"


@pytest.mark.server
def test_an_invalid_configuration_stays_in_the_status(desk: RunningDesk, systemd: NotifySocket) -> None:
    desk.start()
    heard(desk, systemd, "READY")
    desk.write("routing.yaml", "technicians: [\n")
    desk.send(signal.SIGHUP)
    heard(desk, systemd, "READY", 2)
    told = len(systemd.statuses())
    desk.until(lambda: len(systemd.statuses()) > told, "no status followed")

    assert all("configuration is invalid now" in one for one in systemd.statuses()[told - 1 :])


@pytest.mark.server
async def test_stopping_is_told_at_sigterm_and_not_at_the_end(
    post: EmbeddedMail, systemd: NotifySocket, tmp_path: Path
) -> None:
    """The server never answers after DATA: the daemon waits for it, and systemd knows at once that it is ending."""
    async with serving() as smtp:
        smtp.says("END", SILENCE)
        desk = desk_on(post, systemd, tmp_path)
        desk.smtp_port = smtp.port
        desk.__post_init__()
        desk.start()
        try:
            await asyncio.to_thread(heard, desk, systemd, "READY")
            await asyncio.to_thread(post.deliver, mail(1), "ana1@school.example", ADDRESS)
            await smtp.wait_for(1)
            begun = time.monotonic()
            desk.send(signal.SIGTERM)
            code = await asyncio.to_thread(desk.stop)
            ended = time.monotonic()
        finally:
            desk.stop(signal.SIGKILL)

    assert code == 0
    assert systemd.first("STOPPING").at - begun < 1 < ended - begun
    assert len(systemd.all("STOPPING")) == 1
    assert systemd.heard[-1].words == {"STOPPING": "1"}


def test_a_full_queue_blocks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(path))
        notifier = Notifier({"NOTIFY_SOCKET": str(path)})
        begun = time.monotonic()
        for number in range(10_000):
            notifier.status(f"status {number}")

        assert time.monotonic() - begun < 5


def test_a_status_is_one_line_and_no_order(systemd: NotifySocket) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": str(systemd.path)})
    notifier.status("subject\nWATCHDOG=1\r\nREADY=1")
    end = time.monotonic() + 5
    while not systemd.heard and time.monotonic() < end:
        time.sleep(0.01)

    assert [one.words for one in systemd.heard] == [{"STATUS": "subject WATCHDOG=1 READY=1"}]


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [({}, None), ({"WATCHDOG_USEC": "90000000"}, 90.0), ({"WATCHDOG_USEC": "soon"}, None)],
)
def test_the_watchdog_s_time_is_read_from_the_environment(environ: dict[str, str], seconds: float | None) -> None:
    assert Notifier(environ).watchdog_seconds == seconds


def test_without_systemd_nothing_is_said() -> None:
    notifier = Notifier({})
    notifier.ready("fine")

    assert notifier.watchdog_seconds is None
