"""Mail that waits for an admin's word: what could not be taken in, what was refused, and what policy holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailintake.cli.rows import quarantine_row
from mailintake.model.decision import Kind
from mailintake.model.outgoing import JournalRow, QuarantineRow
from mailintake.store.filters import JournalFilter

if TYPE_CHECKING:
    from mailintake.store import Reading

# Held mail lies in the journal alone, which counts for itself.
HELD_SIGN = "h"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail that waits; `name` is what the admin types, `held` its number in the journal if policy holds it."""

    name: int | str
    row: QuarantineRow
    kind: Kind
    author: str | None
    subject: str
    held: int | None = None

    @property
    def released(self) -> bool:
        """Tell whether an admin's `retry` overrules a policy: our own failure is none."""
        return self.kind in {Kind.HELD, Kind.REFUSED}

    @property
    def values(self) -> dict[str, object]:
        """Return it as a row of `--json`."""
        more = {"kind": self.kind.value, "author": self.author, "subject": self.subject}
        return {**quarantine_row(self.row), "id": self.name, **more}


def all_waiting(reading: Reading) -> list[Waiting]:
    """Return all mail that waits, the quarantine first."""
    held = reading.journal(JournalFilter(kinds=(Kind.HELD.value,)))
    return [*(_quarantined(row, reading) for row in reading.quarantined()), *map(_held, held)]


def find_waiting(name: str, reading: Reading) -> Waiting | None:
    """Return the mail of that name: `3` in quarantine, `h12` held."""
    number = name.casefold().removeprefix(HELD_SIGN)
    if not number.isascii() or not number.isdigit():
        return None
    if number == name:
        row = reading.quarantine_row(int(number))
        return _quarantined(row, reading) if row else None
    found = reading.journal_row(JournalFilter(id=int(number), kinds=(Kind.HELD.value,)))
    return _held(found) if found else None


def _quarantined(row: QuarantineRow, reading: Reading) -> Waiting:
    found = reading.journal_row(JournalFilter(key=row.key))
    if found is None:
        return Waiting(row.id, row, Kind.QUARANTINED, None, "")
    return Waiting(row.id, row, Kind(found.kind), found.author, found.subject)


def _held(found: JournalRow) -> Waiting:
    row = QuarantineRow(
        found.id, found.reason, found.received_at, found.size, found.message_id, found.mailbox, found.key, found.sha256
    )
    return Waiting(f"{HELD_SIGN}{found.id}", row, Kind.HELD, found.author, found.subject, held=found.id)
