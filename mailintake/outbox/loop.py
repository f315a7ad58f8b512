"""The outbox: its workers, woken when there is mail and stopped without losing any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from mailintake.deliver import Transport
from mailintake.model.settings import Limit
from mailintake.outbox.books import Books, Report
from mailintake.outbox.rate import Rate
from mailintake.outbox.trouble import Alert, Trouble
from mailintake.outbox.worker import Observe, Shared, Worker
from mailintake.store import Store

QUIET = 0.3
GRACE = 9.0


class Outbox:
    """Delivers what is due over one or several transports; made inside a running event loop.

    `report` is called in the transaction that notes a lost mail. `alert` hears, once, that no mail can leave.
    `worker` is this daemon's name, the same after a restart, so that it finds its claims again.
    """

    def __init__(  # noqa: PLR0913 (the composition root names each)
        self,
        store: Store,
        transports: Sequence[Transport],
        *,
        now: Callable[[], datetime],
        report: Report,
        alert: Alert,
        worker: str = "outbox",
        rate: Limit | None = None,
        observe: Observe | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._books = Books(store, now, report, alive=self._live)
        shared = Shared(
            self._books, Rate(rate), Trouble(alert), self._stopping, now, observe or _unobserved, self._wake
        )
        self._workers = [Worker(way, f"{worker}-{number}", shared) for number, way in enumerate(transports)]

    @property
    def progress(self) -> float:
        """Return the loop's clock at the last sign of life of the worker that is silent for longest."""
        return min((one.progress for one in self._workers), default=self._loop.time())

    def wake(self) -> None:
        """Look for mail at once; may be called from any thread, and when all is over."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake)

    def stop(self) -> None:
        """Begin no other mail and let `run` end; may be called from any thread, and again."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop)

    async def run(self, grace: float = GRACE) -> None:
        """Deliver until `stop`: then end at once when idle, after `grace` seconds when a mail is on the wire."""
        running = [asyncio.create_task(one.run()) for one in self._workers]
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([stopped, *running], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stop()
            stopped.cancel()
            await asyncio.gather(
                *(_end(task, one.way, grace) for task, one in zip(running, self._workers, strict=True))
            )
        for task in running:
            if not task.cancelled():
                task.result()

    async def drain(self) -> bool:
        """Deliver what is due now and what comes due meanwhile; tell whether a server could be reached."""
        return await self._workers[0].drain() if self._workers else True

    def _wake(self) -> None:
        for one in self._workers:
            one.news.set()

    def _live(self) -> None:
        for one in self._workers:
            one.progress = self._loop.time()

    def _stop(self) -> None:
        self._books.stopping = True
        self._stopping.set()


async def _end(task: asyncio.Task[None], way: Transport, grace: float) -> None:
    await asyncio.wait([task], timeout=QUIET)
    if not task.done() and way.transmitting:
        await asyncio.wait([task], timeout=grace)
    if not task.done():
        task.cancel()
        await asyncio.wait([task])


def _unobserved(step: str, row: object) -> None:
    del step, row
