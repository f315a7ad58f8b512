"""What the outbox writes down, in threads, and again until the disk takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

import structlog

from mailintake.model.outgoing import OutboxRow, OutboxState
from mailintake.outbox.fate import Fate
from mailintake.store import Store, Work
from mailintake.store.errors import FsyncError, StorageError

log = structlog.get_logger()
T = TypeVar("T")

# A mail that did not arrive: tell somebody, in the transaction that says so.
Report: TypeAlias = Callable[[Work, OutboxRow, str], None]

# One attempt ends long before; a daemon that was killed takes its claims back when it starts again.
LEASE = timedelta(minutes=30)
PAUSE = 2.0
LAST_TRIES = 3


class Books:
    """The outbox's side of the store; `alive` hears while a write is repeated, since that is no standstill."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        report: Report,
        pause: float = PAUSE,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._now = now
        self._report = report
        self._pause = pause
        self._alive = alive
        self.stopping = False

    async def claim(self, limit: int, worker: str) -> tuple[OutboxRow, ...]:
        """Take mails that are due."""
        return await self._once(lambda work: work.claim(self._now(), limit, worker, LEASE))

    async def take_back(self, worker: str) -> None:
        """Give back what this worker held when it was killed."""
        await self._once(lambda work: work.take_back(worker))

    async def seconds_to_next(self) -> float | None:
        """Return in how many seconds a mail is due, None where none waits."""

        def read() -> datetime | None:
            with self._store.read() as reading:
                return reading.next_due(self._now())

        due = await asyncio.to_thread(read)
        return (due - self._now()).total_seconds() if due else None

    async def sent(self, row: OutboxRow, response: str) -> None:
        """Note that a server took the mail; until that is written, it could go out twice."""
        await self._surely(lambda work: work.sent(row.id, response, self._now()))

    async def postpone(self, row: OutboxRow, until: datetime) -> None:
        """Give a mail back untried."""
        await self._surely(lambda work: work.postpone(row.id, until))

    async def settle(self, row: OutboxRow, outcome: Fate) -> None:
        """Write down a failed attempt, and tell somebody if the mail is lost."""
        await self._surely(lambda work: self._settle(work, row, outcome))

    def _settle(self, work: Work, row: OutboxRow, outcome: Fate) -> bool:
        match outcome.state:
            case OutboxState.FAILED:
                changed = work.failed(row.id, outcome.error)
            case OutboxState.GIVEN_UP:
                changed = work.give_up(row.id, outcome.error)
            case OutboxState.HELD:
                changed = work.held(row.id, outcome.error)
            case OutboxState.QUEUED | OutboxState.SENT:
                again = outcome.next_attempt_at or self._now()
                changed = work.later(row.id, outcome.error, again, in_doubt=outcome.in_doubt)
        if changed and outcome.lost:
            self._tell(work, row, outcome.error)
        return changed

    def _tell(self, work: Work, row: OutboxRow, error: str) -> None:
        try:
            with work.part():
                self._report(work, row, error)
        except StorageError:
            raise
        except Exception:
            # The boundary of one row: whatever the report cannot do, the mail has failed.
            log.exception("could not report a lost mail", outbox=row.id)

    async def _surely(self, write: Callable[[Work], object]) -> None:
        """Write, again and again while the storage refuses; once we stop, only a few times more."""
        writing = asyncio.create_task(self._again(write))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise

    async def _again(self, write: Callable[[Work], object]) -> None:
        tries = 0
        while True:
            try:
                await self._once(write)
            except FsyncError:
                raise
            except StorageError as error:
                tries = tries + 1 if self.stopping else 0
                if tries >= LAST_TRIES:
                    raise
                log.warning("outbox cannot write", error=str(error))
                self._alive()
                await asyncio.sleep(self._pause / 10 if self.stopping else self._pause)
            else:
                return

    async def _once(self, write: Callable[[Work], T]) -> T:
        def run() -> T:
            with self._store.work(alone=False) as work:
                return write(work)

        return await asyncio.to_thread(run)
