"""Answers to invitations (RFC 5546: METHOD of iCalendar)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

ANSWERS = frozenset({"reply", "counter", "declinecounter", "refresh", "cancel"})


def check(case: Case) -> Verdict | None:
    """File accepted and declined invitations; an invitation itself (REQUEST) is a person's mail."""
    method = (case.message.calendar_method or "").casefold()
    if method in ANSWERS:
        return Verdict(Kind.AUTOMATIC, f"a calendar answer ({method})", "calendar_answer")
    return None
