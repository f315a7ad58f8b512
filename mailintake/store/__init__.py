"""The one place that remembers: tickets, the journal, the outbox, and the files of raw mail."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailintake.store.filters import (
        Counts as Counts,
        JournalFilter as JournalFilter,
        OutboxFilter as OutboxFilter,
        TicketFilter as TicketFilter,
    )
    from mailintake.store.queries import Reading as Reading
    from mailintake.store.store import Store as Store
    from mailintake.store.ticket_writing import Written as Written
    from mailintake.store.work import Work as Work

# The database libraries take a second to import; `--help` and `check` need none of them.
_PLACES = {
    "Counts": "filters",
    "JournalFilter": "filters",
    "OutboxFilter": "filters",
    "Reading": "queries",
    "Store": "store",
    "TicketFilter": "filters",
    "Work": "work",
    "Written": "ticket_writing",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _PLACES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
