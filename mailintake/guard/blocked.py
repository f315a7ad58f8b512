"""Senders that an admin has blocked."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict


def check(case: Case) -> Verdict | None:
    """Refuse authors on `desk.blocked`: addresses, `*@domain`, or plain domains."""
    address = case.address.casefold()
    for pattern in case.rules.desk.blocked:
        wanted = pattern.casefold()
        if fnmatchcase(address, wanted if "@" in wanted else f"*@{wanted}"):
            return Verdict(Kind.REFUSED, f"its sender is blocked ({pattern})", "blocked")
    return None
