"""The running desk: its loops, its jobs, its signs of life, and what a signal does to it."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailintake.announcing import announce
from mailintake.app.clock import now, unique
from mailintake.app.servers import mailbox_of, shelves_of, transport_of
from mailintake.compose import Context
from mailintake.config import ConfigurationError, SecretError, load, read_secret, token_key
from mailintake.fetch.client import SECONDS
from mailintake.fetch.errors import MailboxError
from mailintake.fetch.waiting import pause
from mailintake.intake import Desk, Taken, envelope_of
from mailintake.jobs import run_due
from mailintake.journal import LogJournal, one_line
from mailintake.metrics import Metrics, Vitals
from mailintake.model.decision import Notice
from mailintake.model.login import MailboxSettings
from mailintake.model.outgoing import OutboxRow
from mailintake.model.settings import Settings
from mailintake.nightly import run_nightly
from mailintake.notify import Notifier
from mailintake.outbox import Outbox
from mailintake.store import Reading, Store, Work
from mailintake.store.errors import FsyncError, StoreError
from mailintake.watch import Reached, Watcher, watch

DONE, PROBLEM = 0, 1
JOB_SECONDS = 60
NIGHTLY_SECONDS = 600
STATUS_SECONDS = 15.0
FIRST_STATUS_SECONDS = 0.5
READY_SECONDS = 20.0
SHORTEST_ANSWER = 2.0


@dataclass(slots=True)
class Daemon:
    """The running desk: its settings can be replaced while it runs, what it has opened cannot."""

    settings: Settings
    folder: Path
    environ: Mapping[str, str]
    store: Store
    desk: Desk
    journal: LogJournal
    notifier: Notifier
    patience: float
    reached: Reached
    outbox: Outbox = field(init=False)
    metrics: Metrics = field(init=False)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    watchers: list[Watcher] = field(default_factory=list)
    failure: BaseException | None = None
    complaint: str | None = None
    ready: bool = False
    jobs_progress: float = field(default_factory=time.monotonic)

    @classmethod
    def build(  # noqa: PLR0913, PLR0917 (all that a daemon is made of)
        cls,
        settings: Settings,
        folder: Path,
        environ: Mapping[str, str],
        store: Store,
        notifier: Notifier,
        patience: float,
        reached: Reached,
    ) -> Self:
        """Put everything together; raises SecretError where a secret cannot be read."""
        _secrets_are_there(settings, environ)
        desk = Desk(settings, replace(settings.rules, token_key=token_key(settings, environ)), unique)
        journal = LogJournal()
        daemon = cls(settings, folder, environ, store, desk, journal, notifier, patience, reached)
        daemon.outbox = Outbox(
            store,
            (transport_of(settings, environ),) if settings.smtp else (),
            now=now,
            report=daemon.could_not_deliver,
            alert=daemon.alert,
            worker=f"{socket.gethostname()}:{folder.resolve()}",
            rate=settings.smtp.rate if settings.smtp else None,
            observe=daemon.observed,
        )
        daemon.metrics = Metrics(store, now, daemon.vitals)
        daemon.watchers = [daemon.watcher(one) for one in settings.mailboxes.values()]
        return daemon

    def watcher(self, settings: MailboxSettings) -> Watcher:
        """Return what watches one mailbox."""
        loop = asyncio.get_running_loop()

        def committed(taken: Taken) -> None:
            self.metrics.took_in(taken)
            loop.call_soon_threadsafe(self.outbox.wake)

        return Watcher(
            mailbox_of(settings, self.settings, self.environ, seconds=self._answer_seconds),
            settings,
            self.store,
            lambda: self.desk,
            now,
            self.journal,
            committed,
            self.stop.is_set,
            reached=self.reached,
            alert=partial(self._mailbox_alert, settings.key),
            patience=self.patience,
        )

    @property
    def _answer_seconds(self) -> float:
        """Return how long an IMAP server may take to answer: whoever is less patient does not wait as long."""
        return min(SECONDS, max(SHORTEST_ANSWER, self.patience / 12))

    async def run(self) -> int:
        """Run until a signal; exit code 1 where the storage cannot be trusted any more."""
        self._listen_to_signals()
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(
            self._jobs, "interval", seconds=JOB_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        scheduler.add_job(
            self._nightly, "interval", seconds=NIGHTLY_SECONDS, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        scheduler.start()
        self.journal.said("started", mailboxes=len(self.watchers), database=self.store.place)
        self._serve_metrics()
        loops = [
            *(watch(one, self.stop, self.store.leadership(one.settings.key)) for one in self.watchers),
            self._deliver(),
            self._report(),
        ]
        try:
            await asyncio.gather(*(self._guarded(one) for one in loops))
        finally:
            scheduler.shutdown(wait=False)
            self.metrics.close()
        self.journal.said("stopped")
        return PROBLEM if self.failure else DONE

    async def once(self) -> int:
        """Take in what waits, then deliver what is due; 1 where a mailbox or SMTP could not be reached."""
        problems = 0
        for watcher in self.watchers:
            try:
                await asyncio.to_thread(_take_in_once, watcher)
            except MailboxError as error:
                self.journal.trouble("mailbox", watcher.settings.key, error)
                problems += 1
        await asyncio.to_thread(run_due, self.store, self.desk, now())
        reached = await self.outbox.drain()
        return PROBLEM if problems or not reached else DONE

    def observed(self, step: str, row: OutboxRow) -> None:
        """Count what becomes of a mail that goes out."""
        self.reached(step)
        self.metrics.delivered(step, row)

    def vitals(self) -> Vitals:
        """Return the signs of life."""
        present = time.monotonic()
        silent = {name: max(0.0, present - progress) for name, progress in self._alive().items()}
        return Vitals(silent, {one.settings.key: one.connected for one in self.watchers}, self._trouble())

    def could_not_deliver(self, work: Work, row: OutboxRow, error: str) -> None:
        """Tell the technician, or else the admin, that somebody cannot be reached; never about such a notice."""
        self.journal.not_delivered(row, error)
        notice = _undeliverable(work, row, error, self.desk)
        if notice is not None:
            announce(notice, self._context(), work)

    def alert(self, text: str, where: str = "outbox") -> None:
        """Tell the admin of our own trouble: in the log, and by mail for when that works again."""
        self.journal.trouble_said(where, text)
        admin = self.desk.rules.desk.admin
        if admin:
            what, _, hint = text.partition("\nhint: ")
            facts = {"what": what, "where": where, "hint": hint or f"mailintake {where} list"}
            with self.store.work() as work:
                announce(Notice("admin_alert", admin, facts=facts), self._context(), work)

    def _mailbox_alert(self, key: str, text: str) -> None:
        self.alert(text if "\nhint: " in text else f"{text}\nhint: mailintake doctor", f"mailbox {key}")
        self.outbox.wake()

    def _context(self) -> Context:
        settings = self.desk.settings
        return Context(self.desk.rules, now(), unique, templates=settings.templates, envelope=envelope_of(settings))

    async def _deliver(self) -> None:
        delivering = asyncio.create_task(self.outbox.run())
        stopped = asyncio.create_task(self.stop.wait())
        await asyncio.wait([delivering, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        self.outbox.stop()
        await delivering

    async def _guarded(self, loop: Coroutine[None, None, None]) -> None:
        """Let one loop that fails for good end all of them."""
        try:
            await loop
        except Exception as error:  # noqa: BLE001 (the boundary of the process: said, and answered with exit code 1)
            self._fail("loop", error)

    def _fail(self, name: str, error: Exception) -> None:
        self.failure = error
        self.journal.trouble("daemon", name, error)
        self._end()

    async def _jobs(self) -> None:
        try:
            await asyncio.to_thread(run_due, self.store, self.desk, now())
        except FsyncError as error:
            self._fail("jobs", error)
        except StoreError as error:
            self.journal.trouble("jobs", "due", error)
        finally:
            self.jobs_progress = time.monotonic()
        self.outbox.wake()

    async def _nightly(self) -> None:
        settings, environ = self.settings, self.environ
        shelves = partial(shelves_of, whole=settings, environ=environ)
        read = partial(read_secret, environ=environ)
        try:
            for one in await asyncio.to_thread(run_nightly, settings, self.store, shelves, read, now()):
                await asyncio.to_thread(self.alert, one, "doctor")
        except FsyncError as error:
            self._fail("jobs", error)
        except StoreError as error:
            self.journal.trouble("jobs", "nightly", error)
        self.outbox.wake()

    async def _report(self) -> None:
        """Tell systemd how it stands; the watchdog is fed only while intake, outbox and jobs make progress."""
        begun = time.monotonic()
        seconds = min(STATUS_SECONDS, (self.notifier.watchdog_seconds or STATUS_SECONDS) / 3)
        while not self.stop.is_set():
            clear = all(one.connected or one.trouble or one.standing_by for one in self.watchers)
            status = await asyncio.to_thread(self._status)
            if self.stop.is_set():
                return
            if self.ready:
                self.notifier.status(status)
            elif clear or time.monotonic() - begun > READY_SECONDS:
                self.notifier.ready(status)
                self.ready = True
            if self._stalled() is None:
                self.notifier.watchdog()
            await pause(self.stop, seconds if self.ready else FIRST_STATUS_SECONDS)

    def _stalled(self) -> str | None:
        """Name what has shown no sign of life for too long."""
        oldest = time.monotonic() - self.patience
        return next((name for name, progress in self._alive().items() if progress < oldest), None)

    def _alive(self) -> dict[str, float]:
        """Return the monotonic time of each part's last sign of life."""
        alive = {f"mailbox {one.settings.key}": one.progress for one in self.watchers}
        # The event loop's clock is the monotonic one.
        return alive | {"outbox": self.outbox.progress, "jobs": self.jobs_progress + JOB_SECONDS}

    def _serve_metrics(self) -> None:
        listen = self.settings.metrics
        if listen is None:
            return
        try:
            self.metrics.serve(listen)
        except OSError as error:
            # The desk works without; whoever asks for the numbers will notice.
            self.journal.trouble("metrics", listen, error)

    def _status(self) -> str:
        try:
            with self.store.read() as reading:
                counts = reading.counts()
        except StoreError as error:
            return f"degraded: {one_line(str(error))}"
        backlog = f"{counts.waiting} mails wait, {counts.quarantine} in quarantine, {counts.open_tickets} tickets open"
        trouble = self._trouble()
        return f"degraded: {one_line(trouble)}; {backlog}" if trouble else backlog

    def _trouble(self) -> str | None:
        stalled = self._stalled()
        if stalled:
            return f"{stalled} makes no progress"
        for one in self.watchers:
            if one.trouble or not (one.connected or one.standing_by):
                return one.trouble or f"mailbox {one.settings.key} is not connected"
        return self.complaint

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._reload)

    def _end(self) -> None:
        """Begin to stop; to be told so again changes nothing."""
        if not self.stop.is_set():
            self.notifier.stopping()
            self.stop.set()

    def _reload(self) -> None:
        """Read the configuration again; an invalid one keeps the old and is named in the log and to systemd."""
        if self.ready:
            self.notifier.reloading()
        try:
            settings = load(self.folder, environ=self.environ)
            rules = replace(settings.rules, token_key=token_key(settings, self.environ))
        except (ConfigurationError, SecretError, OSError) as error:
            self.journal.trouble("configuration", str(self.folder), error)
            self.complaint = f"the configuration is invalid now, the earlier one is in use: {error}"
        else:
            self.desk = Desk(settings, rules, unique)
            self.journal.said("reloaded", digest=rules.digest[:12], restart=_needs_restart(self.settings, settings))
            self.complaint = None
        if self.ready:
            self.notifier.ready(f"degraded: {one_line(self.complaint)}" if self.complaint else "reloaded")


