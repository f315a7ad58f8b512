"""The daemon at work on the embedded mail system."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.outgoing_check import INTERNAL, check_outbox
from tests.servers.embedded import EmbeddedMail

pytestmark = pytest.mark.server


@pytest.fixture
def post() -> Iterator[EmbeddedMail]:
    with EmbeddedMail({ADDRESS: PASSWORD, "tess@school.example": PASSWORD}) as embedded:
        yield embedded


@pytest.fixture
def desk(post: EmbeddedMail, tmp_path: Path) -> Iterator[RunningDesk]:
    running = RunningDesk(tmp_path, post.imap_port, post.submit_port)
    yield running
    running.stop(signal.SIGKILL)


def _to(post: EmbeddedMail, address: str) -> list[EmailMessage]:
    return [one.message for one in post.outbox if one.recipients == (address,)]


def test_a_request_gets_a_receipt_and_a_reply_with_a_command_closes_it(post: EmbeddedMail, desk: RunningDesk) -> None:
    desk.start()
    post.deliver(mail(1), "ana1@school.example", ADDRESS)
    post.wait_for(2, seconds=30)
    assigned = _to(post, "tess@school.example")[0]
    for number, text in enumerate((f"#note A {INTERNAL} has eaten the old ones.", "#close New rollers.")):
        reply = (
            f"From: Tess Technician <tess@school.example>\r\nTo: {assigned['Reply-To']}\r\n"
            f"Subject: {assigned['Subject']}\r\nMessage-ID: <reply{number}@school.example>\r\n"
            f"In-Reply-To: {assigned['Message-ID']}\r\n\r\n{text}\r\n"
        )
        post.deliver(reply.encode(), "tess@school.example", ADDRESS)
        post.wait_for(3 + 2 * number, seconds=30)

    assert "New rollers." in _to(post, "ana1@school.example")[1].as_string()
    assert desk.rows("tickets", "list")[0]["status"] == "resolved"
    assert [post.mails(folder) for folder in ("INBOX", "Quarantine")] == [[], []]
    assert check_outbox(desk.folder / "var/desk.db") == len(post.outbox)
    assert {one.recipients[0] for one in post.outbox if INTERNAL.encode() in one.content} == {"tess@school.example"}


def test_sigterm_ends_an_idle_daemon_with_0(desk: RunningDesk) -> None:
    desk.start()
    desk.until_said("connected mailbox=helpdesk")

    assert desk.stop() == 0
    assert "Traceback" not in desk.said()


def test_a_second_daemon_on_the_same_sqlite_database_exits_with_1(desk: RunningDesk) -> None:
    desk.start()
    desk.until_said("connected mailbox=helpdesk")

    second = desk.run("run")

    assert second.returncode == 1
    assert b"another `mailintake run`" in second.stderr


def test_once_takes_in_what_waits_and_delivers_it(post: EmbeddedMail, desk: RunningDesk) -> None:
    post.deliver(mail(1), "ana1@school.example", ADDRESS)

    assert desk.run("run", "--once").returncode == 0
    assert sorted(one.recipients[0] for one in post.outbox) == ["ana1@school.example", "tess@school.example"]


def test_once_exits_with_1_when_smtp_is_away_and_keeps_the_mail(post: EmbeddedMail, tmp_path: Path) -> None:
    desk = RunningDesk(tmp_path, post.imap_port, 1)
    post.deliver(mail(1), "ana1@school.example", ADDRESS)

    assert desk.run("run", "--once").returncode == 1
    assert [row["state"] for row in desk.rows("outbox", "list")] == ["queued", "queued"]
    assert check_outbox(tmp_path / "var/desk.db") == 2


def test_once_exits_with_1_when_the_mailbox_is_away(post: EmbeddedMail, tmp_path: Path) -> None:
    assert RunningDesk(tmp_path, 1, post.submit_port).run("run", "--once").returncode == 1


def test_an_invalid_configuration_is_refused_with_its_place(desk: RunningDesk) -> None:
    desk.write("routing.yaml", "technicians: {}\notherwise: {asign: tess}\n")

    refused = desk.run("run")

    assert refused.returncode == 78
    assert b"routing.yaml:2:" in refused.stderr


def test_a_reload_takes_the_new_rules_and_an_invalid_one_keeps_the_old(post: EmbeddedMail, desk: RunningDesk) -> None:
    desk.start()
    desk.until_said("connected mailbox=helpdesk")
    desk.write("routing.yaml", "technicians: [\n")
    desk.send(signal.SIGHUP)
    desk.until_said("trouble part=configuration")
    desk.write("routing.yaml", "technicians:\n  uma: {name: Uma, email: uma@school.example}\notherwise: uma\n")
    desk.send(signal.SIGHUP)
    desk.until_said("reloaded")

    post.deliver(mail(1), "ana1@school.example", ADDRESS)
    post.wait_for(2, seconds=30)

    assert [one["assignee"] for one in desk.rows("tickets", "list")] == ["uma"]


def test_mail_by_pipe_is_taken_in_beside_the_daemon(desk: RunningDesk) -> None:
    desk.start()
    desk.until_said("connected mailbox=helpdesk")

    done = desk.run("ingest", text=mail(7))
    again = desk.run("ingest", text=mail(7))

    assert (done.returncode, again.returncode) == (0, 0)
    assert len(desk.rows("tickets", "list")) == 1


def test_ingest_exits_with_75_when_the_configuration_is_invalid(desk: RunningDesk) -> None:
    desk.write("mailintake.yaml", "desk: {}\n")

    assert desk.run("ingest", text=mail(7)).returncode == 75


def test_a_refused_recipient_is_told_to_the_technician(post: EmbeddedMail, desk: RunningDesk) -> None:
    post.refuse("ana1@school.example", "550 5.1.1 no such user")
    desk.start()
    post.deliver(mail(1), "ana1@school.example", ADDRESS)

    desk.until(lambda: len(_to(post, "tess@school.example")) == 2, "the technician was not told")

    assert "ana1@school.example" in _to(post, "tess@school.example")[1].as_string()
    assert [row["state"] for row in desk.rows("outbox", "list")].count("failed") == 1
