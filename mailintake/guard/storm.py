"""Storms: over a hundred mails in ten minutes from one sender with one subject (digits folded)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

STORM = 100


def check(case: Case) -> Verdict | None:
    """Count the mail on the ticket that the storm opened."""
    if case.known.storm is not None and case.known.similar >= STORM:
        return Verdict(Kind.REPLY, f"one of {case.known.similar + 1} like it in ten minutes", "storm")
    return None
