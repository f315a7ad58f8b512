"""Mail over the size limit: its body stays on the server."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict


def check(case: Case) -> Verdict | None:
    """Refuse what is larger than `limits.message`."""
    limit = case.rules.limits.message
    if case.oversized or case.message.size > limit:
        return Verdict(Kind.REFUSED, f"larger than {limit // (1024 * 1024)} MiB", "oversized")
    return None
