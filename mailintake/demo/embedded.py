"""A whole mail system in one thread on the loopback: SMTP in, IMAP, SMTP out.

It needs no root and no other program. Mail for the users' addresses lands in their mailboxes, with the
`Authentication-Results` that a real receiving server writes; mail handed to the submission door is kept in `outbox`
and reaches the users, too.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self, TypeVar

from aiosmtpd.smtp import Envelope

from mailintake.demo.bounce import bounce
from mailintake.demo.imap_server import MailboxServer
from mailintake.demo.sink import OK, SentMail, Sink
from mailintake.demo.smtp_server import Door, SmtpServer
from mailintake.demo.stamp import from_domain, stamp, with_crlf

T = TypeVar("T")
LONGEST_START = 20.0
DESK = "helpdesk@example.org"
DEFAULT_USERS: Mapping[str, str] = {DESK: "secret"}


class EmbeddedMailError(RuntimeError):
    """The embedded mail system cannot do that."""


class NotRunningError(EmbeddedMailError):
    """The embedded mail system does not run."""

    def __init__(self) -> None:
        super().__init__("embedded mail system: not running\nhint: use it in a `with` statement")


class NoMailboxError(EmbeddedMailError):
    """No user has that address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"embedded mail system: nobody has the address {address}")


class EmbeddedMail:
    """The mail system; use it as a context manager.

    `users` are addresses with passwords (they log in with the address), `aliases` lead to users. A plus-address
    reaches the user before the plus. Ports: `imap_port` (plain, STARTTLS with `tls`), `imaps_port` (with `tls`),
    `smtp_port` (mail from outside; who logs in is authenticated), `submit_port` (mail going out).
    """

    def __init__(
        self,
        users: Mapping[str, str] = DEFAULT_USERS,
        *,
        aliases: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        bounces: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.users = dict(users)
        self.aliases = dict(aliases or {})
        self._bounces = bounces
        self._clock = clock
        self._sink = Sink()
        self._mailboxes = MailboxServer(tls)
        self._inside = SmtpServer(Door(self._check_local, self._accept_local), self.users, tls)
        self._outside = SmtpServer(Door(self._check_any, self._accept_any), self.users, tls)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="embedded-mail", daemon=True)

    def __enter__(self) -> Self:
        """Start the thread and wait until every door is open."""
        self._thread.start()
        if not self._started.wait(LONGEST_START) or self._loop is None:
            raise NotRunningError
        return self

    def __exit__(self, *_: object) -> None:
        """Close the doors and end the thread."""
        if self._loop and self._stopped:
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(LONGEST_START)

    @property
    def outbox(self) -> list[SentMail]:
        """Return the mails that went out, the oldest first."""
        return self._sink.mails

    @property
    def imap_port(self) -> int:
        """Return the port of IMAP without TLS (with STARTTLS where there is a certificate)."""
        return self._mailboxes.port

    @property
    def imaps_port(self) -> int:
        """Return the port of IMAP over TLS; 0 without a certificate."""
        return self._mailboxes.tls_port

    @property
    def smtp_port(self) -> int:
        """Return the port for mail from outside."""
        return self._inside.port

    @property
    def submit_port(self) -> int:
        """Return the port for mail that goes out."""
        return self._outside.port

    def deliver(self, raw: bytes, mail_from: str, rcpt_to: str = DESK, *, authenticated: bool | None = True) -> None:
        """Put a mail into a user's INBOX as the receiving server does.

        `authenticated` is what the server found out: dmarc=pass, dmarc=fail, or (None) dmarc=none.
        """
        dmarc = {True: "pass", False: "fail", None: "none"}[authenticated]
        self._run(self._put(raw, mail_from, rcpt_to, dmarc))

    def append(
        self, raw: bytes, user: str = DESK, folder: str = "INBOX", *, when: datetime | None = None, seen: bool = False
    ) -> None:
        """Put exactly these bytes into a folder; `when` is the INTERNALDATE."""
        self._run(self._mailboxes.append(user, folder, raw, when or self._clock(), seen=seen))

    def mails(self, folder: str = "INBOX", user: str = DESK) -> list[bytes]:
        """Return what lies in a folder now."""
        return self._run(self._mailboxes.read(user, folder))

    def set_uid_validity(self, value: int, folder: str = "INBOX", user: str = DESK) -> None:
        """Give the folder another UIDVALIDITY."""
        self._run(self._mailboxes.set_uid_validity(user, folder, value))

    def set_password(self, user: str, password: str) -> None:
        """Give a user another password, or a new user a mailbox."""
        self.users[user] = password
        self._run(self._in_loop(lambda: self._mailboxes.add_user(user, password)))

    def refuse(self, recipient: str, *replies: str, stage: str = "RCPT") -> None:
        """Answer the next mails to that recipient with these replies, one each; `stage` is RCPT or DATA."""
        self._sink.refuse(stage, recipient, replies)

    def wait_for(self, count: int, seconds: float = 10.0) -> list[SentMail]:
        """Wait until so many mails went out; return all of them."""
        return self._sink.wait_for(count, seconds)

    def _serve(self) -> None:
        # aiosmtpd warns of its own deprecated attribute at each login.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        try:
            asyncio.run(self._main())
        finally:
            self._loop = None
            self._started.set()

    async def _main(self) -> None:
        self._stopped = asyncio.Event()
        await self._mailboxes.start(self.users)
        await self._inside.start()
        await self._outside.start()
        self._loop = asyncio.get_running_loop()
        self._started.set()
        await self._stopped.wait()
        for server in (self._mailboxes, self._inside, self._outside):
            server.stop()
        await _end_other_tasks()

    def _run(self, work: Coroutine[object, object, T]) -> T:
        if self._loop is None:
            work.close()
            raise NotRunningError
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST_START)

    async def _in_loop(self, work: Callable[[], None]) -> None:
        work()

    async def _put(self, raw: bytes, mail_from: str, recipient: str, dmarc: str) -> None:
        user = self._user(recipient)
        if user is None:
            raise NoMailboxError(recipient)
        now = self._clock()
        content = stamp(raw, mail_from, recipient, dmarc=dmarc, now=now)
        await self._mailboxes.append(user, "INBOX", content, now)

    def _user(self, recipient: str) -> str | None:
        local, _, domain = recipient.casefold().rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        found = self.aliases.get(plain, plain)
        return found if found in self.users else None

    def _is_local(self, address: str) -> bool:
        domain = address.rpartition("@")[2].casefold()
        return domain in {user.rpartition("@")[2] for user in self.users}

    def _check_local(self, recipient: str) -> str:
        if self._user(recipient) is None:
            return f"550 5.1.1 <{recipient}>: Recipient address rejected: User unknown"
        return self._sink.reply("RCPT", recipient)

    async def _accept_local(self, envelope: Envelope, login: str | None) -> str:
        content = _bytes(envelope)
        claims_us = from_domain(with_crlf(content)) in {user.rpartition("@")[2] for user in self.users}
        dmarc = "pass" if login else "fail" if claims_us else "none"
        for recipient in envelope.rcpt_tos:
            await self._put(content, envelope.mail_from or "", recipient, dmarc)
        return OK

    def _check_any(self, recipient: str) -> str:
        return self._sink.reply("RCPT", recipient)

    async def _accept_any(self, envelope: Envelope, login: str | None) -> str:
        for recipient in envelope.rcpt_tos:
            reply = self._sink.reply("DATA", recipient)
            if reply != OK:
                return reply
        sent = SentMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), _bytes(envelope), login)
        for recipient in envelope.rcpt_tos:
            await self._pass_on(sent, recipient)
        self._sink.keep(sent)
        return OK

    async def _pass_on(self, sent: SentMail, recipient: str) -> None:
        if self._user(recipient):
            await self._put(sent.content, sent.mail_from, recipient, "pass")
        elif self._bounces and sent.mail_from and self._user(sent.mail_from) and self._is_local(recipient):
            report = bounce(sent.content, sent.mail_from, recipient, self._clock(), len(self.outbox) + 1)
            await self._put(report, "", sent.mail_from, "none")


async def _end_other_tasks() -> None:
    """End the connections; a client that still waits sees its connection close."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    with suppress(TimeoutError):
        async with asyncio.timeout(2.0):
            await asyncio.gather(*others, return_exceptions=True)


def _bytes(envelope: Envelope) -> bytes:
    return envelope.original_content or b""
