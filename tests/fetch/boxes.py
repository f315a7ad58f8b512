"""Mailboxes on this machine, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mailintake.fetch.imap import ImapMailbox
from mailintake.model.login import MailboxSettings, Security

DESK = "helpdesk@example.org"
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
LIMIT = 10_000
PASSWORD = "secret"


def settings_for(
    port: int, security: Security = Security.NONE, *, host: str = "127.0.0.1", ca_file: Path | None = None
) -> MailboxSettings:
    """Return the settings of a mailbox."""
    return MailboxSettings(key="helpdesk", host=host, port=port, username=DESK, security=security, ca_file=ca_file)


def mailbox_at(port: int, *, seconds: float = 5.0, limit: int = LIMIT) -> ImapMailbox:
    """Return a mailbox that is not connected yet."""
    return box_of(settings_for(port), seconds=seconds, limit=limit)


def box_of(
    settings: MailboxSettings, password: str = PASSWORD, *, seconds: float = 5.0, limit: int = LIMIT
) -> ImapMailbox:
    """Return a mailbox with these settings."""
    return ImapMailbox(settings, lambda: password, lambda: NOW, limit=limit, seconds=seconds)
