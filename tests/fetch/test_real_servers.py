"""The same mailbox against Dovecot, and against the embedded mail system with certificates."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
import trustme
from imapclient import IMAPClient

from mailintake.fetch.errors import (
    CertificateError,
    FolderError,
    LoginRefusedError,
    NoEncryptionError,
    UnreachableError,
)
from mailintake.fetch.imap import ImapMailbox
from mailintake.fetch.mailbox import Folder
from mailintake.fetch.waiting import wait_for_mail
from mailintake.fetch.worker import Worker
from mailintake.model.login import Auth, MailboxSettings, Security
from mailintake.model.message import Incoming
from tests.fetch.boxes import NOW, PASSWORD, box_of, settings_for
from tests.servers.dovecot import DovecotServer
from tests.servers.embedded import EmbeddedMail
from tests.servers.scripted_imap import ScriptedImap

pytestmark = pytest.mark.server

MAIL = b"From: a@example.org\r\nTo: helpdesk@example.org\r\nSubject: one\r\n\r\nfirst\r\n"


@pytest.fixture
def settings(dovecot: DovecotServer, request: pytest.FixtureRequest) -> MailboxSettings:
    """Return the settings of a new user of Dovecot, over TLS."""
    user = f"desk-{abs(hash(request.node.name))}@example.org"
    dovecot.add_user(user, PASSWORD)
    at = settings_for(dovecot.imaps_port, Security.TLS, host="localhost", ca_file=dovecot.ca_file)
    return replace(at, username=user)


@contextmanager
def connected(settings: MailboxSettings) -> Iterator[ImapMailbox]:
    """Connect to the mailbox."""
    with closing(box_of(settings)) as box:
        box.connect()
        yield box


@contextmanager
def other_client(dovecot: DovecotServer, settings: MailboxSettings) -> Iterator[IMAPClient]:
    """Look into the same mailbox as a person does."""
    with IMAPClient(dovecot.host, dovecot.imap_port, ssl=False, timeout=10) as client:
        client.login(settings.username, PASSWORD)
        client.select_folder("INBOX")
        yield client


@pytest.mark.parametrize("security", list(Security))
def test_mail_is_read_unmarked_and_moved(dovecot: DovecotServer, settings: MailboxSettings, security: Security) -> None:
    """Over TLS, STARTTLS, and in the clear on this machine."""
    port = dovecot.imaps_port if security is Security.TLS else dovecot.imap_port
    dovecot.deliver(MAIL, settings.username)
    with connected(replace(settings, security=security, port=port)) as box, other_client(dovecot, settings) as other:
        (one,) = box.new()
        flags = other.get_flags(other.search())
        box.done(one, Folder.PROCESSED)
        other.select_folder("Processed")

        assert one.content.endswith(MAIL)
        assert [set(one) & {b"\\Seen"} for one in flags.values()] == [set()]
        assert len(other.search()) == 1


async def test_mail_is_heard_of_while_we_idle(dovecot: DovecotServer, settings: MailboxSettings) -> None:
    """Dovecot tells within a second."""
    with Worker("test") as worker, closing(box_of(settings)) as box:
        await worker.run(box.connect)
        assert await worker.run(lambda: list(box.new())) == []
        loop = asyncio.get_running_loop()
        delivery = loop.run_in_executor(None, dovecot.deliver, MAIL, settings.username)
        await wait_for_mail(box, worker, asyncio.Event(), poll=30, longest=30)
        await delivery

        assert len(await worker.run(lambda: list(box.new()))) == 1


def test_mail_that_another_client_took_is_no_mail_and_no_error(
    dovecot: DovecotServer, settings: MailboxSettings
) -> None:
    """Between SEARCH and FETCH, and between FETCH and MOVE."""
    for _ in range(3):
        dovecot.deliver(MAIL, settings.username)
    with connected(settings) as box, other_client(dovecot, settings) as other:
        first, second, third = other.search()

        def take_one_away(incoming: Incoming) -> bool:
            if incoming.key.endswith(f":{third}"):
                _remove(other, third)
            return True

        taken = list(box.new(take_one_away))
        _remove(other, second)
        for one in taken:
            box.done(one, Folder.PROCESSED)

        assert [int(one.key.rpartition(":")[2]) for one in taken] == [first, second]
        other.select_folder("Processed")
        assert len(other.search()) == 1


def test_a_new_uidvalidity_gives_new_keys_and_old_ones_move_nothing(
    dovecot: DovecotServer, settings: MailboxSettings
) -> None:
    """The index of the server was lost."""
    dovecot.deliver(MAIL, settings.username)
    with connected(settings) as box:
        (old,) = box.new()
        box.close()
        _renumber(dovecot.maildir(settings.username))
        box.connect()
        box.done(old, Folder.PROCESSED)
        (new,) = box.new()

        assert new.content == old.content
        assert new.key != old.key


def test_a_folder_that_cannot_be_written_leaves_the_mail(dovecot: DovecotServer, settings: MailboxSettings) -> None:
    """It is told once, the mail is not read again, and moves when the folder is in order."""
    dovecot.deliver(MAIL, settings.username)
    with connected(settings) as box:
        box.prepare()
        new = dovecot.maildir(settings.username) / ".Processed"
        (one,) = box.new()
        for part in (new, *new.iterdir()):
            part.chmod(0o500 if part.is_dir() else 0o400)
        with pytest.raises(FolderError, match="Processed"):
            box.done(one, Folder.PROCESSED)

        assert [list(box.new()) for _ in range(10)] == [[]] * 10
        for part in (new, *new.iterdir()):
            part.chmod(0o700 if part.is_dir() else 0o600)
        assert list(box.new()) == []
        assert box.stuck == 0


def test_a_restart_of_the_server_is_one_error_and_then_all_is_well(
    dovecot: DovecotServer, settings: MailboxSettings
) -> None:
    """Connect again, and go on."""
    dovecot.deliver(MAIL, settings.username)
    with connected(settings) as box:
        dovecot.stop()
        with pytest.raises(UnreachableError):
            list(box.new())
        dovecot.start()
        box.connect()

        assert len(list(box.new())) == 1


def test_a_wrong_password_is_refused(settings: MailboxSettings) -> None:
    """The text names the user, not the password."""
    box = box_of(settings, "wrong-horse")
    with pytest.raises(LoginRefusedError, match=settings.username) as caught:
        box.connect()

    assert "wrong-horse" not in str(caught.value)


def test_a_password_with_accents_and_quotes_is_taken(dovecot: DovecotServer) -> None:
    """As PLAIN, in UTF-8."""
    dovecot.add_user("accent@example.org", 'pä"ss\\wörd')
    at = settings_for(dovecot.imap_port, Security.STARTTLS, host="localhost", ca_file=dovecot.ca_file)
    with closing(box_of(replace(at, username="accent@example.org"), 'pä"ss\\wörd')) as box:
        box.connect()

        assert list(box.new()) == []


def test_a_certificate_of_somebody_else_is_not_taken(dovecot: DovecotServer, settings: MailboxSettings) -> None:
    """Unknown authority, with TLS and STARTTLS."""
    for security, port in ((Security.TLS, dovecot.imaps_port), (Security.STARTTLS, dovecot.imap_port)):
        with pytest.raises(CertificateError, match="ca_file"):
            box_of(replace(settings, security=security, port=port, ca_file=None)).connect()


def test_a_certificate_for_another_name_is_not_taken(tmp_path: Path) -> None:
    """The right authority is not enough."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("imap.example.org").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with EmbeddedMail(tls=tls) as mail:
        at = settings_for(mail.imaps_port, Security.TLS, host="localhost", ca_file=tmp_path / "ca.pem")
        with pytest.raises(CertificateError, match="name in the certificate"):
            box_of(at).connect()


