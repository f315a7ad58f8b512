"""mailboxes and smtp: nothing leaves this machine in clear, and mail that was taken in goes elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.config import load
from tests.config.folder import loaded, problems, replaced, write

NAME = "mailintake.yaml"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("    security: tls", "    security: none", "`mailboxes.main.security: none` would send passwords"),
        ("  security: starttls", "  security: none", "`smtp.security: none` would send passwords"),
        ("    host: 127.0.0.1", "    host: relay.example", "`smtp.fallback.security: none` would send"),
        ("    host: imap.lakeside.example", "    host: imaps://imap.example", "must be a host"),
        ("    host: imap.lakeside.example", "    host: imap.example:993", "must be a host"),
        ("    port: 993", "    port: 0", "must be a whole number from 1 to 65535"),
        ("    processed: Done", "    processed: inbox", "is the same folder as `folder`"),
        ("    quarantine: Odd", "    quarantine: Done", "is the same folder as `processed`"),
        ("    poll: 30s", "    poll: 0s", "must be at least a second"),
        ("    ca_file: null\n    username", "    ca_file: ca.pem\n    username", "names a file that does not exist"),
        ("    ca_file: null\n    username", "    ca_file: .\n    username", "names a folder, not a file"),
        ("    ca_file: null\n    username", "    ca_file: ~/ca.pem\n    username", "begins with `~`, which is"),
        ("    auth: password", "    auth: passwrd", "must be one of"),
        ("  username: help@lakeside.example\n  auth", "  auth", "stands without `username`"),
    ],
)
def test_a_connection_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, NAME, old, new)

    assert any(text in one.text for one in found), found


@pytest.mark.parametrize(
    ("word", "meant"), [("ssl", "tls"), ("SSL/TLS", "tls"), ("imaps", "tls"), ("start-tls", "starttls")]
)
def test_the_words_of_other_programs_for_encryption_are_understood(tmp_path: Path, word: str, meant: str) -> None:
    (found,) = problems(tmp_path, NAME, "    security: tls", f"    security: {word}")

    assert found.hint == f"did you mean `{meant}`?"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "mail.localhost"])
def test_this_machine_itself_needs_no_encryption(tmp_path: Path, host: str) -> None:
    settings = loaded(
        tmp_path, NAME, "    host: imap.lakeside.example\n    port: 993\n    security: tls\n",
        f"    host: '{host}'\n    port: 143\n    security: none\n",
    )  # fmt: skip

    assert settings.mailboxes["main"].host == host


@pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143)])
def test_a_port_that_is_not_given_follows_from_the_security(tmp_path: Path, security: str, port: int) -> None:
    settings = loaded(tmp_path, NAME, "    port: 993\n    security: tls\n", f"    security: {security}\n")

    assert settings.mailboxes["main"].port == port


def test_a_relay_needs_no_password(tmp_path: Path) -> None:
    settings = load(write(tmp_path), environ={})

    assert settings.smtp is not None
    assert settings.smtp.fallback is not None
    assert settings.smtp.fallback.username is None


def test_no_mailbox_at_all_is_allowed(tmp_path: Path) -> None:
    text = "desk: {address: a@x.example}\nmailboxes: {}\n"
    settings = load(write(tmp_path, mailintake_yaml=text), environ={})

    assert settings.mailboxes == {}
    assert settings.smtp is None


@pytest.mark.parametrize("auth", ["", "    auth: google\n    oauth: {service_account: {file: key.json}}\n"])
def test_a_line_above_changes_no_connection(tmp_path: Path, auth: str) -> None:
    password = "    password: {env: IMAP_PASSWORD}\n"
    text = replaced(NAME, f"    auth: password\n{password}", auth or password)

    before = load(write(tmp_path / "desk", mailintake_yaml=text), environ={})
    after = load(write(tmp_path / "desk", mailintake_yaml=f"# ours\n{text}"), environ={})
    assert (before.mailboxes, before.smtp) == (after.mailboxes, after.smtp)
    assert before.secrets[0].place != after.secrets[0].place


def test_another_secret_is_another_connection(tmp_path: Path) -> None:
    before = load(write(tmp_path), environ={})
    after = loaded(tmp_path, NAME, "{env: IMAP_PASSWORD}", "{env: OTHER}")

    assert before.mailboxes != after.mailboxes
    assert before.smtp == after.smtp
