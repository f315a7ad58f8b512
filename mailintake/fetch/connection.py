"""From settings to a logged-in client: encryption that is never given up, and who we are (RFC 9051, section 6.2)."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import TypeAlias

from imapclient.exceptions import LoginError

from mailintake.fetch.client import SECONDS, Client
from mailintake.fetch.errors import (
    CaFileError,
    CertificateError,
    CredentialsError,
    LoginDelayedError,
    LoginRefusedError,
    MailboxError,
    NoEncryptionError,
    UnreachableError,
)
from mailintake.model.credential import CredentialError, Renewable
from mailintake.model.login import Auth, MailboxSettings, Security

# A password, or an access token that is fresh at the moment of the call.
Secret: TypeAlias = Callable[[], str]

# Codes of RFC 5530 that say nothing of the credentials.
DELAYS = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "BAD ")


def open_client(settings: MailboxSettings, secret: Secret, seconds: float = SECONDS) -> Client:
    """Return a client that is logged in."""
    # At DEBUG this logger writes whole mails.
    logging.getLogger("imapclient.imaplib").setLevel(logging.INFO)
    _check_loopback(settings)
    client = _connect(settings, seconds)
    try:
        if settings.security is Security.STARTTLS:
            _encrypt(client, settings)
        _login(client, settings, secret)
        client.learn_capabilities()
    except MailboxError:
        client.leave()
        raise
    except (OSError, ValueError, imaplib.IMAP4.error) as error:
        client.leave()
        raise _unreachable(settings, error) from error
    return client


def _check_loopback(settings: MailboxSettings) -> None:
    if settings.security is not Security.NONE or settings.host == "localhost":
        return
    with suppress(ValueError):
        if ip_address(settings.host).is_loopback:
            return
    raise NoEncryptionError(settings.key, f"`security: none` is only for this machine itself, not for {settings.host}")


def _connect(settings: MailboxSettings, seconds: float) -> Client:
    try:
        tls = _context(settings) if settings.security is Security.TLS else None
        return Client(settings.host, settings.port, tls, seconds)
    except (OSError, ValueError, imaplib.IMAP4.error) as error:
        raise _unreachable(settings, error) from error


def _context(settings: MailboxSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        if settings.ca_file is None or not settings.ca_file.is_file():
            raise
        raise CaFileError(settings.key, settings.ca_file) from error


def _encrypt(client: Client, settings: MailboxSettings) -> None:
    if "STARTTLS" not in client.offered:
        raise NoEncryptionError(settings.key, f"{settings.host} offers no STARTTLS")
    client.starttls(_context(settings))


def _login(client: Client, settings: MailboxSettings, secret: Secret) -> None:
    try:
        _authenticate(client, settings, _read(secret, settings))
    except LoginError as error:
        # IMAPClient gives a broken connection the same name as a wrong password.
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise UnreachableError(settings.key, error) from error
        if any(code in str(error) for code in DELAYS):
            raise LoginDelayedError(settings.key, error) from error
        if isinstance(secret, Renewable):
            secret.refused()
        raise LoginRefusedError(settings.key, settings.username, error) from error


def _read(secret: Secret, settings: MailboxSettings) -> str:
    try:
        return secret()
    except CredentialError as error:
        if error.transient:
            raise LoginDelayedError(settings.key, error) from error
        raise CredentialsError(settings.key, error) from error


def _authenticate(client: Client, settings: MailboxSettings, secret: str) -> None:
    username = settings.username
    if settings.auth is not Auth.PASSWORD:
        if "AUTH=XOAUTH2" in client.offered:
            client.oauth2_login(username, secret)
        else:
            client.oauthbearer_login(username, secret)
    elif "AUTH=PLAIN" in client.offered:
        # Unlike LOGIN it takes any character.
        answer = f"\0{username}\0{secret}".encode()
        client.sasl_login("PLAIN", lambda _: answer)
    else:
        client.login(_quoted(username), secret)


def _quoted(text: str) -> str:
    """Return an IMAP quoted string; imaplib quotes only the password."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unreachable(settings: MailboxSettings, error: Exception) -> MailboxError:
    place = f"{settings.key} ({settings.host}:{settings.port})"
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateError(place, error.verify_message or error)
    return UnreachableError(place, error)
