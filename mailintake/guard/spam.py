"""The spam flag that the provider set on a stranger's mail."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

FIELDS = ("x-spam-flag", "x-spam", "x-gm-spam")
MICROSOFT_SPAM_LEVEL = 5


def check(case: Case) -> Verdict | None:
    """Hold flagged mail, unless we know for certain that one of ours wrote it."""
    if case.level >= 1:
        return None
    for name in FIELDS:
        if case.message.get(name).strip().casefold() in {"yes", "true", "1"}:
            return Verdict(Kind.HELD, f"the mail provider calls it spam ({name.title()})", "spam")
    level = case.message.get("x-ms-exchange-organization-scl").strip()
    if level.isascii() and level.isdigit() and int(level) >= MICROSOFT_SPAM_LEVEL:
        return Verdict(Kind.HELD, f"the mail provider calls it spam (SCL {level})", "spam")
    return None
