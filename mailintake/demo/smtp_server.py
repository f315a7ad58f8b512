"""The two SMTP doors of the embedded mail system (RFC 5321): the one for mail from outside, and submission."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
LONGEST_MAIL = 64 * 1024 * 1024
LONGEST_LINE = 1024 * 1024

Accept: TypeAlias = Callable[[Envelope, str | None], Awaitable[str]]
Check: TypeAlias = Callable[[str], str]


class Door:
    """One SMTP server: `check` answers RCPT, `accept` takes the mail with the login of its sender, if any."""

    def __init__(self, check: Check, accept: Accept) -> None:
        self._check = check
        self._accept = accept

    async def handle_RCPT(  # noqa: N802 (aiosmtpd calls it so)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT."""
        del server, session
        reply = self._check(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        """Take the mail."""
        del server
        # aiosmtpd declares what it fills in here as None.
        data: object = session.auth_data
        login = data.login.decode("utf-8", "replace") if isinstance(data, LoginPassword) else None
        return await self._accept(envelope, login)


class SmtpServer:
    """A listening server; all of it lives in the loop that called `start`."""

    def __init__(self, door: Door, passwords: Mapping[str, str], tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._door = door
        self._passwords = passwords
        self._tls = tls
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Listen no longer."""
        if self._server:
            self._server.close()

    def _protocol(self) -> SMTP:
        return _Smtp(
            self._door,
            hostname="mx.example.org",
            ident="demo",
            data_size_limit=LONGEST_MAIL,
            enable_SMTPUTF8=True,
            tls_context=self._tls,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope, mechanism
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        right = self._passwords.get(data.login.decode("utf-8", "replace"))
        if right is None or right.encode() != data.password:
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=data)


class _Smtp(SMTP):
    """Real servers take lines of any length and tokens of kilobytes; so does this one."""

    line_length_limit = LONGEST_LINE
    command_size_limit = 16 * 1024
