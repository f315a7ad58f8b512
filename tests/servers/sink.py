"""An SMTP server that keeps all it is given, for others to relay to."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.outgoing_check import catch
from tests.servers.ports import HOST


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class NothingReceivedError(Exception):
    """The mail that a test waits for did not come."""

    def __init__(self, wanted: int, received: int) -> None:
        super().__init__(f"{received} of {wanted} mails came")


class SmtpSink:
    """A listening sink in a thread of its own."""

    host = HOST

    def __init__(self) -> None:
        """Make one that does not listen yet."""
        self._mails: list[Received] = []
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self.port = 0

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def mails(self) -> tuple[Received, ...]:
        """All mails so far."""
        with self._news:
            return tuple(self._mails)

    def wait_for(self, count: int, seconds: float = 20) -> tuple[Received, ...]:
        """Return all mails as soon as there are so many."""
        end = time.monotonic() + seconds
        with self._news:
            while len(self._mails) < count:
                if not self._news.wait(end - time.monotonic()):
                    raise NothingReceivedError(count, len(self._mails))
            return tuple(self._mails)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Check the mail and keep it."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        catch(raw, envelope.rcpt_tos)
        with self._news:
            self._mails.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
            self._news.notify_all()
        return "250 Kept"

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: SMTP(self, hostname="sink", enable_SMTPUTF8=True), HOST, 0)

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
