"""What a failed attempt means for a mail; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailintake.deliver import DeliveryError
from mailintake.model.outgoing import OutboxRow, OutboxState

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=4)
PATIENCE = timedelta(days=5)
# Each further try after a silence may bring the same mail once more (RFC 1047).
DOUBTS = 2
REST = 15.0


@dataclass(frozen=True, slots=True)
class Fate:
    """Where the mail stands now, why, and, if it stays queued, when it is tried again."""

    state: OutboxState
    error: str
    next_attempt_at: datetime | None = None
    in_doubt: bool = False

    @property
    def lost(self) -> bool:
        """Tell whether the mail will not arrive, which somebody must hear."""
        return self.state in {OutboxState.FAILED, OutboxState.GIVEN_UP}


def next_attempt(attempts: int, now: datetime, random: float) -> datetime:
    """Return when to try again after so many attempts: after 1, 2, 4 … minutes, up to 4 hours, a quarter more or less.

    `random` is a number from 0 to 1, so that not all mails of one trouble come back in the same second.
    """
    doublings = min(max(attempts, 1) - 1, 12)
    delay = min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)
    return now + delay * (0.75 + 0.5 * random)


def fate(row: OutboxRow, error: DeliveryError, now: datetime, random: float) -> Fate:
    """Return what becomes of the mail after this error."""
    if error.permanent:
        return Fate(OutboxState.FAILED, error.reason)
    if error.hold:
        return Fate(OutboxState.HELD, error.reason)
    if error.in_doubt and row.doubts >= DOUBTS:
        return Fate(OutboxState.HELD, f"{error.reason}; it may have arrived")
    again = next_attempt(row.attempts + 1, now, random)
    if error.away:
        # Nothing was said about this mail: it goes out as soon as the server is back.
        again = now + timedelta(seconds=REST if error.wait is None else error.wait)
    # What only an admin can mend is not the mail's fault; it waits for him.
    if again - row.created_at > PATIENCE and not error.ours:
        return Fate(OutboxState.GIVEN_UP, f"{error.reason}; given up after {PATIENCE.days} days")
    return Fate(OutboxState.QUEUED, error.reason, again, error.in_doubt)
