"""One worker with one connection: claims a few mails, High first, sends them, and writes down what became of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import structlog

from mailintake.deliver import DeliveryError, Transport
from mailintake.model.outgoing import OutboxRow
from mailintake.outbox.books import Books
from mailintake.outbox.fate import REST, fate
from mailintake.outbox.rate import Rate
from mailintake.outbox.trouble import Trouble
from mailintake.store.errors import FsyncError, StoreError

log = structlog.get_logger()

# Hears of each step of each mail: `claimed`, `sent`, `marked`, or the state in which a failed attempt left it.
Observe: TypeAlias = Callable[[str, OutboxRow], None]

BATCH = 4
# A claim does not last for ever; mails that had to wait for so long are claimed anew.
STALE = 300.0
LONGEST_SEND = 900.0
SHORTEST_NAP = 1.0
SHORTEST_WAIT = 0.01
LONGEST_NAP = 5.0


@dataclass(frozen=True, slots=True)
class Shared:
    """What all workers of an outbox have in common."""

    books: Books
    rate: Rate
    trouble: Trouble
    stopping: asyncio.Event
    now: Callable[[], datetime]
    observe: Observe
    wake: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Nap:
    """How long to rest; news end a light one."""

    seconds: float = 0.0
    light: bool = False


class Worker:
    """Sends over one transport. `progress` is the loop's clock at its last sign of life."""

    def __init__(self, way: Transport, name: str, shared: Shared) -> None:
        self.way = way
        self.news = asyncio.Event()
        self.progress = 0.0
        self._name = name
        self._shared = shared

    async def run(self) -> None:
        """Work until the outbox stops."""
        started = False
        while not self._shared.stopping.is_set():
            self._live()
            self.news.clear()
            try:
                if not started:
                    await self._shared.books.take_back(self._name)
                    started = True
                await self._rest(await self._round())
            except FsyncError:
                raise
            except StoreError as error:
                log.warning("outbox cannot read", error=str(error))
                await self._rest(Nap(REST))
        await self.way.close()

    async def drain(self) -> bool:
        """Deliver all that is due and becomes due meanwhile; tell whether servers took mail when there was some."""
        await self._shared.books.take_back(self._name)
        try:
            while rows := await self._claim():
                nap = await self._deliver_all(rows)
                if self._shared.trouble.since is not None:
                    return False
                if nap.seconds > 0:
                    return True
        finally:
            await self.way.close()
        return True

    async def _round(self) -> Nap:
        rows = await self._claim()
        if rows:
            return await self._deliver_all(rows)
        due = await self._shared.books.seconds_to_next()
        return Nap(LONGEST_NAP if due is None else min(max(due, SHORTEST_NAP), LONGEST_NAP), light=True)

    async def _claim(self) -> tuple[OutboxRow, ...]:
        # Even when the rate is used up, one is looked at: it may be a High.
        limit = max(1, self._shared.rate.room(self._clock(), BATCH))
        return await self._shared.books.claim(limit, self._name)

    async def _deliver_all(self, rows: Sequence[OutboxRow]) -> Nap:
        begun, nap = self._clock(), Nap()
        for row in rows:
            self._live()
            if nap.seconds or self._shared.stopping.is_set() or self._clock() - begun > STALE:
                await self._shared.books.postpone(row, row.next_attempt_at or self._shared.now())
            elif row.outgoing.urgent or self._shared.rate.take(self._clock()):
                nap = Nap(await self._deliver(row))
            else:
                # It keeps its place in the queue.
                nap = Nap(max(self._shared.rate.wait(self._clock()), SHORTEST_WAIT), light=True)
                await self._shared.books.postpone(row, row.next_attempt_at or self._shared.now())
        return nap

    async def _deliver(self, row: OutboxRow) -> float:
        """Try one mail and write down what became of it; return for how long the server wants to be left alone."""
        self._shared.observe("claimed", row)
        try:
            response = await self._send(row)
        except DeliveryError as error:
            return await self._failed(row, error)
        except asyncio.CancelledError:
            await self._broken_off(row)
            raise
        except Exception as error:
            # The boundary of one row in the outbox: our own fault must not stop the others.
            log.exception("outbox row", outbox=row.id)
            text = f"{type(error).__name__}: {error}"
            return await self._failed(row, DeliveryError(text))
        self._shared.observe("sent", row)
        await self._shared.books.sent(row, response)
        self._shared.observe("marked", row)
        self._shared.trouble.over()
        log.info("sent", **_words(row), response=response)
        return 0.0

    async def _send(self, row: OutboxRow) -> str:
        """Send, showing signs of life meanwhile; a transport that forgets its own time-outs is broken off."""
        sending = asyncio.create_task(self.way.send(row.outgoing))
        until = self._clock() + LONGEST_SEND
        try:
            while not sending.done() and self._clock() < until:
                await asyncio.wait([sending], timeout=LONGEST_NAP)
                self._live()
            if sending.done():
                return sending.result()
        finally:
            if not sending.done():
                sending.cancel()
                await asyncio.wait([sending])
        in_doubt = self.way.transmitting
        text = "it took too long"
        raise DeliveryError(text, in_doubt=in_doubt, away=not in_doubt)

    async def _failed(self, row: OutboxRow, error: DeliveryError) -> float:
        outcome = fate(row, error, self._shared.now(), random.random())  # noqa: S311 (spreads load, guards nothing)
        await self._shared.books.settle(row, outcome)
        self._shared.observe(outcome.state.value, row)
        log.warning("not sent", **_words(row), state=outcome.state.value, error=error.reason)
        if outcome.lost:
            # The report of it waits in the outbox now.
            self._shared.wake()
        if not error.away and not error.in_doubt:
            return 0.0
        if error.away:
            await self._shared.trouble.heard(error, self._clock())
        return REST if error.wait is None else error.wait

    async def _broken_off(self, row: OutboxRow) -> None:
        if self.way.transmitting:
            error = DeliveryError("stopped before the server answered", in_doubt=True)
            await self._shared.books.settle(row, fate(row, error, self._shared.now(), 0.5))
        else:
            await self._shared.books.postpone(row, row.next_attempt_at or self._shared.now())

    async def _rest(self, nap: Nap) -> None:
        """Rest until the time is over, the outbox stops, or, if the sleep is light, there are news."""
        if nap.seconds <= 0:
            return
        events = (self._shared.stopping, self.news) if nap.light else (self._shared.stopping,)
        waiting = [asyncio.create_task(one.wait()) for one in events]
        until = self._clock() + nap.seconds
        try:
            while self._clock() < until and not any(one.done() for one in waiting):
                left = min(until - self._clock(), LONGEST_NAP)
                await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                self._live()
        finally:
            for one in waiting:
                one.cancel()

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()

    def _live(self) -> None:
        self.progress = self._clock()


def _words(row: OutboxRow) -> dict[str, object]:
    out = row.outgoing
    return {
        "outbox": row.id,
        "message_id": out.message_id,
        "to": out.to,
        "template": out.template,
        "ticket": out.ticket,
    }
