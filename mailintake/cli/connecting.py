"""Logs in to IMAP and SMTP as the daemon would, and sends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from mailintake.app import mailbox_of, transport_of
from mailintake.config import SecretError
from mailintake.deliver import DeliveryError
from mailintake.fetch.errors import MailboxError
from mailintake.model.settings import Settings


def connection_problems(settings: Settings, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return one sentence for each connection that does not work."""
    found = [_mailbox_problem(key, settings, environ) for key in settings.mailboxes]
    found.append(_smtp_problem(settings, environ))
    return tuple(one for one in found if one)


def _mailbox_problem(key: str, settings: Settings, environ: Mapping[str, str]) -> str | None:
    try:
        mailbox = mailbox_of(settings.mailboxes[key], settings, environ)
        try:
            mailbox.connect()
        finally:
            mailbox.close()
    except (MailboxError, SecretError) as error:
        return f"mailbox {error}"
    return None


def _smtp_problem(settings: Settings, environ: Mapping[str, str]) -> str | None:
    if settings.smtp is None:
        return None
    try:
        asyncio.run(_log_in(settings, environ))
    except (DeliveryError, SecretError) as error:
        return f"smtp {error}"
    return None


async def _log_in(settings: Settings, environ: Mapping[str, str]) -> None:
    transport = transport_of(settings, environ)
    try:
        await transport.check()
    finally:
        await transport.close()
