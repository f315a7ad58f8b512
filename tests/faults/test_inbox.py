"""One mail twice, two mails alike, mail and folders that others touch, between a real Dovecot and the desk."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient import DELETED, IMAPClient

from mailintake.app import run_once
from mailintake.config import load
from tests.daemon.desk import ADDRESS, PASSWORD, RunningDesk, mail
from tests.faults.campaign import Trial, every, some
from tests.faults.choice import ALL, chosen
from tests.faults.flows import new
from tests.faults.impatient import ImpatientDesk
from tests.faults.life import Starter
from tests.faults.scene import Scene, scene_of
from tests.servers.dovecot import DovecotServer, access_lists
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

NewScene = Callable[[str | None], Scene]
POOR = "protocol imap {\n  imap_capability = IMAP4rev1 SASL-IR LITERAL+ NAMESPACE\n}\n"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as one:
        yield one


def other_client(dovecot: DovecotServer, address: str) -> IMAPClient:
    client = IMAPClient(dovecot.host, dovecot.imap_port, ssl=False, timeout=10)
    client.login(address, PASSWORD)
    client.select_folder("INBOX")
    return client


def test_two_mails_under_one_message_id_are_two_tickets(new_scene: NewScene) -> None:
    """X07: a copier gives all its mail the same Message-ID."""
    scene = new_scene(None)
    for room in ("12", "14"):
        raw = mail(1, to=scene.address, author=scene.person).replace(b"in room 1 ", f"in room {room} ".encode())
        scene.deliver(raw, scene.person)
    assert scene.live().status == 0

    assert len(scene.outcome().tickets) == 2
    assert len(scene.mails(scene.person)) == 2
    assert len(scene.lying_in("Processed")) == 2


def test_one_mail_by_two_ways_is_one_ticket_and_one_receipt(new_scene: NewScene) -> None:
    """X09: by the alias and directly; together, and later again."""
    scene = new_scene(None)
    raw = mail(1, to=scene.address, author=scene.person)
    ways = [raw, *(b"Received: from %d.example by mx.school.example\r\n" % at + raw for at in range(2))]
    for way in ways[:2]:
        scene.deliver(way, scene.person)
    assert scene.live().status == 0
    scene.deliver(ways[2], scene.person)
    assert scene.live().status == 0

    assert len(scene.outcome().tickets) == 1
    assert len(scene.mails(scene.person)) == 1
    assert len(scene.lying_in("Processed")) == 3


@pytest.mark.parametrize("step", ["fetched", "committed"])
def test_mail_that_another_client_takes_away_meanwhile_is_one_ticket(new_scene: NewScene, step: str) -> None:
    """X11: between FETCH and MOVE; what comes with it is taken as well."""
    scene = new_scene(None)
    for number in range(2):
        scene.deliver(mail(number, to=scene.address), f"ana{number}@school.example")
    environ = {**os.environ, "DESK_PASSWORD": PASSWORD}
    taken: list[str] = []

    def take_away(name: str) -> None:
        if name == step and not taken:
            taken.append(name)
            with other_client(scene.dovecot, scene.address) as client:
                client.delete_messages(client.search()[:1], silent=True)
                client.expunge()

    assert run_once(load(scene.desk.config, environ=environ), scene.desk.config, environ, reached=take_away) == 0
    assert scene.live().status == 0
    found = scene.outcome()

    assert taken == [step]
    assert len(found.tickets) == 2
    assert (scene.lying_in("INBOX"), len(scene.lying_in("Processed"))) == ((), 1)


def read_only(folder: Path) -> None:
    for part in (folder, *folder.iterdir()):
        part.chmod(0o500 if part.is_dir() else 0o400)


def without_the_right(folder: Path) -> None:
    access = folder / "dovecot-acl"
    access.write_text("owner lr\n")
    access.chmod(0o644)


def mended(folder: Path) -> None:
    (folder / "dovecot-acl").unlink(missing_ok=True)
    for part in (folder, *folder.iterdir()):
        part.chmod(0o700 if part.is_dir() else 0o600)


@pytest.mark.parametrize("broken", chosen(1, [without_the_right, read_only]))
def test_a_folder_that_takes_no_mail_costs_no_ticket_and_is_told_once(
    sink: SmtpSink, tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    """X13: the folder is read-only, or the desk has no right to write into it."""
    with DovecotServer(access_lists()) as dovecot:
        dovecot.add_user(ADDRESS, PASSWORD)
        desk = ImpatientDesk(tmp_path, dovecot.imap_port, sink.port)
        desk.start()
        try:
            take(desk, dovecot, 1)
            desk.until(lambda: lying(dovecot, "INBOX") == 0, "the first mail is not moved")
            if broken is without_the_right:
                # A session remembers for half a minute what it may do; the next one does not.
                desk.stop()
            broken(dovecot.maildir(ADDRESS) / ".Processed")
            if desk.process is None:
                desk.start()
            for number in range(2, 6 if ALL else 4):
                take(desk, dovecot, number)
            desk.until(lambda: alerts(sink) > 0, "the admin does not hear of it", 60)
            waiting = lying(dovecot, "INBOX")
            mended(dovecot.maildir(ADDRESS) / ".Processed")
            desk.until(lambda: lying(dovecot, "INBOX") == 0, "it does not move what waits", 90)
        finally:
            desk.stop(signal.SIGKILL)

        count = number
        assert waiting == count - 1
        assert len(desk.rows("tickets", "list")) == lying(dovecot, "Processed") == count
        assert alerts(sink) == 1
        assert "Traceback" not in desk.said()


def test_a_folder_that_somebody_renamed_is_made_again(sink: SmtpSink, tmp_path: Path) -> None:
    """X13: or removed."""
    with DovecotServer() as dovecot:
        dovecot.add_user(ADDRESS, PASSWORD)
        desk = ImpatientDesk(tmp_path, dovecot.imap_port, sink.port)
        desk.start()
        try:
            take(desk, dovecot, 1)
            desk.until(lambda: lying(dovecot, "INBOX") == 0, "the first mail is not moved")
            with other_client(dovecot, ADDRESS) as client:
                client.rename_folder("Processed", "Old")
            take(desk, dovecot, 2)
            desk.until(lambda: lying(dovecot, "INBOX") == 0, "the second mail is not moved", 60)
            assert (lying(dovecot, "Old"), lying(dovecot, "Processed")) == (1, 1)
            with other_client(dovecot, ADDRESS) as client:
                client.delete_folder("Processed")
            take(desk, dovecot, 3)
            desk.until(lambda: lying(dovecot, "INBOX") == 0, "the third mail is not moved", 60)
        finally:
            desk.stop(signal.SIGKILL)

        assert len(desk.rows("tickets", "list")) == 3
        assert lying(dovecot, "Processed") == 1
        assert alerts(sink) == 0


def test_without_move_a_kill_at_any_call_loses_and_doubles_nothing(
    sink: SmtpSink, starter: Starter, tmp_path: Path
) -> None:
    r"""X14: no MOVE, no UIDPLUS, no IDLE; COPY and \Deleted take three steps."""
    with DovecotServer(POOR) as dovecot, scene_of(tmp_path, dovecot, sink, starter) as scene:
        scene.can_move = False
        trial = Trial(scene, new)
        tallies = [trial.kill(every if ALL else some(4, "poor")), trial.kill_at_points(9 if ALL else 1)]

        assert [text for one in tallies for text in one.wrong] == []
        assert all(one.points for one in tallies)


def test_without_idle_mail_is_taken_all_the_same(sink: SmtpSink, tmp_path: Path) -> None:
    """X14: it looks every minute at least; others' mail that is marked as deleted stays."""
    with DovecotServer(POOR) as dovecot:
        dovecot.add_user(ADDRESS, PASSWORD)
        dovecot.deliver(mail(9), ADDRESS)
        with other_client(dovecot, ADDRESS) as client:
            client.add_flags(client.search(), [DELETED])
        desk = ImpatientDesk(tmp_path, dovecot.imap_port, sink.port)
        desk.start()
        try:
            desk.until_said("connected mailbox=helpdesk")
            take(desk, dovecot, 1)
            desk.until(lambda: lying(dovecot, "Processed") == 1, "the mail is not moved", 90)
        finally:
            desk.stop(signal.SIGKILL)

        assert len(desk.rows("tickets", "list")) == 1
        with other_client(dovecot, ADDRESS) as client:
            assert 1 in client.search()


def take(desk: RunningDesk, dovecot: DovecotServer, number: int) -> None:
    """Deliver a mail, and wait until it is taken in."""
    dovecot.deliver(mail(number), ADDRESS, f"ana{number}@school.example")
    desk.until_said(f"<request-{number}@school.example>", 90)


def lying(dovecot: DovecotServer, folder: str) -> int:
    place = dovecot.maildir(ADDRESS) / ("" if folder == "INBOX" else f".{folder}")
    return sum(1 for part in ("new", "cur") if (place / part).is_dir() for _ in (place / part).iterdir())


def alerts(sink: SmtpSink) -> int:
    return sum(one.recipients == ("admin@school.example",) for one in sink.mails)
