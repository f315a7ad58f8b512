"""Folders that take no mail, numbers that change, mail that vanishes, servers that can do little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient import DELETED, IMAPClient

from tests.daemon.desk import PASSWORD, RunningDesk, mail
from tests.faults.choice import ALL
from tests.faults.flows import new
from tests.faults.impatient import ImpatientDesk
from tests.faults.life import Starter
from tests.faults.scene import Scene, scene_of
from tests.servers.dovecot import DovecotServer
from tests.servers.scripted_imap import PASS, ScriptedImap, Talk
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

POOR = "protocol imap {\n  imap_capability = IMAP4rev1 SASL-IR LITERAL+ NAMESPACE\n}\n"
NewScene = Callable[[str | None], Scene]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as one:
        yield one


def over_quota(talk: Talk, tag: str, rest: str) -> None:
    del rest
    talk.send(f"{tag} NO [OVERQUOTA] not enough room".encode())


def alerts(sink: SmtpSink) -> int:
    return sum(one.recipients == ("admin@school.example",) for one in sink.mails)


def polls(server: ScriptedImap) -> int:
    return sum("SEARCH UNDELETED" in one for one in server.commands)


def test_while_no_folder_takes_mail_each_is_one_ticket_and_the_admin_hears_once(sink: SmtpSink, tmp_path: Path) -> None:
    """X13: over quota."""
    with ScriptedImap(mail(1), mail(2)) as server:
        server.on["MOVE"] = over_quota
        desk = ImpatientDesk(tmp_path, server.port, sink.port)
        desk.start()
        try:
            desk.until(lambda: polls(server) > (10 if ALL else 2), "it does not look again", 60)
            desk.until(lambda: alerts(sink) > 0, "the admin does not hear of it")
            waiting = len(server.mails)
            del server.on["MOVE"]
            desk.until_said("moves mail again", 60)
        finally:
            desk.stop()

        assert (waiting, len(server.folders["Processed"])) == (2, 2)
        assert len(desk.rows("tickets", "list")) == 2
        assert alerts(sink) == 1
        assert desk.said().count("trouble part=mailbox name=") == 1


def test_a_session_that_moves_nothing_is_not_the_last(sink: SmtpSink, tmp_path: Path) -> None:
    """Dovecot keeps in mind that a folder was read-only when the session first saw it."""
    sessions: list[Talk] = []

    def refused_in_the_first(talk: Talk, tag: str, rest: str) -> str | None:
        sessions.append(talk)
        if talk is not sessions[0]:
            return PASS
        over_quota(talk, tag, rest)
        return None

    with ScriptedImap(mail(1)) as server:
        server.on["MOVE"] = refused_in_the_first
        desk = ImpatientDesk(tmp_path, server.port, sink.port)
        desk.start()
        try:
            desk.until_said("moves mail again", 60)
        finally:
            desk.stop()

        assert len(server.folders["Processed"]) == 1
        assert len(desk.rows("tickets", "list")) == 1


def test_mail_that_could_not_be_moved_is_a_duplicate_under_a_new_uidvalidity(
    sink: SmtpSink, starter: Starter, tmp_path: Path
) -> None:
    with ScriptedImap(mail(1), mail(2)) as server:
        desk = RunningDesk(tmp_path, server.port, sink.port)
        live_on = once_with(desk, starter)
        server.on["MOVE"] = over_quota
        live_on()
        server.validity = 8
        live_on()
        del server.on["MOVE"]
        live_on()

        assert len(desk.rows("tickets", "list")) == 2
        assert (len(server.mails), len(server.folders["Processed"])) == (0, 2)
        assert len([one for one in sink.mails if one.recipients != ("admin@school.example",)]) == 4


def test_mail_that_vanishes_between_search_and_fetch_is_no_ticket(
    sink: SmtpSink, starter: Starter, tmp_path: Path
) -> None:
    """X11."""
    with ScriptedImap(mail(1), mail(2), mail(3)) as server:

        def expunge(talk: Talk, tag: str, rest: str) -> str:
            del talk, tag
            if "BODY" in rest:
                server.mails.pop(2, None)
            return PASS

        server.on["FETCH"] = expunge
        desk = RunningDesk(tmp_path, server.port, sink.port)
        once_with(desk, starter)()

        assert {one["subject"] for one in desk.rows("tickets", "list")} == {"Copier 1", "Copier 3"}
        assert desk.rows("quarantine", "list") == []


def test_a_new_uidvalidity_of_the_inbox_opens_no_ticket_again(new_scene: NewScene) -> None:
    """X10."""
    scene = new_scene(None)
    for number in range(5):
        scene.deliver(mail(number, to=scene.address), f"ana{number}@school.example")
    assert scene.live().status == 0
    for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot-uidvalidity"):
        (scene.maildir / name).unlink(missing_ok=True)
    for number in range(5, 7):
        scene.deliver(mail(number, to=scene.address), f"ana{number}@school.example")
    assert scene.live().status == 0

    assert len(scene.outcome().tickets) == 7
    assert [len(ids) for _, ids in scene.outcome().folders] == [0, 7, 0]


def test_without_move_and_uidplus_the_mail_of_others_is_not_expunged(
    sink: SmtpSink, starter: Starter, tmp_path: Path
) -> None:
    """X14."""
    with DovecotServer(POOR) as dovecot, scene_of(tmp_path, dovecot, sink, starter) as scene:
        scene.deliver(mail(7, to=scene.address), "ana7@school.example")
        with IMAPClient(dovecot.host, dovecot.imap_port, ssl=False, timeout=10) as other:
            other.login(scene.address, PASSWORD)
            other.select_folder("INBOX")
            other.add_flags(other.search(), [DELETED])
        new(scene)
        assert scene.live().status == 0
        assert scene.live().status == 0

        assert scene.outcome().tickets == ("1 new tess",)
        assert "<request-7@school.example>" in scene.lying_in("INBOX")
        assert scene.lying_in("Processed") == ("<request-1@school.example>",)


def once_with(desk: RunningDesk, starter: Starter) -> Callable[[], int]:
    """Return what runs the desk once and gives its exit code."""
    return lambda: starter.live(desk.config, desk.folder / "var", desk.log).status
