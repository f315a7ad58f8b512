"""The servers of the tests do what real ones do."""

from __future__ import annotations

import re
import smtplib
import ssl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from imapclient import IMAPClient

from tests.outgoing_check import finished
from tests.servers.dovecot import DovecotServer
from tests.servers.fixtures import DOMAIN
from tests.servers.postfix import PostfixServer
from tests.servers.postgresql import PostgresqlServer
from tests.servers.sink import Received, SmtpSink

pytestmark = pytest.mark.server

PASSWORD = "chalk and blackboard"
MAIL = b"From: ana@school.example\r\nSubject: Printer jams\r\n\r\nIt jams.\r\n.\r\nAgain.\r\n"
OUTSIDE = "parent@example.org"
TO_OUTSIDE = finished(OUTSIDE, "It jams.\r\n.\r\nAgain.")


@pytest.fixture
def desk(dovecot: DovecotServer) -> str:
    address = f"desk-{uuid.uuid4().hex}@{DOMAIN}"
    dovecot.add_user(address, PASSWORD)
    return address


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_dovecot_lets_a_user_in(dovecot: DovecotServer, desk: str, security: str) -> None:
    with _client(dovecot, security) as client:
        client.login(desk, PASSWORD)

        assert client.select_folder("INBOX")[b"EXISTS"] == 0


def test_dovecot_knows_the_commands_we_rely_on(dovecot: DovecotServer, desk: str) -> None:
    with _client(dovecot, "tls") as client:
        client.login(desk, PASSWORD)

        assert {b"IDLE", b"MOVE", b"UIDPLUS", b"NAMESPACE"} <= set(client.capabilities())


def test_dovecot_refuses_a_wrong_password(dovecot: DovecotServer, desk: str) -> None:
    with _client(dovecot, "tls") as client, pytest.raises(IMAPClient.Error):
        client.login(desk, "guess")


def test_delivered_mail_is_pushed_to_an_idle_client(dovecot: DovecotServer, desk: str) -> None:
    with _client(dovecot, "tls") as client:
        client.login(desk, PASSWORD)
        client.select_folder("INBOX")
        client.idle()

        dovecot.deliver(MAIL, desk)

        assert (1, b"EXISTS") in client.idle_check(timeout=20)
        client.idle_done()
        assert client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"].endswith(MAIL)


def test_lmtp_refuses_an_unknown_recipient(dovecot: DovecotServer) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        dovecot.deliver(MAIL, f"nobody@{DOMAIN}")


def test_dovecot_keeps_mail_over_a_power_cut() -> None:
    with DovecotServer() as server:
        server.add_user("desk@school.example", PASSWORD)
        server.deliver(MAIL, "desk@school.example")
        server.kill()
        server.start()

        with _client(server, "none") as client:
            client.login("desk@school.example", PASSWORD)
            assert client.select_folder("INBOX")[b"EXISTS"] == 1


def test_postfix_relays_mail_to_the_world(postfix: PostfixServer, smtp_sink: SmtpSink, desk: str) -> None:
    before = len(smtp_sink.mails)
    with _submission(postfix, desk) as smtp:
        smtp.sendmail(desk, [OUTSIDE], TO_OUTSIDE)

    mail = smtp_sink.wait_for(before + 1)[-1]
    assert (mail.sender, mail.recipients) == (desk, (OUTSIDE,))
    assert mail.raw.endswith(TO_OUTSIDE[-300:])


def test_postfix_delivers_mail_for_its_domain_to_dovecot(
    postfix: PostfixServer, dovecot: DovecotServer, desk: str
) -> None:
    with _submission(postfix, desk) as smtp:
        smtp.sendmail(desk, [desk], MAIL)

    assert b"Subject: Printer jams" in _first_mail(dovecot, desk)


def test_postfix_reports_a_recipient_that_does_not_exist(
    postfix: PostfixServer, dovecot: DovecotServer, desk: str
) -> None:
    with _submission(postfix, desk) as smtp:
        smtp.sendmail(desk, [f"gone@{DOMAIN}"], MAIL)

    report = _first_mail(dovecot, desk)
    assert re.search(rb"^Content-Type: multipart/report; report-type=delivery-status", report, re.MULTILINE)
    assert b"Action: failed" in report


def test_postfix_takes_nothing_without_tls_and_password(postfix: PostfixServer) -> None:
    with smtplib.SMTP(postfix.host, postfix.submission_port) as smtp:
        code, text = smtp.docmd("MAIL FROM:<ana@school.example>")

    assert (code, b"STARTTLS" in text) == (530, True)


def test_each_postgresql_database_is_new(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    assert tables == (0,)


def test_postgresql_starts_again_after_a_power_cut() -> None:
    with PostgresqlServer() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number integer)")
        server.kill()
        server.start()

        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_sink_says_when_nothing_comes() -> None:
    with SmtpSink() as sink:
        with smtplib.SMTP(sink.host, sink.port) as smtp:
            smtp.sendmail("a@school.example", [OUTSIDE], TO_OUTSIDE)

        assert sink.wait_for(1) == (Received("a@school.example", (OUTSIDE,), TO_OUTSIDE),)


@contextmanager
def _client(server: DovecotServer, security: str) -> Iterator[Any]:
    context = ssl.create_default_context(cafile=server.ca_file)
    port = server.imaps_port if security == "tls" else server.imap_port
    with IMAPClient(server.host, port, ssl=security == "tls", ssl_context=context, timeout=20) as client:
        if security == "starttls":
            client.starttls(context)
        yield client


@contextmanager
def _submission(server: PostfixServer, user: str) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(server.host, server.submission_port, timeout=20) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=server.ca_file))
        smtp.login(user, PASSWORD)
        yield smtp


def _first_mail(server: DovecotServer, user: str) -> bytes:
    with _client(server, "tls") as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX")
        client.idle()
        pushed = client.idle_check(timeout=0)
        client.idle_done()
        while not client.search():
            client.idle()
            pushed += client.idle_check(timeout=20)
            client.idle_done()
        raw: bytes = client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"]
        return raw
