"""Bounces and feedback reports (RFC 3464, RFC 5965)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict


def check(case: Case) -> Verdict | None:
    """File what mail servers say of our mail; it is never a ticket and never answered."""
    status = case.message.delivery_status
    if status is None:
        return None
    if status.feedback:
        return Verdict(Kind.DELIVERY_STATUS, "a feedback report", "delivery_status")
    first = status.reports[0] if status.reports else None
    said = (
        f"{first.action} {first.status or ''} for {first.recipient or 'an unknown recipient'}" if first else "a bounce"
    )
    return Verdict(Kind.DELIVERY_STATUS, " ".join(said.split()), "delivery_status")
