"""How servers are reached: mailboxes, their folders and the ways out, made of the settings and their secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from mailintake.app.clock import now
from mailintake.config import read_secret, replace_secret
from mailintake.deliver import Routes, SmtpTransport
from mailintake.fetch.client import SECONDS
from mailintake.fetch.imap import ImapMailbox
from mailintake.fetch.shelves import Shelves
from mailintake.model.login import MailboxSettings, SmtpRoute
from mailintake.model.settings import Settings
from mailintake.oauth import TokenSource


def mailbox_of(
    settings: MailboxSettings, whole: Settings, environ: Mapping[str, str], *, seconds: float = SECONDS
) -> ImapMailbox:
    """Return the mailbox, not connected yet; `seconds` is how long an answer of the server may take."""
    return ImapMailbox(
        settings,
        _credential(settings, environ) or (lambda: ""),
        now,
        limit=whole.rules.limits.message,
        seconds=seconds,
    )


def shelves_of(settings: MailboxSettings, whole: Settings, environ: Mapping[str, str]) -> Shelves:
    """Return the folders of a mailbox for looking into them, not opened yet."""
    return Shelves(settings, _credential(settings, environ) or (lambda: ""), limit=whole.rules.limits.message)


def transport_of(settings: Settings, environ: Mapping[str, str]) -> Routes:
    """Return the ways out, the fallback last."""
    smtp = settings.smtp
    if smtp is None:
        return Routes(())
    routes = [smtp.route, *([smtp.fallback] if smtp.fallback else [])]
    return Routes([route_of(route, settings, environ) for route in routes])


def route_of(route: SmtpRoute, settings: Settings, environ: Mapping[str, str]) -> SmtpTransport:
    """Return one way out."""
    return SmtpTransport(route, _credential(route, environ), name=settings.rules.desk.domain)


def _credential(login: MailboxSettings | SmtpRoute, environ: Mapping[str, str]) -> Callable[[], str] | None:
    """Return what gives the password, or an access token that is fresh at the moment of the call."""
    password = login.password
    if login.oauth is not None:
        read = partial(read_secret, environ=environ)
        return TokenSource(login.oauth, login.username or "", read, now, keep=replace_secret)
    return partial(read_secret, password, environ) if password is not None else None
