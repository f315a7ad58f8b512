"""Bulk mail (the Precedence field, which no RFC defines and everybody uses)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

BULK = frozenset({"bulk", "junk", "auto_reply"})


def check(case: Case) -> Verdict | None:
    """File what says of itself that it went to many; `list` is looked at as list mail."""
    precedence = case.message.get("precedence").strip().casefold()
    if precedence in BULK:
        return Verdict(Kind.AUTOMATIC, f"Precedence: {precedence}", "bulk")
    return None
