"""What the log of the running daemon holds, and what it never holds."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.servers.embedded import EmbeddedMail
from tests.servers.scripted_imap import ScriptedImap, Talk

pytestmark = pytest.mark.server

SECRET = "correct-horse-battery"
CANARIES = ("nightingale", "cormorant", "hummingbird", "kingfisher")
HOSTILE = (
    "From: =?utf-8?q?nightingale=0d=0aBcc:_x=40y.example?= <ana@school.example>\r\n"
    f"To: {ADDRESS}\r\n"
    "Subject: =?utf-8?q?cormorant=0d=0a2026-11-23T08:05:00Z_took_in_<forged>_ticket=3D9=1b=5b2J?=\r\n"
    "Message-ID: <hostile-1@school.example>\r\n"
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    "--x\r\nContent-Type: text/plain\r\n\r\nThe hummingbird in the projector is stuck.\r\n"
    '--x\r\nContent-Type: text/plain; name="kingfisher.txt"\r\n\r\nkingfisher\r\n--x--\r\n'
).encode()
# `run`, with every logger of every library at its loudest.
LOUD = """
import logging, sys
from mailintake import journal
quiet = journal.set_up_log
def loud(*words):
    quiet(*words)
    logging.getLogger().setLevel(logging.DEBUG)
journal.set_up_log = loud
from mailintake.cli import main
main(sys.argv[1:])
"""


class LoudDesk(RunningDesk):
    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", LOUD, "-c", str(self.config), *words]


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: SECRET, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


def desk_on(imap_port: int, smtp_port: int, folder: Path) -> LoudDesk:
    return LoudDesk(folder, imap_port, smtp_port, environ={"DESK_PASSWORD": SECRET})


def finished(desk: RunningDesk, *words: str) -> list[str]:
    """Run once and return the lines of standard error."""
    return desk.run("run", "--once", *words).stderr.decode().splitlines()


@pytest.mark.parametrize("style", ["text", "json"])
def test_neither_mail_nor_secrets_are_in_the_log_at_any_level(post: EmbeddedMail, tmp_path: Path, style: str) -> None:
    post.refuse("ana@school.example", "550 5.1.1 no such user")
    post.deliver(HOSTILE, "ana@school.example", ADDRESS)
    lines = finished(desk_on(post.imap_port, post.submit_port, tmp_path), "--log-format", style)

    log = "\n".join(lines)
    assert "hostile-1@school.example" in log
    assert [word for word in (*CANARIES, SECRET) if word in log] == []
    assert all(line.isprintable() for line in lines)
    assert not any(line.startswith("2026-11-23T08:05:00Z") for line in lines)


def test_the_log_as_json_is_an_object_a_line(post: EmbeddedMail, tmp_path: Path) -> None:
    post.deliver(HOSTILE, "ana@school.example", ADDRESS)
    events = [
        json.loads(line)
        for line in finished(desk_on(post.imap_port, post.submit_port, tmp_path), "--log-format", "json")
    ]

    took, *_ = [one for one in events if one["event"] == "took in"]
    assert (took["message_id"], took["ticket"], took["kind"]) == ("<hostile-1@school.example>", 1, "new")
    sent = [one for one in events if one["event"] == "sent"]
    assert {one["to"] for one in sent} == {"ana@school.example", "tess@school.example"}


def test_a_refused_login_shows_no_password(post: EmbeddedMail, tmp_path: Path) -> None:
    post.set_password(ADDRESS, "another one")
    log = "\n".join(finished(desk_on(post.imap_port, post.submit_port, tmp_path)))

    assert "refused" in log
    assert SECRET not in log


def test_a_server_that_loses_its_place_in_a_mail_is_not_quoted(post: EmbeddedMail, tmp_path: Path) -> None:
    """It tells a length that is too short: the rest of the mail then comes where an answer should be."""
    with ScriptedImap(HOSTILE) as server:
        server.on["FETCH"] = _short
        log = "\n".join(finished(desk_on(server.port, post.submit_port, tmp_path)))

    assert "trouble" in log
    assert [word for word in CANARIES if word in log] == []


def _short(talk: Talk, tag: str, rest: str) -> str | None:
    if "BODY" not in rest:
        return "pass"
    talk.send(b"* 1 FETCH (UID 1 BODY[] {40}", HOSTILE, b")", f"{tag} OK done".encode())
    return None


def test_a_stop_is_the_last_word(post: EmbeddedMail, tmp_path: Path) -> None:
    desk = RunningDesk(tmp_path, post.imap_port, post.submit_port, environ={"DESK_PASSWORD": SECRET})
    desk.start()
    try:
        desk.until_said("connected mailbox=helpdesk")
        post.deliver(mail(1), "ana1@school.example", ADDRESS)
        post.wait_for(2, seconds=30)
        assert desk.stop() == 0
    finally:
        desk.stop(signal.SIGKILL)

    events = [line.partition(" ")[2] for line in desk.said().splitlines()]
    assert events[0].startswith("started ")
    assert events[-1] == "stopped"
