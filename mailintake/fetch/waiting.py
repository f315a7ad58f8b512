"""Waiting for mail without holding a thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from mailintake.fetch.errors import MailboxError
from mailintake.fetch.mailbox import Mailbox
from mailintake.fetch.worker import Worker

LONGEST = 60.0


async def wait_for_mail(
    mailbox: Mailbox, worker: Worker, stop: asyncio.Event, *, poll: float, longest: float = LONGEST
) -> None:
    """Return when there may be new mail, when `stop` is set, or after a while.

    Servers forget to tell (some never do), so the caller looks by himself after `longest` seconds at the latest, and
    every `poll` seconds where the server has no IDLE. Raises `MailboxError` when the connection breaks. After `stop`
    the connection is still listening: just close it.
    """
    socket = await worker.run(mailbox.listen)
    if socket is None:
        await pause(stop, min(poll, longest))
        return
    await _hear(mailbox, socket, stop, longest)
    if not stop.is_set():
        await worker.run(mailbox.hush)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but no longer than until `stop` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


async def _hear(mailbox: Mailbox, socket: int, stop: asyncio.Event, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    news: asyncio.Future[None] = loop.create_future()

    def read() -> None:
        try:
            heard = mailbox.heard()
        except MailboxError as error:
            if not news.done():
                news.set_exception(error)
        else:
            if heard and not news.done():
                news.set_result(None)

    # What came together with the server's consent is in our buffer already: the socket would never show it.
    read()
    if not news.done():
        loop.add_reader(socket, read)
    stopped = asyncio.ensure_future(_until(stop))
    try:
        await asyncio.wait({news, stopped}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_reader(socket)
        stopped.cancel()
    if news.done():
        news.result()


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()