def _take_in_once(watcher: Watcher) -> None:
    try:
        watcher.open()
        watcher.take_all()
    finally:
        watcher.mailbox.close()


def _undeliverable(reading: Reading, row: OutboxRow, error: str, desk: Desk) -> Notice | None:
    out = row.outgoing
    if out.template in {"undeliverable", "admin_alert"}:
        return None
    ticket = reading.ticket(out.ticket) if out.ticket is not None else None
    technician = desk.rules.routing.technicians.get(ticket.assignee or "") if ticket else None
    to = technician.email if technician else desk.rules.desk.admin
    if to is None or to.casefold() == out.to.casefold():
        to = desk.rules.desk.admin
    if to is None or to.casefold() == out.to.casefold():
        return None
    facts = {"recipient": out.to, "reason": error, "template": out.template, "subject": out.subject}
    return Notice("undeliverable", to, out.ticket, facts=facts)


def _secrets_are_there(settings: Settings, environ: Mapping[str, str]) -> None:
    """Fail at the start, with the place in the configuration, rather than at the first mail."""
    for one in settings.secrets:
        read_secret(one, environ)


def _needs_restart(old: Settings, new: Settings) -> str | None:
    """Name what a reload does not change."""
    names = ("mailboxes", "smtp", "database", "files", "metrics")
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    return ", ".join(changed) or None
