"""The daemon and an IMAP server that breaks, freezes and comes back: each mail is one ticket, within 90 seconds."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import RunningDesk, mail
from tests.faults.choice import ALL, chosen
from tests.faults.impatient import ImpatientDesk
from tests.servers.scripted_imap import PASS, ScriptedImap, Talk
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

COMES_BACK = 90
# Logins after which descriptors are counted.
CYCLES = (4, 40) if ALL else (2, 5)


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    with ScriptedImap() as one:
        yield one


@pytest.fixture
def desk(server: ScriptedImap, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[RunningDesk]:
    running = ImpatientDesk(tmp_path, server.port, smtp_sink.port)
    yield running
    running.stop(signal.SIGKILL)


def says_goodbye(talk: Talk, tag: str, rest: str) -> None:
    del tag, rest
    talk.send(b"+ idling", b"* BYE restarting")
    talk.hang_up()


def resets(talk: Talk, tag: str, rest: str) -> None:
    del tag, rest
    talk.reset()


def drops_half_way(talk: Talk, tag: str, rest: str) -> None:
    del tag, rest
    talk.send(b"* 1 FETCH (UID 1 BODY[] {5000}", b"From: ana@school.example", b"Subject: ha")
    talk.hang_up()


def freezes(talk: Talk, tag: str, rest: str) -> None:
    del tag, rest
    talk.freeze()


def refuses(talk: Talk, tag: str, rest: str) -> None:
    del rest
    talk.send(f"{tag} NO [UNAVAILABLE] not now".encode())


MISDEEDS = [
    ("IDLE", says_goodbye),
    ("IDLE", resets),
    ("SEARCH", resets),
    ("FETCH", drops_half_way),
    ("FETCH", refuses),
    ("MOVE", resets),
    ("SELECT", refuses),
    ("MOVE", freezes),
]


def once(server: ScriptedImap, command: str, action: Callable[[Talk, str, str], None]) -> None:
    """Let the server misbehave at the next such command, and answer as usual afterwards."""

    def misbehave(talk: Talk, tag: str, rest: str) -> str | None:
        if server.on.pop(command, None) is None:
            return PASS
        action(talk, tag, rest)
        return None

    server.on[command] = misbehave


def add(server: ScriptedImap, number: int) -> None:
    server.flags[number] = set()
    server.mails[number] = mail(number)


def test_after_every_misdeed_of_the_server_each_mail_is_one_ticket(server: ScriptedImap, desk: RunningDesk) -> None:
    desk.start()
    desk.until_said("connected mailbox=helpdesk")
    misdeeds = chosen(3, MISDEEDS)
    for number, (command, action) in enumerate(misdeeds, 1):
        once(server, command, action)
        add(server, number)
        desk.until(has_done(server, number), f"{command} {action.__name__}: the mail is not done", COMES_BACK)

    desk.until(lambda: not server.mails, "mail is left in the inbox")
    tickets = desk.rows("tickets", "list")
    assert len({one["subject"] for one in tickets}) == len(tickets) == len(misdeeds)
    assert "Traceback" not in desk.said()


def test_descriptors_stay_as_many_over_many_connections(server: ScriptedImap, desk: RunningDesk) -> None:
    server.on["IDLE"] = lambda talk, _, __: talk.reset()
    desk.start()
    process = desk.process
    assert process
    counts = []
    for cycle in CYCLES:
        desk.until(has_logins(server, cycle), "it does not connect again", 120)
        desk.send(signal.SIGSTOP)
        counts.append(len(list(Path(f"/proc/{process.pid}/fd").iterdir())))
        desk.send(signal.SIGCONT)

    assert counts[1] <= counts[0] + 2


def has_done(server: ScriptedImap, number: int) -> Callable[[], bool]:
    return lambda: len(server.folders.get("Processed", [])) == number


def has_logins(server: ScriptedImap, number: int) -> Callable[[], bool]:
    return lambda: sum("AUTHENTICATE" in one for one in server.commands) >= number
