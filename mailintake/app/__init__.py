"""The composition root: reads secrets, opens what the desk works with, starts the loops, stops them cleanly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mailintake.app.daemon import Daemon
from mailintake.app.servers import mailbox_of, route_of, shelves_of
from mailintake.containment.heaps import share_heaps
from mailintake.model.settings import Settings
from mailintake.notify import Notifier
from mailintake.store import Store
from mailintake.watch import PATIENCE, Reached, unobserved

__all__ = ["mailbox_of", "route_of", "run_daemon", "run_once", "shelves_of"]

OPENING_SECONDS = 600


def run_daemon(
    settings: Settings,
    folder: Path,
    environ: Mapping[str, str],
    *,
    patience: float = PATIENCE,
    reached: Reached = unobserved,
) -> int:
    """Run until SIGTERM or SIGINT; return the exit code.

    When intake, outbox or jobs make no progress for `patience` seconds, systemd's watchdog is fed no more.
    """
    share_heaps()
    return asyncio.run(_run(settings, folder, environ, patience, reached))


def run_once(settings: Settings, folder: Path, environ: Mapping[str, str], *, reached: Reached = unobserved) -> int:
    """Take in what waits, deliver what is due and what that made; 1 where a mailbox or SMTP could not be reached.

    `reached` hears of each step of each mail: fetched, committed, moved, claimed, sent, marked.
    """
    return asyncio.run(_once(settings, folder, environ, reached))


async def _run(settings: Settings, folder: Path, environ: Mapping[str, str], patience: float, reached: Reached) -> int:
    notifier = Notifier(environ)
    # A large database may have to be brought up to this version first.
    notifier.takes_longer("opening the database", OPENING_SECONDS)
    with _opened(settings) as store:
        return await Daemon.build(settings, folder, environ, store, notifier, patience, reached).run()


async def _once(settings: Settings, folder: Path, environ: Mapping[str, str], reached: Reached) -> int:
    with _opened(settings) as store:
        return await Daemon.build(settings, folder, environ, store, Notifier({}), PATIENCE, reached).once()


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    """Open the store for this process alone; on PostgreSQL several share it."""
    store = Store.open(settings.database, settings.files)
    try:
        with store.alone():
            yield store
    finally:
        store.close()
