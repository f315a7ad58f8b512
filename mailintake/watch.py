"""Watches one mailbox: whatever lies in its inbox is taken in, and only then moved away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from mailintake.fetch.backoff import Backoff
from mailintake.fetch.errors import FolderError, MailboxError
from mailintake.fetch.mailbox import Folder, Mailbox
from mailintake.fetch.waiting import pause, wait_for_mail
from mailintake.fetch.worker import Worker
from mailintake.intake import Desk, Taken, take
from mailintake.journal import Journal
from mailintake.model.decision import Kind
from mailintake.model.login import FirstRun, MailboxSettings
from mailintake.model.message import Incoming
from mailintake.model.outgoing import JournalRow
from mailintake.store import JournalFilter, Store
from mailintake.store.errors import FsyncError, StorageError
from mailintake.store.lock import Leadership

STAND_BY_SECONDS = 5.0
QUIET_SECONDS = 0.5
PATIENCE = 180.0
GRACE_SECONDS = 9.0
FIRST_RUN = "first run of "
UNFINISHED = 500


# How long a server may be away before the admin is written to.
LONG_AWAY = 1800.0

# Hears of each step of each mail, so that tests can end the process there.
Reached: TypeAlias = Callable[[str], None]


def unobserved(point: str) -> None:
    """Tell nobody."""
    del point


def _unheard(text: str) -> None:
    del text


@dataclass(slots=True)
class Watcher:
    """One mailbox and what watching it needs.

    `committed` is called after each message that is kept, from the watcher's thread; `reached` points, so that tests
    can stop the process there; `alert` tells the admin of trouble, once until it is over. `progress` is the monotonic
    time of the last sign of life; a healthy watcher gives one several times in `patience` seconds, whether there is
    mail, nothing to do, or trouble that is waited out.
    """

    mailbox: Mailbox
    settings: MailboxSettings
    store: Store
    desk: Callable[[], Desk]
    clock: Callable[[], datetime]
    journal: Journal
    committed: Callable[[Taken], None]
    stopping: Callable[[], bool]
    reached: Reached = unobserved
    alert: Callable[[str], None] = _unheard
    patience: float = PATIENCE
    progress: float = field(default_factory=time.monotonic)
    trouble: str | None = None
    connected: bool = False
    standing_by: bool = False
    busy: bool = False
    stuck: bool = False
    alerted: bool = False
    away_since: float | None = None

    def open(self) -> None:
        """Log in, and finish what was begun before a crash. Blocks, as `take_all` does."""
        self.mailbox.connect()
        self._remember_first_run()
        self._finish_earlier()

    def take_all(self) -> int:
        """Take in all that waits; return how many messages were done. Blocks: run it in the mailbox's thread."""
        count = 0
        known: list[tuple[Incoming, Folder]] = []
        for incoming in self.mailbox.new(lambda one: self._wanted(one, known)):
            if self.stopping():
                break
            self.reached("fetched")
            count += self._take(incoming)
            self.progress = time.monotonic()
        for incoming, folder in known:
            if not self.stopping():
                count += self._done(incoming, folder)
        if self.stuck:
            self._finish_earlier()
        return count

    def is_there(self) -> None:
        """Note that the mailbox is open."""
        self.connected, self.alerted, self.away_since = True, False, None
        if not self.stuck:
            self.trouble = None
        self.journal.connected(self.settings.key)

    def is_away(self, error: MailboxError | StorageError) -> None:
        """Note trouble; of a refused login the admin hears at once, of a server that is away after half an hour."""
        self.trouble = str(error)
        self.journal.trouble("mailbox", self.settings.key, error)
        now = time.monotonic()
        self.away_since = self.away_since or now
        if self.alerted or isinstance(error, StorageError):
            return
        if error.credentials or now - self.away_since > LONG_AWAY:
            self.alert(str(error))
            self.alerted = True

    def _take(self, incoming: Incoming) -> bool:
        started = time.monotonic()
        self.busy = True
        try:
            taken = take(incoming, self.store, self.desk(), self.clock())
        finally:
            self.busy = False
        self.reached("committed")
        self.journal.took_in(taken, time.monotonic() - started)
        if taken.decision is None:
            return False
        self.committed(taken)
        return self._done(incoming, _folder(taken.decision.verdict.kind))

    def _done(self, incoming: Incoming, folder: Folder) -> bool:
        """Move the message out of the inbox; tell whether that worked."""
        self.progress = time.monotonic()
        try:
            self.mailbox.done(incoming, folder)
        except FolderError as error:
            # The mail is in the books; it stays in the inbox and is moved when that works again.
            self.trouble = str(error)
            if not self.stuck:
                self.journal.trouble("mailbox", self.settings.key, error)
                self.alert(str(error))
                self.stuck = True
            return False
        self.reached("moved")
        with self.store.work() as work:
            work.done(incoming.key, self.clock())
        return True

    def _wanted(self, incoming: Incoming, known: list[tuple[Incoming, Folder]]) -> bool:
        """Want what is not in the books; what is there already only has to be moved."""
        self.progress = time.monotonic()
        with self.store.read() as reading:
            kind = reading.kind_of(incoming.key)
            first = reading.recall(FIRST_RUN + self.settings.key)
        if kind is not None:
            known.append((incoming, _folder(kind)))
            return False
        return _is_ours_to_take(incoming, self.settings.first_run, first)

    def _remember_first_run(self) -> None:
        """Note when we saw this mailbox for the first time: older mail is treated by `first_run`."""
        with self.store.work() as work:
            if work.recall(FIRST_RUN + self.settings.key) is None:
                work.remember(FIRST_RUN + self.settings.key, self.clock().isoformat(), self.clock())

    def _finish_earlier(self) -> None:
        """Move what is in the books but was not moved; note it where only the note is missing."""
        while rows := self._unfinished():
            for row in rows:
                incoming = Incoming(row.key, b"", row.received_at, row.mailbox, row.size)
                if self.stopping() or not self._done(incoming, _folder(Kind(row.kind))):
                    return
        if self.stuck:
            self.stuck, self.trouble = False, None
            self.journal.said("moves mail again", mailbox=self.settings.key)

    def _unfinished(self) -> tuple[JournalRow, ...]:
        with self.store.read() as reading:
            return reading.journal(JournalFilter(mailbox=self.settings.key, done=False, limit=UNFINISHED))


