"""From a route to a client that is connected, encrypted and logged in; encryption is never given up."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import TypeAlias

import aiosmtplib

from mailintake.deliver.transport import DeliveryError
from mailintake.model.credential import CredentialError, Renewable
from mailintake.model.login import Auth, Security, SmtpRoute
from mailintake.parse.clean import clean_line

# A password, or an access token that is fresh at the moment of the call.
Secret: TypeAlias = Callable[[], str]

CONNECT_SECONDS = 20.0
PERMANENT = 500
# One try a connection: three methods in a row would lock the account.
METHODS = ("plain", "login", "cram-md5")
ENCRYPTION = "check `port` and `security`"
DISCONNECTS = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)


async def open_client(route: SmtpRoute, secret: Secret | None, name: str, seconds: float) -> aiosmtplib.SMTP:
    """Return a client that is ready for MAIL, or raise `DeliveryError`."""
    try:
        return await _open(route, secret, name, seconds)
    except DeliveryError as error:
        if not isinstance(secret, Renewable) or not isinstance(error.__cause__, aiosmtplib.SMTPAuthenticationError):
            raise
        # The token may have been taken back before its end: a new one tells.
        secret.refused()
    return await _open(route, secret, name, seconds)


async def _open(route: SmtpRoute, secret: Secret | None, name: str, seconds: float) -> aiosmtplib.SMTP:
    _check_loopback(route)
    client = aiosmtplib.SMTP(
        hostname=route.host,
        port=route.port,
        use_tls=route.security is Security.TLS,
        start_tls=route.security is Security.STARTTLS,
        tls_context=None if route.security is Security.NONE else await asyncio.to_thread(_context, route),
        local_hostname=name,
        timeout=seconds,
    )
    try:
        await client.connect(timeout=min(seconds, CONNECT_SECONDS))
        await client.ehlo()
        if route.username is not None and secret is not None:
            await _login(client, route, await _read(secret, route))
    except (aiosmtplib.SMTPException, OSError) as error:
        abandon(client)
        raise _failure(route, error) from error
    except BaseException:
        abandon(client)
        raise
    return client


def abandon(client: aiosmtplib.SMTP, transport: asyncio.BaseTransport | None = None) -> None:
    """Close the connection now; a farewell in TLS could hang on a silent server for half a minute."""
    open_still = transport or client.transport
    if isinstance(open_still, asyncio.WriteTransport):
        # Python before 3.11.4 cannot abort a TLS connection that is closed already.
        with suppress(AttributeError):
            open_still.abort()
    client.close()


def words(why: object) -> str:
    """Return a server's answer or an exception as one short line."""
    return clean_line(str(why) or type(why).__name__, 300)


def _check_loopback(route: SmtpRoute) -> None:
    if route.security is not Security.NONE or route.host == "localhost":
        return
    with suppress(ValueError):
        if ip_address(route.host).is_loopback:
            return
    text = f"{_place(route)}: `security: none` is for this machine only; nothing is sent"
    raise DeliveryError(text, ours=True, hint="use `security: starttls` or `tls`", about="security")


def _context(route: SmtpRoute) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=route.ca_file)
    except OSError as error:
        why = error.strerror if error.strerror and not isinstance(error, ssl.SSLError) else "it holds no certificates"
        text = f"{_place(route)}: ca_file: {why}: {route.ca_file}"
        hint = "it must be a PEM file: `-----BEGIN CERTIFICATE-----` …; a key is none"
        raise DeliveryError(text, ours=True, hint=hint, about="ca_file") from error


async def _read(secret: Secret, route: SmtpRoute) -> str:
    """Return the secret; it may be fetched over the network, so not in the loop."""
    try:
        return await asyncio.to_thread(secret)
    except CredentialError as error:
        reason, _, hint = str(error).partition("\nhint: ")
        text = f"{_place(route)}: {reason or type(error).__name__}"
        raise DeliveryError(text, away=True, ours=not error.transient, hint=hint, about="password") from error


async def _login(client: aiosmtplib.SMTP, route: SmtpRoute, secret: str) -> None:
    username = route.username or ""
    offered = client.supported_auth_methods
    if route.auth is not Auth.PASSWORD:
        await client.auth_xoauth2(username, secret)
        return
    method = next((one for one in METHODS if one in offered), None)
    match method:
        case "plain":
            await client.auth_plain(username, secret)
        case "login":
            await client.auth_login(username, secret)
        case "cram-md5":
            await client.auth_crammd5(username, secret)
        case _:
            text = f"{_place(route)}: it offers no login that we know"
            raise DeliveryError(text, ours=True, hint="leave out `username`, or ask who runs the server", about="auth")


def _failure(route: SmtpRoute, error: Exception) -> DeliveryError:
    place = _place(route)
    certificate = _certificate_error(error)
    if certificate is not None:
        return DeliveryError(
            f"{place}: certificate not accepted: {certificate.verify_message or certificate}",
            ours=True,
            about="ca_file",
            hint="`host` must be the name in the certificate; a CA of your own goes into `ca_file`",
        )
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return _login_failure(route, error)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        text = f"{place}: refused: {error.code} {words(error.message)}"
        return DeliveryError(text, ours=error.code >= PERMANENT, away=True)
    if isinstance(error, ssl.SSLError):
        return DeliveryError(f"{place}: no encryption: {words(error)}", ours=True, hint=ENCRYPTION, about="security")
    if isinstance(error, OSError):
        return DeliveryError(f"{place}: no connection: {words(error)}", away=True)
    # What is left is an extension that the server does not have: STARTTLS, AUTH.
    hint = "use `security: tls` on another port, or ask who runs the server"
    return DeliveryError(f"{place}: {words(error)}; nothing is sent in clear", ours=True, hint=hint, about="security")


def _login_failure(route: SmtpRoute, error: aiosmtplib.SMTPAuthenticationError) -> DeliveryError:
    said = f"{error.code} {words(error.message)}"
    if error.code < PERMANENT:
        hint = "the server cannot check logins just now; this says nothing of `username` and the secret"
        return DeliveryError(f"{_place(route)}: login not possible now: {said}", away=True, hint=hint, about="username")
    text = f"{_place(route)}: login of {route.username} refused: {said}"
    hint = "check `username`, `auth` and the secret; some providers want an app password or OAuth2"
    return DeliveryError(text, ours=True, hint=hint, about="username")


def _certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause
        cause = cause.__cause__
    return None


def _place(route: SmtpRoute) -> str:
    return f"{route.host}:{route.port}"
