"""Delivery to a submission server over one kept connection (RFC 5321, RFC 6409)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum

import aiosmtplib

from mailintake.deliver.connection import DISCONNECTS, Secret, abandon, open_client, words
from mailintake.deliver.transport import DeliveryError
from mailintake.model.login import SmtpRoute
from mailintake.model.outgoing import Outgoing

COMMAND_SECONDS = 60.0
# RFC 5321, section 4.5.3.2.6 grants ten minutes; the claim on a mail does not last longer.
DATA_SECONDS = 300.0
IDLE_SECONDS = 30.0
QUIT_SECONDS = 2.0
# Some servers end a connection in anger after a hundred mails; we end it before.
MOST_MAILS = 90
START_INPUT = 354
COMPLETED = 2
PERMANENT = 500
UNAVAILABLE = 421
# Without a login nothing is taken from us: no fault of the recipient (RFC 4954, section 6).
LOGIN_WANTED = frozenset([530, 535, 538])


class Stage(StrEnum):
    """How far a mail has come."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    END = "end of DATA"


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a server introduced itself, and the version of TLS."""

    name: str
    tls: str | None


class SmtpTransport:
    """Sends through one route. Its connection is opened when needed and closed after half a minute without mail."""

    def __init__(
        self,
        route: SmtpRoute,
        secret: Secret | None = None,
        *,
        name: str = "localhost",
        seconds: float = COMMAND_SECONDS,
        data_seconds: float = DATA_SECONDS,
    ) -> None:
        self._route = route
        self._secret = secret
        self._name = name if name.isascii() and name else "localhost"
        self._seconds = seconds
        self._data_seconds = data_seconds
        self._client: aiosmtplib.SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._carried = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._transmitting = False

    @property
    def transmitting(self) -> bool:
        """Tell whether a mail is on the wire, or was when the last `send` was broken off."""
        return self._transmitting

    async def send(self, outgoing: Outgoing) -> str:
        """Hand the mail over and return what the server said, or raise `DeliveryError`."""
        self._stay()
        self._transmitting = False
        if self._carried >= MOST_MAILS:
            await self.close()
        kept = self._client is not None and self._client.is_connected
        try:
            return await self._attempt(outgoing)
        except DeliveryError as error:
            # A connection that was kept open may have died unnoticed; a fresh one tells whether the server is away.
            if not kept or not error.away or error.in_doubt:
                raise
            return await self._attempt(outgoing)
        finally:
            self._leave_when_idle()

    async def check(self) -> None:
        """Connect and log in, or raise `DeliveryError`."""
        await self.close()
        await self._connected()
        await self.close()

    async def survey(self) -> Greeting:
        """Connect and log in, and tell what the server said of itself; or raise `DeliveryError`."""
        await self.close()
        client = await self._connected()
        said = client.last_ehlo_response.message if client.last_ehlo_response else ""
        cipher = client.get_transport_info("ssl_object")
        await self.close()
        name = words(said.partition("\n")[0])
        return Greeting(name, cipher.version() if isinstance(cipher, ssl.SSLObject) else None)

    async def close(self) -> None:
        """Say goodbye; whatever the server answers does no harm."""
        self._stay()
        client, self._client = self._client, None
        if client is None:
            return
        transport = client.transport
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=QUIT_SECONDS)
        abandon(client, transport)

    async def _attempt(self, outgoing: Outgoing) -> str:
        client = await self._connected()
        self._carried += 1
        try:
            await self._envelope(client, outgoing)
            return await self._data(client, outgoing.content)
        except DeliveryError as error:
            await self._recover(client, dead=error.away or error.in_doubt)
            raise
        except BaseException:
            # Broken off from outside: what was begun cannot be continued.
            self._drop()
            raise

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            self._drop()
            self._carried = 0
            self._client = await open_client(self._route, self._secret, self._name, self._seconds)
        return self._client

    async def _envelope(self, client: aiosmtplib.SMTP, outgoing: Outgoing) -> None:
        utf8 = not (outgoing.to.isascii() and outgoing.envelope_from.isascii())
        if utf8 and not client.supports_extension("smtputf8"):
            text = f"{self._route.host}: no SMTPUTF8, which the address {outgoing.to} needs"
            raise DeliveryError(text, hold=True, hint="correct the address, or use a server that knows RFC 6531")
        if not outgoing.to or parseaddr(outgoing.to)[1] != outgoing.to:
            # The library would send to what it makes of it.
            text = f"RCPT: not an address: {outgoing.to}"
            raise DeliveryError(text, permanent=True)
        encoding, options = ("utf-8", ["SMTPUTF8"]) if utf8 else ("ascii", [])
        await self._step(Stage.MAIL, client.mail(outgoing.envelope_from, options=options, encoding=encoding))
        await self._step(Stage.RCPT, client.rcpt(outgoing.to, encoding=encoding))

    async def _data(self, client: aiosmtplib.SMTP, content: bytes) -> str:
        begun = await self._step(Stage.DATA, client.execute_command(b"DATA"))
        if begun.code != START_INPUT:
            raise self._refused(Stage.DATA, begun.code, begun.message)
        self._transmitting = True
        try:
            answer = await self._transmit(client, content)
        except DeliveryError:
            self._transmitting = False
            raise
        # Where we are broken off instead, it stays true: whether the mail arrived is not known.
        self._transmitting = False
        if answer.code // 100 != COMPLETED:
            raise self._refused(Stage.END, answer.code, answer.message)
        return words(f"{answer.code} {answer.message}")

    async def _step(self, stage: Stage, command: Awaitable[aiosmtplib.SMTPResponse]) -> aiosmtplib.SMTPResponse:
        try:
            return await command
        except aiosmtplib.SMTPResponseException as error:
            raise self._refused(stage, error.code, error.message) from error
        except DISCONNECTS as error:
            text = f"{self._route.host}: connection lost at {stage}: {words(error)}"
            raise DeliveryError(text, away=True) from error
        except ValueError as error:
            # The library does not put such an address on the wire.
            text = f"{stage}: {error}"
            raise DeliveryError(text, permanent=True) from error

    async def _transmit(self, client: aiosmtplib.SMTP, content: bytes) -> aiosmtplib.SMTPResponse:
        """Send the content and read the one answer that counts; without it we are in doubt."""
        protocol = client.protocol
        try:
            if protocol is not None:
                protocol.write(_stuffed(content))
                return await protocol.read_response(timeout=self._data_seconds)
            why: BaseException | None = None
        except (*DISCONNECTS, aiosmtplib.SMTPResponseException) as error:
            why = error
        text = f"{self._route.host}: no answer after {Stage.DATA}: {words(why or 'connection lost')}"
        raise DeliveryError(text, in_doubt=True) from why

    def _refused(self, stage: Stage, code: int, message: str) -> DeliveryError:
        text = f"{self._route.host}: {stage} refused: {code} {words(message)}"
        before_the_mail = stage is Stage.MAIL
        if code in LOGIN_WANTED or (before_the_mail and code >= PERMANENT):
            return DeliveryError(text, ours=True, hint="check `smtp` (username, envelope) and what we may send")
        if code == UNAVAILABLE or before_the_mail or code < 0:
            return DeliveryError(text, away=True)
        return DeliveryError(text, permanent=code >= PERMANENT)

    async def _recover(self, client: aiosmtplib.SMTP, *, dead: bool) -> None:
        """Make the connection ready for the next mail, or drop it."""
        if dead or not client.is_connected:
            self._drop()
            return
        try:
            await client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            abandon(self._client)
        self._client = None

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = None

    def _leave_when_idle(self) -> None:
        if self._client is not None:
            self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._leave)

    def _leave(self) -> None:
        task = asyncio.get_running_loop().create_task(self.close())
        # The loop keeps only a weak reference to its tasks.
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _stuffed(content: bytes) -> bytes:
    """Return the content as it goes over the wire (RFC 5321, section 4.5.2); it has CRLF line ends throughout."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = whole.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"
