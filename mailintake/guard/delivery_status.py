"""Bounces and feedback reports (RFC 3464, RFC 5965)."""

from __future__ import annotations

from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message

# Who looks after the mail of a district writes from these himself.
PEOPLE = frozenset({"postmaster", "postoffice", "mailadmin", "mail-administrator"})
REPORTS = ("delivery-status", "feedback-report")


def check(case: Case) -> Verdict | None:
    """File what mail servers say of our mail; it is never a ticket and never answered."""
    status = case.message.delivery_status
    if status is None:
        if _says_so(case.message):
            return Verdict(Kind.DELIVERY_STATUS, "a bounce that cannot be read", "delivery_status")
        return None
    if _is_person_of_ours(case):
        return None
    if status.feedback:
        return Verdict(Kind.DELIVERY_STATUS, "a feedback report", "delivery_status")
    first = status.reports[0] if status.reports else None
    said = (
        f"{first.action} {first.status or ''} for {first.recipient or 'an unknown recipient'}" if first else "a bounce"
    )
    return Verdict(Kind.DELIVERY_STATUS, " ".join(said.split()), "delivery_status")


def _is_person_of_ours(case: Case) -> bool:
    """Tell whether our own postmaster wrote about mail that came back; a report has marks that no person sets."""
    message = case.message
    marked = (
        message.return_path == ""
        or message.get("x-failed-recipients")
        or message.get("auto-submitted", "no").strip().casefold() != "no"
        or message.media_type.startswith("multipart/report")
        or any(report in message.get("content-type").casefold() for report in REPORTS)
    )
    return case.staff and fold_address(case.address).partition("@")[0] in PEOPLE and not marked


def _says_so(message: Message) -> bool:
    """Tell whether only the content type says that it is a report, its parts being lost or broken."""
    content_type = message.get("content-type").casefold()
    return content_type.startswith("multipart/report") and any(
        f"report-type={one}" in _bare(content_type) for one in REPORTS
    )


def _bare(content_type: str) -> str:
    return content_type.replace('"', "").replace(" ", "")
