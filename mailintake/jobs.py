"""What happens by the clock: resolved tickets are closed, pending ones wake up."""

from __future__ import annotations

from datetime import datetime

from mailintake.intake import Desk
from mailintake.model.decision import TicketChange
from mailintake.model.ticket import Closed, Reopened
from mailintake.store import Store
from mailintake.store.refit import refit

LEARNING_HOUR = 2


def run_due(store: Store, desk: Desk, now: datetime) -> int:
    """Do everything that is due, in one transaction; return how many tickets it touched."""
    with store.work() as work:
        changes = [
            *(TicketChange(one.number, Closed()) for one in work.resolved_before(now - desk.rules.desk.reopen_within)),
            *(TicketChange(one.number, Reopened()) for one in work.pending_until(now)),
        ]
        if changes:
            work.change(changes, now)
    _learn(store, desk, now)
    return len(changes)


def _learn(store: Store, desk: Desk, now: datetime) -> None:
    """Learn anew from all corrections, once a night and outside any transaction: it takes its time."""
    local = now.astimezone(desk.rules.desk.timezone)
    if local.hour < LEARNING_HOUR:
        return
    with store.work() as work:
        first = work.once(f"learned {local.date()}", now)
    if first:
        refit(store, desk.rules, now)
