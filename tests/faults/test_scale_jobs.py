"""Thousands of open tickets, and what the clock does with them each minute."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from mailintake.config import load
from mailintake.intake import Desk
from mailintake.jobs import run_due
from mailintake.model.decision import TicketChange
from mailintake.model.person import Person
from mailintake.model.settings import TokenKey
from mailintake.model.ticket import Opened, Ticket
from mailintake.store import Store
from mailintake.store.ticket_queries import PAGE
from tests.daemon.desk import PASSWORD, RunningDesk

TICKETS = 2_000
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MOST_BYTES = 6 * 1024 * 1024
LATE = Ticket(
    0, "Copier", Person("ana@school.example", "Ana"), NOW - 48 * HOUR, assignee="tess", resolve_by=NOW - MINUTE
)
# Looked at each time, since something is promised within a day, and not due.
IN_TIME = replace(LATE, opened_at=NOW - HOUR, resolve_by=NOW + 20 * HOUR)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    settings = load(RunningDesk(tmp_path, 1, 1).config, environ={"DESK_PASSWORD": PASSWORD})
    return Desk(settings, replace(settings.rules, token_key=TokenKey(b"k" * 32)), lambda: token_hex(8))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    yield one
    one.close()


def open_all(store: Store, tickets: Sequence[Ticket]) -> None:
    with store.work() as work:
        work.change([TicketChange(-place, Opened(one)) for place, one in enumerate(tickets)], NOW)


def sent(store: Store) -> list[str]:
    with store.read() as reading:
        return [row.outgoing.template for row in reading.outbox()]


def test_whoever_has_thousands_of_late_tickets_gets_his_queue_once(store: Store, desk: Desk) -> None:
    open_all(store, [LATE] * TICKETS)
    tracemalloc.start()
    try:
        made = [run_due(store, desk, NOW + number * MINUTE) for number in range(3)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert made == [1, 0, 0]
    assert sent(store) == ["digest"]
    assert peak < MOST_BYTES


@pytest.mark.parametrize(("late", "templates"), [(5, ["overdue"] * 5), (6, ["digest"])])
def test_late_tickets_far_apart_are_counted_together(store: Store, desk: Desk, late: int, templates: list[str]) -> None:
    open_all(store, [LATE, *[IN_TIME] * (PAGE // 2)] * late)
    run_due(store, desk, NOW)

    assert sent(store) == templates
