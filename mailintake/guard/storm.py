"""Storms: over a hundred mails in ten minutes from one sender with one subject (digits folded)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

STORM = 100


def check(case: Case) -> Verdict | None:
    """Count the mail on the ticket that the storm opened."""
    if case.known.storm is None or case.thread.ticket or case.technician:
        return None
    # Forged mails in somebody's name must not swallow his own.
    similar = case.known.similar_verified if case.level >= 1 else case.known.similar
    if similar < STORM:
        return None
    return Verdict(Kind.REPLY, f"one of {similar + 1} like it in ten minutes", "storm")
