"""A message that we have taken already."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict


def check(case: Case) -> Verdict | None:
    """Recognise the same raw bytes, or within seven days the same mail by another way.

    Whoever knows a mail can send a copy of it ahead: the genuine one is no duplicate of a forged or unproven one.
    """
    if case.known.duplicate_of and not case.surer_than_before:
        return Verdict(Kind.DUPLICATE, f"we have it already: {case.known.duplicate_of}", "duplicate")
    return None
