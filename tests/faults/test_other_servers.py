"""The daemon and the habits of Courier and of Exchange Online, which a scripted server has."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.desk import RunningDesk, mail
from tests.faults.impatient import ImpatientDesk
from tests.oauth.endpoint import endpoint
from tests.servers.scripted_imap import PASS, ScriptedImap, Talk
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

EXCHANGE = "IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"
PASSWORD_LINE = "    password: {env: DESK_PASSWORD}\n"
COURIER = "UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT SORT QUOTA IDLE ACL ACL2=UNION"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as one:
        yield one


def add(server: ScriptedImap, number: int) -> None:
    server.flags[number] = set()
    server.mails[number] = mail(number)


def subjects(desk: RunningDesk) -> list[str]:
    return sorted(str(one["subject"]) for one in desk.rows("tickets", "list"))


def test_courier(sink: SmtpSink, tmp_path: Path) -> None:
    """No MOVE, all folders below INBOX, silence while we idle, and it hangs up over mail that was expunged."""
    with ScriptedImap(mail(1), mail(2), capabilities=COURIER, prefix="INBOX.") as server:

        def hang_up_over_what_is_gone(talk: Talk, _: str, rest: str) -> str | None:
            if "BODY" not in rest:
                return PASS
            if 2 in server.mails:
                del server.mails[2]
            uids = rest.partition(" ")[0].split(",")
            if all(int(uid) in server.mails for uid in uids):
                return PASS
            talk.hang_up()
            return None

        server.on["FETCH"] = hang_up_over_what_is_gone
        desk = ImpatientDesk(tmp_path, server.port, sink.port)
        desk.start()
        try:
            desk.until_said("<request-1@school.example>", 60)
            add(server, 3)
            desk.until(lambda: not server.mails, "mail is left in the inbox", 90)
            desk.until(lambda: len(sink.mails) == 4, "the answers do not come", 60)
        finally:
            desk.stop(signal.SIGKILL)

        assert subjects(desk) == ["Copier 1", "Copier 3"]
        assert list(server.folders) == ["INBOX.Processed"]
        assert len(server.folders["INBOX.Processed"]) == 2
        assert not any(" MOVE " in line for line in server.commands)
        assert "Traceback" not in desk.said()


def test_exchange_online(sink: SmtpSink, tmp_path: Path) -> None:
    """XOAUTH2 alone, “authenticated but not connected” while the mailbox moves, and BYE after a while of IDLE."""
    with endpoint() as tokens, ScriptedImap(mail(1), prefix="") as server:
        server.capabilities = EXCHANGE
        refusals = [1, 2]
        idles: list[int] = []

        def not_connected(talk: Talk, tag: str, rest: str) -> str | None:
            del rest
            if refusals:
                refusals.pop()
                talk.send(f"{tag} BAD User is authenticated but not connected.".encode())
                return None
            return PASS

        def closed(talk: Talk, tag: str, rest: str) -> str | None:
            del tag, rest
            idles.append(1)
            if len(idles) == 1:
                talk.send(b"+ IDLE accepted, awaiting DONE command.", b"* BYE Connection is closed. 13")
                talk.hang_up()
                return None
            return PASS

        server.on.update({"SELECT": not_connected, "IDLE": closed})
        desk = ImpatientDesk(tmp_path, server.port, sink.port)
        config = desk.config / "mailintake.yaml"
        credential = f"{{token_url: {tokens.url}, client_id: desk, client_secret: {{env: DESK_PASSWORD}}}}"
        words = f"    auth: microsoft\n    oauth: {credential}\n"
        config.write_text(config.read_text().replace(PASSWORD_LINE, words, 1))
        desk.start()
        try:
            desk.until_said("<request-1@school.example>", 90)
            desk.until(lambda: bool(idles), "it does not idle", 60)
            add(server, 2)
            desk.until(lambda: not server.mails, "mail is left in the inbox", 90)
            desk.until(lambda: len(sink.mails) == 4, "the answers do not come", 60)
        finally:
            desk.stop(signal.SIGKILL)

        assert subjects(desk) == ["Copier 1", "Copier 2"]
        assert len(server.folders["Processed"]) == 2
        assert not any(" LOGIN " in line for line in server.commands)
        assert "Traceback" not in desk.said()
