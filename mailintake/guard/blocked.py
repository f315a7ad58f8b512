"""Senders that an admin has blocked."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict


def check(case: Case) -> Verdict | None:
    """Refuse authors on `desk.blocked`: addresses, `*@domain`, or plain domains."""
    addresses = {fold_address(case.address), *(one.key for one in case.message.authors)}
    for pattern in case.rules.desk.blocked:
        wanted = pattern.casefold()
        glob = wanted if "@" in wanted else f"*@{wanted}"
        if any(fnmatchcase(one, glob) for one in addresses):
            return Verdict(Kind.REFUSED, f"its sender is blocked ({pattern})", "blocked")
    return None
