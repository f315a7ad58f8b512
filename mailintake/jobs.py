"""What happens by the clock: resolved tickets are closed, pending ones wake up, technicians are reminded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailintake.announcing import announce
from mailintake.compose import Context
from mailintake.decide.due import EARLIEST, MANY, Due, What, decide_due, due_notices, resumed
from mailintake.intake import Desk, envelope_of
from mailintake.model.decision import Notice, TicketChange
from mailintake.model.ticket import Closed, Reopened
from mailintake.route.targets import is_working
from mailintake.store import Reading, Store, Work
from mailintake.store.refit import refit

LEARNING_HOUR = 2
# So many tickets are changed at a time, since each brings its history; the next minute takes the next ones.
MOST_CHANGES = 100


def run_due(store: Store, desk: Desk, now: datetime) -> int:
    """Do everything that is due, in one transaction; return how many changes and mails that made."""
    with store.read() as reading:
        idle = not (_is_change_due(reading, desk, now) or any(_fresh(reading, desk, now)))
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


def _fresh(reading: Reading, desk: Desk, now: datetime) -> Iterator[list[Due]]:
    """Yield what is due and was not said yet, some tickets at a time: after a long absence there may be thousands."""
    digests = decide_due(now, (), desk.rules)
    if is_working(now, desk.rules.calendar):
        for tickets in reading.promised_before(now + EARLIEST):
            yield _unsaid(reading, [due for due in decide_due(now, tickets, desk.rules) if due.ticket])
    yield _unsaid(reading, digests)


def _unsaid(reading: Reading, dues: Sequence[Due]) -> list[Due]:
    said = reading.recalled([due.name for due in dues])
    return [due for due in dues if due.name not in said]


def _change(work: Work, desk: Desk, now: datetime) -> int:
    woken = {one.number: one for one in work.pending_until(now, limit=MOST_CHANGES)}
    finished = [one.number for one in work.resolved_before(now - desk.rules.desk.reopen_within, limit=MOST_CHANGES)]
    changes = [
        *(TicketChange(number, Closed()) for number in finished),
        *resumed([TicketChange(number, Reopened()) for number in woken], woken, desk.rules, now),
    ]
    if changes:
        work.change(changes, now)
    return len(finished) + len(woken)


def _tell(work: Work, desk: Desk, now: datetime) -> int:
    """Send what is due and was not sent yet; what is remembered and what is sent stand or fall together."""
    about, queues = _Gathered(), list[Notice]()
    for fresh in _fresh(work, desk, now):
        work.remember_all([due.name for due in fresh], "done", now)
        if any(due.technician for due in fresh):
            queues.extend(due_notices(fresh, work.one_of_each_holder(), desk.rules, now))
        else:
            about.add(due_notices(fresh, (), desk.rules, now))
    settings = desk.settings
    context = Context(desk.rules, now, desk.unique, templates=settings.templates, envelope=envelope_of(settings))
    readers = dict.fromkeys([*(one.to for one in queues), *about.many])
    notices = (*about.few, *(Notice(What.DIGEST.value, to) for to in readers))
    for notice in notices:
        announce(notice, context, work)
    return len(notices)


@dataclass(slots=True)
class _Gathered:
    """The notices about many pages of tickets: whoever would get more than a few of them gets his queue instead."""

    waiting: dict[str, list[Notice]] = field(default_factory=dict)
    many: dict[str, None] = field(default_factory=dict)

    @property
    def few(self) -> Iterator[Notice]:
        """Yield those about single tickets that their readers get."""
        return (one for some in self.waiting.values() for one in some)

    def add(self, notices: Iterable[Notice]) -> None:
        """Add those about a page of tickets, among them the queues that took the place of too many."""
        for one in notices:
            waiting = self.waiting.setdefault(one.to, [])
            waiting.append(one)
            if one.template == What.DIGEST or len(waiting) > MANY or one.to in self.many:
                self.many[one.to] = None
                waiting.clear()