async def watch(watcher: Watcher, stop: asyncio.Event, leadership: Leadership | None = None) -> None:
    """Watch a mailbox until `stop`; trouble with the server or the storage is waited out, with growing pauses.

    At the end a message in work is finished; a connection that hangs is left behind. Raises FsyncError: after it
    nothing can be promised.
    """
    watching = asyncio.create_task(_watch(watcher, stop, leadership))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([watching, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not watching.done():
            await _end(watcher, watching)
    finally:
        stopped.cancel()
        if leadership is not None:
            leadership.release()
    if not watching.cancelled():
        watching.result()


async def _end(watcher: Watcher, watching: asyncio.Task[None]) -> None:
    """Break the connection, so that a fetch fails at once and loses nothing; wait for a message in work."""
    watcher.mailbox.abort()
    deadline = time.monotonic() + GRACE_SECONDS
    await asyncio.wait([watching], timeout=QUIET_SECONDS)
    while not watching.done() and watcher.busy and time.monotonic() < deadline:
        await asyncio.wait([watching], timeout=QUIET_SECONDS)
    if not watching.done():
        watching.cancel()
        await asyncio.wait([watching])


@dataclass(slots=True)
class _Backoffs:
    """How long to wait before the next attempt: a refused login must not lock the account."""

    trouble: Backoff = field(default_factory=Backoff)
    refused: Backoff = field(default_factory=lambda: Backoff(60, 900))

    def reset(self) -> None:
        """Begin anew after a success."""
        self.trouble.reset()
        self.refused.reset()


async def _watch(watcher: Watcher, stop: asyncio.Event, leadership: Leadership | None) -> None:
    backoffs = _Backoffs()
    with Worker(f"mailbox {watcher.settings.key}") as worker:
        while not stop.is_set():
            await _session(watcher, worker, stop, leadership, backoffs)


async def _session(
    watcher: Watcher, worker: Worker, stop: asyncio.Event, leadership: Leadership | None, backoffs: _Backoffs
) -> None:
    watcher.standing_by = leadership is not None and not await asyncio.to_thread(leadership.take)
    if watcher.standing_by:
        watcher.progress = time.monotonic()
        await pause(stop, STAND_BY_SECONDS)
        return
    backoff = backoffs.trouble
    try:
        await worker.run(watcher.open)
        opened = time.monotonic()
        watcher.is_there()
        while not stop.is_set():
            if leadership is not None and not await asyncio.to_thread(leadership.holds):
                return
            # The server may have told of new mail in the answer to a move: only an empty look comes before idling.
            while await worker.run(watcher.take_all) and not stop.is_set():
                backoffs.reset()
            backoffs.reset()
            watcher.progress = time.monotonic()
            if watcher.stuck and watcher.progress - opened > watcher.patience:
                # Some servers look at a folder once a session: mended since, it still takes no mail in this one.
                return
            await wait_for_mail(watcher.mailbox, worker, stop, poll=watcher.settings.poll, longest=watcher.patience / 3)
            watcher.progress = time.monotonic()
    except FsyncError:
        raise
    except (MailboxError, StorageError) as error:
        backoff = backoffs.refused if isinstance(error, MailboxError) and error.credentials else backoffs.trouble
        if not stop.is_set():
            await _note_away(watcher, error)
    finally:
        watcher.connected = False
    if not stop.is_set():
        await worker.run(watcher.mailbox.close)
    await _rest(watcher, stop, backoff.next())


async def _note_away(watcher: Watcher, error: MailboxError | StorageError) -> None:
    try:
        await asyncio.to_thread(watcher.is_away, error)
    except FsyncError:
        raise
    except StorageError as failure:
        watcher.journal.trouble("mailbox", watcher.settings.key, failure)


async def _rest(watcher: Watcher, stop: asyncio.Event, seconds: float) -> None:
    """Wait before the next attempt: that is a choice and no standstill, however long."""
    end = time.monotonic() + seconds
    while not stop.is_set() and (left := end - time.monotonic()) > 0:
        watcher.progress = time.monotonic()
        await pause(stop, min(left, watcher.patience / 3))
    watcher.progress = time.monotonic()


def _folder(kind: Kind) -> Folder:
    return Folder.QUARANTINE if kind.to_quarantine else Folder.PROCESSED


def _is_ours_to_take(incoming: Incoming, policy: FirstRun, first: str | None) -> bool:
    """Leave mail alone that lay in the mailbox before our first run, if the admin wants that."""
    if policy is FirstRun.TAKE_ALL or first is None or incoming.received_at >= datetime.fromisoformat(first):
        return True
    return policy is FirstRun.TAKE_UNSEEN and not incoming.seen
