"""Bounces and feedback reports (RFC 3464, RFC 5965)."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message


def check(case: Case) -> Verdict | None:
    """File what mail servers say of our mail; it is never a ticket and never answered."""
    status = case.message.delivery_status
    if status is None:
        if _says_so(case.message):
            return Verdict(Kind.DELIVERY_STATUS, "a bounce that cannot be read", "delivery_status")
        return None
    if status.feedback:
        return Verdict(Kind.DELIVERY_STATUS, "a feedback report", "delivery_status")
    first = status.reports[0] if status.reports else None
    said = (
        f"{first.action} {first.status or ''} for {first.recipient or 'an unknown recipient'}" if first else "a bounce"
    )
    return Verdict(Kind.DELIVERY_STATUS, " ".join(said.split()), "delivery_status")


def _says_so(message: Message) -> bool:
    """Tell whether only the content type says that it is a report, its parts being lost or broken."""
    content_type = message.get("content-type").casefold()
    reports = ("delivery-status", "feedback-report")
    return content_type.startswith("multipart/report") and any(
        f"report-type={one}" in _bare(content_type) for one in reports
    )


def _bare(content_type: str) -> str:
    return content_type.replace('"', "").replace(" ", "")
