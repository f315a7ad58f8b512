"""A closer look at a connection that failed: what answers there, if anything, and which setting does not fit."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from mailintake.deliver import DeliveryError
from mailintake.fetch.errors import LoginDelayedError, LoginRefusedError, MailboxError
from mailintake.model.login import MailboxSettings, Security, SmtpRoute

Login: TypeAlias = MailboxSettings | SmtpRoute

SECONDS = 2.0
LONGEST_GREETING = 512
FROM_START = Security.TLS
# OpenSSL's numbers for a certificate whose issuer nobody here vouches for.
UNKNOWN_ISSUER = frozenset({18, 19, 20, 21})
EXPIRED, WRONG_NAME, WRONG_ADDRESS = 10, 62, 64


class Protocol(StrEnum):
    """What a server speaks."""

    IMAP = "IMAP"
    SMTP = "SMTP"
    POP3 = "POP3"


PORTS = {
    Protocol.IMAP: {Security.TLS: 993, Security.STARTTLS: 143},
    Protocol.SMTP: {Security.TLS: 465, Security.STARTTLS: 587},
}
SIGNS = {b"* ": Protocol.IMAP, b"220": Protocol.SMTP, b"554": Protocol.SMTP, b"+OK": Protocol.POP3}


@dataclass(frozen=True, slots=True)
class Closer:
    """The setting that does not fit, what is wrong with it, and what to do."""

    about: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What answered: the protocol, if we know it, and whether TLS comes before everything."""

    protocol: Protocol | None
    tls: bool


def look_closer(login: Login, error: Exception, wanted: Protocol) -> Closer | None:
    """Return what is wrong with a connection in plain words; None where the error itself says it best."""
    certificate = _certificate(error)
    if certificate is not None:
        return _about_certificate(certificate, login)
    if _says_itself(error):
        return None
    unreadable = _about_ca_file(login)
    if unreadable is not None:
        return unreadable
    try:
        heard = _listen(login.host, login.port)
    except OSError as failure:
        return _unreachable(failure, login, wanted)
    return _misfit(heard, login, wanted) if heard else None


def look_before(login: Login, wanted: Protocol) -> Closer | None:
    """Return what is wrong where we would wait long for a greeting: a server that expects TLS says nothing first."""
    if login.security is FROM_START:
        return None
    try:
        heard = _listen(login.host, login.port)
    except OSError:
        return None
    return _misfit(heard, login, wanted) if heard and heard.tls else None


def _says_itself(error: Exception) -> bool:
    """Tell whether the server answered us, in its own words: then host, port and encryption are right."""
    if isinstance(error, LoginRefusedError | LoginDelayedError):
        return True
    if isinstance(error, MailboxError):
        return error.about not in {"host", "security"}
    return isinstance(error, DeliveryError) and error.about not in {"host", "security"}


def _certificate(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _about_certificate(error: ssl.SSLCertVerificationError, login: Login) -> Closer:
    said = f"certificate not accepted: {error.verify_message}"
    if error.verify_code in {WRONG_NAME, WRONG_ADDRESS}:
        return Closer("host", said, f"write as `host` the name that stands in the certificate, not {login.host}")
    if error.verify_code == EXPIRED:
        return Closer("host", said, "whoever runs the server must renew it; look at the clock of this machine, too")
    if error.verify_code in UNKNOWN_ISSUER and login.ca_file is None:
        return Closer("ca_file", said, "for a CA of your own write `ca_file: PATH` with its certificate (PEM)")
    return Closer("ca_file", said, "`ca_file` must hold the certificate (PEM) of the CA that signed the server's")


def _about_ca_file(login: Login) -> Closer | None:
    try:
        ssl.create_default_context(cafile=login.ca_file)
    except OSError as error:
        # OpenSSL names its own source file, which helps nobody.
        why = f"cannot be read: {error.strerror}" if not isinstance(error, ssl.SSLError) else "holds no certificates"
        hint = "it must be a PEM file: `-----BEGIN CERTIFICATE-----` …; a key is none"
        return Closer("ca_file", f"ca_file {why}: {login.ca_file}", hint)
    return None


def _unreachable(failure: OSError, login: Login, wanted: Protocol) -> Closer:
    if isinstance(failure, socket.gaierror):
        return Closer(
            "host", f"there is no host `{login.host}`", "is it a slip of the pen? Else look at this machine's DNS"
        )
    if isinstance(failure, ConnectionRefusedError):
        return Closer(
            "port", f"nothing listens on port {login.port}: connection refused", f"{_usual(wanted)}; is it running?"
        )
    if isinstance(failure, TimeoutError):
        hint = f"is a firewall between? {_usual(wanted)}"
        return Closer("host", f"no answer within {SECONDS:.0f} seconds", hint)
    return Closer("host", f"no connection: {failure.strerror or failure}", "look at `host`, `port` and the network")


def _misfit(heard: Heard, login: Login, wanted: Protocol) -> Closer | None:
    """Compare what answers with what the settings say."""
    if heard.protocol is Protocol.POP3:
        return Closer("port", f"a POP3 server answers on port {login.port}", _usual(wanted))
    if heard.protocol is not None and heard.protocol is not wanted:
        hint = f"are the servers of `mailboxes` and `smtp` swapped? {_usual(wanted)}"
        return Closer("port", f"{heard.protocol.value} answers on port {login.port}, not {wanted.value}", hint)
    if heard.tls and login.security is not FROM_START:
        text = f"port {login.port} expects TLS from the start, `security` is `{login.security.value}`"
        return Closer("security", text, f"write `security: tls`, or `port: {PORTS[wanted][Security.STARTTLS]}`")
    if not heard.tls and login.security is FROM_START:
        text = f"port {login.port} begins without TLS, `security` is `tls`"
        return Closer("security", text, f"write `security: starttls`, or `port: {PORTS[wanted][Security.TLS]}`")
    return None


def _usual(wanted: Protocol) -> str:
    ports = PORTS[wanted]
    return f"{wanted.value} is usually on port {ports[Security.TLS]} (`tls`) or {ports[Security.STARTTLS]} (`starttls`)"


def _listen(host: str, port: int) -> Heard | None:
    """Return what greets us; a server that waits for us to begin wants TLS. Raises OSError where nobody is there."""
    with socket.create_connection((host, port), timeout=SECONDS) as sock:
        greeting = _greeting(sock)
    if greeting:
        return Heard(_protocol(greeting), tls=False) if _protocol(greeting) else None
    with (
        suppress(OSError),
        socket.create_connection((host, port), timeout=SECONDS) as sock,
        _anybody().wrap_socket(sock, server_hostname=host) as encrypted,
    ):
        return Heard(_protocol(_greeting(encrypted)), tls=True)
    return None


def _greeting(sock: socket.socket) -> bytes:
    with suppress(OSError):
        return sock.recv(LONGEST_GREETING)
    return b""


def _protocol(greeting: bytes) -> Protocol | None:
    return next((protocol for sign, protocol in SIGNS.items() if greeting.startswith(sign)), None)


def _anybody() -> ssl.SSLContext:
    """Return a context that asks nobody who he is: only the greeting is read, nothing is told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
