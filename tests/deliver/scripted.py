"""A real SMTP server that keeps what it takes and otherwise answers as a test wrote down."""

# ruff: noqa: N802 (aiosmtpd calls its handlers so)

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

from mailintake.model.login import Security
from tests.outgoing_check import catch

HOST = "127.0.0.1"
DROP = "drop the connection"
SILENCE = "say nothing"


@dataclass(slots=True)
class Script:
    """What the server answers at each stage, one reply after the other; then as usual."""

    replies: dict[str, list[str]] = field(default_factory=dict)
    mails: list[Envelope] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    connections: int = 0
    secure: list[bool] = field(default_factory=list)
    port: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    greeted: asyncio.Event = field(default_factory=asyncio.Event)

    def says(self, stage: str, *replies: str) -> None:
        """Write down replies for a stage: greeting, EHLO, AUTH, MAIL, RCPT, DATA, END."""
        self.replies.setdefault(stage, []).extend(replies)

    def next(self, stage: str) -> str | None:
        """Return what is written down for now."""
        self.seen.append(stage)
        waiting = self.replies.get(stage)
        return waiting.pop(0) if waiting else None

    @property
    def recipients(self) -> list[str]:
        """Return to whom mail was taken, in order."""
        return [one.rcpt_tos[0] for one in self.mails]

    async def wait_for(self, count: int) -> None:
        """Wait until so many mails were taken."""
        while len(self.mails) < count:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 10)


class Handler:
    """Takes mail, or does what the script says."""

    def __init__(self, script: Script) -> None:
        self._script = script

    async def auth_XOAUTH2(self, server: Scripted, args: list[str]) -> AuthResult:
        given = base64.b64decode(args[1]).decode()
        right = given == f"user=helpdesk@example.org\x01auth=Bearer {server.password}\x01\x01"
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(
        self, server: Scripted, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session
        reply = await server.scripted("MAIL")
        if reply is None:
            envelope.mail_from, envelope.mail_options = address, options
            self._script.secure.append(server.encrypted)
        return reply or "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: Scripted, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        reply = await server.scripted("RCPT")
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 Ok"

    async def handle_DATA(self, server: Scripted, session: Session, envelope: Envelope) -> str:
        del session
        reply = await server.scripted("END")
        if reply is None or reply in {DROP, SILENCE}:
            content = envelope.content
            catch(content if isinstance(content, bytes) else (content or "").encode(), envelope.rcpt_tos)
            self._script.mails.append(envelope)
            self._script.news.set()
        if reply in {DROP, SILENCE}:
            await server.act(reply)
        return reply or f"250 2.0.0 queued as {len(self._script.mails)}"


class Scripted(SMTP):
    """Asks the script before each answer."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None, password: str | None, *, utf8: bool) -> None:
        self._script = script
        self._greeted = False
        super().__init__(
            Handler(script),
            hostname="mx.example.org",
            tls_context=tls,
            enable_SMTPUTF8=utf8,
            auth_require_tls=False,
            authenticator=self._check if password else None,
            loop=asyncio.get_running_loop(),
        )
        self.password = password

    @property
    def encrypted(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def abort(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            # Python before 3.11.4 cannot abort a TLS connection that is closed already.
            with suppress(AttributeError):
                self.transport.abort()

    async def scripted(self, stage: str) -> str | None:
        reply = self._script.next(stage)
        if reply in {DROP, SILENCE} and stage != "END":
            await self.act(reply)
        return reply

    async def act(self, reply: str) -> None:
        if reply == DROP:
            self.abort()
        await asyncio.sleep(3600)

    async def push(self, status: AnyStr) -> None:
        reply = None
        if not self._greeted:
            self._greeted = True
            self._script.connections += 1
            self._script.greeted.set()
            reply = await self.scripted("greeting")
        if reply is None:
            await super().push(status)
        else:
            await super().push(reply)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, hostname: str) -> None:
        reply = await self.scripted("EHLO")
        if reply is None:
            await super().smtp_EHLO(hostname)
        else:
            await self.push(reply)

    @syntax("HELO hostname")
    async def smtp_HELO(self, hostname: str) -> None:
        reply = await self.scripted("HELO")
        if reply is None:
            await super().smtp_HELO(hostname)
        else:
            await self.push(reply)

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str) -> None:
        reply = await self.scripted("AUTH")
        if reply is None:
            await super().smtp_AUTH(arg)
        else:
            await self.push(reply)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        reply = await self.scripted("DATA")
        if reply is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(reply)

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str) -> None:
        await self.scripted("QUIT")
        await super().smtp_QUIT(arg)

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        del server, session, envelope, mechanism
        right = isinstance(data, LoginPassword) and data.password == (self.password or "").encode()
        return AuthResult(success=right, handled=False, auth_data=data if right else None)


@asynccontextmanager
async def serving(
    security: Security = Security.NONE,
    tls: ssl.SSLContext | None = None,
    *,
    password: str | None = None,
    utf8: bool = False,
) -> AsyncIterator[Script]:
    """Serve on a free port of the loopback; all connections end with the block."""
    script = Script()
    made: list[Scripted] = []
    later, at_once = (tls, None) if security is Security.STARTTLS else (None, tls)

    def protocol() -> Scripted:
        made.append(Scripted(script, later, password, utf8=utf8))
        return made[-1]

    server = await asyncio.get_running_loop().create_server(protocol, HOST, 0, ssl=at_once)
    script.port = int(server.sockets[0].getsockname()[1])
    try:
        yield script
    finally:
        server.close()
        for one in made:
            one.abort()
            if one._handler_coroutine is not None:  # noqa: SLF001 (the library has no word for it)
                one._handler_coroutine.cancel()  # noqa: SLF001
        await asyncio.sleep(0)