def test_the_embedded_system_speaks_tls_and_starttls(tmp_path: Path) -> None:
    """With a certificate for this machine."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with EmbeddedMail(tls=tls) as mail:
        mail.append(MAIL)
        for security, port in ((Security.TLS, mail.imaps_port), (Security.STARTTLS, mail.imap_port)):
            at = settings_for(port, security, host="localhost", ca_file=tmp_path / "ca.pem")
            with connected(at) as box:
                assert [one.content for one in box.new()] == [MAIL]


def test_without_starttls_no_password_is_sent() -> None:
    """Somebody may have taken the offer out of the conversation."""
    with ScriptedImap() as server, pytest.raises(NoEncryptionError, match="STARTTLS"):
        box_of(settings_for(server.port, Security.STARTTLS)).connect()

    assert not any("AUTHENTICATE" in line or "LOGIN" in line for line in server.commands)


def test_no_encryption_is_only_for_this_machine() -> None:
    """Whatever the configuration says."""
    with pytest.raises(NoEncryptionError, match=r"mail\.example\.org"):
        box_of(settings_for(143, host="mail.example.org")).connect()


async def test_the_embedded_system_tells_at_once() -> None:
    """Delivery to wake-up takes milliseconds."""
    with EmbeddedMail() as mail, Worker("test") as worker, closing(box_of(settings_for(mail.imap_port))) as box:
        await worker.run(box.connect)
        began = monotonic()
        asyncio.get_running_loop().call_later(0.05, mail.append, MAIL)
        await wait_for_mail(box, worker, asyncio.Event(), poll=30, longest=30)

        assert monotonic() - began < 5
        assert len(await worker.run(lambda: list(box.new()))) == 1


def test_a_token_is_asked_for_at_each_login() -> None:
    """Tokens grow old; where the server offers XOAUTH2, it is used."""
    tokens = iter(["first", "second"])
    with ScriptedImap() as server:
        server.capabilities = "IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED"
        at = replace(settings_for(server.port), auth=Auth.MICROSOFT)
        with closing(ImapMailbox(at, lambda: next(tokens), lambda: NOW, limit=100)) as box:
            box.connect()
            box.connect()

    assert next(tokens, None) is None
    assert sum("AUTHENTICATE XOAUTH2" in line for line in server.commands) == 2


def _remove(client: IMAPClient, uid: int) -> None:
    client.delete_messages([uid], silent=True)
    client.uid_expunge([uid])


def _renumber(maildir: Path) -> None:
    """Lose the index, and with it the UIDVALIDITY."""
    uidlist = maildir / "dovecot-uidlist"
    first, _, rest = uidlist.read_text().partition("\n")
    words = [f"V{int(word[1:]) + 1000}" if word.startswith("V") else word for word in first.split(" ")]
    uidlist.write_text("\n".join([" ".join(words), rest]))
    for file in maildir.glob("dovecot.index*"):
        file.unlink()
