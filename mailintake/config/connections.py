"""`mailboxes` and `smtp` of mailintake.yaml: how mail comes in and goes out."""

from __future__ import annotations

from pathlib import Path

from mailintake.config import addresses, values
from mailintake.config.addresses import is_loopback
from mailintake.config.nodes import Node
from mailintake.config.oauth import sign_in
from mailintake.config.places import file_in
from mailintake.config.problems import Wrong
from mailintake.config.section import Section
from mailintake.model.login import FirstRun, MailboxSettings, Security, SmtpRoute
from mailintake.model.settings import Envelope, SmtpSettings

IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
OTHER_NAMES = {
    "ssl": Security.TLS,
    "ssl/tls": Security.TLS,
    "tls/ssl": Security.TLS,
    "imaps": Security.TLS,
    "smtps": Security.TLS,
    "plain": Security.NONE,
    "clear": Security.NONE,
}
MIN_POLL = 1.0
# What can be wrong with a connection, so that a failed one can name the line.
NAMED = ("host", "port", "security", "ca_file", "username", "password", "auth", "folder", "processed", "quarantine")


def mailboxes(whole: Section, folder: Path) -> dict[str, MailboxSettings]:
    """Read the mailboxes, each under a name of its own."""
    found: dict[str, MailboxSettings] = {}
    for key, section in whole.parts("mailboxes"):
        with section:
            found[key.text] = _mailbox(key.text, section, folder)
    return found


def smtp(whole: Section, folder: Path) -> SmtpSettings | None:
    """Read how our mail leaves, or None where nothing is said."""
    section = whole.part("smtp")
    if section is None:
        return None
    with section:
        route = _route(section, folder)
        envelope = section.get("envelope", values.choice(Envelope), Envelope.PLAIN)
        rate = section.get("rate", values.optional(values.rate), None)
        fallback = section.part("fallback")
        if fallback is None:
            return SmtpSettings(route, envelope, rate)
        with fallback:
            return SmtpSettings(route, envelope, rate, _route(fallback, folder))


def _mailbox(key: str, section: Section, folder: Path) -> MailboxSettings:
    security = section.get("security", values.choice(Security, OTHER_NAMES), Security.TLS)
    host = section.need("host", addresses.host, "localhost")
    _check_security(section, host, security)
    auth, password, oauth = sign_in(section, folder, needed=True)
    usual = MailboxSettings(key, host, 1, "")
    mailbox = MailboxSettings(
        key=key,
        host=host,
        port=section.get("port", addresses.port, IMAP_PORTS[security]),
        username=section.need("username", values.text, ""),
        password=password,
        security=security,
        ca_file=section.get("ca_file", values.optional(file_in(folder)), None),
        auth=auth,
        oauth=oauth,
        folder=section.get("folder", values.text, usual.folder),
        processed=section.get("processed", values.text, usual.processed),
        quarantine=section.get("quarantine", values.text, usual.quarantine),
        poll=section.get("poll", _poll, usual.poll),
        first_run=section.get("first_run", values.choice(FirstRun), usual.first_run),
        places=_places(section),
    )
    _check_folders(section, mailbox)
    return mailbox


def _route(section: Section, folder: Path) -> SmtpRoute:
    security = section.get("security", values.choice(Security, OTHER_NAMES), Security.STARTTLS)
    host = section.need("host", addresses.host, "localhost")
    _check_security(section, host, security)
    username = section.get("username", values.optional(values.text), None)
    auth, password, oauth = sign_in(section, folder, needed=username is not None)
    if oauth is not None and username is None:
        section.say(section.where("auth"), f"`{section.path('auth')}` stands without `username`")
    if password is not None and username is None:
        section.say(section.where("password"), f"`{section.path('password')}` stands without `username`")
    return SmtpRoute(
        host=host,
        port=section.get("port", addresses.port, SMTP_PORTS[security]),
        security=security,
        ca_file=section.get("ca_file", values.optional(file_in(folder)), None),
        username=username,
        auth=auth,
        oauth=oauth,
        password=password,
        places=_places(section),
    )


def _places(section: Section) -> dict[str, str]:
    """Return where each setting stands, and where the section begins for those that are not written."""
    return {name: str(section.key_place(name)) for name in NAMED}


def _check_security(section: Section, host: str, security: Security) -> None:
    if security is Security.NONE and not is_loopback(host):
        text = f"`{section.path('security')}: none` would send passwords and mail in clear to {host}"
        section.say(section.where("security"), text, "`tls` or `starttls`; `none` is for this machine itself only")


def _check_folders(section: Section, mailbox: MailboxSettings) -> None:
    seen: dict[str, str] = {}
    for key in ("folder", "processed", "quarantine"):
        name: str = getattr(mailbox, key)
        folded = name.upper() if name.upper() == "INBOX" else name
        if folded in seen:
            text = f"`{section.path(key)}` is the same folder as `{seen[folded]}`"
            section.say(section.where(key), text, "mail that was taken in must go somewhere else")
        seen.setdefault(folded, key)


def _poll(node: Node) -> float:
    seconds = values.duration(node).total_seconds()
    if seconds < MIN_POLL:
        raise Wrong(node.place, "must be at least a second")
    return seconds
