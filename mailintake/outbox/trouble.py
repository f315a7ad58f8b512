"""When the admin hears that no mail can leave: once, until mail flows again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

import structlog

from mailintake.deliver import DeliveryError
from mailintake.store.errors import FsyncError, StoreError

log = structlog.get_logger()

# Called in a thread.
Alert: TypeAlias = Callable[[str], None]
LONG_AWAY = 1800.0


class Trouble:
    """Remembers since when no server takes our mail."""

    def __init__(self, alert: Alert) -> None:
        self._alert = alert
        self._alerted = False
        self.since: float | None = None

    def over(self) -> None:
        """Note that a mail left."""
        self.since, self._alerted = None, False

    async def heard(self, error: DeliveryError, clock: float) -> None:
        """Alert at once where only an admin can help, otherwise after half an hour."""
        self.since = clock if self.since is None else self.since
        if self._alerted or not (error.ours or clock - self.since >= LONG_AWAY):
            return
        self._alerted = True
        try:
            await asyncio.to_thread(self._alert, str(error))
        except FsyncError:
            raise
        except StoreError as failure:
            log.warning("could not alert the admin", error=str(failure))
            self._alerted = False
