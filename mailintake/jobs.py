"""What happens by the clock: resolved tickets are closed, pending ones wake up, technicians are reminded."""

from __future__ import annotations

from datetime import datetime

from mailintake.announcing import UNFINISHED, announce
from mailintake.compose import Context
from mailintake.decide.due import Due, decide_due, due_notices, resumed
from mailintake.intake import Desk, envelope_of
from mailintake.model.decision import TicketChange
from mailintake.model.ticket import Closed, Reopened, Ticket
from mailintake.store import Reading, Store, TicketFilter, Work
from mailintake.store.refit import refit

LEARNING_HOUR = 2


def run_due(store: Store, desk: Desk, now: datetime) -> int:
    """Do everything that is due, in one transaction; return how many changes and mails that made."""
    with store.read() as reading:
        idle = not (_is_change_due(reading, desk, now) or _fresh(reading, desk, now)[0])
    if idle:
        # Nobody had to wait for us.
        return 0
    with store.work() as work:
        done = _change(work, desk, now) + _tell(work, desk, now)
    _learn(store, desk, now)
    return done


def _learn(store: Store, desk: Desk, now: datetime) -> None:
    """Learn anew from all corrections, once a night and outside any transaction: it takes its time."""
    local = now.astimezone(desk.rules.desk.timezone)
    if local.hour < LEARNING_HOUR:
        return
    with store.work() as work:
        first = work.once(f"learned {local.date()}", now)
    if first:
        refit(store, desk.rules, now)


def _is_change_due(reading: Reading, desk: Desk, now: datetime) -> bool:
    finished = reading.resolved_before(now - desk.rules.desk.reopen_within, limit=1)
    return bool(finished or reading.pending_until(now, limit=1))


def _fresh(reading: Reading, desk: Desk, now: datetime) -> tuple[list[Due], tuple[Ticket, ...]]:
    """Return what is due and was not said yet, and the tickets with work left."""
    tickets = reading.tickets(TicketFilter(status=UNFINISHED))
    dues = decide_due(now, tickets, desk.rules)
    done = reading.recalled([due.name for due in dues])
    return [due for due in dues if due.name not in done], tickets


def _change(work: Work, desk: Desk, now: datetime) -> int:
    woken = {one.number: one for one in work.pending_until(now)}
    finished = work.resolved_before(now - desk.rules.desk.reopen_within)
    changes = [
        *(TicketChange(one.number, Closed()) for one in finished),
        *resumed([TicketChange(number, Reopened()) for number in woken], woken, desk.rules, now),
    ]
    if changes:
        work.change(changes, now)
    return len(finished) + len(woken)


def _tell(work: Work, desk: Desk, now: datetime) -> int:
    """Send what is due and was not sent yet; what is remembered and what is sent stand or fall together."""
    fresh, tickets = _fresh(work, desk, now)
    for due in fresh:
        work.remember(due.name, "done", now)
    settings = desk.settings
    context = Context(desk.rules, now, desk.unique, templates=settings.templates, envelope=envelope_of(settings))
    notices = due_notices(fresh, tickets, desk.rules, now)
    for notice in notices:
        announce(notice, context, work)
    return len(notices)
