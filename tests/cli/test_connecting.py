"""`check --connect`: what works, and for what does not, the line that is wrong and what to do about it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from imapclient import IMAPClient

from mailintake.fetch.client import SECONDS
from tests.cli.typed import DESK, Command, Write
from tests.servers.dovecot import DovecotServer, access_lists
from tests.servers.fixtures import DOMAIN
from tests.servers.ports import free_port
from tests.servers.postfix import PostfixServer
from tests.servers.scripted_imap import ScriptedImap, Talk

pytestmark = pytest.mark.server

PASSWORD = "open sesame"
MAIL = b"From: a@example.org\r\nTo: helpdesk@example.org\r\nSubject: one\r\n\r\nfirst\r\n"


class House(NamedTuple):
    """Dovecot and Postfix with one account, and the settings of a desk that uses them."""

    dovecot: DovecotServer
    postfix: PostfixServer
    user: str
    write: Write

    def mailbox(self, **other: object) -> None:
        """Configure the mailbox alone, with some settings changed; None leaves one out."""
        usual = {"port": self.dovecot.imaps_port, "security": "tls", "ca_file": self.dovecot.ca_file}
        self._configure("mailboxes:\n  helpdesk:", usual | other, "")

    def way_out(self, **other: object) -> None:
        """Configure SMTP alone."""
        usual = {"port": self.postfix.submission_port, "security": "starttls", "ca_file": self.postfix.ca_file}
        self._configure("smtp:", usual | other, "mailboxes: {}\n")

    def _configure(self, head: str, settings: dict[str, object], foot: str) -> None:
        login = {"host": "localhost", "username": self.user, "password": "{file: secret}"}
        lines = [f"    {name}: {value}" for name, value in (login | settings).items() if value is not None]
        self.write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", foot) + "\n".join([head, *lines, ""]))
        self.write("config/secret", PASSWORD)


@pytest.fixture
def house(dovecot: DovecotServer, postfix: PostfixServer, write: Write) -> House:
    user = f"desk-{uuid.uuid4().hex[:8]}@{DOMAIN}"
    dovecot.add_user(user, PASSWORD)
    return House(dovecot, postfix, user, write)


def line_of(setting: str, folder: Path) -> str:
    """Return `file:line` of a setting."""
    file = folder / "config" / "mailintake.yaml"
    lines = file.read_text().splitlines()
    return f"{file}:{next(number for number, line in enumerate(lines, 1) if line.strip().startswith(setting + ':'))}:"


def test_a_mailbox_that_works_is_described(command: Command, house: House) -> None:
    house.dovecot.deliver(MAIL, house.user)
    house.mailbox()

    first, second = command("check", "--connect"), command("check", "--connect")
    assert first.code == 0
    assert f"mailbox helpdesk (localhost:{house.dovecot.imaps_port}): logged in as {house.user} (TLSv1." in first.out
    assert "; 1 message in INBOX; made Processed and Quarantine\n" in first.out
    assert "; 1 message in INBOX; found Processed and Quarantine\n" in second.out


def test_before_the_first_run_doctor_says_that_the_servers_are_well(command: Command, house: House) -> None:
    house.mailbox()

    said = command("doctor")
    assert said.code == 1
    assert "does not exist yet" in said.out
    assert "mailboxes and SMTP: in order, logins work" in said.out


def test_a_way_out_that_works_is_described(command: Command, house: House) -> None:
    house.way_out()

    said = command("check", "--connect")
    assert said.code == 0
    assert f"smtp localhost:{house.postfix.submission_port}: logged in as {house.user} (TLSv1." in said.out
    assert "it says: " in said.out


@pytest.mark.parametrize(
    ("changed", "setting", "words", "hint"),
    [
        ({"port": "DOVECOT_CLEAR"}, "security", "begins without TLS", "write `security: starttls`"),
        ({"security": "starttls"}, "security", "expects TLS from the start", "write `security: tls`"),
        ({"port": "POSTFIX"}, "port", "SMTP answers on port", "swapped?"),
        ({"port": "NOBODY"}, "port", "connection refused", "IMAP is usually on port 993"),
        ({"host": "imap.invalid"}, "host", "there is no host `imap.invalid`", "DNS"),
        ({"ca_file": None}, "host", "certificate not accepted", "write `ca_file: PATH`"),
        ({"ca_file": "secret"}, "ca_file", "ca_file holds no certificates", "PEM"),
        ({"folder": "Procesed"}, "folder", "folder Procesed: there is no such folder", "`Processed`? there are"),
        ({"password": "{file: other}"}, "username", "login of", "check `username`"),
        ({"password": "{file: missing}"}, "password", "cannot be read: No such file", "write the secret into it"),
    ],
)
def test_a_mailbox_that_does_not_work_names_the_line(  # noqa: PLR0917 (columns of the table)
    command: Command,
    house: House,
    folder: Path,
    changed: dict[str, object],
    setting: str,
    words: str,
    hint: str,
) -> None:
    house.write("config/other", "wrong")
    with IMAPClient(house.dovecot.host, house.dovecot.imap_port, ssl=False, timeout=10) as client:
        client.login(house.user, PASSWORD)
        client.create_folder("Processed")
    house.mailbox(**_with_ports(changed, house))

    said = command("check", "--connect")
    assert said.code == 1
    assert said.out.startswith(line_of(setting, folder))
    assert words in said.out.splitlines()[0]
    assert hint in said.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("changed", "setting", "words", "hint"),
    [
        ({"security": "tls"}, "security", "begins without TLS", "write `security: starttls`"),
        ({"port": "DOVECOT"}, "port", "IMAP answers on port", "swapped?"),
        ({"port": "NOBODY"}, "port", "connection refused", "SMTP is usually on port 465"),
        ({"host": "smtp.invalid"}, "host", "there is no host `smtp.invalid`", "DNS"),
        ({"ca_file": None}, "host", "certificate not accepted", "write `ca_file: PATH`"),
        ({"password": "{file: other}"}, "username", "login of", "check `username`"),
    ],
)
def test_a_way_out_that_does_not_work_names_the_line(  # noqa: PLR0917 (columns of the table)
    command: Command,
    house: House,
    folder: Path,
    changed: dict[str, object],
    setting: str,
    words: str,
    hint: str,
) -> None:
    house.write("config/other", "wrong")
    house.way_out(**_with_ports(changed, house))

    said = command("check", "--connect")
    assert said.code == 1
    assert said.out.startswith(line_of(setting, folder))
    assert words in said.out.splitlines()[0]
    assert hint in said.out.splitlines()[-1]


@pytest.fixture
def restricted(house: House) -> Iterator[House]:
    """Return the house with a Dovecot that knows access control lists."""
    with DovecotServer(access_lists()) as dovecot:
        dovecot.add_user(house.user, PASSWORD)
        yield house._replace(dovecot=dovecot)


def set_rights(house: House, folder: str, rights: str) -> None:
    with IMAPClient(house.dovecot.host, house.dovecot.imap_port, ssl=False, timeout=10) as client:
        client.login(house.user, PASSWORD)
        if folder != "INBOX":
            client.create_folder(folder)
        client.setacl(folder, house.user, rights)


@pytest.mark.parametrize(
    ("name", "rights", "words"),
    [
        ("INBOX", "lrswia", "folder INBOX: the account lacks the right `t` (mark mail as deleted), `e` (expunge mail)"),
        ("Processed", "lra", "folder Processed: the account lacks the right `i` (put mail in)"),
    ],
)
def test_missing_rights_are_named_before_mail_comes(
    command: Command, restricted: House, name: str, rights: str, words: str
) -> None:
    set_rights(restricted, name, rights)
    restricted.mailbox()

    checked, examined = command("check", "--connect"), command("doctor")
    assert (checked.code, examined.code) == (1, 1)
    assert words in checked.out
    assert words in examined.out
    assert "hint: whoever runs the mail server must give it" in checked.out


def test_a_folder_that_cannot_be_made_is_named(command: Command, write: Write, folder: Path) -> None:
    def refuse(talk: Talk, tag: str, rest: str) -> None:
        del rest
        talk.send(f"{tag} NO [NOPERM] Permission denied".encode())

    with ScriptedImap() as server:
        server.on["CREATE"] = refuse
        login = f"host: 127.0.0.1, port: {server.port}, security: none, username: u, password: {{file: secret}}"
        box = f"mailboxes:\n  helpdesk: {{{login},\n    processed: Done}}\n"
        write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", box))
        write("config/secret", PASSWORD)
        said = command("check", "--connect")

    assert said.code == 1
    assert (
        f"{line_of('processed', folder)}5: mailbox helpdesk: folder Done: it does not exist and cannot be made"
        in said.out
    )
    assert "Permission denied" in said.out
    assert "name one that exists in `quarantine`" in said.out


def _with_ports(changed: dict[str, object], house: House) -> dict[str, object]:
    ports = {
        "DOVECOT": house.dovecot.imap_port,
        "DOVECOT_CLEAR": house.dovecot.imap_port,
        "POSTFIX": house.postfix.submission_port,
        "NOBODY": free_port(),
    }
    return {name: ports.get(str(value), value) for name, value in changed.items()}


def test_a_server_that_waits_for_tls_is_known_before_we_wait_for_its_greeting(command: Command, house: House) -> None:
    """Both would wait for a quarter of a minute and more; what is asked is said meanwhile."""
    house.mailbox(port=house.dovecot.imaps_port, security="starttls")
    begun = time.monotonic()
    said = command("check", "--connect")

    assert "expects TLS from the start" in said.out
    assert said.err == f"asking localhost:{house.dovecot.imaps_port} …\n"
    assert time.monotonic() - begun < SECONDS


def test_a_refused_folder_is_no_lost_connection(command: Command, write: Write) -> None:
    def refuse(talk: Talk, tag: str, rest: str) -> None:
        del rest
        talk.send(f"{tag} NO [SERVERBUG] mailbox is broken".encode())

    with ScriptedImap() as server:
        server.on["EXAMINE"] = refuse
        login = f"host: 127.0.0.1, port: {server.port}, security: none, username: u, password: {{file: secret}}"
        write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", f"mailboxes:\n  helpdesk: {{{login}}}\n"))
        write("config/secret", PASSWORD)
        command("migrate")
        said = command("reconcile")

    assert said.code == 1
    assert "the server refuses: " in said.err
    assert "mailbox is broken" in said.err
    assert "no connection" not in said.err
